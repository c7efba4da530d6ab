// What every page can do: follow the browser's time zone, read aloud, say when there is no connection.
// Nothing needs it: without script these are simply not offered.
(function () {
  "use strict";
  var known = document.body.dataset;

  // For the page without a connection, which knows nobody.
  var look = document.documentElement.dataset;
  try {
    if (look.theme) localStorage.setItem("osteon-look", look.theme + " " + look.text);
    else localStorage.removeItem("osteon-look");
  } catch (error) { /* It looks as the device has it, then. */ }

  // The time zone comes from the browser: into the form that starts, and to the server when it has moved since.
  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  document.querySelectorAll("input[data-zone]").forEach(function (input) { input.value = zone; });
  // Nobody has said which clock is theirs: the browser's is the better guess.
  document.querySelectorAll("select[data-zone]").forEach(function (select) {
    if (Array.from(select.options).some(function (option) { return option.value === zone; })) { select.value = zone; }
  });
  var form = document.querySelector("form[data-zone-form]");
  if (form && zone && known.zoneChosen === "no" && known.zoneKnown !== zone) {
    fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  }

  // Reading aloud, in the voice and at the speed of the learner's settings.
  var canSpeak = "speechSynthesis" in window;
  function say(text) {
    var words = new SpeechSynthesisUtterance(text);
    var settings = document.documentElement.dataset;
    var voice = window.speechSynthesis.getVoices().find(function (each) { return each.name === settings.voice; });
    words.lang = document.documentElement.lang;
    if (voice) { words.voice = voice; words.lang = voice.lang; }
    words.rate = (Number(settings.speed) || 100) / 100;
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(words);
  }
  window.osteon = { canSpeak: canSpeak, say: say };

  function offerVoice(root) {
    if (canSpeak) root.querySelectorAll("[data-say]").forEach(function (button) { button.hidden = false; });
  }
  offerVoice(document);
  document.addEventListener("htmx:afterSwap", function (event) { offerVoice(event.target); });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-say]");
    if (button && canSpeak) say(button.dataset.say);
  });

  // Settings: the voices this browser has, and a try of the one chosen.
  var voices = document.querySelector("select[data-voices]");
  function listVoices() {
    var kept = voices.value;
    window.speechSynthesis.getVoices().forEach(function (voice) {
      if (!voice.lang.startsWith("en") || voices.querySelector('option[value="' + CSS.escape(voice.name) + '"]')) return;
      voices.append(new Option(voice.name, voice.name));
    });
    voices.value = kept;
  }
  if (voices && canSpeak) {
    listVoices();
    window.speechSynthesis.addEventListener("voiceschanged", listVoices);
  }

  // What a page has to say is told once more in the one place that is read out.
  var said = Array.from(document.querySelectorAll("[data-message]"), function (each) { return each.textContent.trim(); });
  if (said.length) window.setTimeout(function () { document.getElementById("status").textContent = said.join(" "); }, 200);

  // A form that came back opens where something is to be mended.
  var wrong = document.querySelector("[aria-invalid=true]");
  if (wrong) wrong.focus();

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  if ("serviceWorker" in navigator && known.worker) {
    window.addEventListener("load", function () { navigator.serviceWorker.register(known.worker); });
  }
})();
