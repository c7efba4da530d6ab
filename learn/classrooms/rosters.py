"""Rosters as files: uploaded, looked through, taken into the class; and given out again.

Nothing of a file is in the class before its uploader confirmed what they were shown. What was read of it is kept
meanwhile, for UPLOADS_KEPT at most.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.classrooms import roster_statements as statements
from learn.classrooms.actions import MOST_SECTIONS, TooManySectionsError
from learn.classrooms.audit import Act, note
from learn.classrooms.locking import locked
from learn.classrooms.models import Classroom, Enrollment, Role, RosterUpload, Section
from learn.classrooms.names import folded
from learn.classrooms.roster.comparing import Comparison, Known, compare
from learn.classrooms.roster.sheets import Person, Sheet, sheet_from
from learn.classrooms.roster_statements import Line
from learn.classrooms.signals import enrollments_retimed

UPLOADS_KEPT = timedelta(days=1)
COLUMNS = ("name", "email", "student number", "section")


class NoSuchUploadError(Exception):
    """There is no such upload of this learner in this class, or it was put away after UPLOADS_KEPT."""


class AlreadyTakenError(Exception):
    """The upload was taken into the class before; nothing was changed."""


class StalePreviewError(Exception):
    """The class is no longer as it was when the preview was made; nothing was changed."""


@transaction.atomic
def keep_upload(
    *, classroom: Classroom, learner: User, upload_id: UUID, filename: str, sheet: Sheet, now: datetime
) -> RosterUpload:
    """Keeps what was read of a file, in place of what this learner uploaded for the class before.

    Raises ArchivedError.
    """
    kept = locked(classroom)
    own = RosterUpload.objects.filter(classroom=kept, learner=learner)
    before = own.filter(pk=upload_id).first()
    if before is not None:
        return before
    own.delete()
    is_taken = RosterUpload.objects.filter(pk=upload_id).exists()
    return RosterUpload.objects.create(
        upload_id=uuid4() if is_taken else upload_id,
        classroom=kept,
        learner=learner,
        filename=filename[:200],
        sheet=sheet.as_data(),
        made_at=now,
    )


def upload_of(*, classroom: Classroom, learner: User, upload_id: UUID) -> RosterUpload:
    """Raises NoSuchUploadError, and AlreadyTakenError."""
    found = RosterUpload.objects.filter(classroom=classroom, learner=learner, pk=upload_id).first()
    if found is None:
        raise NoSuchUploadError
    if found.taken_at is not None:
        raise AlreadyTakenError
    return found


def compared(classroom: Classroom, sheet: Sheet) -> Comparison:
    """What would come of taking the sheet into the class as it is now."""
    return compare(sheet.persons, known_in(classroom), list(classroom.sections.values_list("name", flat=True)))


def known_in(classroom: Classroom) -> list[Known]:
    """Everyone who is or was in the class, by name."""
    fields = ("pk", "name", "sort_name", "email", "student_number", "section__name", "role", "ended_at", "learner_id")
    rows = Enrollment.objects.filter(classroom=classroom).by_name().values_list(*fields)
    return [
        Known(
            enrollment_id=pk,
            name=name,
            sort_name=sort_name,
            email=email,
            number=number,
            section=section or "",
            is_student=role == Role.STUDENT,
            is_ended=ended_at is not None,
            has_come=learner_id is not None,
        )
        for pk, name, sort_name, email, number, section, role, ended_at, learner_id in rows
    ]


@transaction.atomic
def take(*, classroom: Classroom, learner: User, upload_id: UUID, seen: str, now: datetime) -> Comparison:
    """Takes the rows of an upload that can be taken into the class. seen: the digest of what the learner was shown.

    Raises NoSuchUploadError, AlreadyTakenError, StalePreviewError, TooManySectionsError and ArchivedError.
    """
    kept = locked(classroom)
    upload = upload_of(classroom=kept, learner=learner, upload_id=upload_id)
    sheet = sheet_from(upload.sheet)
    found = compared(kept, sheet)
    if found.digest != seen:
        raise StalePreviewError
    sections = _sections(kept, found.new_sections)
    new = _expect(kept, found.new, sections, now)
    _update(kept, found, sections)
    _tell_of_moves(found, new, now)
    RosterUpload.objects.filter(pk=upload.pk).update(sheet={}, taken_at=now)
    details = {
        "new": len(found.new),
        "changed": len(found.changed),
        "unchanged": len(found.unchanged),
        "not_taken": len(sheet.problems) + len(found.clashes),
    }
    note(classroom=kept, by=learner, what=Act.ROSTER, about=upload.filename, details=details, now=now)
    return found


@transaction.atomic
def discard(*, classroom: Classroom, learner: User, upload_id: UUID) -> None:
    """Puts an upload away without taking any of it."""
    RosterUpload.objects.filter(classroom=classroom, learner=learner, pk=upload_id).delete()


def forget_uploads(now: datetime) -> None:
    """Puts away what nobody confirmed."""
    RosterUpload.objects.filter(made_at__lt=now - UPLOADS_KEPT).delete()


@transaction.atomic
def export(*, classroom: Classroom, by: User, now: datetime) -> Iterator[tuple[Any, ...]]:
    """The rows of the roster as it is now, in COLUMNS; that it was given out is noted."""
    note(classroom=classroom, by=by, what=Act.EXPORTED, about=_("the roster"), now=now)
    students = Enrollment.objects.current().students().filter(classroom=classroom).by_name()
    fields = ("sort_name", "name", "email", "student_number", "section__name")
    rows = list(students.values_list(*fields))
    return ((sort_name or name, email, number, section or "") for sort_name, name, email, number, section in rows)


def _sections(classroom: Classroom, new: list[str]) -> dict[str, Section]:
    """The class's sections by folded name, the new ones made."""
    Section.objects.bulk_create(Section(classroom=classroom, name=name) for name in new)
    found = {folded(section.name): section for section in classroom.sections.all()}
    if new and len(found) > MOST_SECTIONS:
        raise TooManySectionsError
    return found


def _expect(classroom: Classroom, persons: list[Person], sections: dict[str, Section], now: datetime) -> list[UUID]:
    """The ids of those who are in a section."""
    ids = {name: section.pk for name, section in sections.items()}
    lines = [
        Line(
            each.name, each.sort_name, "", each.email, each.number, ids[folded(each.section)] if each.section else None
        )
        for each in persons
    ]
    made = statements.expect(classroom, lines, now)
    return [pk for pk, line in zip(made, lines, strict=True) if line.section_id is not None]


def _tell_of_moves(found: Comparison, new: list[UUID], now: datetime) -> None:
    """Says who is in another section now, come or expected: that may have other times."""
    moved = [change.known.enrollment_id for change in found.changed if "section" in change.became]
    enrollments = list(Enrollment.objects.current().students().filter(pk__in=moved + new))
    if enrollments:
        enrollments_retimed.send(sender=Enrollment, enrollments=enrollments, now=now)


def _update(classroom: Classroom, found: Comparison, sections: dict[str, Section]) -> None:
    changes = {change.known.enrollment_id: change for change in found.changed}
    if not changes:
        return
    rows = Enrollment.objects.filter(classroom=classroom).values_list("pk", "learner_id", *Line._fields)
    lines = []
    for pk, learner_id, *said in rows:
        if pk in changes:
            became, was = changes[pk].became, Line(*said)
            is_renamed = learner_id is not None and "name" in became
            section_id = sections[folded(became["section"])].pk if "section" in became else was.section_id
            line = Line(
                name=became.get("name", was.name),
                sort_name=became.get("sort_name", was.sort_name),
                joined_as=was.joined_as or (was.name if is_renamed else ""),
                email=became.get("email", was.email),
                student_number=became.get("number", was.student_number),
                section_id=section_id,
            )
            lines.append((pk, line))
    statements.update(lines)
