"""Other times for a student or a section, one by one or many at once. Grant: what one of them is given."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from learn.accounts.models import User
from learn.assignments import timing
from learn.assignments.locking import hold
from learn.assignments.models import Assignment, Extension
from learn.assignments.reading import granted, times_of
from learn.assignments.windows import Times, window
from learn.classrooms import audit
from learn.classrooms.audit import Act
from learn.classrooms.models import Enrollment, Section


class NotTheirsError(Exception):
    """The student or section is of another class, or of none any more."""


class OutOfOrderError(Exception):
    """It would be due before it opens, or close before it is due. what: "due" or "closes"."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


class NothingGrantedError(Exception):
    """The extension changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What is granted; the fields are those of models.Extension, None (0 attempts) for what holds for all."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    more_attempts: int = 0
    is_exempt: bool = False
    reason: str = ""

    @property
    def is_nothing(self) -> bool:
        return Grant(reason=self.reason) == self

    @property
    def times(self) -> Times:
        return Times(
            opens_at=self.opens_at,
            due_at=self.due_at,
            closes_at=self.closes_at,
            minutes=self.minutes,
            more_attempts=self.more_attempts,
            is_exempt=self.is_exempt,
        )


def check(assignment: Assignment, grant: Grant) -> None:
    """Raises NothingGrantedError and OutOfOrderError."""
    if grant.is_nothing:
        raise NothingGrantedError
    found = window(times_of(assignment), [grant.times])
    if found.opens_at is not None and found.due_at is not None and found.opens_at >= found.due_at:
        raise OutOfOrderError("due")
    ends = found.closes_at
    if ends is not None and any(each is not None and each > ends for each in (found.opens_at, found.due_at)):
        raise OutOfOrderError("closes")


@transaction.atomic
def grant_to(*, by: User, assignment: Assignment, to: Enrollment | Section, grant: Grant, now: datetime) -> Extension:
    """Gives a student or a section other times, in the place of what they were given before.

    An attempt under way ends accordingly. Raises NotTheirsError, NothingGrantedError, OutOfOrderError and
    ArchivedError.
    """
    hold(assignment)
    _check_theirs(assignment, [to])
    given = _keep(by, assignment, to, grant, now)
    timing.refresh(assignment=assignment, now=now)
    return given


@transaction.atomic
def grant_to_many(
    *, by: User, assignment: Assignment, grants: Mapping[Enrollment, Grant], now: datetime
) -> list[Extension]:
    """The same for many students at once: all of them or none."""
    hold(assignment)
    _check_theirs(assignment, grants)
    given = [_keep(by, assignment, to, grant, now) for to, grant in grants.items()]
    timing.refresh(assignment=assignment, now=now)
    return given


@transaction.atomic
def take_back(*, by: User, extension: Extension, now: datetime) -> None:
    """What holds for all holds for them again; taken back already, nothing happens. Raises ArchivedError."""
    assignment = extension.assignment
    hold(assignment)
    kept = Extension.objects.select_related("enrollment", "section").filter(pk=extension.pk).first()
    if kept is None:
        return
    Extension.objects.filter(pk=kept.pk).delete()
    timing.refresh(assignment=assignment, now=now)
    audit.note(
        classroom=assignment.classroom,
        by=by,
        what=Act.EXTENSION_ENDED,
        about=f"{whose(kept)}: {assignment.title}",
        person=kept.enrollment,
        details=_told(granted(kept)),
        now=now,
    )


def whose(extension: Extension) -> str:
    """The name of the student or section."""
    to = extension.enrollment or extension.section
    return to.name if to is not None else ""


def _check_theirs(assignment: Assignment, whom: Collection[Enrollment | Section]) -> None:
    """Whoever was expected may have been taken off the roster meanwhile, and a section deleted."""
    students = {each.pk for each in whom if isinstance(each, Enrollment)}
    sections = {each.pk for each in whom if isinstance(each, Section)}
    there = Enrollment.objects.filter(classroom_id=assignment.classroom_id, pk__in=students).count()
    if sections:
        there += Section.objects.filter(classroom_id=assignment.classroom_id, pk__in=sections).count()
    if there != len(students) + len(sections):
        raise NotTheirsError


def _keep(by: User, assignment: Assignment, to: Enrollment | Section, grant: Grant, now: datetime) -> Extension:
    check(assignment, grant)
    key: dict[str, Any] = {"enrollment": to} if isinstance(to, Enrollment) else {"section": to}
    values = {name: getattr(grant, name) for name in Grant.__dataclass_fields__}
    before = Extension.objects.filter(assignment=assignment, **key).first()
    if before is not None and all(getattr(before, name) == value for name, value in values.items()):
        return before
    given, _ = Extension.objects.update_or_create(assignment=assignment, **key, defaults=values | {"made_at": now})
    details = _told(grant.times) | ({"reason": grant.reason} if grant.reason else {})
    about = f"{to.name}: {assignment.title}"
    classroom = assignment.classroom
    person = to if isinstance(to, Enrollment) else None
    audit.note(classroom=classroom, by=by, what=Act.EXTENDED, about=about, person=person, details=details, now=now)
    return given


def _told(times: Times) -> dict[str, object]:
    """What was granted, as plain values for the trail."""
    names = ("opens_at", "due_at", "closes_at", "minutes", "more_attempts", "is_exempt")
    values = {name: getattr(times, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items() if value
    }
