// A quiz being taken: saves answers on the way, counts the time down, moves the focus. Everything also works without it.
(function () {
  "use strict";
  var PAUSE_MS = 600;
  var AGAIN_MS = 8000;
  var LAST_SECONDS = 60;
  var status = document.getElementById("status");
  var form = document.querySelector("form[data-autosave]");

  function say(text) { status.textContent = text; }

  // Where the page opens: at the verdict, or at what is to be mended.
  var verdict = location.hash === "#verdict" && document.getElementById("verdict");
  var problem = document.getElementById("problem");
  if (problem) problem.focus();
  else if (verdict) verdict.focus();

  // Printed, nothing is folded away.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (each) { each.open = true; });
  });

  // ---- Saving on the way: one at a time and in order, so that the last answer is the one that stays.
  var isWaiting = false;
  var isSending = false;
  var isLeaving = false;
  var timer = 0;
  var isOffline = false;
  var afterwards = null;

  function show(text) {
    var place = form.querySelector("[data-saved]");
    if (place.textContent === text) return;
    place.textContent = text;
    say(text);
  }

  function later(delay) {
    isWaiting = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(send, delay);
  }

  function done() {
    isSending = false;
    if (isOffline) later(AGAIN_MS);
    else if (afterwards) { var next = afterwards; afterwards = null; next(); }
    else if (isWaiting) later(0);
  }

  function send() {
    if (isSending || !isWaiting || isLeaving) return;
    isWaiting = false;
    isSending = true;
    var data = new FormData(form);
    data.set("client_id", newId());
    data.set("to", "save");
    fetch(form.action, { method: "POST", body: data, credentials: "same-origin", redirect: "manual", keepalive: true })
      .then(function (response) {
        isOffline = false;
        if (response.status === 204) saved(response.headers);
        else if (response.status === 409) { isLeaving = true; location.assign(form.dataset.over); }
        else if (response.status === 422) return response.text().then(show);
        else show(form.dataset.textRefused);
      })
      .catch(function () {
        isOffline = true;
        show(form.dataset.textOffline);
      })
      .finally(done);
  }

  // The page holds from now on what was saved: its name goes along with the next answer, and the strip tells of it.
  function saved(headers) {
    var seen = headers.get("Quiz-Seen");
    if (seen) form.elements.seen.value = seen;
    (headers.get("Quiz-Seen-Each") || "").split(" ").filter(Boolean).forEach(function (each) {
      var pair = each.split("=");
      form.elements["q" + pair[0] + "-seen"].value = pair[1];
    });
    var here = form.querySelector(".place[aria-current]");
    var state = headers.get("Quiz-State");
    if (here && state) {
      here.className = "place is-" + state;
      here.querySelector("[data-state]").textContent = form.getAttribute("data-text-" + state);
    }
    if (headers.get("Quiz-Replaced")) show(form.dataset.textReplaced);
    else if (!isWaiting) show(form.dataset.textSaved);
  }

  // randomUUID is there on secure pages only; a site in a local network may not be one.
  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.from(bytes, function (each) { return each.toString(16).padStart(2, "0"); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  function setUp() {
    form.addEventListener("change", function (event) {
      count(event.target);
      later(0);
    });
    form.addEventListener("input", function (event) {
      if (event.target.matches("input[type=text]")) later(PAUSE_MS);
    });
    // What is on its way comes in before the page's own answer does.
    form.addEventListener("submit", function (event) {
      window.clearTimeout(timer);
      if (!isSending && !isOffline) { isLeaving = true; return; }
      event.preventDefault();
      var button = event.submitter;
      afterwards = function () { form.requestSubmit(button); };
      // Without a connection the browser would leave the page: it goes on once the answer has come through.
      if (isOffline) later(0); else isWaiting = false;
    });
    window.addEventListener("online", function () { if (isWaiting) later(0); });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && isWaiting) { window.clearTimeout(timer); send(); }
    });
    // Back from the browser's memory the page would send its id a second time.
    window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  }

  // How many are chosen, and whether one is chosen twice.
  function count(control) {
    var group = control.closest("fieldset");
    if (!group) return;
    var told = group.querySelector("[data-chosen]");
    if (told) told.textContent = String(group.querySelectorAll("input:checked").length);
    var twice = group.querySelector("[data-twice]");
    if (!twice) return;
    var values = Array.from(group.querySelectorAll("select[data-once]"), function (each) { return each.value; });
    values = values.filter(Boolean);
    var isTwice = new Set(values).size < values.length;
    if (isTwice && twice.hidden) say(twice.textContent);
    twice.hidden = !isTwice;
  }

  // A closed list shows one line: what was chosen and does not fit stands below it in full, for the eyes.
  var ruler = document.createElement("canvas").getContext("2d");
  var ARROW_PX = 24;
  function showWhole(list) {
    var style = getComputedStyle(list);
    ruler.font = style.fontWeight + " " + style.fontSize + " " + style.fontFamily;
    var room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - ARROW_PX;
    var text = list.value ? list.selectedOptions[0].text : "";
    var isCut = ruler.measureText(text).width > room;
    var place = list.nextElementSibling;
    if (!place || !place.matches(".whole-choice")) {
      if (!isCut) return;
      place = document.createElement("small");
      place.className = "whole-choice";
      place.setAttribute("aria-hidden", "true");
      list.after(place);
    }
    place.hidden = !isCut;
    place.textContent = text;
  }
  function showWholes() { document.querySelectorAll(".match select, select.blank").forEach(showWhole); }
  document.addEventListener("change", function (event) {
    if (event.target.matches(".match select, select.blank")) showWhole(event.target);
  });
  window.addEventListener("resize", showWholes);
  showWholes();

  // ---- Digits choose where there is one list of single choices, if the learner wants keys.
  document.addEventListener("keydown", function (event) {
    if (!form || document.body.dataset.shortcuts !== "on" || !/^[1-9]$/.test(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.activeElement && document.activeElement.matches("input[type=text], select, textarea")) return;
    var groups = form.querySelectorAll(".slots fieldset");
    var choices = groups.length === 1 ? groups[0].querySelectorAll("input[type=radio]") : [];
    var choice = choices[Number(event.key) - 1];
    if (choice) { event.preventDefault(); choice.focus(); choice.click(); }
  });

  // ---- The time left, by the server's clock: the page was told how much there was when it was made.
  var clock = document.querySelector("[data-clock]");
  var toggle = document.querySelector("[data-clock-toggle]");
  var over = document.getElementById("time-over");
  var HIDDEN = "osteon-hides-the-time";
  var end = clock ? performance.now() + Number(clock.dataset.left) : 0;
  var told = clock ? Number(clock.dataset.left) / 1000 : 0;
  var ticking = 0;

  function tick() {
    var left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    var minutes = Math.floor(left / 60);
    clock.textContent = minutes + ":" + String(left % 60).padStart(2, "0");
    if (told > 300 && left <= 300) say(clock.dataset.textFive);
    else if (told > 60 && left <= 60) say(clock.dataset.textOne);
    told = left;
    // The last minute is seen by everyone.
    if (left <= LAST_SECONDS) { clock.hidden = false; toggle.hidden = true; }
    if (left > 0) return;
    window.clearInterval(ticking);
    say(clock.dataset.textOver);
    if (!over) return;
    // What was typed last is sent before; it still counts for some seconds.
    var leave = function () { isLeaving = true; over.submit(); };
    if (isWaiting && !isSending) { window.clearTimeout(timer); send(); }
    if (isSending) afterwards = leave; else leave();
  }

  function remembered(value) {
    try {
      if (value !== undefined) localStorage.setItem(HIDDEN, value);
      return localStorage.getItem(HIDDEN) === "yes";
    } catch (error) { return value === "yes"; }
  }

  if (clock) {
    var hide = function (isHidden) {
      clock.hidden = isHidden;
      toggle.setAttribute("aria-label", isHidden ? toggle.dataset.textShow : toggle.dataset.textHide);
      toggle.title = toggle.getAttribute("aria-label");
      toggle.classList.toggle("is-hiding", isHidden);
    };
    toggle.hidden = false;
    toggle.addEventListener("click", function () { hide(remembered(clock.hidden ? "no" : "yes")); });
    hide(remembered());
    tick();
    ticking = window.setInterval(tick, 500);
  }

  // What a new quiz will be like is said in one line until it is changed.
  var inShort = document.querySelector("[data-in-short]");
  if (inShort) inShort.parentNode.addEventListener("change", function () { inShort.hidden = true; });

  if (form) setUp();
})();
