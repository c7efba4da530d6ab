"""Reminders a learner asked for.

Digest: the mail that says how much is due, with its rhythm. DigestMail: one such mail, by the date it was meant for.
CalendarFeed: a secret address at which a calendar program reads how much is due on the coming days.

Every key begins with the learner and no foreign key points here, as in learn.reviews. Three indexes do not begin so,
because nobody is known when they are asked: which digests are due now, which mails are to be tried again, and whose a
token is.
"""

import secrets
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learn.reminders.timing import Schedule


def new_token() -> str:
    """An address part that nobody guesses: 32 random bytes."""
    return secrets.token_urlsafe(32)


class Rhythm(models.TextChoices):
    """How often a digest comes."""

    OFF = "off", _("Never")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Once a week")


class Digest(models.Model):
    """What a learner chose about the mail; whoever chose nothing has no row and gets none.

    weekday: ISO (1 Monday to 7 Sunday), of a weekly digest. hour: 0-23 of the learner's own clock. next_at: the planned
    instant of the next mail, reckoned from these and the learner's zone; None where it is off. token: in the links that
    end the mails. It opens nothing else, so it is kept as it is: every mail needs it, also with another secret key.
    """

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="digest"
    )
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.OFF)
    weekday = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=8)
    next_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="digest_weekday_valid"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="digest_hour_valid"),
            models.CheckConstraint(
                condition=Q(rhythm="off", next_at=None) | Q(rhythm__in=["daily", "weekly"], next_at__isnull=False),
                name="digest_planned_unless_off",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="digest_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return f"digest of {self.learner_id}: {self.rhythm}"

    @property
    def is_on(self) -> bool:
        return self.rhythm != Rhythm.OFF

    def schedule(self, zone: str) -> Schedule:
        """When it comes, by the clock of this zone."""
        return Schedule(self.weekday if self.rhythm == Rhythm.WEEKLY else None, self.hour, ZoneInfo(zone))


class MailState(models.TextChoices):
    """Where a mail stands.

    claimed: about to be sent; one that stays so was being sent when its process died, and may have arrived or not.
    lost: the line broke while it was being sent: the same. refused: the mail server said no, so it did not arrive.
    """

    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"
    LOST = "lost"


class DigestMail(models.Model):
    """A digest that was sent, or tried. The key lets one learner have one a date, whoever sends.

    local_date: the date on the learner's clock that it was planned for, at the instant planned_at. tries: how often it
    was claimed. reason: what the mail server or the line said, without any address. retry_at: when to try again.
    """

    pk = models.CompositePrimaryKey("learner_id", "local_date")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_mails", db_index=False
    )
    local_date = models.DateField()
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=MailState)
    claimed_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=100, blank=True)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="digest_mail_state_valid"),
            models.CheckConstraint(
                condition=Q(retry_at=None) | Q(state="refused"), name="digest_mail_retried_only_if_refused"
            ),
        ]
        indexes = [models.Index(fields=["retry_at"], name="digest_mail_again", condition=Q(retry_at__isnull=False))]

    def __str__(self) -> str:
        return f"digest of {self.learner_id} for {self.local_date}: {self.state}"


class CalendarFeed(models.Model):
    """A learner's calendar address. token_hash: by which it is found; sealed_token: shown to its owner, and to nobody
    who reads the database alone (learn.accounts.sealing). made_at: when this address was made.
    """

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    sealed_token = models.CharField(max_length=255)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.learner_id}"
