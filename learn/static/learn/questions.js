// Writing a question: what is typed as the heading of a column is what its rows offer. Everything works without it, too.
(function () {
  "use strict";
  document.addEventListener("input", function (event) {
    var column = /^columns-(\d+)-text$/.exec(event.target.name || "");
    if (!column) return;
    var number = Number(column[1]) + 1;
    var typed = event.target.value.trim();
    document.querySelectorAll('#item-form [data-column="' + number + '"]').forEach(function (each) {
      each.textContent = typed ? number + ". " + typed : each.dataset.unnamed;
    });
  });
})();
