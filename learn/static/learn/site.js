// The time zone comes from the browser: into the form that starts, and to the server when it has moved since.
(function () {
  "use strict";
  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  document.querySelectorAll("input[data-zone]").forEach(function (input) { input.value = zone; });
  var form = document.querySelector("form[data-zone-form]");
  var known = document.body.dataset;
  if (form && zone && known.zoneChosen === "no" && known.zoneKnown !== zone) {
    fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  }
})();
