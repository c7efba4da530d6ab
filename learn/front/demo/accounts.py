"""Who can sign in to the demo. Accounts: their names, and the password that all of them have."""

from dataclasses import dataclass

from learn.front.demo.filling import STAFF
from learn.front.demo.lives import LIVES
from learn.front.demo.school import INSTRUCTOR, STUDENT
from learn.front.demo.writing import PASSWORD


@dataclass(frozen=True, slots=True)
class Accounts:
    """learners: who study on their own."""

    learners: tuple[str, ...]
    instructor: str
    student: str
    staff: str
    password: str


def accounts() -> Accounts:
    """Those of the demo."""
    return Accounts(tuple(life.name for life in LIVES), INSTRUCTOR, STUDENT, STAFF, PASSWORD)
