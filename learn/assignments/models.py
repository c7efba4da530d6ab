"""Quiz: questions that a class's instructors chose or drew. Assignment: what the class is asked to do, and by when.

A quiz has versions: one that an attempt was made from is never changed. An assignment is a deck to study or a quiz to
take. Exemption from its times is an Extension, of a student or of a section. FormerResult: what remains of somebody who
deleted their account, with nothing that says who it was.

A student's attempts are rows of learn.quizzes, and name the assignment they are for.
"""

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cards.models import Deck
from learn.classrooms.models import LONGEST_NAME, Classroom, Enrollment, Section

LONGEST_INSTRUCTIONS = 2000
MOST_ATTEMPTS = 20


class Quiz(models.Model):
    """A set of questions of one class. is_held_out: its questions stay out of the practice of the class's students.

    current: the version that a new attempt is made from.
    """

    quiz_id = models.UUIDField(primary_key=True, default=uuid4)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="quizzes")
    title = models.CharField(max_length=LONGEST_NAME)
    is_held_out = models.BooleanField(default=False)
    current = models.ForeignKey(
        "QuizVersion", on_delete=models.RESTRICT, related_name="+", null=True, db_index=False, editable=False
    )
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="quiz_has_a_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assignments:quiz", args=[self.classroom_id, self.pk])


class QuizVersion(models.Model):
    """What a quiz asks, for good. plan: learn.assignments.plans.Plan as data: a blueprint, or versions of items."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    plan = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quiz", "number"], name="quiz_version_once")]

    def __str__(self) -> str:
        return f"{self.quiz_id} version {self.number}"


class Kind(models.TextChoices):
    """What is asked for."""

    STUDY = "study", _("Study a deck")
    QUIZ = "quiz", _("Take a quiz")


class Goal(models.TextChoices):
    """When a deck counts as studied: on so many days, or when each of its cards was seen so many times."""

    DAYS = "days", _("Study on a number of days")
    SEEN = "seen", _("See every card a number of times")


class Counts(models.TextChoices):
    """Which of a student's attempts counts."""

    HIGHEST = "highest", _("The highest")
    FIRST = "first", _("The first")
    LAST = "last", _("The last")
    AVERAGE = "average", _("The average of all")


class Reveal(models.TextChoices):
    """When right answers and points are shown."""

    AT_ONCE = "at_once", _("After each question")
    ON_SUBMISSION = "on_submission", _("When the quiz is handed in")
    AFTER_CLOSING = "after_closing", _("When the assignment has closed for all")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Chainable reads of assignments."""

    def of_classes(self, classrooms: models.QuerySet[Classroom]) -> "AssignmentQuerySet":
        return self.filter(classroom__in=classrooms)

    def shown(self) -> "AssignmentQuerySet":
        """What was not withdrawn."""
        return self.filter(withdrawn_at=None)

    def by_date(self) -> "AssignmentQuerySet":
        return self.order_by(F("due_at").asc(nulls_last=True), "made_at", "pk")


class Assignment(models.Model):
    """What a class is asked to do. opens_at, due_at, closes_at: instants, chosen by the class's own clock.

    None for opens_at: at once; for due_at and closes_at: never. late_percent: taken off for each day begun after
    due_at, 0 for none; what comes after closes_at is not taken. topics: ids of the deck's topics it is about, none for
    all. goal_number: days, or times. minutes, attempts: None for no limit. pass_percent: from which it is passed.
    withdrawn_at: since when nobody is asked for it; what a copied class brings along is so until it is given dates.
    """

    assignment_id = models.UUIDField(primary_key=True, default=uuid4)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=LONGEST_NAME)
    instructions = models.CharField(max_length=LONGEST_INSTRUCTIONS, blank=True)
    opens_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    deck = models.ForeignKey(Deck, on_delete=models.PROTECT, related_name="+", null=True)
    topics = models.JSONField(default=list)
    goal = models.CharField(max_length=8, choices=Goal, blank=True)
    goal_number = models.PositiveSmallIntegerField(null=True)

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="assignments", null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(
        null=True, default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_ATTEMPTS)]
    )
    counts = models.CharField(max_length=8, choices=Counts, default=Counts.HIGHEST)
    shuffles = models.BooleanField(default=True)
    is_one_page = models.BooleanField(default=False)
    reveal = models.CharField(max_length=16, choices=Reveal, default=Reveal.ON_SUBMISSION)
    late_percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    pass_percent = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(100)])

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="assignment_has_a_title"),
            models.CheckConstraint(
                condition=(
                    Q(kind="study", deck__isnull=False, quiz=None, goal__in=Goal.values, goal_number__gte=1)
                    | Q(kind="quiz", deck=None, quiz__isnull=False, goal="", goal_number=None)
                ),
                name="assignment_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(due_at=None) | Q(opens_at__lt=F("due_at")),
                name="assignment_opens_before_due",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(closes_at=None) | Q(due_at__lte=F("closes_at")),
                name="assignment_due_before_closing",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="assignment_opens_before_closing",
            ),
            models.CheckConstraint(
                condition=~Q(reveal="after_closing") | Q(closes_at__isnull=False) | Q(withdrawn_at__isnull=False),
                name="assignment_revealed_some_day",
            ),
            models.CheckConstraint(condition=Q(late_percent__lte=100), name="assignment_late_percent_valid"),
            models.CheckConstraint(condition=Q(counts__in=Counts.values), name="assignment_counts_valid"),
        ]
        indexes = [models.Index(fields=["classroom", "due_at"], name="assignment_of_class")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assignments:assignment", args=[self.classroom_id, self.pk])

    @property
    def is_quiz(self) -> bool:
        return self.kind == Kind.QUIZ


class Extension(models.Model):
    """Other times for one student or one section; a student's own goes before their section's.

    A field that is None (attempts: 0 more) leaves what holds for all. is_exempt: it does not count for them at all.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions", db_index=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="extensions", null=True)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="extensions", null=True)
    opens_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    more_attempts = models.PositiveSmallIntegerField(default=0)
    is_exempt = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "enrollment"],
                condition=Q(enrollment__isnull=False),
                name="extension_once_a_student",
            ),
            models.UniqueConstraint(
                fields=["assignment", "section"], condition=Q(section__isnull=False), name="extension_once_a_section"
            ),
            models.CheckConstraint(
                condition=Q(enrollment=None, section__isnull=False) | Q(enrollment__isnull=False, section=None),
                name="extension_of_a_student_or_a_section",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.enrollment_id or self.section_id}"


class FormerResult(models.Model):
    """One counted attempt of somebody whose account is gone: points, and those of each question. Nobody's.

    items: [[version id, points, possible], ...].
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="former_results")
    points = models.PositiveIntegerField()
    possible = models.PositiveIntegerField()
    items = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.points} of {self.possible}"
