"""Guests who came, looked and left nothing: they are forgotten after a while."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from learn.accounts.actions import delete_learner
from learn.accounts.models import User
from learn.accounts.traces import trace_of

_GUESTS_AT_ONCE = 200


def forget_idle_guests(*, before: datetime, now: datetime) -> int:
    """Deletes the guests who came before this instant and neither answered nor kept anything; says how many.

    Each goes in a transaction of its own, so that a long list does not hold up those who study.
    """
    gone = last = 0
    while True:
        guests = list(_guests_who_came(before).filter(pk__gt=last).order_by("pk")[:_GUESTS_AT_ONCE])
        for guest in guests:
            gone += _forget_if_idle(guest, before, now)
        if len(guests) < _GUESTS_AT_ONCE:
            return gone
        last = guests[-1].pk


def _guests_who_came(before: datetime) -> QuerySet[User]:
    seen_before = Q(date_joined__lt=before) & (Q(last_login=None) | Q(last_login__lt=before))
    return User.objects.filter(seen_before, is_guest=True)


@transaction.atomic
def _forget_if_idle(guest: User, before: datetime, now: datetime) -> int:
    # Asked again, and under the lock that an answer takes: one may be on its way.
    here = _guests_who_came(before).select_for_update().filter(pk=guest.pk).exists()
    if not here or not trace_of(guest).is_empty:
        return 0
    delete_learner(learner=guest, now=now)
    return 1
