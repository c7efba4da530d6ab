"""Post: the line to the mail server, and what became of each mail that was claimed."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from learn.accounts.post import CutOffError as CutOffError
from learn.accounts.post import Fate, Line
from learn.reminders.letters import Letter
from learn.reminders.models import DigestMail, MailState

LATEST = timedelta(hours=3)
"""How long after its hour a mail may still be sent."""

MOST_TRIES = 3
RETRY_AFTER = timedelta(minutes=20)


class Post(Line):
    """A line to the mail server that notes in the database what it sent."""

    def send(self, letter: Letter, mail: DigestMail, now: datetime) -> MailState:
        """Sends the letter of a claimed mail and notes what came of it."""
        delivery = self.deliver(letter.message())
        match delivery.fate:
            case Fate.SENT:
                _note(mail, state=MailState.SENT, sent_at=now, reason="")
                return MailState.SENT
            case Fate.LOST:
                _note(mail, state=MailState.LOST, reason=delivery.reason)
                return MailState.LOST
            case Fate.REFUSED:
                return _refused(mail, delivery.reason, now)


def row(mail: DigestMail) -> QuerySet[DigestMail]:
    """The mail's row in the database."""
    return DigestMail.objects.filter(learner_id=mail.learner_id, local_date=mail.local_date)


def _refused(mail: DigestMail, reason: str, now: datetime) -> MailState:
    retry_at = now + RETRY_AFTER
    may_retry = mail.tries < MOST_TRIES and retry_at <= mail.planned_at + LATEST
    _note(mail, state=MailState.REFUSED, reason=reason, retry_at=retry_at if may_retry else None)
    return MailState.REFUSED


def _note(mail: DigestMail, **values: Any) -> None:
    row(mail).filter(state=MailState.CLAIMED, tries=mail.tries).update(**values)
