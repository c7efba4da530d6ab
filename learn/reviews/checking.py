"""Proving what is kept beside the log, and making it anew: card states, day tallies and their details."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef

from learn.reviews import bookkeeping, tallying
from learn.reviews.models import TALLY_COUNTS, CardState, DayDetail, DayTally, ReviewLog
from learn.reviews.tallying import Detail, Tally
from learn.scheduling.fold import CardFold, fold


@dataclass(frozen=True, slots=True)
class Difference:
    """A state or tally that is not what its log folds to. what: "card 12", "tally of 2026-01-01", "details of ..."."""

    learner_id: int
    what: str
    kept: str
    folded: str


def learner_ids() -> list[int]:
    """Everyone who has something to check."""
    rooms = (ReviewLog, CardState, DayTally, DayDetail)
    return sorted(
        {pk for room in rooms for pk in room.objects.order_by().values_list("learner_id", flat=True).distinct()}
    )


def learners_without_details() -> list[int]:
    """Those who answered before details were kept."""
    known = DayDetail.objects.filter(learner_id=OuterRef("learner_id"))
    answered = ReviewLog.objects.filter(~Exists(known), grade__isnull=False)
    return sorted(answered.order_by().values_list("learner_id", flat=True).distinct())


@transaction.atomic
def check_learner(learner_id: int, *, repair: bool = False) -> list[Difference]:
    """What differs for one learner; with `repair`, states and tallies are written anew from the log."""
    bookkeeping.lock_learner(learner_id)
    folds, tally = _fold_everything(learner_id)
    differences = [
        *_state_differences(learner_id, folds),
        *_tally_differences(learner_id, tally),
        *_detail_differences(learner_id, tally),
    ]
    if repair and differences:
        _write_states(learner_id, folds)
        tallying.write(learner_id, tally)
    return differences


@transaction.atomic
def rebuild_tallies(learner_id: int) -> None:
    """Makes a learner's day tallies and their details anew from the log, with the topics as they are now."""
    bookkeeping.lock_learner(learner_id)
    _, tally = _fold_everything(learner_id)
    tallying.write(learner_id, tally)


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
    topics = dict(
        ReviewLog.objects.filter(learner_id=learner_id)
        .order_by()
        .values_list("card_id", "card__fact__topic_id")
        .distinct()
    )
    folds: dict[int, CardFold] = {}
    tally = Tally()
    for card_id, rows in groupby(logs.iterator(chunk_size=2000), key=lambda log: log.card_id):
        folds[card_id], outcomes = fold(log.row for log in rows)
        tally.count(outcomes, topics[card_id])
    return folds, tally


def _state_differences(learner_id: int, folds: dict[int, CardFold]) -> Iterator[Difference]:
    kept = {state.card_id: state.fold for state in CardState.objects.of(learner_id)}
    for card_id in sorted(folds.keys() | kept.keys()):
        if kept.get(card_id) != folds.get(card_id):
            yield Difference(learner_id, f"card {card_id}", str(kept.get(card_id)), str(folds.get(card_id)))


def _tally_differences(learner_id: int, tally: Tally) -> Iterator[Difference]:
    kept = Tally()
    for row in DayTally.objects.filter(learner_id=learner_id):
        kept.days.update({(row.study_date, column): getattr(row, column) for column in TALLY_COUNTS})
    for day in sorted({day for day, _ in kept.days.keys() | tally.days.keys()}):
        was = {column: kept.days[day, column] for column in TALLY_COUNTS}
        should = {column: tally.days[day, column] for column in TALLY_COUNTS}
        if was != should:
            yield Difference(learner_id, f"tally of {day}", str(was), str(should))


def _detail_differences(learner_id: int, tally: Tally) -> Iterator[Difference]:
    should = {detail: counts for detail, *counts in tally.details()}
    rows = DayDetail.objects.filter(learner_id=learner_id)
    kept = {
        Detail(row.facet, row.study_date, row.key, row.stage): counts
        for row in rows
        if any(counts := [row.answers, row.passed, row.time_ms])
    }
    differing = {detail.study_date for detail in kept.keys() | should.keys() if kept.get(detail) != should.get(detail)}
    for day in sorted(differing):
        was = {
            (detail.facet, detail.key, detail.stage): counts
            for detail, counts in kept.items()
            if detail.study_date == day
        }
        told = {
            (detail.facet, detail.key, detail.stage): counts
            for detail, counts in should.items()
            if detail.study_date == day
        }
        yield Difference(learner_id, f"details of {day}", str(was), str(told))


def _write_states(learner_id: int, folds: dict[int, CardFold]) -> None:
    CardState.objects.of(learner_id).delete()
    CardState.objects.bulk_create(
        (
            CardState(learner_id=learner_id, card_id=card_id, **CardState.columns(state))
            for card_id, state in folds.items()
        ),
        batch_size=500,
    )
