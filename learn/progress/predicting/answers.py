"""Asked: a card that is about to be answered, as it may be known by then. Answer: what came of it.

A learner's log is replayed in order of time, card by card folded as learn.scheduling.fold does it, so that nothing of
it is held but each card's state.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from learn.scheduling.fold import UNSEEN, CardFold, Counted, Kind, LogRow, in_order, step
from learn.scheduling.sm2 import passes


class Asked(NamedTuple):
    """A card before its answer.

    number: which of the card's counted answers this will be, from 1; days: since the one before, 0 for the first;
    interval_days: that SM-2 had set, 0 for the first; lapses: failed counted answers of the card, the first left out.
    """

    card_id: int
    study_date: date
    number: int
    days: int = 0
    interval_days: int = 0
    lapses: int = 0


class Answer(NamedTuple):
    """What was answered. is_drill: after the date's first answer, so that it counts for no schedule."""

    asked: Asked
    grade: int
    is_drill: bool = False

    @property
    def passed(self) -> bool:
        return passes(self.grade)

    @property
    def is_recall(self) -> bool:
        """Whether it tells of memory: a date's first answer, due or early, to a card answered before."""
        return not self.is_drill and self.asked.number > 1


class Void(NamedTuple):
    """A void row of the log, in short. voids: the row of the same card that it takes out."""

    card_id: int
    client_id: UUID
    answered_at: datetime
    voids: UUID


_Place = tuple[datetime, UUID]


class Undone:
    """Which rows of a log void rows take out; the same rule as learn.scheduling.fold.voided, row by row."""

    def __init__(self, voids: Iterable[Void]) -> None:
        self._reach: dict[tuple[int, UUID], _Place] = {}
        for void in sorted(voids, key=lambda each: (each.answered_at, each.client_id), reverse=True):
            if not self.has(void.card_id, void.client_id, void.answered_at):
                self._reach.setdefault((void.card_id, void.voids), (void.answered_at, void.client_id))

    def has(self, card_id: int, client_id: UUID, answered_at: datetime) -> bool:
        """Whether a void that itself stands, and is later, takes this row out."""
        until = self._reach.get((card_id, client_id))
        return until is not None and (answered_at, client_id) < until


class _Card:
    """What is held of a card while its log goes by."""

    __slots__ = ("answered", "lapses", "state")

    def __init__(self) -> None:
        self.state: CardFold = UNSEEN
        self.answered = 0
        self.lapses = 0


def replay(rows: Iterable[tuple[int, LogRow]], undone: Undone) -> Iterator[Answer]:
    """The answers of a log of (card id, row) in order of (answered_at, client_id). Holds a state a card, no rows."""
    cards: dict[int, _Card] = {}
    for card_id, row in rows:
        if row.kind == Kind.VOID or undone.has(card_id, row.client_id, row.answered_at):
            continue
        card = cards.setdefault(card_id, _Card())
        before = card.state
        card.state, outcome = step(before, row)
        if outcome.counted == Counted.NOTHING or row.grade is None:
            continue
        since = (row.study_date - before.answered_date).days if before.answered_date is not None else 0
        interval_days = before.memory.interval_days
        asked = Asked(card_id, row.study_date, card.answered + 1, since, interval_days, card.lapses)
        is_drill = outcome.counted == Counted.DRILL
        if not is_drill:
            card.lapses += card.answered > 0 and not outcome.passed
            card.answered += 1
        yield Answer(asked, row.grade, is_drill)


def answers_of_card(card_id: int, rows: Iterable[LogRow]) -> Iterator[Answer]:
    """The answers that one card's rows come to, in whatever order they are given."""
    ordered = in_order(rows)
    voids = (Void(card_id, row.client_id, row.answered_at, row.voids) for row in ordered if row.voids is not None)
    return replay(((card_id, row) for row in ordered), Undone(voids))
