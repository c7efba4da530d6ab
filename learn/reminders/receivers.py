"""What reminders do when accounts say something."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.accounts.signals import learner_deleting, learner_exporting, learner_merging, zone_changed
from learn.accounts.tables import Table
from learn.reminders.actions import plan_anew
from learn.reminders.models import CalendarFeed, Digest, DigestMail

_DIGEST = ("rhythm", "weekday", "hour", "next_at", "changed_at")
_MAIL = ("local_date", "planned_at", "state", "claimed_at", "tries", "sent_at", "reason", "retry_at")


@receiver(zone_changed, dispatch_uid="reminders.plan_anew")
def follow_zone(learner: User, now: datetime, **kwargs: Any) -> None:
    """The next mail comes by the learner's new clock."""
    plan_anew(learner=learner, now=now)


@receiver(learner_merging, dispatch_uid="reminders.merge")
def merge(guest: User, **kwargs: Any) -> None:
    """The account's reminders stay. A guest has no mail, and their calendar ends: whoever was given its address was
    not given the account's.
    """
    _delete_rows(guest)


@receiver(learner_exporting, dispatch_uid="reminders.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """What the learner chose and what was sent; the secret addresses are not told."""
    return [
        Table(
            "reminders",
            _("The reminder by email that you chose. next_at: when the next is planned."),
            _DIGEST,
            lambda: Digest.objects.filter(learner_id=learner.pk).values_list(*_DIGEST),
        ),
        Table(
            "reminder_mails",
            _("The reminders that were sent to you lately, by date."),
            _MAIL,
            lambda: _mails(learner),
        ),
        Table(
            "calendars",
            _("When you made the address of your calendar; the address itself is shown on the page of reminders."),
            ("made_at",),
            lambda: CalendarFeed.objects.filter(learner_id=learner.pk).values_list("made_at"),
        ),
    ]


def _mails(learner: User) -> Iterator[tuple[Any, ...]]:
    mails = DigestMail.objects.filter(learner_id=learner.pk).order_by("local_date")
    return mails.values_list(*_MAIL).iterator()


@receiver(learner_deleting, dispatch_uid="reminders.delete")
def delete(learner: User, **kwargs: Any) -> None:
    """Reminders go with their learner."""
    _delete_rows(learner)


def _delete_rows(learner: User) -> None:
    for model in (DigestMail, Digest, CalendarFeed):
        model._default_manager.filter(learner_id=learner.pk).delete()
