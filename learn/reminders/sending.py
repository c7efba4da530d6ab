"""Sending what is due: safe on several machines at once, run twice, and killed at any moment.

A mail is claimed before it is sent, in a short transaction of its own: the digest's next_at moves on if it is still
what was read, and the row of the learner and the date is added. Only whoever did both sends. So a date has at most one
mail: where a process dies between claim and mark, or the line breaks while the mail is on it, that mail is not sent
again, since nobody can know whether it arrived. A mail that the server refused has not: it is tried post.MOST_TRIES
times in all.

What could not be sent in time, because no worker ran, is sent up to post.LATEST later, and after that not at all.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from learn.periodic import where
from learn.reminders.letters import letter_for
from learn.reminders.models import Digest, DigestMail, MailState
from learn.reminders.post import LATEST, CutOffError, Post, row

BATCH = 500
"""Learners looked at in one run, at most."""

KEPT = timedelta(days=90)
"""How long it is remembered that a mail was sent."""

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """What a run came to, in learners. nothing: there was nothing to say to them, or somebody else said it.

    failed: an error of our own, logged. is_cut_off: the mail server could not be reached; the rest waits.
    """

    sent: int = 0
    refused: int = 0
    lost: int = 0
    nothing: int = 0
    failed: int = 0
    is_cut_off: bool = False

    def count(self, state: MailState | None) -> None:
        match state:
            case MailState.SENT:
                self.sent += 1
            case MailState.REFUSED:
                self.refused += 1
            case MailState.LOST:
                self.lost += 1
            case _:
                self.nothing += 1


def send_due(*, now: datetime, most: int = BATCH, told: Callable[[int, int], None] | None = None) -> Outcome:
    """Sends what is due at this instant, to at most so many learners. told(done, all) hears how far it is."""
    outcome = Outcome()
    if not settings.HAS_MAIL:
        return outcome
    again = DigestMail.objects.filter(retry_at__lte=now).order_by("retry_at")
    # The latest first: after a night without a worker, those who can have theirs in time do not wait for the rest.
    due = Digest.objects.filter(next_at__lte=now).order_by("-next_at")
    work: list[Digest | DigestMail] = list(again.select_related("learner__digest", "learner__preferences")[:most])
    work += due.select_related("learner__preferences")[: most - len(work)]
    with Post() as post:
        for done, each in enumerate(work, start=1):
            try:
                outcome.count(_sent_again(each, post, now) if isinstance(each, DigestMail) else _sent(each, post, now))
            except CutOffError:
                outcome.is_cut_off = True
                break
            except Exception as error:
                _logger.error("A digest could not be made: %s", where(error))
                outcome.failed += 1
            if told is not None:
                told(done, len(work))
    return outcome


def _sent(digest: Digest, post: Post, now: datetime) -> MailState | None:
    """What became of the mail of a digest that is due; None where there is none."""
    schedule = digest.schedule(digest.learner.preferences.zone)
    planned = schedule.first_from(now - LATEST)
    if planned > now:
        # Too late for the one that was meant, or the learner's clock is another one by now.
        _move_on(digest, planned)
        return None
    following = schedule.first_after(planned)
    letter = letter_for(digest, now=now)
    if letter is None:
        _move_on(digest, following)
        return None
    post.open()
    mail = _claimed(digest, planned, following, now)
    return post.send(letter, mail, now) if mail is not None else None


def _sent_again(mail: DigestMail, post: Post, now: datetime) -> MailState | None:
    """What became of a mail that was refused before."""
    letter = letter_for(mail.learner.digest, now=now)
    refused = row(mail).filter(state=MailState.REFUSED, retry_at=mail.retry_at)
    if letter is None:
        refused.update(retry_at=None)
        return None
    post.open()
    if not refused.update(state=MailState.CLAIMED, retry_at=None, tries=F("tries") + 1, claimed_at=now):
        return None
    mail.tries += 1
    return post.send(letter, mail, now)


def _move_on(digest: Digest, next_at: datetime) -> bool:
    """Moves the digest on; says whether it was this call that did."""
    # By the instant that was read: of two who read the same, one finds it gone.
    return bool(Digest.objects.filter(pk=digest.pk, next_at=digest.next_at).update(next_at=next_at))


@transaction.atomic
def _claimed(digest: Digest, planned: datetime, following: datetime, now: datetime) -> DigestMail | None:
    """This process's right to send this mail; None where another has it, or the date has had its mail."""
    if not _move_on(digest, following):
        return None
    local_date = planned.astimezone(digest.schedule(digest.learner.preferences.zone).zone).date()
    mails = DigestMail.objects.filter(learner_id=digest.pk)
    mails.filter(local_date__lt=local_date - KEPT).delete()
    mail, is_new = mails.get_or_create(
        learner_id=digest.pk,
        local_date=local_date,
        defaults={"planned_at": planned, "claimed_at": now, "state": MailState.CLAIMED},
    )
    return mail if is_new else None
