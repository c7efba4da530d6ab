"""Learners who leave: their rows go, and guests who never answered are forgotten after a while."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from learn.accounts.actions import delete_learner
from learn.accounts.models import User
from learn.reviews import bookkeeping
from learn.reviews.models import CardState, DayPlan, DayTally, PlannedCard, ReviewLog, Subscription

_GUESTS_AT_ONCE = 200


def delete_rows(learner: User) -> None:
    """Everything that this room keeps of a learner goes."""
    # Here and not by the cascade alone, which would read a year of rows only to delete them.
    for model in (PlannedCard, DayPlan, DayTally, CardState, ReviewLog, Subscription):
        model._default_manager.filter(learner_id=learner.pk).delete()


def forget_guests_without_answers(*, before: datetime, now: datetime) -> int:
    """Deletes the guests who came before this instant and have no log row; says how many.

    Each goes in a transaction of its own, so that a long list does not hold up those who study.
    """
    gone = 0
    last = 0
    while True:
        guests = list(_idle_guests(before).filter(pk__gt=last).order_by("pk")[:_GUESTS_AT_ONCE])
        for guest in guests:
            gone += _forget(guest, before, now)
        if len(guests) < _GUESTS_AT_ONCE:
            return gone
        last = guests[-1].pk


def _idle_guests(before: datetime) -> QuerySet[User]:
    answered = ReviewLog.objects.filter(learner_id=OuterRef("pk"))
    came_before = Q(date_joined__lt=before) & (Q(last_login=None) | Q(last_login__lt=before))
    return User.objects.filter(came_before, ~Exists(answered), is_guest=True)


@transaction.atomic
def _forget(guest: User, before: datetime, now: datetime) -> int:
    bookkeeping.lock_learner(guest.pk)
    # Asked again under the lock: an answer may have come since.
    if not _idle_guests(before).filter(pk=guest.pk).exists():
        return 0
    delete_learner(learner=guest, now=now)
    return 1
