"""Proving what is kept beside the log: every card state and day tally against the fold of its rows."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from learn.reviews import bookkeeping
from learn.reviews.bookkeeping import Tally
from learn.reviews.models import TALLY_COUNTS, CardState, DayTally, ReviewLog
from learn.scheduling.fold import CardFold, fold


@dataclass(frozen=True, slots=True)
class Difference:
    """A state or tally that is not what its log folds to. what: "card 12" or "tally of 2026-01-01"."""

    learner_id: int
    what: str
    kept: str
    folded: str


def learner_ids() -> list[int]:
    """Everyone who has something to check."""
    rooms = (ReviewLog, CardState, DayTally)
    return sorted(
        {pk for room in rooms for pk in room.objects.order_by().values_list("learner_id", flat=True).distinct()}
    )


@transaction.atomic
def check_learner(learner_id: int, *, repair: bool = False) -> list[Difference]:
    """What differs for one learner; with `repair`, states and tallies are written anew from the log."""
    bookkeeping.lock_learner(learner_id)
    folds, tally = _fold_everything(learner_id)
    differences = [*_state_differences(learner_id, folds), *_tally_differences(learner_id, tally)]
    if repair and differences:
        _write(learner_id, folds, tally)
    return differences


def check_everyone(
    *, repair: bool = False, told: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[Difference]:
    """Checks learner after learner, each in its own transaction; `told` hears how many of how many are done."""
    ids = learner_ids()
    for done, learner_id in enumerate(ids, start=1):
        yield from check_learner(learner_id, repair=repair)
        told(done, len(ids))


def _fold_everything(learner_id: int) -> tuple[dict[int, CardFold], Tally]:
    logs = ReviewLog.objects.filter(learner_id=learner_id).order_by("card_id", "answered_at", "client_id")
    folds: dict[int, CardFold] = {}
    tally: Tally = Counter()
    for card_id, rows in groupby(logs.iterator(chunk_size=2000), key=lambda log: log.card_id):
        folds[card_id], outcomes = fold(log.row for log in rows)
        tally.update(bookkeeping.tally_of(outcomes))
    return folds, tally


def _state_differences(learner_id: int, folds: dict[int, CardFold]) -> Iterator[Difference]:
    kept = {state.card_id: state.fold for state in CardState.objects.of(learner_id)}
    for card_id in sorted(folds.keys() | kept.keys()):
        if kept.get(card_id) != folds.get(card_id):
            yield Difference(learner_id, f"card {card_id}", str(kept.get(card_id)), str(folds.get(card_id)))


def _tally_differences(learner_id: int, tally: Tally) -> Iterator[Difference]:
    kept: Tally = Counter()
    for row in DayTally.objects.filter(learner_id=learner_id):
        kept.update({(row.study_date, column): getattr(row, column) for column in TALLY_COUNTS})
    for day in sorted({day for day, _ in kept.keys() | tally.keys()}):
        was = {column: kept[day, column] for column in TALLY_COUNTS}
        should = {column: tally[day, column] for column in TALLY_COUNTS}
        if was != should:
            yield Difference(learner_id, f"tally of {day}", str(was), str(should))


def _write(learner_id: int, folds: dict[int, CardFold], tally: Tally) -> None:
    CardState.objects.of(learner_id).delete()
    CardState.objects.bulk_create(
        (
            CardState(learner_id=learner_id, card_id=card_id, **CardState.columns(state))
            for card_id, state in folds.items()
        ),
        batch_size=500,
    )
    DayTally.objects.filter(learner_id=learner_id).delete()
    bookkeeping.add_to_tallies(learner_id, tally)
