"""What templates of teaching ask.

The rows of a gradebook are written straight out: as a template's loops they take most of a page's time.
"""

from fractions import Fraction

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from learn.assignments import counting
from learn.reviews.models import Maturity
from learn.teaching import words
from learn.teaching.analysis_words import Told
from learn.teaching.behind import Reason, Why
from learn.teaching.gradebook import Book, Line
from learn.teaching.grades import Cell, State

register = template.Library()


@register.filter
def percent(share: Fraction | None) -> str:
    """A share with one decimal, "87.5 %"; a dash where there is none."""
    return f"{counting.percent(share)}\N{NO-BREAK SPACE}%" if share is not None else "–"


@register.filter
def figure(told: Told) -> str:
    """A figure of an analysis; where there is none a dash, and why for whoever hears the page."""
    if told.is_there:
        return told
    return format_html('<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>', told)


@register.filter
def state(cell: Cell) -> str:
    """How a grade came about."""
    return words.state_in_words(cell)


@register.filter
def maturity(state: str) -> str:
    """The name of a maturity, "set aside" for what is in none."""
    return str(Maturity(state).label) if state in Maturity.values else _("set aside")


@register.filter
def in_words(reason: Reason) -> str:
    """Why somebody is behind."""
    return words.reason_in_words(reason)


@register.filter
def kind(why: Why) -> str:
    """The name of a kind of reasons."""
    return words.kind_in_words(why)


@register.simple_tag
def grade_rows(book: Book, on_paper: bool = False) -> SafeString:
    """The rows of a gradebook's body: all of them on paper, else those of the page, with links to each grade."""
    shown = book.lines if on_paper else book.page.object_list
    # From the gradebook's own address on: in full they are half of the page.
    addresses = [] if on_paper else [f"{column.assignment.pk}/" for column in book.columns]
    said: dict[State, str] = {each: conditional_escape(words.state_in_words(Cell(each))) for each in State}
    memo: dict[int, str] = {}
    return mark_safe("".join(_row(line, addresses, said, memo) for line in shown))  # noqa: S308  (names are escaped)


def _row(line: Line, addresses: list[str], said: dict[State, str], memo: dict[int, str]) -> str:
    student = line.student
    small = f" <small>{conditional_escape(student.section.name)}</small>" if student.section is not None else ""
    if student.learner_id is None:
        small += f" <small>{conditional_escape(_('has not come yet'))}</small>"
    cells, own = [], f"{student.enrollment_id}/"
    for place, each in enumerate(line.row.cells):
        # Most cells are one and the same value.
        text = memo.get(id(each))
        if text is None:
            text = memo[id(each)] = _text(each, said)
        cells.append(f'<td><a href="{addresses[place]}{own}">{text}</a></td>' if addresses else f"<td>{text}</td>")
    name = conditional_escape(student.sort_name or student.name)
    # On paper there are no addresses, and nothing to follow.
    linked = f'<a href="../overview/{own}" dir="auto">{name}</a>' if addresses else f'<span dir="auto">{name}</span>'
    return f'<tr><th scope="row">{linked}{small}</th><td>{percent(line.row.mean)}</td>{"".join(cells)}</tr>\n'


def _text(cell: Cell, said: dict[State, str]) -> str:
    shown = percent(cell.share) if cell.share is not None else ""
    if cell.state is State.IN_TIME:
        return shown
    return f"{shown} <small>{said[cell.state]}</small>" if shown else f"<small>{said[cell.state]}</small>"
