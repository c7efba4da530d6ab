"""Taking quizzes.

Attempt: a learner takes a quiz. AttemptItem: one question of it as it was frozen, with the answer that counts.
Response: every answer as it came in, append-only, those that came too late included. ItemRecord: how a learner fared
with an item, kept so that drawing is cheap. HeldOut: an item that a class keeps out of its students' practice.
Rescoring: what a class's instructors made of a question that they had assigned.

Every key and index begins with the learner and no foreign key points here, as in learn.reviews; HeldOut and Rescoring
are a class's and not a learner's.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cards.models import Item, ItemVersion
from learn.classrooms.models import LONGEST_NAME, Classroom, Enrollment
from learn.quizzes.rescoring import Marks, Rule, Way

LONGEST_REASON = 300
GRACE = timedelta(seconds=5)
"""An answer that was on its way when the time ran out still counts."""


def _learner(related_name: str) -> Any:
    # Every index begins with the learner already.
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name=related_name, db_index=False
    )


class Purpose(models.TextChoices):
    """What an attempt was made for."""

    PRACTICE = "practice"
    MISTAKES = "mistakes"
    WEAKEST = "weakest"
    CHOSEN = "chosen"
    RETAKE = "retake"
    WORDS = "words"
    ASSIGNED = "assigned"


class Feedback(models.TextChoices):
    """When the right answers are shown: after each question, or when all is handed in."""

    AT_ONCE = "at_once"
    AT_END = "at_end"


class Ended(models.TextChoices):
    """Who ended an attempt: nobody yet, its learner, or the clock."""

    NOT_YET = ""
    LEARNER = "learner"
    TIME = "time"


class Confidence(models.TextChoices):
    """How sure a learner was of an answer, if they said."""

    UNSAID = ""
    SURE = "sure"
    THINK_SO = "think_so"
    GUESS = "guess"


class KeptAs(models.TextChoices):
    """What became of a response: it counts (until another follows), it came after the answer was shown, or too late."""

    COUNTED = "counted"
    AFTER_CHECK = "after_check"
    TOO_LATE = "too_late"


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Chainable reads of attempts."""

    def of(self, learner_id: int) -> "AttemptQuerySet":
        return self.filter(learner_id=learner_id)

    def unfinished(self) -> "AttemptQuerySet":
        return self.filter(submitted_at=None).order_by("-started_at")

    def finished(self) -> "AttemptQuerySet":
        return self.filter(submitted_at__isnull=False).order_by("-submitted_at")

    def for_assignments(self, assignment_ids: Iterable[UUID]) -> "AttemptQuerySet":
        return self.filter(assignment_id__in=assignment_ids)

    def overdue(self, now: datetime) -> "AttemptQuerySet":
        """Assigned ones whose time is over and that nobody has handed in."""
        return self.filter(submitted_at__isnull=True, assignment_id__isnull=False, ends_at__lt=now - GRACE)

    def releasable(self, now: datetime) -> "AttemptQuerySet":
        """Those withheld whose answers may be seen now."""
        return self.filter(Q(answers_at=None) | Q(answers_at__lte=now), is_withheld=True)


class Attempt(models.Model):
    """A learner takes a quiz. attempt_id: made with the page it was started from, so that two clicks start one.

    asked: what was asked for (learn.quizzes.ask.Ask); seed: of the draw; ends_at: when its time is over, if it has
    one. points and possible: in whole points; points is unknown until all is handed in. assignment_id: what it was
    assigned by, if it was; answers_at: from when its answers and points may be seen, None for as soon as it is handed
    in. is_one_page: all its questions stand on one page. is_withheld: it was handed in before its answers may be seen,
    and what follows from its misses waits (learn.quizzes.settling.release). marks: what counts of it, where it was read
    with its rescorings (learn.quizzes.rescored.with_marks); points and possible stay what they were.
    """

    marks: Marks

    pk = models.CompositePrimaryKey("learner_id", "attempt_id")
    learner = _learner("attempts")
    attempt_id = models.UUIDField()
    purpose = models.CharField(max_length=10, choices=Purpose)
    feedback = models.CharField(max_length=10, choices=Feedback)
    asks_confidence = models.BooleanField(default=False)
    asked = models.JSONField(default=dict)
    seed = models.BigIntegerField()
    items_count = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=Ended, blank=True, default=Ended.NOT_YET)
    points = models.PositiveIntegerField(null=True)
    possible = models.PositiveIntegerField()
    assignment_id = models.UUIDField(null=True)
    answers_at = models.DateTimeField(null=True)
    is_one_page = models.BooleanField(default=False)
    is_withheld = models.BooleanField(default=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=F("possible")), name="attempt_points_at_most_possible"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, points=None, ended_by="")
                | (Q(submitted_at__isnull=False, points__isnull=False) & ~Q(ended_by="")),
                name="attempt_marked_when_submitted",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "-submitted_at"], name="attempt_by_end"),
            models.Index(
                fields=["learner", "assignment_id"], name="attempt_assigned", condition=Q(assignment_id__isnull=False)
            ),
            models.Index(
                fields=["learner", "-started_at"], name="attempt_unfinished", condition=Q(submitted_at__isnull=True)
            ),
            # What the worker looks through: few rows, whoever's they are.
            models.Index(
                fields=["learner", "ends_at"],
                name="attempt_assigned_running",
                condition=Q(submitted_at__isnull=True, assignment_id__isnull=False),
            ),
            models.Index(fields=["learner", "answers_at"], name="attempt_withheld", condition=Q(is_withheld=True)),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.purpose} {self.attempt_id}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:attempt", args=[self.attempt_id])

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def checks_at_once(self) -> bool:
        return self.feedback == Feedback.AT_ONCE

    @property
    def is_assigned(self) -> bool:
        return self.assignment_id is not None

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time is over and nobody has handed it in."""
        return self.submitted_at is None and self.ends_at is not None and now > self.ends_at + GRACE

    def shows_answers(self, now: datetime) -> bool:
        """Whether its answers and points may be seen now, once it is handed in."""
        return self.answers_at is None or self.answers_at <= now


class AttemptItem(models.Model):
    """One question of an attempt, frozen: version and order of options (learn.quizzes.arranging) never change.

    given: the response that counts, None before any; is_checked: its answer was shown, so it can no longer change;
    points: None until marked. forwarded: {fact id: [card ids]} that a miss brought forward; is_taken_back: undone.
    """

    pk = models.CompositePrimaryKey("learner_id", "attempt_id", "place")
    learner = _learner("attempt_items")
    attempt_id = models.UUIDField()
    place = models.PositiveIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.JSONField()
    given = models.JSONField(null=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True, default=Confidence.UNSAID)
    answered_at = models.DateTimeField(null=True)
    is_checked = models.BooleanField(default=False)
    points = models.PositiveIntegerField(null=True)
    possible = models.PositiveIntegerField()
    forwarded = models.JSONField(default=dict)
    is_taken_back = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=F("possible")), name="attempt_item_points_at_most_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.attempt_id} {self.place}"

    def event_for(self, fact_id: int) -> UUID:
        """The name of what missing this fact here does to the reviews."""
        return uuid5(self.attempt_id, f"{self.place} {fact_id}")


class Response(models.Model):
    """An answer as it came in; never changed, and deleted only with its attempt when that is put away.

    client_id: the same twice is the same response.
    """

    pk = models.CompositePrimaryKey("learner_id", "client_id")
    learner = _learner("responses")
    client_id = models.UUIDField()
    attempt_id = models.UUIDField()
    place = models.PositiveIntegerField()
    given = models.JSONField()
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True, default=Confidence.UNSAID)
    received_at = models.DateTimeField()
    kept_as = models.CharField(max_length=12, choices=KeptAs)

    class Meta:
        indexes = [models.Index(fields=["learner", "attempt_id", "place", "received_at"], name="response_by_question")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.attempt_id} {self.place}: {self.kept_as}"


class ItemRecord(models.Model):
    """How a learner fared with an item: how often it was marked, when last, and what it brought then."""

    pk = models.CompositePrimaryKey("learner_id", "item_id")
    learner = _learner("item_records")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    times = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    last_points = models.PositiveIntegerField()
    last_possible = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["learner", "-last_at"],
                name="item_record_missed",
                condition=Q(last_points__lt=F("last_possible")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.item_id}: {self.last_points} of {self.last_possible}"


class HeldOutQuerySet(models.QuerySet["HeldOut"]):
    """Chainable reads of what is held out."""

    def from_practice_of(self, learner_id: int, now: datetime) -> "HeldOutQuerySet":
        """What the classes keep from this learner now, who is a student there, or was: leaving a class lifts nothing,
        for whoever left can come back.
        """
        theirs = Enrollment.objects.students().filter(learner_id=learner_id).order_by()
        return self.filter(Q(until=None) | Q(until__gt=now), classroom__in=theirs.values("classroom_id"))


class HeldOut(models.Model):
    """An item that a class keeps out of its students' practice: it is asked in a quiz of theirs that is not over.

    quiz_id: which; until: when that is over for all, None for never.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="+", db_index=False)
    quiz_id = models.UUIDField()
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    until = models.DateTimeField(null=True)

    objects = HeldOutQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["classroom", "quiz_id", "item"], name="held_out_once_a_quiz")]

    def __str__(self) -> str:
        return f"{self.item_id} held out by {self.classroom_id}"


class ScoredAs(models.TextChoices):
    """What becomes of a question (learn.quizzes.rescoring.Way)."""

    DROP = "drop", _("Dropped: it counts for nobody")
    FULL = "full", _("Full marks for all who were asked it")
    ACCEPT = "accept", _("Another answer counts as right, too")
    REPLACE = "replace", _("The key is another one")


class RescoringQuerySet(models.QuerySet["Rescoring"]):
    """Chainable reads of rescorings."""

    def of(self, assignment_ids: Iterable[UUID]) -> "RescoringQuerySet":
        """Those of these assignments, the earliest first."""
        return self.filter(assignment_id__in=assignment_ids).order_by("at", "rescoring_id")

    def in_force(self) -> "RescoringQuerySet":
        return self.filter(undone_at=None)


class Rescoring(models.Model):
    """A question of an assigned quiz is scored otherwise than it was: a fact from which marks follow, and no mark.

    rescoring_id: made with the page, so that two clicks are one. version: what was asked; another version of the item
    is another question. key: of the ways that have one (learn.quizzes.rescoring.Key). undone_at: since when it is in
    force no more. Neither attempts nor answers nor what was asked are ever changed by it.
    """

    rescoring_id = models.UUIDField(primary_key=True, default=uuid4)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="+", db_index=False)
    assignment_id = models.UUIDField()
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    scored_as = models.CharField(max_length=8, choices=ScoredAs)
    key = models.JSONField(default=dict)
    reason = models.CharField(max_length=LONGEST_REASON)
    at = models.DateTimeField()
    by = models.ForeignKey(Enrollment, on_delete=models.SET_NULL, related_name="+", null=True, db_index=False)
    by_name = models.CharField(max_length=LONGEST_NAME)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Enrollment, on_delete=models.SET_NULL, related_name="+", null=True, db_index=False)
    undone_by_name = models.CharField(max_length=LONGEST_NAME, blank=True)

    objects = RescoringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="rescoring_has_a_reason"),
            models.CheckConstraint(condition=Q(scored_as__in=ScoredAs.values), name="rescoring_way_valid"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by_name="") | (Q(undone_at__isnull=False) & ~Q(undone_by_name="")),
                name="rescoring_undone_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["assignment_id", "at"], name="rescoring_of_assignment")]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.version_id} {self.scored_as}"

    @property
    def is_in_force(self) -> bool:
        return self.undone_at is None

    @property
    def rule(self) -> Rule:
        return Rule(Way(self.scored_as), self.key)
