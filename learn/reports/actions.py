"""Every write to reports and corrections. Each does nothing the second time, so that a double click is a click."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cards.models import Card, Fact
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.libraries import editing
from learn.reports.models import (
    LONGEST_NOTICE,
    LONGEST_REPLY,
    LONGEST_REPORT,
    Correction,
    Kind,
    Report,
    SeenCorrection,
    Status,
)
from learn.reviews.queue import nearest_face

MOST_A_DAY = 30
"""Reports that one learner may send in a study day."""


class NoSuchCardError(Exception):
    """There is no such card, or it is not shown to this learner; nothing was kept."""


class NoSuchReportError(Exception):
    """There is no such report; nothing was changed."""


class NoSuchCorrectionError(Exception):
    """There is no such correction, or this learner is not to be told of its card; nothing was changed."""


class EmptyTextError(Exception):
    """A report, reply or notice without words where there must be some; nothing was kept."""


class TextTooLongError(Exception):
    """A report, reply or notice with more characters than it may have; nothing was kept."""


class TooManyReportsError(Exception):
    """The learner has sent MOST_A_DAY reports today; nothing was kept."""


class PageReusedError(Exception):
    """This page has sent another report already; what it sends now was not kept."""


class NothingChangedError(Exception):
    """Learners have the card's fact as they had it when it was reported: nothing is corrected, and nothing was kept.

    This is asked of libraries alone: what was published of them is known.
    """


class ToldAlreadyError(Exception):
    """Learners were told what was corrected when that was published: it is not told twice; nothing was kept."""


class AlreadyClosedError(Exception):
    """The report was closed otherwise before; it is as it was. report: the report as it stands."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.status)
        self.report = report


@transaction.atomic
def report_card(*, learner: User, card_id: int, kind: Kind, text: str, client_id: UUID, now: datetime) -> Report:
    """Keeps what a learner says is wrong with a card; the same client id and words twice are the same report.

    Raises NoSuchCardError, EmptyTextError, TextTooLongError, TooManyReportsError and PageReusedError.
    """
    _lock(learner)
    said = _checked(text, LONGEST_REPORT)
    before = Report.objects.of(learner.pk).filter(client_id=client_id).first()
    if before is not None:
        if (before.card_id, before.kind, before.text) != (card_id, kind, said):
            raise PageReusedError
        return before
    lens = lens_for(learner)
    card = Card.objects.through(lens).filter(pk=card_id).prefetch_related("faces").first()
    if card is None:
        raise NoSuchCardError
    preferences = learner.preferences
    day_began = preferences.day_start(preferences.study_date(now))
    if Report.objects.of(learner.pk).filter(reported_at__gte=day_began).count() >= MOST_A_DAY:
        raise TooManyReportsError
    face = nearest_face(card.faces.all(), lens)
    return Report.objects.create(
        learner_id=learner.pk,
        client_id=client_id,
        card_id=card.pk,
        language=face.language,
        register=face.register,
        kind=kind,
        text=said,
        reported_at=now,
    )


@transaction.atomic
def close_report(
    *,
    ticket: UUID,
    also: Collection[UUID] = (),
    staff: User,
    status: Status,
    reply: str = "",
    notice: str = "",
    now: datetime,
) -> list[Report]:
    """Answers a report and closes it; returns the reports that were closed by this.

    status: any but open. reply: to the reporter; may be empty only where something was corrected. notice: what was
    changed, told to everyone who studies the card; given when and only when closed as corrected, and not where it was
    told since the report, as a library's publication does: the report is linked to that. also: tickets of more
    reports on the same card that get the same answer; those that are closed by now are left as they are. Sent twice by
    the same person it is the same answer, and returns an empty list.

    Raises NoSuchReportError, AlreadyClosedError, EmptyTextError, TextTooLongError, NothingChangedError and
    ToldAlreadyError.
    """
    is_corrected = status == Status.CORRECTED
    reply = _checked(reply, LONGEST_REPLY, may_be_empty=is_corrected)
    notice = _checked(notice, LONGEST_NOTICE, may_be_empty=True)
    # Two of staff may answer at once. In one order, so that neither waits for the other for ever.
    locked = Report.objects.select_for_update().filter(ticket__in={ticket, *also}).order_by("ticket")
    reports = {report.ticket: report for report in locked}
    if ticket not in reports:
        raise NoSuchReportError
    report = reports[ticket]
    if not report.is_open:
        if _is_same_answer(report, staff, status, reply, notice):
            return []
        raise AlreadyClosedError(report)
    closed = [each for each in reports.values() if each.is_open and each.card_id == report.card_id]
    correction = _correction(closed, notice, now) if is_corrected else None
    answer = {"status": status, "reply": reply, "correction": correction, "closed_by": staff, "closed_at": now}
    Report.objects.filter(ticket__in=[each.ticket for each in closed]).update(**answer)
    return closed


@transaction.atomic
def mark_read(*, learner: User, tickets: Sequence[UUID], now: datetime) -> None:
    """The learner has seen the answers to these reports of theirs."""
    Report.objects.of(learner.pk).unread().filter(ticket__in=tickets).update(read_at=now)


@transaction.atomic
def see_correction(*, learner: User, correction_id: int, now: datetime) -> None:
    """The learner has taken note of a correction and is not told again. Raises NoSuchCorrectionError."""
    if not Correction.objects.told_to(lens_for(learner)).filter(pk=correction_id).exists():
        raise NoSuchCorrectionError
    SeenCorrection.objects.get_or_create(learner_id=learner.pk, correction_id=correction_id, defaults={"seen_at": now})


def _correction(closed: Sequence[Report], notice: str, now: datetime) -> Correction:
    """What is told of the card of these reports: of a library's, what was told since they were made, if it was."""
    fact = Fact.objects.only("uid", "library").get(cards=closed[0].card_id)
    library = editing.library_of(fact)
    if library is not None:
        since = max(each.reported_at for each in closed)
        if not editing.has_changed(library, fact.uid, since):
            raise NothingChangedError
        told = Correction.objects.all().told_since(closed[0].card_id, since)
        if told is not None and notice:
            raise ToldAlreadyError
        if told is not None:
            return told
    if not notice:
        raise EmptyTextError
    return Correction.objects.create(card_id=closed[0].card_id, text=notice, made_at=now)


def _is_same_answer(report: Report, staff: User, status: Status, reply: str, notice: str) -> bool:
    told = report.correction.text if report.correction is not None else ""
    # Without a notice, it was linked to one.
    told = told if notice else ""
    return (report.closed_by_id, report.status, report.reply, told) == (staff.pk, status, reply, notice)


def _checked(text: str, longest: int, *, may_be_empty: bool = False) -> str:
    """The text without white space around it, one kind of line end within."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not tidy and not may_be_empty:
        raise EmptyTextError
    if len(tidy) > longest:
        raise TextTooLongError
    return tidy


def _lock(learner: User) -> None:
    # Two clicks at once must not both find the report missing. SQLite has one writer at a time anyway.
    list(User.objects.select_for_update().filter(pk=learner.pk).values_list("pk"))
