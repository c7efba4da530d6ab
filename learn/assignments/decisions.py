"""What instructors decided about grades, for the pages of assignments.

Decisions are kept in a room above (learn.teaching), which says how they are read when its app is ready:

    decisions.read_by(decided)
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

from learn.assignments.counting import Decision
from learn.assignments.models import Assignment
from learn.classrooms.models import Enrollment

Key: TypeAlias = tuple[UUID, UUID]
"""The ids of an assignment and of an enrollment."""

Reader: TypeAlias = Callable[[Sequence[Assignment], Sequence[Enrollment]], Mapping[Key, Decision]]

_readers: list[Reader] = []


def read_by(reader: Reader) -> None:
    """Adds a reader: one query for all the assignments and students it is asked about."""
    if reader not in _readers:
        _readers.append(reader)


def decisions_of(assignments: Sequence[Assignment], enrollments: Sequence[Enrollment]) -> dict[Key, Decision]:
    """What was decided of each that something was decided of."""
    found: dict[Key, Decision] = {}
    for reader in _readers:
        found |= reader(assignments, enrollments)
    return found
