"""Classroom: some people, one of whom at least teaches. Section: a part of its students. Enrollment: a person in it.

An enrollment is expected as long as nobody has come for it: the roster names who is to come. JoinCode: lets people come
on their own. AuditEntry: what an instructor did, told to every instructor of the class. RosterUpload: a file that an
instructor looks through before it is taken.

A class is read from the class: its keys and indexes begin with it, and only an enrollment points at a learner. What a
learner learns stays in the learner's own tables; to leave a class ends what its instructors may see, and nothing else.
"""

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from learn.accounts.models import User
from learn.accounts.zones import validate_zone
from learn.classrooms.time import MOST_TIME_PERCENT, ORDINARY_TIME_PERCENT

LONGEST_NAME = 120
"""Characters in the name of a class, a section or a person."""


class Role(models.TextChoices):
    """What somebody is in a class."""

    STUDENT = "student", _("Student")
    OBSERVER = "observer", _("Observer")
    INSTRUCTOR = "instructor", _("Instructor")


SEES_STUDENTS = (Role.OBSERVER, Role.INSTRUCTOR)
"""Who sees the work of a class's students; only an instructor changes anything."""


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    """Chainable reads of classes; a view gets a class only through one of the three that name a learner."""

    def of(self, learner: User) -> "ClassroomQuerySet":
        """The classes that this learner is in, whatever they are there."""
        return self.filter(Q(pk__in=_present(learner)))

    def seen_by(self, learner: User) -> "ClassroomQuerySet":
        """The classes whose students' work this learner sees: as observer or instructor."""
        return self.filter(pk__in=_present(learner).filter(role__in=SEES_STUDENTS))

    def taught_by(self, learner: User) -> "ClassroomQuerySet":
        """The classes of which this learner is an instructor."""
        return self.filter(pk__in=_present(learner).filter(role=Role.INSTRUCTOR))

    def current(self) -> "ClassroomQuerySet":
        return self.filter(archived_at=None)


def _present(learner: User) -> models.QuerySet["Enrollment", UUID]:
    return Enrollment.objects.present().filter(learner=learner).order_by().values_list("classroom_id", flat=True)


class Classroom(models.Model):
    """A class. zone: IANA name of the zone in which its days and hours are meant.

    classroom_id: made with the page that opens it, so that two clicks open one. An archived class is read only: its
    students keep seeing it, and nobody can join.
    """

    classroom_id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=LONGEST_NAME)
    term = models.CharField(max_length=LONGEST_NAME, blank=True)
    zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    opened_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="classroom_has_a_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.term})" if self.term else self.name

    def get_absolute_url(self) -> str:
        return reverse("classrooms:classroom", args=[self.pk])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def local(self, instant: datetime) -> datetime:
        """An instant by the class's own clock."""
        return instant.astimezone(ZoneInfo(self.zone))


class Section(models.Model):
    """A part of a class's students, such as a lab group."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="sections", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["classroom", "name"], name="section_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="section_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Chainable reads of who is in classes."""

    def present(self) -> "EnrollmentQuerySet":
        """Who came and has not left."""
        return self.filter(learner__isnull=False, ended_at=None)

    def expected(self) -> "EnrollmentQuerySet":
        """Who is on the roster and has not come yet."""
        return self.filter(learner=None, ended_at=None)

    def current(self) -> "EnrollmentQuerySet":
        """Who is in the class or expected there."""
        return self.filter(ended_at=None)

    def students(self) -> "EnrollmentQuerySet":
        return self.filter(role=Role.STUDENT)

    def by_name(self) -> "EnrollmentQuerySet":
        return self.order_by(Lower("sort_name"), Lower("name"), "pk")


class Enrollment(models.Model):
    """A person in a class: as student, observer or instructor. learner: None while the roster only expects them.

    name: what the class's instructors see, chosen by the person when joining or given by the roster; sort_name: the
    same for ordering (family name first where the roster says it). joined_as: what they called themselves when joining,
    where the roster has another name for them. email: from the roster, lower case; it is no proof
    of whose it is. time_percent: of the time others have, 100 for most. accommodations: in words; both are seen by
    instructors and that student alone. is_by_number: whoever came for this row said its name and number and proved
    nothing, and no instructor has looked at it since: they are not shown what was written of accommodations.
    ended_at: when they left or were removed; is_removed: by an instructor.
    """

    enrollment_id = models.UUIDField(primary_key=True, default=uuid4)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="enrollments", db_index=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrollments", null=True, db_index=False
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.STUDENT)
    section = models.ForeignKey(Section, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=LONGEST_NAME)
    sort_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    joined_as = models.CharField(max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(blank=True)
    student_number = models.CharField(max_length=40, blank=True)
    time_percent = models.PositiveSmallIntegerField(
        default=ORDINARY_TIME_PERCENT,
        validators=[MinValueValidator(ORDINARY_TIME_PERCENT), MaxValueValidator(MOST_TIME_PERCENT)],
    )
    accommodations = models.CharField(max_length=500, blank=True)
    is_by_number = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_removed = models.BooleanField(default=False)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "classroom"], condition=Q(learner__isnull=False), name="enrollment_once"
            ),
            models.UniqueConstraint(
                fields=["classroom", "email"], condition=~Q(email=""), name="enrollment_email_once"
            ),
            models.UniqueConstraint(
                fields=["classroom", "student_number"],
                condition=~Q(student_number=""),
                name="enrollment_student_number_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="enrollment_role_valid"),
            models.CheckConstraint(condition=~Q(name=""), name="enrollment_has_a_name"),
            models.CheckConstraint(
                condition=Q(time_percent__gte=ORDINARY_TIME_PERCENT, time_percent__lte=MOST_TIME_PERCENT),
                name="enrollment_time_valid",
            ),
            models.CheckConstraint(
                condition=Q(is_removed=False) | Q(ended_at__isnull=False), name="enrollment_removed_is_ended"
            ),
            models.CheckConstraint(
                condition=Q(learner=None, joined_at=None) | Q(learner__isnull=False, joined_at__isnull=False),
                name="enrollment_joined_with_learner",
            ),
        ]
        indexes = [
            models.Index(fields=["classroom", "role", "sort_name"], name="enrollment_of_class"),
            models.Index(F("learner"), name="enrollment_of_learner", condition=Q(learner__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.role} in {self.classroom_id}"

    @property
    def is_present(self) -> bool:
        return self.learner_id is not None and self.ended_at is None

    @property
    def is_expected(self) -> bool:
        return self.learner_id is None and self.ended_at is None

    @property
    def has_extra_time(self) -> bool:
        return self.time_percent > ORDINARY_TIME_PERCENT


class JoinCode(models.Model):
    """Lets whoever has it join a class as a student, until it expires or is revoked.

    code: eight letters and digits that cannot be taken for one another, shown in two groups.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=8, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["classroom"], condition=Q(revoked_at=None), name="join_code_one_a_class")
        ]

    def __str__(self) -> str:
        return f"code of {self.classroom_id}"

    @property
    def shown(self) -> str:
        """As it is read out: ABCD-EFGH."""
        return f"{self.code[:4]}-{self.code[4:]}"

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at and not self.classroom.is_archived


class AuditEntry(models.Model):
    """What somebody with rights over a class did there. what: a name of learn.classrooms.audit; about: whom or what.

    Append-only, and in the transaction of the act itself. by: None once that account is gone. person: whom it was
    about, where that is one person. Who deletes their account is named in none of it any more. details: plain values,
    as they were and as they became.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="audit", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField(max_length=LONGEST_NAME)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(Enrollment, on_delete=models.SET_NULL, related_name="+", null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["classroom", "-at"], name="audit_of_class")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name}: {self.what} {self.about}"


class RosterUpload(models.Model):
    """What was read from a roster file, shown to who uploaded it before any of it is taken.

    sheet: learn.classrooms.roster.sheets.Sheet as data; emptied when taken. filename: as the browser told it.
    """

    upload_id = models.UUIDField(primary_key=True, default=uuid4)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="+", db_index=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    filename = models.CharField(max_length=200, blank=True)
    sheet = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["learner", "classroom"], name="roster_upload_of_learner"),
            models.Index(fields=["made_at"], name="roster_upload_oldest"),
            models.Index(fields=["classroom"], name="roster_upload_of_class"),
        ]

    def __str__(self) -> str:
        return f"{self.filename} for {self.classroom_id}"
