"""Reading reports: News is what home tells a learner; OwnReport a row of theirs; InboxReport a row as staff see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from cards.lens import SHIPPED, Lens
from cards.models import Face
from learn.accounts.models import User
from learn.libraries.models import Library
from learn.reports.models import Correction, Report, SeenCorrection, may_be_told_of
from learn.reviews.models import ReviewLog
from learn.reviews.queue import nearest_face

PER_PAGE = 25
TOLD_FOR = timedelta(days=60)
"""How long a correction is told to those who have not seen it."""
MOST_CORRECTIONS = 3
"""Corrections told at once; the others come when these were taken note of."""
MOST_OTHERS = 50


@dataclass(frozen=True, slots=True)
class CorrectedCard:
    """A correction, with the front of its card as this learner sees it. is_shown: whether the card is still there."""

    correction: Correction
    front: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class News:
    """unread: answers to the learner's own reports. waiting: open reports that they answer, as far as asked for."""

    unread: int
    corrections: list[CorrectedCard]
    waiting: int


@dataclass(frozen=True, slots=True)
class OwnReport:
    """front: of the card as this learner sees it. is_told: whether it may be shown to them, and what was answered."""

    report: Report
    front: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class InboxReport:
    """face: the wording that the learner saw, as it is now. on_card, open_on_card: reports on the same card."""

    report: Report
    face: Face
    on_card: int
    open_on_card: int

    @property
    def is_retired(self) -> bool:
        card = self.report.card
        return card.retired_at is not None or card.fact.retired_at is not None


def news_for(*, learner: User, lens: Lens, now: datetime, answers: bool = False) -> News:
    """What a learner is told on their front page. answers: whether they may answer reports on a library."""
    unread = Report.objects.of(learner.pk).unread().told_to(lens).count()
    corrections = corrections_for(learner=learner, lens=lens, now=now)
    return News(unread, corrections, waiting(learner, lens) if learner.is_staff or answers else 0)


def waiting(learner: User, lens: Lens) -> int:
    """How many of the reports are open that this learner answers."""
    return Report.objects.answered_by(learner, lens).open().count()


def may_answer(learner: User, lens: Lens) -> bool:
    """Whether there may be a report that this learner answers. Who is not of the staff is asked about by a query."""
    return learner.is_staff or (lens.libraries != {SHIPPED} and Library.objects.answered_by(learner).exists())


def corrections_for(*, learner: User, lens: Lens, now: datetime) -> list[CorrectedCard]:
    """The newest corrections of cards that the learner answered before, none seen yet, MOST_CORRECTIONS at most.

    What came of a report of their own they read there. A card that reads again as it did is told of to those who met it
    otherwise: who answered it in between, or took note of a correction that no longer holds.
    """
    answered = ReviewLog.objects.filter(
        learner_id=learner.pk, card_id=OuterRef("card_id"), answered_at__lt=OuterRef("made_at")
    )
    seen = SeenCorrection.objects.filter(learner_id=learner.pk, correction_id=OuterRef("pk"))
    own = Report.objects.of(learner.pk).filter(correction_id=OuterRef("pk"))
    since = OuterRef("began_at")
    met = Exists(answered.filter(answered_at__gte=since)) | Exists(
        SeenCorrection.objects.filter(
            learner_id=learner.pk, correction__card_id=OuterRef("card_id"), correction__made_at__gte=since
        )
    )
    standing = Correction.objects.standing().filter(Q(is_back=False) | met)
    news = standing.filter(Exists(answered), ~Exists(seen), ~Exists(own), made_at__gt=now - TOLD_FOR)
    told = news.told_to(lens).select_related("card__fact").defer("card__fact__payload").prefetch_related("card__faces")
    return [
        CorrectedCard(
            each,
            nearest_face(each.card.faces.all(), lens).front,
            is_shown=each.card.retired_at is None and lens.admits(each.card.fact),
        )
        for each in told.order_by("-made_at", "-pk")[:MOST_CORRECTIONS]
    ]


def own_reports(*, learner: User, lens: Lens, number: str) -> tuple[list[OwnReport], Page[Report]]:
    """A page of the learner's reports, news first; one past the end is the last."""
    page = Paginator(Report.objects.of(learner.pk).for_their_learner(), PER_PAGE).get_page(number)
    rows = [
        OwnReport(
            each,
            nearest_face(each.card.faces.all(), lens).front,
            is_told=may_be_told_of(each.card.fact, lens),
        )
        for each in page
    ]
    return rows, page


def inbox(
    *, learner: User, lens: Lens, library: Library | None = None, is_done: bool, number: str
) -> tuple[list[InboxReport], Page[Report]]:
    """A page of the reports that this learner answers, open or done, newest first; of one library, if it is named.

    Who answers sees every card, survival figures, too.
    """
    reports = Report.objects.answered_by(learner, lens)
    if library is not None:
        reports = reports.about(library)
    chosen = reports.done().order_by("-closed_at", "ticket") if is_done else reports.open().order_by("-reported_at")
    page = Paginator(chosen.for_staff(), PER_PAGE).get_page(number)
    return _as_staff_see(page), page


def inbox_report(*, learner: User, lens: Lens, ticket: UUID) -> InboxReport | None:
    """One report as who answers it sees it."""
    reports = Report.objects.answered_by(learner, lens).for_staff().filter(ticket=ticket)
    return next(iter(_as_staff_see(reports)), None)


def others_on_card(report: Report) -> list[Report]:
    """The other open reports on the same card, oldest first."""
    others = Report.objects.open().filter(card_id=report.card_id).exclude(ticket=report.ticket)
    return list(others.order_by("reported_at")[:MOST_OTHERS])


def corrections_of(card_id: int) -> list[Correction]:
    """What was corrected about a card before, newest first."""
    return list(Correction.objects.filter(card_id=card_id).order_by("-made_at")[:MOST_CORRECTIONS])


def told_since(report: Report) -> Correction | None:
    """What was told of the report's card since it was made: the report is linked to it when it is closed."""
    return Correction.objects.all().told_since(report.card_id, report.reported_at) if report.is_open else None


def _as_staff_see(reports: Iterable[Report]) -> list[InboxReport]:
    rows = list(reports)
    counts = {
        card_id: (on_card, still_open)
        for card_id, on_card, still_open in Report.objects.filter(card_id__in={row.card_id for row in rows})
        .values("card_id")
        .annotate(on_card=Count("ticket"), still_open=Count("ticket", filter=Q(closed_at=None)))
        .values_list("card_id", "on_card", "still_open")
    }
    return [
        InboxReport(
            row,
            nearest_face(row.card.faces.all(), Lens(language=row.language, register=row.register)),
            *counts.get(row.card_id, (1, 0)),
        )
        for row in rows
    ]
