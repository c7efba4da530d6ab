"""The fold: a card's log rows, in order, make its state.

LogRow: one input (a grade, a suspension, an undo ...). CardFold: the state those rows add up to. Outcome: what one row
came to, for the day's tally. Rows are ordered by (answered_at, client_id) whatever order they arrive in; a row sent
twice counts once; a void row takes one earlier row out of the count, and a later void can take that void out.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from learn.scheduling import sm2
from learn.scheduling.sm2 import Memory

MAXIMUM_DUE_DAYS = 36_525
"""A due date lies at most 100 years ahead; the memory's own interval is not capped."""

LEECH_LAPSES = 8

MATURE_DAYS = 21
"""From this interval on a card counts as mature, as in other programs of this kind."""


class Kind(StrEnum):
    """What a log row records."""

    REVIEW = "review"
    DRILL = "drill"
    EARLY = "early"
    FORWARD = "forward"
    SUSPEND = "suspend"
    RESUME = "resume"
    BURY = "bury"
    VOID = "void"


GRADED = frozenset({Kind.REVIEW, Kind.DRILL, Kind.EARLY})


class LogRow(NamedTuple):
    """One input of a card's log.

    grade: 0-5 for graded kinds; voids: the client id a void row takes out; hour: 0-23 on the learner's own clock when
    it was given, None where that was not written down.
    """

    client_id: UUID
    kind: str
    answered_at: datetime
    study_date: date
    grade: int | None = None
    time_ms: int = 0
    voids: UUID | None = None
    hour: int | None = None


class CardFold(NamedTuple):
    """One learner's state of one card.

    lapses: fails of a card that had been remembered before.
    answered_date: study date of the last row that counted as the date's first answer; None before any.
    scheduled_date: the date SM-2 set; None while the card was never reviewed.
    due_date: when the card is wanted: scheduled_date, or sooner if brought forward.
    buried_until: hidden before this date.
    last_row_at: time of the last row, void rows included; a page older than it is stale.
    """

    memory: Memory = sm2.NEW
    lapses: int = 0
    answered_date: date | None = None
    scheduled_date: date | None = None
    due_date: date | None = None
    suspended: bool = False
    buried_until: date | None = None
    last_row_at: datetime | None = None

    @property
    def is_leech(self) -> bool:
        """Whether the card was forgotten so often that it deserves another look rather than another review."""
        return self.lapses >= LEECH_LAPSES


class Counted(StrEnum):
    """What a row counts as in its day's tally."""

    NEW = "new"
    REVIEW = "review"
    EARLY = "early"
    DRILL = "drill"
    NOTHING = ""


class Outcome(NamedTuple):
    """What one row came to. interval_days: of the memory that a first answer of the day found; 0 before any review."""

    row: LogRow
    counted: Counted
    passed: bool = False
    lapsed: bool = False
    interval_days: int = 0


UNSEEN = CardFold()


def kind_now(state: CardFold, study_date: date) -> Kind:
    """The kind of an answer given on this study date: drill after the date's first, early before the due date."""
    if state.answered_date is not None and study_date <= state.answered_date:
        return Kind.DRILL
    if state.scheduled_date is not None and study_date < state.scheduled_date:
        return Kind.EARLY
    return Kind.REVIEW


def capped_date(study_date: date, interval_days: int) -> date:
    """The date interval_days after study_date, at most MAXIMUM_DUE_DAYS ahead."""
    return study_date + timedelta(days=min(interval_days, MAXIMUM_DUE_DAYS))


def step(state: CardFold, row: LogRow) -> tuple[CardFold, Outcome]:
    """The state after one more row that is later than all before it, and what the row came to.

    A void row changes nothing here but the time of the last row: what it takes out is fold's business.
    """
    after, outcome = _STEPS[row.kind](state, row)
    if after.scheduled_date is None:
        # A card with rows but no review waits as a new card from its last row's date on.
        due_date = after.buried_until if row.kind == Kind.BURY else row.study_date
        after = after._replace(due_date=due_date)
    return after._replace(last_row_at=row.answered_at), outcome


def fold(rows: Iterable[LogRow]) -> tuple[CardFold, tuple[Outcome, ...]]:
    """The state that these rows of one card add up to, and the outcome of every row that still counts, in order."""
    steps = walk(rows)
    state = steps[-1].after if steps else UNSEEN
    if _was_only_wanted(steps):
        state = state._replace(due_date=None)
    return state, tuple(each.outcome for each in steps if each.outcome is not None)


class Step(NamedTuple):
    """One row of a card's log with the states before and after it. outcome: None for a row that was undone."""

    row: LogRow
    before: CardFold
    after: CardFold
    outcome: Outcome | None


def walk(rows: Iterable[LogRow]) -> list[Step]:
    """The rows of one card in order, each with what it did."""
    ordered = in_order(rows)
    gone = voided(ordered)
    state, steps = UNSEEN, []
    for row in ordered:
        outcome = None
        if row.client_id in gone:
            # Taken out, yet a page made before it is stale all the same.
            after = state._replace(last_row_at=row.answered_at)
        else:
            after, outcome = step(state, row)
        steps.append(Step(row, state, after, outcome))
        state = after
    return steps


def _was_only_wanted(steps: Iterable[Step]) -> bool:
    """Whether all that ever happened to a card is that it was brought forward, and that this was undone.

    It is unseen then, where an undone answer leaves it new and next: nobody has seen it.
    """
    told = [each for each in steps if each.row.kind != Kind.VOID]
    return bool(told) and all(each.row.kind == Kind.FORWARD and each.outcome is None for each in told)


def in_order(rows: Iterable[LogRow]) -> list[LogRow]:
    """The rows by (answered_at, client_id), each client id once."""
    ordered = sorted(rows, key=lambda row: (row.answered_at, row.client_id))
    return list({row.client_id: row for row in reversed(ordered)}.values())[::-1]


def voided(ordered: Iterable[LogRow]) -> frozenset[UUID]:
    """The client ids that void rows take out: each void reaches rows before it, unless a later one took it out."""
    gone: set[UUID] = set()
    waiting: set[UUID] = set()
    for row in reversed(list(ordered)):
        if row.client_id in waiting:
            gone.add(row.client_id)
        elif row.kind == Kind.VOID and row.voids is not None:
            waiting.add(row.voids)
    return frozenset(gone)


def _graded(state: CardFold, row: LogRow) -> tuple[CardFold, Outcome]:
    grade = sm2.checked_grade(row.grade)
    passed = sm2.passes(grade)
    is_again = state.answered_date is not None and row.study_date <= state.answered_date
    if row.kind == Kind.DRILL or is_again:
        return state, Outcome(row, Counted.DRILL, passed)
    interval_days = state.memory.interval_days
    answered = state._replace(answered_date=row.study_date)
    # Two logs made one can put a review ahead of the date that the other log's rows set: it was early then, too.
    is_early = row.kind == Kind.EARLY or (state.scheduled_date is not None and row.study_date < state.scheduled_date)
    if is_early and passed:
        # An early pass leaves the schedule as SM-2 set it; a card brought forward goes back to it.
        after = answered._replace(due_date=state.scheduled_date)
        return after, Outcome(row, Counted.EARLY, passed, interval_days=interval_days)
    memory = sm2.review(state.memory, grade)
    scheduled_date = capped_date(row.study_date, memory.interval_days)
    lapsed = not passed and state.memory.repetitions > 0
    after = answered._replace(
        memory=memory,
        lapses=state.lapses + lapsed,
        scheduled_date=scheduled_date,
        due_date=scheduled_date,
    )
    first_or_due = Counted.NEW if state.scheduled_date is None else Counted.REVIEW
    counted = Counted.EARLY if is_early else first_or_due
    return after, Outcome(row, counted, passed, lapsed, interval_days)


def _forwarded(state: CardFold, row: LogRow) -> tuple[CardFold, Outcome]:
    outcome = Outcome(row, Counted.NOTHING)
    if state.due_date is None or state.scheduled_date is None:
        return state, outcome
    was_answered = state.answered_date is not None and row.study_date <= state.answered_date
    wanted = row.study_date + timedelta(days=1) if was_answered else row.study_date
    return state._replace(due_date=min(state.due_date, wanted)), outcome


def _suspended(state: CardFold, row: LogRow) -> tuple[CardFold, Outcome]:
    return state._replace(suspended=True), Outcome(row, Counted.NOTHING)


def _resumed(state: CardFold, row: LogRow) -> tuple[CardFold, Outcome]:
    return state._replace(suspended=False), Outcome(row, Counted.NOTHING)


def _buried(state: CardFold, row: LogRow) -> tuple[CardFold, Outcome]:
    return state._replace(buried_until=row.study_date + timedelta(days=1)), Outcome(row, Counted.NOTHING)


def _void(state: CardFold, row: LogRow) -> tuple[CardFold, Outcome]:
    return state, Outcome(row, Counted.NOTHING)


_STEPS: dict[str, Callable[[CardFold, LogRow], tuple[CardFold, Outcome]]] = {
    Kind.REVIEW: _graded,
    Kind.DRILL: _graded,
    Kind.EARLY: _graded,
    Kind.FORWARD: _forwarded,
    Kind.SUSPEND: _suspended,
    Kind.RESUME: _resumed,
    Kind.BURY: _buried,
    Kind.VOID: _void,
}
