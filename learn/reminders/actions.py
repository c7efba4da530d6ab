"""Every choice about reminders. Sending is in learn.reminders.sending."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from learn.accounts.models import User
from learn.accounts.sealing import seal
from learn.reminders.addresses import obstacle
from learn.reminders.models import CalendarFeed, Digest, Rhythm, new_token


class CannotMailError(Exception):
    """No mail can be sent to this learner (learn.reminders.addresses.obstacle says why); nothing was changed."""


class NoSuchDigestError(Exception):
    """Nobody has a digest with this token."""


@transaction.atomic
def set_digest(*, learner: User, rhythm: Rhythm, weekday: int, hour: int, now: datetime) -> None:
    """Sets how often, and when by the learner's own clock, the digest comes. Raises CannotMailError unless it is off.

    A date that had its mail already gets no second one by a later hour.
    """
    if rhythm == Rhythm.OFF and not Digest.objects.filter(learner_id=learner.pk).exists():
        return
    if rhythm != Rhythm.OFF and obstacle(learner) is not None:
        raise CannotMailError
    values = {"rhythm": rhythm, "weekday": weekday, "hour": hour, "changed_at": now}
    digest = Digest(**values)
    values["next_at"] = digest.schedule(learner.preferences.zone).first_after(now) if digest.is_on else None
    Digest.objects.update_or_create(learner_id=learner.pk, defaults=values)


@transaction.atomic
def stop_digest(*, token: str, now: datetime) -> None:
    """Ends the digest that has this token; doing it again changes nothing. Raises NoSuchDigestError."""
    digest = Digest.objects.filter(token=token)
    if not digest.exists():
        raise NoSuchDigestError
    digest.exclude(rhythm=Rhythm.OFF).update(rhythm=Rhythm.OFF, next_at=None, changed_at=now)


@transaction.atomic
def plan_anew(*, learner: User, now: datetime) -> None:
    """Reckons the next mail anew: the learner's clock is another one now."""
    digest = Digest.objects.filter(learner_id=learner.pk).exclude(rhythm=Rhythm.OFF).first()
    if digest is not None:
        next_at = digest.schedule(learner.preferences.zone).first_after(now)
        Digest.objects.filter(learner_id=learner.pk, next_at=digest.next_at).update(next_at=next_at)


@transaction.atomic
def make_calendar(*, learner: User, now: datetime) -> None:
    """Gives the learner a new calendar address; one made before opens nothing any more."""
    token = new_token()
    values = {"token_hash": hashed(token), "sealed_token": seal(token), "made_at": now}
    CalendarFeed.objects.update_or_create(learner_id=learner.pk, defaults=values)


@transaction.atomic
def remove_calendar(*, learner: User) -> None:
    """The learner's calendar address opens nothing any more."""
    CalendarFeed.objects.filter(learner_id=learner.pk).delete()


def hashed(token: str) -> str:
    """What a calendar's token is found by. Its 32 random bytes need no salt and no slow hash."""
    return sha256(token.encode()).hexdigest()
