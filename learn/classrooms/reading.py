"""Reading classes for their pages. OwnClass: a class as its member's list shows it; Door: what a joiner is shown."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from learn.accounts.models import User
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, JoinCode, Role, Section
from learn.classrooms.names import are_alike

PEOPLE_PER_PAGE = 50
ACTS_PER_PAGE = 50
MOST_EXPECTED = 200
NONE, WAITING, GONE = "none", "waiting", "gone"
"""Beside the id of a section: students in no section, those expected, and those who left or were removed."""


@dataclass(frozen=True, slots=True)
class OwnClass:
    """students: how many are in it or expected; told to those who see them."""

    classroom: Classroom
    enrollment: Enrollment
    students: int

    @property
    def sees_students(self) -> bool:
        return self.enrollment.role != Role.STUDENT


@dataclass(frozen=True, slots=True)
class Door:
    """What is told of a class to somebody with its code. asks_number: whether its roster holds student numbers."""

    classroom: Classroom
    instructors: list[str]
    asks_number: bool


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section with how many of its students are in the class or expected."""

    section: Section
    students: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many students a class has: in all (come or expected), expected, in no section; and how many left it."""

    students: int
    waiting: int
    without_section: int
    gone: int


def own_classes(learner: User) -> list[OwnClass]:
    """The classes a learner is in, the newest first; counted where they see the students."""
    own = Enrollment.objects.present().filter(learner=learner).select_related("classroom")
    rows = list(own.order_by("-classroom__opened_at", "classroom__pk"))
    seen = [row.classroom_id for row in rows if row.role != Role.STUDENT]
    students = Enrollment.objects.current().students().filter(classroom__in=seen)
    counts = dict(students.values_list("classroom").annotate(number=Count("pk"))) if seen else {}
    return [OwnClass(row.classroom, row, counts.get(row.classroom_id, 0)) for row in rows]


def current_classes(learner: User) -> list[Enrollment]:
    """The learner in each of their classes that is not archived, the newest class first; one query."""
    own = Enrollment.objects.present().filter(learner=learner, classroom__archived_at=None)
    return list(own.select_related("classroom").order_by("-classroom__opened_at", "classroom__pk"))


def door(classroom: Classroom) -> Door:
    people = Enrollment.objects.current().filter(classroom=classroom)
    teaching = people.present().filter(role=Role.INSTRUCTOR).by_name()
    return Door(
        classroom,
        list(teaching.values_list("name", flat=True)),
        people.students().exclude(student_number="").exists(),
    )


def code_of(classroom: Classroom, *, now: datetime) -> JoinCode | None:
    """The code by which people join, if there is one that works."""
    found = classroom.codes.filter(revoked_at=None).first()
    return found if found is not None and now < found.expires_at and not classroom.is_archived else None


def sections_of(classroom: Classroom) -> list[SectionRow]:
    numbers = dict(
        Enrollment.objects.current()
        .students()
        .filter(classroom=classroom)
        .values_list("section")
        .annotate(number=Count("pk"))
    )
    return [SectionRow(section, numbers.get(section.pk, 0)) for section in classroom.sections.all()]


def counts_of(classroom: Classroom) -> Counts:
    students = Enrollment.objects.students().filter(classroom=classroom)
    counted = students.aggregate(
        students=Count("pk", filter=Q(ended_at=None)),
        waiting=Count("pk", filter=Q(ended_at=None, learner=None)),
        without_section=Count("pk", filter=Q(ended_at=None, section=None)),
        gone=Count("pk", filter=Q(ended_at__isnull=False)),
    )
    return Counts(**counted)


def students_of(classroom: Classroom, *, search: str, shown: str, number: str) -> Page[Enrollment]:
    """A page of the class's students by name. shown: a section's id, or NONE, WAITING or GONE; all where it is empty.

    search: part of name, address or student number.
    """
    students = Enrollment.objects.students().filter(classroom=classroom).select_related("section")
    students = students.filter(ended_at__isnull=False) if shown == GONE else students.current()
    if shown == NONE:
        students = students.filter(section=None)
    elif shown == WAITING:
        students = students.expected()
    elif shown.isdecimal():
        students = students.filter(section_id=int(shown[:12]))
    for word in search.split()[:6]:
        said = ("name", "joined_as", "sort_name", "email", "student_number")
        found = Q()
        for field in said:
            found |= Q(**{f"{field}__icontains": word})
        students = students.filter(found)
    return Paginator(students.by_name(), PEOPLE_PER_PAGE).get_page(number)


def teachers_of(classroom: Classroom) -> list[Enrollment]:
    """Instructors, then observers."""
    teaching = Enrollment.objects.present().filter(classroom=classroom).exclude(role=Role.STUDENT).by_name()
    return sorted(teaching, key=lambda each: each.role != Role.INSTRUCTOR)


def expected_like(person: Enrollment) -> list[Enrollment]:
    """Whom the roster expects, by name: first those whose name is like this person's; MOST_EXPECTED of them at most."""
    waiting = Enrollment.objects.expected().students().filter(classroom=person.classroom_id).by_name()
    return sorted(waiting, key=lambda each: not are_alike(each.name, person.name))[:MOST_EXPECTED]


def trail_of(classroom: Classroom, number: str) -> Page[AuditEntry]:
    """A page of what instructors did, the newest first."""
    return Paginator(AuditEntry.objects.filter(classroom=classroom).order_by("-at", "-pk"), ACTS_PER_PAGE).get_page(
        number
    )
