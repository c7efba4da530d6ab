"""What is kept beside the log so that reading is cheap: card states, tallies, the day's stages.

All of it is derived: check_states can throw it away and fold the log again.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import F, Min

from cards.models import Card
from learn.accounts.models import User
from learn.reviews import tallying
from learn.reviews.models import CardState, DayPlan, PlannedCard, ReviewLog, Stage
from learn.scheduling import sm2
from learn.scheduling.fold import CardFold, Counted, LogRow, Outcome, fold


def lock_learner(learner_id: int) -> None:
    """Makes this learner's writes wait for each other until the transaction ends; other learners' go on.

    Without it two answers sent at once could both read the same state. SQLite has one writer at a time anyway.
    """
    if connection.features.has_select_for_update:
        User.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=learner_id)


def lock_learners(learner_ids: Iterable[int]) -> None:
    """The same for several, always in one order, so that no two wait for each other."""
    if connection.features.has_select_for_update:
        rows = User.objects.select_for_update(no_key=True).filter(pk__in=set(learner_ids)).order_by("pk")
        list(rows.values_list("pk", flat=True))


def topics_of(card_ids: Iterable[int]) -> dict[int, int]:
    """The id of each card's topic."""
    return dict(Card.objects.filter(pk__in=card_ids).values_list("pk", "fact__topic_id"))


def store_state(learner_id: int, card_id: int, state: CardFold, *, is_first: bool) -> None:
    """Writes a card's state over the one that is there, or as the first."""
    columns = CardState.columns(state)
    if is_first:
        CardState(learner_id=learner_id, card_id=card_id, **columns).save(force_insert=True)
    else:
        CardState.objects.filter(learner_id=learner_id, card_id=card_id).update(**columns)


def refold(learner_id: int, card_id: int, *, added: LogRow) -> tuple[CardFold, tuple[Outcome, ...]]:
    """Folds a card's log afresh after a row was added that is not simply one more answer, and stores what changed."""
    logs = ReviewLog.objects.filter(learner_id=learner_id, card_id=card_id)
    rows = [log.row for log in logs]
    _, before = fold(row for row in rows if row.client_id != added.client_id)
    state, after = fold(rows)
    topic_id = topics_of([card_id])[card_id]
    change = tallying.Tally()
    change.count(after, topic_id)
    change.count(before, topic_id, times=-1)
    tallying.add(learner_id, change)
    exists = CardState.objects.filter(learner_id=learner_id, card_id=card_id).exists()
    store_state(learner_id, card_id, state, is_first=not exists)
    return state, after


def stage_after(state: CardFold, outcomes: Iterable[Outcome], today: date) -> Stage:
    """Where a card stands today, given what its rows came to: a drill answer counts only after a first answer."""
    if state.suspended or (state.buried_until is not None and state.buried_until > today):
        return Stage.ASIDE
    answers = [outcome for outcome in outcomes if outcome.row.study_date == today and outcome.row.grade is not None]
    if all(outcome.counted == Counted.DRILL for outcome in answers):
        return Stage.WAITING
    last = answers[-1].row.grade
    return Stage.DRILL if last is not None and sm2.wants_drill(last) else Stage.DONE


def drill_place(now: datetime) -> int:
    """The place of a card that enters the drill now: behind all that entered before."""
    return int(now.timestamp() * 1_000_000)


def restage(learner_id: int, card_id: int, *, today: date, stage: Stage, now: datetime) -> None:
    """Puts a card whose answer was undone, or that was set aside or taken back, where it now belongs in today's plan.

    It comes next if it is to be answered: someone who undoes an answer wants that card back. A card that today's plan
    lacks joins it if it is due.
    """
    plan = PlannedCard.objects.filter(learner_id=learner_id, study_date=today)
    entry = plan.filter(card_id=card_id)
    if stage != Stage.WAITING:
        entry.update(stage=stage, place=-drill_place(now) if stage == Stage.DRILL else 0)
        return
    entry.filter(first_place=None).delete()
    if entry.update(stage=stage, place=F("first_place")):
        return
    is_planned = DayPlan.objects.filter(learner_id=learner_id, study_date=today).exists()
    # A new card is planned within the day's limit, or on another day.
    due = CardState.objects.of(learner_id).due(today).filter(card_id=card_id, scheduled_date__isnull=False)
    if is_planned and due.exists():
        first = plan.aggregate(first=Min("first_place"))["first"]
        place = 0 if first is None else first - 1
        PlannedCard.objects.create(
            learner_id=learner_id, study_date=today, card_id=card_id, place=place, first_place=place
        )
