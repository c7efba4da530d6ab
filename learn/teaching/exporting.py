"""A class's gradebook as a file. File: its name and its lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from learn.classrooms import audit
from learn.classrooms.access import Member
from learn.classrooms.models import Enrollment
from learn.teaching import formats, words
from learn.teaching.actions import user_of
from learn.teaching.gradebook import Book, book
from learn.teaching.grades import Cell, State


class NoSuchFormatError(Exception):
    """No system has this name."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    lines: Iterator[str]


@transaction.atomic
def export(*, member: Member, name: str, section: str = "", now: datetime) -> File:
    """The gradebook as the system of this name takes it; noted in the trail.

    Raises NoSuchFormatError and gradebook.NoSuchSectionError.
    """
    chosen = next((each for each in formats.FORMATS if each.name == name), None)
    if chosen is None:
        raise NoSuchFormatError
    shown = book(member.classroom, now=now, section=section)
    audit.note(
        classroom=member.classroom,
        by=user_of(member),
        what=audit.Act.EXPORTED,
        about=_("the gradebook (%(label)s)") % {"label": chosen.label},
        details={"students": len(shown.lines)} | ({"section": shown.section.name} if shown.section else {}),
        now=now,
    )
    on = member.classroom.local(now)
    safe = re.sub(r"[^A-Za-z0-9]+", "-", member.classroom.name).strip("-").lower() or "class"
    return File(f"{safe}-{name}-{on:%Y-%m-%d}.csv", chosen.write(sheet(shown)))


def sheet(shown: Book) -> formats.Sheet:
    """The gradebook as the formats write it."""
    rows = []
    known: dict[int, formats.Grade] = {}
    for line in shown.lines:
        grades = []
        for each in line.row.cells:
            # Most cells are one of a few objects, and words take longer than numbers.
            if id(each) not in known:
                known[id(each)] = _grade(each)
            grades.append(known[id(each)])
        rows.append((_pupil(line.student), tuple(grades), line.row.mean))
    return formats.Sheet(formats.distinct([each.assignment.title for each in shown.columns]), tuple(rows))


def finding(shown: Book) -> formats.Finding:
    """How Moodle finds the students of the file that would be written."""
    return formats.finding([_pupil(line.student) for line in shown.lines])


def _pupil(student: Enrollment) -> formats.Pupil:
    return formats.Pupil(
        student.name,
        student.sort_name or student.name,
        student.email,
        student.student_number,
        student.section.name if student.section is not None else "",
    )


def _grade(cell: Cell) -> formats.Grade:
    return formats.Grade(
        cell.share if cell.state is not State.NOT_YET else None,
        words.state_in_words(cell),
        cell.state is State.EXEMPT,
        cell.state is State.MISSING,
    )
