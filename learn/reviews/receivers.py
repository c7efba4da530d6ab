"""What studying does when another room says something."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.dispatch import receiver

from cards.lens import SHIPPED
from cards.models import Deck
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.accounts.signals import guest_described, learner_deleting, learner_exporting, learner_merging, path_chosen
from learn.accounts.tables import Table
from learn.accounts.traces import Trace
from learn.reviews import exporting, merging
from learn.reviews.models import (
    CardMark,
    CardState,
    DayDetail,
    DayPlan,
    DayTally,
    PlannedCard,
    ReviewLog,
    Subscription,
)
from learn.reviews.subscribing import pause, subscribe
from learn.scheduling.fold import Kind


@receiver(path_chosen, dispatch_uid="reviews.study_decks_of_path")
def study_decks_of_path(learner: User, now: datetime, **kwargs: Any) -> None:
    """Studies the decks made for the path and pauses the others; their dates stay as they are.

    Of other libraries only decks that were studied before; those of a library that is closed at present wait as they
    are.
    """
    if not learner.preferences.path:
        return
    lens = lens_for(learner)
    decks = Deck.objects.through(lens).select_related("source")
    mine = list(Subscription.objects.filter(learner_id=learner.pk).select_related("deck__source"))
    for subscription in mine:
        deck = subscription.deck
        if not subscription.is_paused and deck not in decks and deck.source.library in lens.libraries:
            pause(learner=learner, deck=deck, now=now)
    known = {subscription.deck_id for subscription in mine}
    for deck in decks:
        if deck.source.library == SHIPPED or deck.pk in known:
            subscribe(learner=learner, deck=deck, now=now)


@receiver(learner_merging, dispatch_uid="reviews.merge_logs")
def merge_logs(guest: User, account: User, now: datetime, **kwargs: Any) -> None:
    """The guest's log and decks go to the account."""
    merging.merge(guest=guest, account=account, now=now)
    _delete_rows(guest)


@receiver(learner_exporting, dispatch_uid="reviews.export_study")
def export_study(learner: User, **kwargs: Any) -> list[Table]:
    """What the learner studied."""
    return exporting.tables(learner)


@receiver(learner_deleting, dispatch_uid="reviews.delete_study")
def delete_study(learner: User, **kwargs: Any) -> None:
    """All that the learner studied goes; nobody else's figures rest on it."""
    _delete_rows(learner)


@receiver(guest_described, dispatch_uid="reviews.describe_guest")
def describe_guest(guest: User, **kwargs: Any) -> Trace:
    """How many answers the guest gave, and from when to when; marks, cards put aside or off are kept things."""
    log = ReviewLog.objects.filter(learner_id=guest.pk)
    graded = log.filter(grade__isnull=False)
    figures = graded.aggregate(answers=Count("*"), first_date=Min("study_date"), last_date=Max("study_date"))
    put_away = log.filter(kind__in=[Kind.SUSPEND, Kind.BURY]).values("card_id").distinct().count()
    return Trace(**figures, kept=put_away + CardMark.objects.of(guest.pk).count())


def _delete_rows(learner: User) -> None:
    # Here and not by the cascade alone, which would read a year of rows only to delete them.
    for model in (PlannedCard, DayPlan, DayDetail, DayTally, CardState, CardMark, ReviewLog, Subscription):
        model._default_manager.filter(learner_id=learner.pk).delete()
