// Charts by keyboard: one stop a chart, arrows from value to value; the value under focus or pointer is told below it.
// Without script every value is a stop of its own, and the table says it all.
(function () {
  "use strict";
  document.querySelectorAll("svg[data-chart]").forEach(function (chart) {
    var marks = Array.from(chart.querySelectorAll("[tabindex]"));
    var reading = chart.closest(".chart").querySelector("[data-reading]");
    if (!marks.length) return;
    function rest() { marks.forEach(function (mark) { mark.setAttribute("tabindex", "-1"); }); }
    function tell(event) {
      var mark = event.target.closest("[aria-label][tabindex]");
      if (mark && reading) reading.textContent = mark.getAttribute("aria-label");
    }
    rest();
    marks[marks.length - 1].setAttribute("tabindex", "0");
    chart.addEventListener("focusin", tell);
    chart.addEventListener("pointerover", tell);
    chart.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      var here = marks.indexOf(event.target);
      var to = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : step === undefined || here < 0 ? -1 : here + step;
      if (to < 0 || to >= marks.length) return;
      event.preventDefault();
      rest();
      marks[to].setAttribute("tabindex", "0");
      marks[to].focus();
    });
  });
})();
