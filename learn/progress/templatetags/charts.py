"""The many small parts of a chart, written straight out: as a template's loops they take most of a page's time."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from learn.progress.charts import Grid
from learn.progress.dates import in_words

register = template.Library()


@register.filter
def table_rows(rows: Iterable[Sequence[object]]) -> SafeString:
    """The rows of a table's body; the first value of each is its head."""
    return mark_safe("".join(_row(row) for row in rows))  # noqa: S308  (each value is escaped)


def _row(row: Sequence[object]) -> str:
    head, *rest = map(_shown, row)
    day = ' class="day"' if isinstance(row[0], date) else ""
    return f'<tr><th scope="row"{day}>{head}</th>{"".join(f"<td>{value}</td>" for value in rest)}</tr>'


def _shown(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return in_words(value, "j M Y")
    # Localizing asks the settings each time; most values are small whole numbers.
    return str(value) if type(value) is int and -1000 < value < 1000 else conditional_escape(str(localize(value)))


@register.filter
def grid_cells(chart: Grid) -> SafeString:
    """The days of a calendar, each a value that the keyboard reaches."""
    size = f'width="{chart.size}" height="{chart.size}"'
    cells = []
    for cell in chart.cells:
        said = conditional_escape(cell.said)
        cells.append(
            f'<rect class="cell l{cell.level}" role="img" tabindex="0" aria-label="{said}" x="{cell.x}" y="{cell.y}"'
            f" {size}><title>{said}</title></rect>"
        )
    return mark_safe("".join(cells))  # noqa: S308  (words are escaped, the rest are numbers)
