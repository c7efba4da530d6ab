"""What is wrong with a card, and what came of it.

Report: a learner says what is wrong with a card; who answers for the card closes it: staff, or for a library's its
authors and the instructors whose class has it. Correction: what was changed about a card,
in plain words, told once to each learner who studies it. SeenCorrection: a learner has taken note of one.

Reports and seen corrections belong to a learner: their keys begin with the learner and no foreign key points at them.
But who answers reads the reports of everyone together, so that a few indexes of Report cross learners. A correction is
no learner's and stays when its reporter goes.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.lens import SURVIVAL, Lens
from cards.models import Card, Fact
from learn.accounts.models import User
from learn.libraries.models import Library

LONGEST_REPORT = 1000
LONGEST_REPLY = 1000
LONGEST_NOTICE = 300
"""Characters in what a learner reports, in staff's reply, and in what a correction says."""


def _learner(related_name: str) -> Any:
    # Every index begins with the learner already.
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name=related_name, db_index=False
    )


class Kind(models.TextChoices):
    """What sort of problem it is."""

    WRONG_FACT = "wrong_fact", _("What it says is wrong")
    UNCLEAR = "unclear", _("It is unclear")
    NOT_ACCEPTED = "not_accepted", _("What I typed should count as right")
    SPELLING = "spelling", _("Spelling or grammar")
    OTHER = "other", _("Something else")


class Status(models.TextChoices):
    """What came of a report."""

    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    CORRECTED = "corrected", _("corrected")
    DECLINED = "declined", _("not changed")


def _told_to(lens: Lens) -> Q:
    told = Q(card__fact__library__in=lens.libraries)
    if not lens.held_out:
        told &= Q(card__fact__is_held_out=False)
    return told if lens.survival else told & ~Q(card__fact__sensitivity=SURVIVAL)


def may_be_told_of(fact: Fact, lens: Lens) -> bool:
    """Whether someone who saw a fact's card may be told of it again; the same rule as the querysets' `told_to`.

    A card retired since or made for another path is no secret from them; survival figures are, while left out, and so
    is what an author keeps for assigned quizzes since.
    """
    is_kept = fact.is_held_out and not lens.held_out
    return fact.library in lens.libraries and not is_kept and (lens.survival or fact.sensitivity != SURVIVAL)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Chainable reads of corrections."""

    def told_to(self, lens: Lens) -> "CorrectionQuerySet":
        """The corrections of cards that someone with this lens may be told of, if they saw the card."""
        return self.filter(_told_to(lens))

    def told_since(self, card_id: int, since: datetime) -> "Correction | None":
        """The latest correction of this card that was made after that time and stands."""
        return self.standing().filter(card_id=card_id, made_at__gt=since).order_by("-made_at", "-pk").first()

    def standing(self) -> "CorrectionQuerySet":
        """Those that no later one has taken the place of."""
        return self.filter(withdrawn_at=None)

    def of_publications(self) -> "CorrectionQuerySet":
        """Those that a publication made, not a person who answered a report."""
        return self.filter(began_at__isnull=False)


class Correction(models.Model):
    """What was changed about a card, in plain words.

    One that a publication of a library made also holds, in `before`, the card's [front, back, note] before the first of
    the changes that learners may not have been told of yet, and when that was, in `began_at`; for others both are None.
    A later one of the same card takes its place: it is withdrawn, and no longer told. is_back: the card reads again as
    it did before, so that only those are told who met it otherwise in between.
    """

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=LONGEST_NOTICE)
    made_at = models.DateTimeField()
    before = models.JSONField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    is_back = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="correction_says_something")]
        indexes = [models.Index(fields=["-made_at"], name="correction_newest")]

    def __str__(self) -> str:
        return self.text


class ReportQuerySet(models.QuerySet["Report"]):
    """Chainable reads of reports."""

    def of(self, learner_id: int) -> "ReportQuerySet":
        return self.filter(learner_id=learner_id)

    def told_to(self, lens: Lens) -> "ReportQuerySet":
        """The reports on cards that their learner, who sees through this lens, may be told of."""
        return self.filter(_told_to(lens))

    def about(self, library: Library) -> "ReportQuerySet":
        """The reports on cards of this library."""
        return self.filter(card__fact__library=library.code)

    def answered_by(self, learner: User, lens: Lens) -> "ReportQuerySet":
        """The reports that this learner answers: on libraries of theirs (Library.answered_by), and for staff on what
        the site came with and the libraries that they see.
        """
        own = Library.objects.answered_by(learner).order_by().values("code")
        theirs = Q(card__fact__library__in=own)
        if learner.is_staff:
            theirs |= Q(card__fact__library__in=lens.libraries)
        return self.filter(theirs)

    def open(self) -> "ReportQuerySet":
        # Not by the status: a partial index is found only by a condition without a value in it.
        return self.filter(closed_at=None)

    def done(self) -> "ReportQuerySet":
        return self.filter(closed_at__isnull=False)

    def unread(self) -> "ReportQuerySet":
        """Those whose answer their learner has not seen."""
        return self.done().filter(read_at=None)

    def for_their_learner(self) -> "ReportQuerySet":
        """News first, then the newest, each with its card and the correction that it may have led to."""
        is_news = Q(closed_at__isnull=False, read_at=None)
        whole = self.select_related("correction", "card__fact").defer("card__fact__payload")
        return whole.prefetch_related("card__faces").order_by(
            models.Case(models.When(is_news, then=0), default=1), "-reported_at", "client_id"
        )

    def for_staff(self) -> "ReportQuerySet":
        """Read with all that the inbox shows of card and fact; whose they are is not among it."""
        whole = self.select_related("card__fact__source", "card__fact__topic", "correction", "closed_by")
        heavy = ("card__fact__payload", "card__fact__source__outline", "card__fact__source__studies")
        return whole.defer(*heavy).prefetch_related("card__faces")


class Report(models.Model):
    """What a learner says is wrong with a card.

    client_id: made with the page, so that a form sent twice counts once. ticket: made here, the name by which staff
    know a report without its learner. language, register: of the face that the learner saw. closed_by: who of staff
    closed it, told to staff only; None where that account is gone. read_at: when the learner saw the answer.
    correction: what was changed, where it was closed as corrected.
    """

    pk = models.CompositePrimaryKey("learner_id", "client_id")
    learner = _learner("reports")
    client_id = models.UUIDField()
    ticket = models.UUIDField(default=uuid4, editable=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    register = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=LONGEST_REPORT)
    reported_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    reply = models.CharField(max_length=LONGEST_REPLY, blank=True)
    correction = models.ForeignKey(
        Correction, on_delete=models.RESTRICT, related_name="+", null=True, blank=True, db_index=False
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, db_index=False
    )
    read_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="report_kind_valid"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="report_status_valid"),
            models.CheckConstraint(condition=~Q(text=""), name="report_says_something"),
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None, closed_by=None, read_at=None, reply="")
                | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="report_closed_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(status="corrected", correction__isnull=False)
                | (~Q(status="corrected") & Q(correction=None)),
                name="report_correction_when_corrected",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "corrected"]) | ~Q(reply=""), name="report_reply_when_answered"
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "-reported_at"], name="report_of_learner"),
            models.Index(fields=["ticket"], name="report_by_ticket"),
            models.Index(fields=["-reported_at"], name="report_open", condition=Q(closed_at=None)),
            models.Index(fields=["-closed_at"], name="report_done", condition=Q(closed_at__isnull=False)),
            # Asked for when an account of staff is deleted, and then for every guest who is.
            models.Index(fields=["closed_by"], name="report_by_closer", condition=Q(closed_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.card_id}: {self.status}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_news(self) -> bool:
        """Whether there is an answer that its learner has not seen."""
        return self.closed_at is not None and self.read_at is None


class SeenCorrection(models.Model):
    """A learner has taken note of a correction."""

    pk = models.CompositePrimaryKey("learner_id", "correction_id")
    learner = _learner("seen_corrections")
    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.learner_id} saw {self.correction_id}"
