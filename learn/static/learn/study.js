// The review screen: focus, keys, the guard against double taps, reading aloud. Everything also works without it.
(function () {
  "use strict";
  var GUARD_MS = 200;
  var guard = 0;
  var status = document.getElementById("status");

  function card() { return document.getElementById("card"); }
  function reveal() { return card().querySelector("details.reveal"); }
  function isTooSoon() { return document.body.dataset.guard === "on"; }
  function changed() {
    document.body.dataset.guard = "on";
    window.clearTimeout(guard);
    guard = window.setTimeout(function () { document.body.dataset.guard = "off"; }, GUARD_MS);
  }

  function setUp() {
    changed();
    var details = reveal();
    if (details) details.addEventListener("toggle", function () {
      if (!details.open) return;
      changed();
      document.getElementById("answer").focus();
      compareTyped();
    });
    var voice = card().querySelector("[data-read-aloud]");
    if (voice && window.osteon.canSpeak) {
      voice.hidden = false;
      voice.addEventListener("click", readAloud);
    }
    var typed = document.getElementById("typed");
    if (typed) typed.addEventListener("keydown", function (event) {
      if (event.key === "Enter") { event.preventDefault(); details.open = true; }
    });
  }

  function compareTyped() {
    var typed = document.getElementById("typed");
    if (!typed) return;
    typed.readOnly = true;
    var given = folded(typed.value);
    if (!given) return;
    var isRight = typed.dataset.accepts.split("|").some(function (answer) { return folded(answer) === given; });
    var verdict = card().querySelector("[data-typed-verdict]");
    verdict.textContent = isRight ? typed.dataset.matches : typed.dataset.differs;
    verdict.hidden = false;
  }

  // Case, accents, hyphens and spaces do not make an answer wrong; the learner grades it all the same.
  function folded(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  }

  function readAloud() {
    var details = reveal();
    var text = document.getElementById("front").textContent;
    if (details && details.open) text = document.querySelector(".answer .back").textContent;
    window.osteon.say(text.replace(/_+/g, " blank "));
  }

  // A control with the focus keeps the keys that work it: a link and what unfolds only those that follow or open it.
  function keepsKey(key) {
    var active = document.activeElement;
    if (!active) return false;
    if (active.matches("a, summary")) return key === " " || key === "Enter";
    return active.matches("button, input, select, textarea");
  }

  // Whoever uses a mouse goes on with the keys: the control just clicked does not keep them.
  document.addEventListener("click", function (event) {
    var control = event.target.closest(".tools button, .tools summary");
    if (control && event.detail > 0) control.blur();
  });

  function press(control) { if (control && !control.disabled) control.click(); }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || keepsKey(event.key)) return;
    if (document.body.dataset.shortcuts !== "on") return;
    var details = reveal();
    if (event.key === " " || event.key === "Enter") {
      if (!details) return;
      event.preventDefault();
      if (isTooSoon()) return;
      if (!details.open) details.open = true;
      else press(details.querySelector("[data-default]"));
      return;
    }
    var control = card().querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (!control || (control.closest("details.reveal") && !details.open)) return;
    event.preventDefault();
    var panel = document.getElementById("source-panel");
    if (event.key === "i" && panel.hasChildNodes()) panel.replaceChildren();
    else press(control);
  });

  // A second tap that was meant for the page before must not grade the card that has just appeared.
  document.addEventListener("submit", function (event) {
    if (card().contains(event.target) && isTooSoon()) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id === "mark") {
      status.textContent = document.getElementById("mark").dataset.status;
      return;
    }
    if (event.detail.target.id === "source-panel") {
      event.detail.target.scrollIntoView({ block: "nearest" });
      event.detail.target.focus();
      return;
    }
    setUp();
    status.textContent = card().dataset.status;
    document.getElementById("front").focus();
    window.scrollTo(0, 0);
  });

  function failed(text) {
    status.textContent = text;
    var details = reveal();
    var around = details && details.open ? details.querySelector(".grades") : card();
    var place = card().querySelector(".failed") || document.createElement("p");
    around.prepend(place);
    place.className = "failed";
    place.textContent = text;
  }
  document.body.addEventListener("htmx:sendError", function () { failed(document.body.dataset.failed); });
  document.body.addEventListener("htmx:responseError", function () { failed(document.body.dataset.refused); });

  setUp();
})();
