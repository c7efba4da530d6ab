"""What reports do when another room says something."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.dispatch import receiver
from django.utils.translation import gettext as _

from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.accounts.signals import guest_described, learner_deleting, learner_exporting, learner_merging
from learn.accounts.tables import Table
from learn.accounts.traces import Trace
from learn.reports.models import Report, SeenCorrection, may_be_told_of

_REPORT_COLUMNS = (
    "client_id",
    "ticket",
    "card",
    "language",
    "register",
    "kind",
    "text",
    "reported_at",
    "status",
    "reply",
    "correction",
    "closed_at",
    "read_at",
)


@receiver(learner_merging, dispatch_uid="reports.merge")
def merge(guest: User, account: User, now: datetime, **kwargs: Any) -> None:
    """The guest's reports go to the account under their tickets; a correction that either saw is seen."""
    theirs = Report.objects.of(account.pk).values("client_id")
    # Two browsers cannot make the same UUID; but a page can be copied.
    for ticket in list(Report.objects.of(guest.pk).filter(client_id__in=theirs).values_list("ticket", flat=True)):
        Report.objects.of(guest.pk).filter(ticket=ticket).update(client_id=uuid4())
    # Changed in place: staff who answer one at this moment find it still there.
    Report.objects.of(guest.pk).update(learner_id=account.pk)
    known = set(SeenCorrection.objects.filter(learner_id=account.pk).values_list("correction_id", flat=True))
    SeenCorrection.objects.bulk_create(
        SeenCorrection(learner_id=account.pk, correction_id=seen.correction_id, seen_at=seen.seen_at)
        for seen in SeenCorrection.objects.filter(learner_id=guest.pk).exclude(correction_id__in=known)
    )
    _delete_rows(guest)


@receiver(learner_exporting, dispatch_uid="reports.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """The learner's reports and the corrections they have seen."""
    return [
        Table(
            "reports",
            _("What you reported about cards, and what came of it."),
            _REPORT_COLUMNS,
            lambda: _reports(learner),
        ),
        Table(
            "seen_corrections",
            _("The corrections of cards that you have taken note of."),
            ("card", "correction", "seen_at"),
            lambda: _seen(learner),
        ),
    ]


def _reports(learner: User) -> Iterator[tuple[Any, ...]]:
    # The learner's own words always; what is said of a card about survival, not while that is left out.
    lens = lens_for(learner)
    for row in Report.objects.of(learner.pk).for_their_learner():
        is_shown = may_be_told_of(row.card.fact, lens)
        uid, reply = (row.card.uid, row.reply) if is_shown else ("", "")
        changed = row.correction.text if row.correction is not None and is_shown else ""
        said = (row.client_id, row.ticket, uid, row.language, row.register, row.kind, row.text, row.reported_at)
        yield (*said, row.status, reply, changed, row.closed_at, row.read_at)


def _seen(learner: User) -> Iterator[tuple[Any, ...]]:
    lens = lens_for(learner)
    rows = SeenCorrection.objects.filter(learner_id=learner.pk).select_related("correction__card__fact")
    for row in rows.order_by("seen_at"):
        card = row.correction.card
        uid, changed = (card.uid, row.correction.text) if may_be_told_of(card.fact, lens) else ("", "")
        yield uid, changed, row.seen_at


@receiver(learner_deleting, dispatch_uid="reports.delete")
def delete(learner: User, **kwargs: Any) -> None:
    """Reports go with their learner; what was corrected because of them stays."""
    _delete_rows(learner)


@receiver(guest_described, dispatch_uid="reports.describe_guest")
def describe_guest(guest: User, **kwargs: Any) -> Trace:
    """How many reports the guest sent."""
    return Trace(kept=Report.objects.of(guest.pk).count())


def _delete_rows(learner: User) -> None:
    Report.objects.of(learner.pk).delete()
    SeenCorrection.objects.filter(learner_id=learner.pk).delete()
