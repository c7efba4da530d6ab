"""Which decks a learner studies."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from cards.models import Deck
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import bookkeeping
from learn.reviews.models import DayPlan, PlannedCard, Stage, Subscription
from learn.reviews.planning import make_plan, studied_cards


@transaction.atomic
def subscribe(*, learner: User, deck: Deck, now: datetime, is_first: bool = False) -> Subscription:
    """The learner studies this deck from now on; a paused subscription goes on. Doing it twice changes nothing.

    is_first: it goes before the others, so that new cards come from it first; a new one is the last else.
    """
    bookkeeping.lock_learner(learner.pk)
    subscription, is_new = Subscription.objects.get_or_create(
        learner_id=learner.pk,
        deck_id=deck.pk,
        defaults={"created_at": now, "position": Subscription.objects.filter(learner_id=learner.pk).count()},
    )
    is_moved = is_first and _put_first(subscription)
    if is_new or subscription.is_paused or is_moved:
        _set_paused(learner, deck, is_paused=False, now=now)
        subscription.is_paused = False
    return subscription


def _put_first(subscription: Subscription) -> bool:
    """Puts a deck before all others of its learner; returns whether it was not there before."""
    others = Subscription.objects.filter(learner_id=subscription.learner_id).exclude(deck_id=subscription.deck_id)
    if not others.filter(position__lte=subscription.position).exists():
        return False
    others.update(position=F("position") + 1)
    subscription.position = 0
    Subscription.objects.filter(learner_id=subscription.learner_id, deck_id=subscription.deck_id).update(position=0)
    return True


def decks_in_order(learner_id: int) -> list[int]:
    """The ids of the decks that the learner studies now; new cards come from the first of them first."""
    studied = Subscription.objects.filter(learner_id=learner_id, is_paused=False, deck__retired_at=None)
    return list(studied.order_by("position", "deck__position", "deck_id").values_list("deck_id", flat=True))


@transaction.atomic
def pause(*, learner: User, deck: Deck, now: datetime) -> None:
    """The deck's cards leave the plans until it is studied again; their schedules stay as they are."""
    bookkeeping.lock_learner(learner.pk)
    _set_paused(learner, deck, is_paused=True, now=now)


def _set_paused(learner: User, deck: Deck, *, is_paused: bool, now: datetime) -> None:
    Subscription.objects.filter(learner_id=learner.pk, deck_id=deck.pk).update(is_paused=is_paused)
    today = learner.preferences.study_date(now)
    if is_paused:
        # Its final drill, too; a card that another deck holds stays.
        studied = studied_cards(learner.pk, lens_for(learner))
        PlannedCard.objects.filter(
            ~Exists(studied.filter(pk=OuterRef("card_id"))),
            learner_id=learner.pk,
            study_date=today,
            stage=Stage.DRILL,
            card__decks=deck,
        ).delete()
    # A day not yet planned is planned when it is studied.
    if DayPlan.objects.filter(learner_id=learner.pk, study_date=today).exists():
        make_plan(learner=learner, now=now)


@transaction.atomic
def move_deck(*, learner: User, deck: Deck, up: bool, now: datetime) -> None:
    """Moves a deck one place among those the learner studies now: new cards come from the upper ones first.

    At either end, or for a deck that is not studied, it changes nothing.
    """
    bookkeeping.lock_learner(learner.pk)
    subscriptions = list(
        Subscription.objects.filter(learner_id=learner.pk).order_by(
            "is_paused", "position", "deck__position", "deck_id"
        )
    )
    places = [place for place, subscription in enumerate(subscriptions) if not subscription.is_paused]
    here = next((place for place in places if subscriptions[place].deck_id == deck.pk), None)
    if here is None:
        return
    there = here - 1 if up else here + 1
    if there not in places:
        return
    subscriptions[here], subscriptions[there] = subscriptions[there], subscriptions[here]
    for position, subscription in enumerate(subscriptions):
        if subscription.position != position:
            Subscription.objects.filter(learner_id=learner.pk, deck_id=subscription.deck_id).update(position=position)
    today = learner.preferences.study_date(now)
    if DayPlan.objects.filter(learner_id=learner.pk, study_date=today).exists():
        make_plan(learner=learner, now=now)
