"""Gradebook: students by assignments, with what each comes to. Cell: one student's grade of one assignment. Pure.

Shares are exact fractions of what was possible, from 0 to 1. What is exempt or not yet due counts nowhere. What is
missing counts as nothing in a student's mean, and not at all in the figures of an assignment, which tell how those did
who handed it in.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from learn.assignments.counting import Decision


class State(StrEnum):
    """How a grade came about."""

    NOT_YET = "not_yet"
    MISSING = "missing"
    IN_TIME = "in_time"
    LATE = "late"
    EXEMPT = "exempt"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Done:
    """What a student's work comes to by the rule. tries: attempts handed in; points, possible: of a single one."""

    share: Fraction
    is_late: bool = False
    tries: int = 0
    points: int | None = None
    possible: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """share: what is shown, None where there is nothing yet or it does not count; computed: by the rule alone."""

    state: State
    share: Fraction | None = None
    computed: Fraction | None = None
    is_late: bool = False
    tries: int = 0
    points: int | None = None
    possible: int | None = None

    @property
    def counted(self) -> Fraction | None:
        """What it counts for in the student's mean; None where it does not."""
        if self.state is State.MISSING:
            return self.share or _NOTHING
        return self.graded

    @property
    def graded(self) -> Fraction | None:
        """What it counts for in the assignment's figures; None where nothing was handed in."""
        is_graded = self.state is State.IN_TIME or self.state is State.LATE or self.state is State.OVERRIDDEN
        return self.share if is_graded else None


_NOTHING = Fraction(0)


def cell(
    done: Done | None,
    *,
    is_due: bool,
    is_exempt: bool = False,
    decision: Decision | None = None,
    is_study: bool = False,
) -> Cell:
    """A grade. done: None where nothing was handed in; is_due: its time is over; is_exempt: by an extension.

    is_study: work that grows day by day, so that before it is due only the whole of it is a grade.
    """
    computed = done.share if done is not None else None
    is_late, tries = (done.is_late, done.tries) if done is not None else (False, 0)
    points, possible = (done.points, done.possible) if done is not None else (None, None)
    if decision is not None and decision.share is not None:
        state, share = State.OVERRIDDEN, decision.share
    elif is_exempt or decision is not None:
        state, share = State.EXEMPT, None
    elif done is None or (is_study and not done.share):
        state, share = (State.MISSING if is_due else State.NOT_YET), computed
    elif is_study and done.share < 1 and not is_due:
        state, share = State.NOT_YET, computed
    else:
        state, share = (State.LATE if is_late else State.IN_TIME), computed
    return Cell(state, share, computed, is_late, tries, points, possible)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the grades of those who handed something in come to. handed_in: how many; of: students that it is for."""

    handed_in: int
    of: int
    mean: Fraction | None = None
    median: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One student's grades, in the order of the assignments."""

    key: object
    cells: tuple[Cell, ...]

    @property
    def mean(self) -> Fraction | None:
        return mean(share for each in self.cells if (share := each.counted) is not None)


@dataclass(frozen=True, slots=True)
class Gradebook:
    """rows: a student each. figures: one for each assignment."""

    rows: tuple[Row, ...]
    figures: tuple[Figures, ...]


def gradebook(rows: Sequence[Row], assignments: int) -> Gradebook:
    """The rows with the figures of each of so many assignments."""
    return Gradebook(tuple(rows), tuple(figures([row.cells[place] for row in rows]) for place in range(assignments)))


def figures(cells: Sequence[Cell]) -> Figures:
    """The figures of one assignment."""
    tally = _tally(cells)
    asked = sum(times for each, times in tally if each.state is not State.EXEMPT)
    shares = [(share, times) for each, times in tally if (share := each.graded) is not None]
    return Figures(sum(times for _, times in shares), asked, _mean(shares), _median(shares))


def mean(shares: Iterable[Fraction]) -> Fraction | None:
    """The exact mean; None of none."""
    return _mean(_tally(list(shares)))


def median(shares: Sequence[Fraction]) -> Fraction | None:
    """The middle one, or the mean of the two in the middle; None of none."""
    return _median(_tally(shares))


_Tally = list[tuple[Fraction, int]]


def _mean(tally: _Tally) -> Fraction | None:
    n = sum(times for _, times in tally)
    # By denominator first: to add fractions of different ones is slow, and most grades share a few.
    numerators: Counter[int] = Counter()
    for share, times in tally:
        numerators[share.denominator] += share.numerator * times
    total = sum((Fraction(top, bottom) for bottom, top in numerators.items()), _NOTHING)
    return total / n if n else None


def _median(tally: _Tally) -> Fraction | None:
    inorder = [share for share, times in sorted(tally, key=_nearly) for _ in range(times)]
    if not inorder:
        return None
    middle = len(inorder) // 2
    return inorder[middle] if len(inorder) % 2 else (inorder[middle - 1] + inorder[middle]) / 2


def _nearly(entry: tuple[Fraction, int]) -> float:
    # Comparing fractions is slow. Two grades that differ at all do so long before the sixteenth digit.
    return entry[0].numerator / entry[0].denominator


_T = TypeVar("_T")


def _tally(values: Sequence[_T]) -> list[tuple[_T, int]]:
    """Each of the objects and how often it is there; two that are equal may stand apart."""
    # Of five hundred grades most are one of a few objects, and exact fractions take long to add, compare and hash.
    objects = {id(each): each for each in values}
    return [(objects[name], times) for name, times in Counter(map(id, values)).items()]
