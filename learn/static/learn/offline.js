// The page without a connection is the same for everyone: its look is the one that the last page had (site.js keeps it).
(function () {
  "use strict";
  try {
    var look = (localStorage.getItem("osteon-look") || "").split(" ");
    if (look[0]) document.documentElement.dataset.theme = look[0];
    if (look[1]) document.documentElement.dataset.text = look[1];
  } catch (error) { /* What may not be remembered is as the device has it. */ }
})();
