"""How an assignment went: the grades of all who did it, those included who have deleted their account since."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learn.assignments.models import Assignment, FormerResult
from learn.classrooms.models import Classroom
from learn.progress.charts import Bars, Table, Value, bars
from learn.teaching import results
from learn.teaching.grades import State, mean, median

FEWEST_RESULTS = 3
"""Of fewer nothing is told: it would tell whose they are."""

_BINS = 10


@dataclass(frozen=True, slots=True)
class Statistics:
    """n: grades in the figures, `former` of them of accounts that are gone. passed: share of n; None without a mark.

    counts: how many students have handed in, and how many not. The figures are None for fewer than FEWEST_RESULTS.
    """

    assignment: Assignment
    n: int
    former: int
    handed_in: int
    missing: int
    exempt: int
    not_yet: int
    mean: Fraction | None = None
    median: Fraction | None = None
    passed: Fraction | None = None
    chart: Bars | None = None


def statistics(classroom: Classroom, assignment_id: UUID, *, now: datetime) -> Statistics:
    """The figures of one assignment as of now. Raises Assignment.DoesNotExist."""
    assignment = results.assignment_of(classroom, assignment_id)
    students, windows = results.students_of(classroom), results.Windows([assignment])
    studied = results.studied_by([assignment], students, windows=windows, now=now)
    rows = results.rows_of([assignment], students, windows=windows, studied=studied, now=now)
    cells = [row.cells[0] for row in rows]
    states = Counter(each.state for each in cells)
    own = [share for each in cells if (share := each.graded) is not None]
    former = [
        Fraction(points, possible)
        for points, possible in FormerResult.objects.filter(assignment=assignment).values_list("points", "possible")
        if possible
    ]
    shares = own + former
    found = Statistics(
        assignment,
        len(shares),
        len(former),
        len(own),
        states[State.MISSING],
        states[State.EXEMPT],
        states[State.NOT_YET],
    )
    if len(shares) < FEWEST_RESULTS:
        return found
    return Statistics(
        assignment,
        found.n,
        found.former,
        found.handed_in,
        found.missing,
        found.exempt,
        found.not_yet,
        mean(shares),
        median(shares),
        _passed(assignment, shares),
        _histogram(shares),
    )


def _passed(assignment: Assignment, shares: Sequence[Fraction]) -> Fraction | None:
    if assignment.pass_percent is None or not assignment.is_quiz:
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
