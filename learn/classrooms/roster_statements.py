"""The statements that take a roster into a class, for thousands of rows at a time.

With Django's ORM, to prepare the values of five thousand rows took seconds in which nobody else could write to SQLite.
So these, and only these, are SQL by hand, common to SQLite and PostgreSQL.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection

from learn.classrooms.models import Classroom, Enrollment, Role
from learn.classrooms.time import ORDINARY_TIME_PERCENT
from learn.database.by_hand import kept_moment, kept_uuid


class Line(NamedTuple):
    """What the roster says of one student."""

    name: str
    sort_name: str
    joined_as: str
    email: str
    student_number: str
    section_id: int | None


_TABLE = Enrollment._meta.db_table
_INSERT = f"""
INSERT INTO {_TABLE} (name, sort_name, joined_as, email, student_number, section_id,
    enrollment_id, classroom_id, role, time_percent, accommodations, is_by_number, added_at, is_removed)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""  # noqa: S608  (the table's name only)
_UPDATE = f"""
UPDATE {_TABLE} SET name = %s, sort_name = %s, joined_as = %s, email = %s, student_number = %s, section_id = %s
WHERE enrollment_id = %s
"""  # noqa: S608  (the table's name only)


def expect(classroom: Classroom, lines: Collection[Line], now: datetime) -> list[UUID]:
    """Adds students to the class who have not come yet; says their ids."""
    moment, where = kept_moment(now), kept_uuid(classroom.pk)
    rest = (where, Role.STUDENT.value, ORDINARY_TIME_PERCENT, "", False, moment, False)
    made = [uuid4() for _ in lines]
    _run(_INSERT, [(*line, kept_uuid(pk), *rest) for pk, line in zip(made, lines, strict=True)])
    return made


def update(lines: Iterable[tuple[UUID, Line]]) -> None:
    """Changes students of a class, each named by their enrollment."""
    _run(_UPDATE, [(*line, kept_uuid(enrollment_id)) for enrollment_id, line in lines])


def _run(sql: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
