// Ties the page's passkey form to the script that talks to the browser, and tells in the page what went wrong.
(function () {
  "use strict";
  var ids = { credential: "", data: "passkey_data" };
  var makers = { add: ["signupForm", "signup"], login: ["loginForm", "login"], authenticate: ["authenticateForm", "authenticate"] };
  // A passkey belongs to a site's name: a bare number, as in http://127.0.0.1, has none.
  var isNumber = /^[\d.]+$|^\[/.test(window.location.hostname);
  if (isNumber || !window.webauthnJSON || !window.webauthnJSON.supported()) { return; }
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var maker = makers[form.dataset.passkey];
    ids.credential = form.querySelector("input[name=credential]").id;
    ids[maker[1]] = form.querySelector("#passkey_button").id;
    window.allauth.webauthn.forms[maker[0]]({ ids: ids });
    form.hidden = false;
    form.querySelectorAll("[data-passkey-missing]").forEach(function (note) { note.hidden = true; });
    document.addEventListener("allauth.error", function (event) {
      event.preventDefault();
      form.querySelector("[data-passkey-failed]").hidden = false;
    });
  });
})();
