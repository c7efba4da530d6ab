"""Sending the mails of messages: safe on several machines at once, run twice, and killed at any moment.

A copy is claimed before it is sent, by changing its state if it is still waiting; only whoever did so sends it. Where a
process dies in between, it is not sent again, since nobody can know whether it arrived: after a while it is told as
uncertain. Everyone can read it on the site all the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from learn.accounts.post import CutOffError, Fate, Line
from learn.teaching.models import ClassMessage, CopyState, MessageCopy
from learn.teaching.writing import addresses_of

BATCH = 200
"""Mails sent in one run, at most."""

GIVEN_UP = timedelta(minutes=15)
"""A mail that was claimed so long ago is not being sent any more."""

_STATES = {Fate.SENT: CopyState.SENT, Fate.REFUSED: CopyState.REFUSED, Fate.LOST: CopyState.LOST}


@dataclass(slots=True)
class Outcome:
    """What a run came to, in mails. nothing: somebody else sent it, or it has nowhere to go any more."""

    sent: int = 0
    refused: int = 0
    lost: int = 0
    nothing: int = 0
    is_cut_off: bool = False


def send_waiting(*, now: datetime, most: int = BATCH) -> Outcome:
    """Sends up to so many mails that wait, the oldest first."""
    outcome = Outcome()
    MessageCopy.objects.filter(state=CopyState.CLAIMED, claimed_at__lt=now - GIVEN_UP).update(
        state=CopyState.LOST, reason="interrupted"
    )
    if not settings.HAS_MAIL:
        # The site sends no mail any more; nothing is to look as if it still did.
        MessageCopy.objects.filter(state=CopyState.WAITING).update(state=CopyState.ON_SITE)
        return outcome
    waiting = MessageCopy.objects.filter(state=CopyState.WAITING).order_by("pk")
    copies = list(waiting.select_related("message__classroom", "enrollment__learner")[:most])
    addresses = addresses_of(each.enrollment.learner_id for each in copies if each.enrollment.learner_id is not None)
    with Line() as line:
        for copy in copies:
            try:
                _send(copy, addresses.get(copy.enrollment.learner_id or 0), line, outcome, now)
            except CutOffError:
                outcome.is_cut_off = True
                break
    return outcome


def _send(copy: MessageCopy, to: str | None, line: Line, outcome: Outcome, now: datetime) -> None:
    learner = copy.enrollment.learner
    may_go = copy.enrollment.is_present and learner is not None and learner.is_active
    own = MessageCopy.objects.filter(pk=copy.pk)
    if to is None or not may_go:
        own.filter(state=CopyState.WAITING).update(state=CopyState.ON_SITE)
        outcome.nothing += 1
        return
    line.open()
    if not own.filter(state=CopyState.WAITING).update(state=CopyState.CLAIMED, claimed_at=now):
        outcome.nothing += 1
        return
    delivery = line.deliver(letter(copy.message, to))
    own.filter(state=CopyState.CLAIMED).update(
        state=_STATES[delivery.fate],
        reason=delivery.reason,
        sent_at=now if delivery.fate is Fate.SENT else None,
    )
    match delivery.fate:
        case Fate.SENT:
            outcome.sent += 1
        case Fate.REFUSED:
            outcome.refused += 1
        case Fate.LOST:
            outcome.lost += 1


def letter(message: ClassMessage, to: str) -> EmailMessage:
    """The mail: the instructor's own words, and below them from which class they come."""
    where = settings.SITE_URL + reverse("teaching:messages", args=[message.classroom_id])
    said = _(
        "%(name)s wrote this to students of “%(room)s” on Osteon. You can read it there, too: %(where)s\n"
        "An answer to this mail reaches nobody. Who leaves the class gets no more of them."
    ) % {"name": message.by_name, "room": message.classroom.name, "where": where}
    subject = " ".join(f"{message.classroom.name}: {message.subject}".split())
    return EmailMessage(
        subject, f"{message.text}\n\n-- \n{said}\n", to=[to], headers={"Auto-Submitted": "auto-generated"}
    )
