"""The day plan: which cards one study day holds, and in what order.

Due reviews come first, the longest overdue in proportion to their interval before the others, then new cards in deck
order, both up to the learner's daily limits. What is over the limit stays due: no due date is ever moved. Cards of one
fact are kept to different days where another day will do. A plan reads the rows that are due and the next new cards,
never all that the learner has.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import chain

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from cards.lens import SHIPPED, Lens
from cards.models import Card, CardQuerySet, DeckCard
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import bookkeeping, statements
from learn.reviews.models import MAXIMUM_BACKLOG, CardState, DayPlan, DayTally, PlannedCard, Stage, Subscription
from learn.scheduling import pacing
from learn.scheduling.pacing import Pace

_NEW_CARDS_AT_ONCE = 100
_DUE_CARDS_MORE = 50
"""Due cards read at once beyond the limit: some wait for a sibling, some are hidden."""

_KEPT_DAYS = timedelta(days=30)
"""How long the plans of past days are kept."""

_PAST_THE_END = 2**31 - 1
"""Where a deck's new cards start once there are none: no position is that high."""


@dataclass(slots=True)
class _Draft:
    """A plan in the making: the cards chosen, in order, and the facts that already have a card today.

    stuck_facts: those whose only cards today were forgotten last time. They may come every day for weeks, so that for
    their siblings no other day would do.
    """

    facts: set[int]
    card_ids: set[int]
    stuck_facts: set[int] = field(default_factory=set)
    chosen: list[int] = field(default_factory=list)

    def choose(self, card_id: int, fact_id: int, *, is_stuck: bool = False) -> None:
        if is_stuck and fact_id not in self.facts:
            self.stuck_facts.add(fact_id)
        elif not is_stuck:
            self.stuck_facts.discard(fact_id)
        self.facts.add(fact_id)
        self.card_ids.add(card_id)
        self.chosen.append(card_id)


def plan_for(*, learner: User, now: datetime) -> DayPlan:
    """The learner's plan of the study day that `now` is in: made at the first call, remade if a choice changed it."""
    today = learner.preferences.study_date(now)
    plan = statements.plan(learner.pk, today)
    changed_at = learner.preferences.content_changed_at
    if plan is None or (changed_at is not None and changed_at > plan.made_at):
        return make_plan(learner=learner, now=now)
    return plan


@transaction.atomic
def make_plan(*, learner: User, now: datetime) -> DayPlan:
    """Makes or remakes the plan of today: what was answered stays, what waits is chosen anew within what is left."""
    bookkeeping.lock_learner(learner.pk)
    preferences = learner.preferences
    today = preferences.study_date(now)
    plan, _ = DayPlan.objects.get_or_create(learner_id=learner.pk, study_date=today, defaults={"made_at": now})
    entries = PlannedCard.objects.filter(learner_id=learner.pk, study_date=today)
    lens = lens_for(learner)
    entries.filter(stage=Stage.WAITING).delete()
    hidden = ~Exists(Card.objects.through(lens).filter(pk=OuterRef("card_id")))
    entries.filter(hidden, stage=Stage.DRILL).delete()
    PlannedCard.objects.filter(learner_id=learner.pk, study_date__lt=today - _KEPT_DAYS).delete()
    kept = list(entries.values_list("card_id", "card__fact_id", "first_place"))
    draft = _Draft(facts={fact_id for _, fact_id, _ in kept}, card_ids={card_id for card_id, _, _ in kept})
    tally = DayTally.objects.filter(learner_id=learner.pk, study_date=today).first() or DayTally()
    subscriptions = list(
        Subscription.objects.filter(learner_id=learner.pk, is_paused=False, deck__retired_at=None)
        .select_related("deck")
        .order_by("position", "deck__position", "deck_id")
    )
    shown = studied_cards(learner.pk, lens)
    backlog = _choose_reviews(draft, learner.pk, today, shown, preferences.reviews_per_day - tally.reviews)
    new_today = _new_today(learner, today, tally.new_cards)
    _choose_new(draft, learner.pk, today, subscriptions, lens, new_today - tally.new_cards)
    first_place = 1 + max((place for _, _, place in kept if place is not None), default=-1)
    statements.add_planned(learner.pk, today, draft.chosen, first_place)
    # A clock that was set back must not make the choice look newer than the plan for ever.
    plan.made_at, plan.backlog = max(now, preferences.content_changed_at or now), backlog
    DayPlan.objects.filter(learner_id=learner.pk, study_date=today).update(made_at=plan.made_at, backlog=backlog)
    return plan


def _new_today(learner: User, today: date, begun_today: int) -> int:
    """How many new cards today brings: as chosen, or as many as an exam date asks for.

    A rest day brings nothing new; what is due is there for whoever wants it.
    """
    preferences = learner.preferences
    if preferences.rests_on(today):
        return 0
    pace = exam_pace(learner=learner, today=today, begun_today=begun_today)
    return preferences.new_per_day if pace is None else pace.new_on(today)


def exam_pace(*, learner: User, today: date, begun_today: int = 0) -> Pace | None:
    """The pace that the learner's exam asks for as of this morning; None without one, or when its day has come."""
    preferences = learner.preferences
    if preferences.exam_date is None or today >= preferences.exam_date:
        return None
    return pacing.pace(
        unseen=unseen_cards(learner.pk, lens_for(learner)).count() + begun_today,
        today=today,
        exam_date=preferences.exam_date,
        reviews_per_day=preferences.reviews_per_day,
        rest_days={int(day) for day in preferences.rest_days},
    )


def unseen_cards(learner_id: int, lens: Lens) -> CardQuerySet:
    """The cards studied now that were never answered and are not set aside."""
    known = CardState.objects.of(learner_id).filter(
        Q(scheduled_date__isnull=False) | Q(is_suspended=True), card_id=OuterRef("pk")
    )
    return studied_cards(learner_id, lens).filter(~Exists(known))


def studied_cards(learner_id: int, lens: Lens) -> CardQuerySet:
    """The cards of the decks that the learner studies now, as far as the lens lets them through."""
    decks = Subscription.objects.filter(learner_id=learner_id, is_paused=False, deck__retired_at=None).values("deck_id")
    return Card.objects.through(lens).filter(Exists(DeckCard.objects.filter(card_id=OuterRef("pk"), deck__in=decks)))


def _choose_reviews(draft: _Draft, learner_id: int, today: date, shown: CardQuerySet, limit: int) -> int:
    """Chooses up to `limit` reviews, the most urgent first; returns how many stay for later, at most MAXIMUM_BACKLOG.

    Rows are read in order of urgency, no more than are needed; only those are asked about deck and lens.
    """
    answered = frozenset(draft.card_ids)
    left = offset = 0
    size = max(limit, 0) + _DUE_CARDS_MORE
    while True:
        batch = statements.due_reviews(learner_id, today, size, offset)
        facts = dict(shown.filter(pk__in=[due.card_id for due in batch]).values_list("pk", "fact_id"))
        for due in batch:
            fact_id = facts.get(due.card_id)
            if fact_id is None or due.card_id in answered:
                continue
            if len(draft.chosen) >= limit or (fact_id in draft.facts and due.may_wait(today)):
                left += 1
            else:
                draft.choose(due.card_id, fact_id, is_stuck=due.repetitions == 0)
        if len(batch) < size:
            return min(left, MAXIMUM_BACKLOG)
        if len(draft.chosen) >= limit:
            due_and_shown = (
                CardState.objects.of(learner_id)
                .due(today)
                .filter(Exists(shown.filter(pk=OuterRef("card_id"))), scheduled_date__isnull=False)
            )
            # Counted no further than is told: a learner with a hundred thousand due would wait for the count alone.
            told = due_and_shown.exclude(card_id__in=answered)[: len(draft.chosen) + MAXIMUM_BACKLOG]
            return told.count() - len(draft.chosen)
        offset += size


def _choose_new(
    draft: _Draft, learner_id: int, today: date, subscriptions: list[Subscription], lens: Lens, limit: int
) -> None:
    """Chooses up to `limit` new cards, no two of one fact: there will be another day for the second.

    Cards that were shown before but never reviewed (an answer undone, a card taken back) come before the rest.
    """
    shown = Exists(studied_cards(learner_id, lens).filter(pk=OuterRef("card_id")))
    begun = CardState.objects.of(learner_id).due(today).filter(shown, scheduled_date=None)
    candidates = chain(
        begun.order_by("due_date", "card_id").values_list("card_id", "card__fact_id").iterator(_NEW_CARDS_AT_ONCE),
        *(_unseen(subscription, lens) for subscription in subscriptions),
    )
    before = len(draft.chosen)
    siblings: list[tuple[int, int]] = []
    # Asked before each candidate: the next one may cost a read.
    while len(draft.chosen) < before + limit and (candidate := next(candidates, None)) is not None:
        card_id, fact_id = candidate
        if card_id in draft.card_ids:
            continue
        if fact_id in draft.stuck_facts:
            siblings.append(candidate)
        elif fact_id not in draft.facts:
            draft.choose(card_id, fact_id)
    if len(draft.chosen) == before:
        for card_id, fact_id in siblings[: max(limit, 0)]:
            if fact_id in draft.stuck_facts:
                draft.choose(card_id, fact_id)


def _unseen(subscription: Subscription, lens: Lens) -> Iterator[tuple[int, int]]:
    """The (card, fact) of a deck that the learner has never seen, in deck order, a batch read at a time."""
    key = f"{subscription.deck.revision}:{int(lens.survival)}:{'+'.join(sorted(lens.audiences))}"
    if lens.libraries != {SHIPPED}:
        # A deck whose library was closed to the learner and is open again has its cards again.
        key += f":{sha256('+'.join(sorted(lens.libraries)).encode()).hexdigest()[:16]}"
    known_from = subscription.new_from if subscription.new_from_key == key else 0
    # One without a due date was brought forward, which was undone: nobody has seen it.
    states = CardState.objects.filter(
        learner_id=subscription.learner_id, card_id=OuterRef("card_id"), due_date__isnull=False
    )
    unseen = DeckCard.objects.filter(
        ~Exists(states), Exists(Card.objects.through(lens).filter(pk=OuterRef("card_id"))), deck_id=subscription.deck_id
    ).order_by("position")
    position, is_first = known_from, True
    while True:
        batch = list(
            unseen.filter(position__gte=position).values_list("card_id", F("card__fact_id"), "position")[
                :_NEW_CARDS_AT_ONCE
            ]
        )
        if is_first:
            new_from = batch[0][2] if batch else _PAST_THE_END
            if (new_from, key) != (known_from, subscription.new_from_key):
                Subscription.objects.filter(learner_id=subscription.learner_id, deck_id=subscription.deck_id).update(
                    new_from=new_from, new_from_key=key
                )
        for card_id, fact_id, _ in batch:
            yield card_id, fact_id
        if len(batch) < _NEW_CARDS_AT_ONCE:
            return
        position, is_first = batch[-1][2] + 1, False
