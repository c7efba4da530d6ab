"""How an assignment went: in figures, and who did what.

Whoever reads this sees each student's grade anyway, so that figures of students are told however few there are. What
was kept of accounts that are gone is nobody's: it is in the figures only where there is enough of it not to say whose.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learn.assignments.models import Assignment, FormerResult
from learn.classrooms.models import Classroom, Enrollment
from learn.progress.charts import Bars, Table, Value, bars
from learn.teaching import results
from learn.teaching.grades import Cell, State, mean, median

FEWEST_FORMER = 3
"""Of fewer accounts that are gone no grade is counted: with the others known, it would say whose it is."""

PER_PAGE = 100

_BINS = 10


@dataclass(frozen=True, slots=True)
class Person:
    """One student, and what the assignment came to with them."""

    student: Enrollment
    cell: Cell


@dataclass(frozen=True, slots=True)
class Statistics:
    """n: grades in the figures, `former` of them of accounts that are gone; left_out: grades of such that are not.

    handed_in, missing, exempt, not_yet: how many students. people: all of them by name. passed: share of n; None
    without a mark. The figures are None where there is no grade.
    """

    assignment: Assignment
    n: int
    former: int
    left_out: int
    handed_in: int
    missing: int
    exempt: int
    not_yet: int
    people: tuple[Person, ...]
    mean: Fraction | None = None
    median: Fraction | None = None
    passed: Fraction | None = None
    chart: Bars | None = None

    def page(self, number: str) -> "Page[Person]":
        """The students whose grades a page shows."""
        return Paginator(self.people, PER_PAGE).get_page(number)


def statistics(classroom: Classroom, assignment_id: UUID, *, now: datetime) -> Statistics:
    """The figures of one assignment as of now. Raises Assignment.DoesNotExist."""
    assignment = results.assignment_of(classroom, assignment_id)
    students, windows = results.students_of(classroom), results.Windows([assignment])
    studied = results.studied_by([assignment], students, windows=windows, now=now)
    rows = results.rows_of([assignment], students, windows=windows, studied=studied, now=now)
    people = tuple(Person(student, row.cells[0]) for student, row in zip(students, rows, strict=True))
    states = Counter(each.cell.state for each in people)
    own = [share for each in people if (share := each.cell.graded) is not None]
    former = _former(assignment)
    told = former if len(former) >= FEWEST_FORMER else []
    shares = own + told
    return Statistics(
        assignment,
        len(shares),
        len(told),
        len(former) - len(told),
        len(own),
        states[State.MISSING],
        states[State.EXEMPT],
        states[State.NOT_YET],
        people,
        mean(shares),
        median(shares),
        _passed(assignment, shares),
        _histogram(shares) if shares else None,
    )


def _former(assignment: Assignment) -> list[Fraction]:
    found = FormerResult.objects.filter(assignment=assignment).values_list("points", "possible")
    return [Fraction(points, possible) for points, possible in found if possible]


def _passed(assignment: Assignment, shares: Sequence[Fraction]) -> Fraction | None:
    if assignment.pass_percent is None or not assignment.is_quiz or not shares:
        return None
    return Fraction(sum(100 * share >= assignment.pass_percent for share in shares), len(shares))


def _histogram(shares: Sequence[Fraction]) -> Bars:
    """How many grades lie in each tenth; the last one holds all of the points as well."""
    counts = Counter(min(_BINS - 1, int(share * _BINS)) for share in shares)
    names = [
        _("%(low)d to under %(high)d %%") % {"low": 10 * place, "high": 10 * place + 10}
        if place < _BINS - 1
        else _("90 to 100 %")
        for place in range(_BINS)
    ]
    table = Table(
        "grades",
        _("How the grades lie"),
        _("How many grades lie in each tenth of what was possible."),
        (_("Percent"), _("Grades")),
        tuple((name, counts[place]) for place, name in enumerate(names)),
    )
    values = [
        Value(
            f"{name}: {ngettext('%(n)d grade', '%(n)d grades', counts[place]) % {'n': counts[place]}}",
            (counts[place],),
            tick=str(10 * place),
            number=str(counts[place] or ""),
        )
        for place, name in enumerate(names)
    ]
    return bars(table, values)
