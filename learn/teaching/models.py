"""What instructors add to what a class does.

GradeChange: a grade set by hand, or taken back. ClassRules: from when on a student of this class counts as behind.
ClassMessage: what an instructor wrote to students. MessageCopy: what became of it with one of them.

All is read from the class or from an enrollment; no key points at a learner, so it goes with the enrollment. Whoever
wrote or graded is kept by name as well: a class's other instructors must be able to tell when that account is gone.
"""

from decimal import Decimal
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learn.assignments.models import Assignment
from learn.classrooms.models import LONGEST_NAME, Classroom, Enrollment
from learn.teaching.behind import Rules

LONGEST_REASON = 300
LONGEST_SUBJECT = 120
LONGEST_MESSAGE = 4000


class GradedAs(models.TextChoices):
    """What an instructor made of a grade: so many percent; does not count; what it comes to by the rule again."""

    PERCENT = "percent", _("Set to")
    EXEMPT = "exempt", _("Does not count")
    COMPUTED = "computed", _("By the rule again")


class GradeChange(models.Model):
    """One decision about one student's grade of one assignment. Append-only: the latest counts, the others are kept.

    change_id: made with the page, so that two clicks are one. percent: with its hundredths, only where one was set.
    """

    change_id = models.UUIDField(primary_key=True, default=uuid4)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="grade_changes", db_index=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="grade_changes")
    graded_as = models.CharField(max_length=8, choices=GradedAs)
    percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    reason = models.CharField(max_length=LONGEST_REASON)
    at = models.DateTimeField()
    by = models.ForeignKey(Enrollment, on_delete=models.SET_NULL, related_name="+", null=True, db_index=False)
    by_name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="grade_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(graded_as="percent", percent__gte=0, percent__lte=100)
                | Q(graded_as__in=["exempt", "computed"], percent=None),
                name="grade_change_percent_where_set",
            ),
        ]
        indexes = [models.Index(fields=["assignment", "enrollment", "at"], name="grade_change_history")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.enrollment_id}: {self.graded_as} {self.percent or ''}"


class ClassRules(models.Model):
    """A class's own thresholds (learn.teaching.behind.Rules); a class without a row has the usual ones."""

    classroom = models.OneToOneField(Classroom, on_delete=models.CASCADE, primary_key=True, related_name="rules")
    overdue_days = models.PositiveSmallIntegerField()
    quiet_days = models.PositiveSmallIntegerField()
    least_percent = models.PositiveSmallIntegerField()
    least_answers = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"rules of {self.classroom_id}"

    @property
    def rules(self) -> Rules:
        return Rules(self.overdue_days, self.quiet_days, self.least_percent, self.least_answers)


class ClassMessage(models.Model):
    """What an instructor wrote, in plain words. message_id: made with the page, so that two clicks send one.

    to_whom: in words, as it was chosen. by_mail: it was also mailed to whoever can have mail. is_notice: it says what
    an instructor did (re-scored a question), in the app's words.
    """

    message_id = models.UUIDField(primary_key=True, default=uuid4)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="messages", db_index=False)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.CharField(max_length=LONGEST_MESSAGE)
    to_whom = models.CharField(max_length=LONGEST_NAME)
    by_mail = models.BooleanField()
    is_notice = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    by = models.ForeignKey(Enrollment, on_delete=models.SET_NULL, related_name="messages_written", null=True)
    by_name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="class_message_says_something")
        ]
        indexes = [models.Index(fields=["classroom", "-written_at"], name="class_message_of_class")]

    def __str__(self) -> str:
        return f"{self.classroom_id}: {self.subject}"


class CopyState(models.TextChoices):
    """Where a copy stands. on_site: it is read here and nowhere else; the mail of the others is:

    waiting; claimed, about to be sent, and where it stays so, perhaps sent when its process died; sent; refused by the
    mail server, so that it did not arrive; lost, as the line broke while it was being sent.
    """

    ON_SITE = "on_site", _("on the site")
    WAITING = "waiting", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    LOST = "lost", _("uncertain")


MAILED = (CopyState.WAITING, CopyState.CLAIMED, CopyState.SENT, CopyState.REFUSED, CopyState.LOST)
PENDING = (CopyState.WAITING, CopyState.CLAIMED)


class MessageCopy(models.Model):
    """A message as one student has it; every copy can be read on the site, mailed or not.

    reason: what the mail server or the line said, without any address. attempts: of a notice, the student's own that it
    is about: {"attempt": id} and, where they saw the results by then, "was" and "becomes": [points, possible].
    """

    message = models.ForeignKey(ClassMessage, on_delete=models.CASCADE, related_name="copies", db_index=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="message_copies", db_index=False)
    state = models.CharField(max_length=8, choices=CopyState)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=100, blank=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "enrollment"], name="message_copy_once"),
            models.CheckConstraint(condition=Q(state__in=CopyState.values), name="message_copy_state_valid"),
        ]
        indexes = [
            models.Index(fields=["enrollment", "read_at"], name="message_copy_of_student"),
            # The worker's question: what is to be sent. It is empty most of the time.
            models.Index(
                fields=["state", "id"], name="message_copy_pending", condition=Q(state__in=["waiting", "claimed"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} to {self.enrollment_id}: {self.state}"
