"""One write to what a class was asked to do at a time, in line with all other writes to the class."""

from learn.assignments.models import Assignment
from learn.classrooms import locking


def hold(assignment: Assignment) -> None:
    """Keeps the assignment's class for this transaction, and brings the assignment up to what is stored by then.

    Raises learn.classrooms.locking.ArchivedError.
    """
    classroom = locking.locked(assignment.classroom)
    assignment.refresh_from_db()
    assignment.classroom = classroom
