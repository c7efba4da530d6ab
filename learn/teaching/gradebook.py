"""What the pages of grades read. Book: a class's gradebook as of now; Column: one assignment with its figures.

Paging is of what is shown: the figures are those of all students of the class, or of the section that was asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.core.paginator import Page, Paginator

from learn.assignments.actions import close_overdue
from learn.assignments.models import Assignment
from learn.assignments.windows import Window
from learn.classrooms.models import Classroom, Enrollment, Section
from learn.quizzes import rescored
from learn.quizzes.models import Attempt, Rescoring
from learn.teaching import results
from learn.teaching.grades import Cell, Figures, Row, State, gradebook
from learn.teaching.models import GradeChange

PER_PAGE = 100

FEW_COLUMNS = 8
"""As many fit on a desk's screen beside the names."""

NAME, MEAN = "name", "mean"


@dataclass(frozen=True, slots=True)
class Column:
    assignment: Assignment
    figures: Figures


@dataclass(frozen=True, slots=True)
class Line:
    """One student's row."""

    student: Enrollment
    row: Row


@dataclass(frozen=True, slots=True)
class Book:
    """page: the lines shown; lines: all of them, by order. section: the one shown alone, None for the whole class."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    page: "Page[Line]"
    sections: tuple[Section, ...]
    section: Section | None
    order: str = NAME

    @property
    def is_narrow(self) -> bool:
        return len(self.columns) <= FEW_COLUMNS


class NoSuchSectionError(Exception):
    """The class has no such section."""


def book(classroom: Classroom, *, now: datetime, section: str = "", number: str = "1", order: str = NAME) -> Book:
    """The class's gradebook. section: the id of one, empty for all. order: MEAN for the lowest mean first, so that who
    needs help is found; anything else is by name. Raises NoSuchSectionError.
    """
    sections = tuple(Section.objects.filter(classroom=classroom))
    shown = next((each for each in sections if str(each.pk) == section), None)
    if section and shown is None:
        raise NoSuchSectionError
    students = [each for each in results.students_of(classroom) if shown is None or each.section_id == shown.pk]
    assignments = results.assignments_of(classroom)
    windows = results.Windows(assignments)
    studied = results.studied_by(assignments, students, windows=windows, now=now)
    rows = results.rows_of(assignments, students, windows=windows, studied=studied, now=now)
    made = gradebook(rows, len(assignments))
    order = MEAN if order == MEAN else NAME
    lines = tuple(Line(student, row) for student, row in zip(students, made.rows, strict=True))
    if order == MEAN:
        lines = tuple(sorted(lines, key=_by_mean))
    columns = tuple(Column(each, figures) for each, figures in zip(assignments, made.figures, strict=True))
    return Book(columns, lines, Paginator(lines, PER_PAGE).get_page(number), sections, shown, order)


def _by_mean(line: Line) -> tuple[bool, Fraction]:
    """Those with the same mean stay by name; who has none comes last."""
    mean = line.row.mean
    return mean is None, mean or Fraction(0)


def bring_up_to_date(classroom: Classroom, *, now: datetime) -> None:
    """Hands in what is overdue of the class's quizzes, worker or not; a page does so before it reads."""
    quizzes = list(Assignment.objects.filter(classroom=classroom, quiz__isnull=False).only("pk"))
    close_overdue(assignments=quizzes, now=now)


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was handed in, with what counts of it. days_late: begun after it was due; percent_off: of the
    whole, for these, at most all of it.
    """

    attempt: Attempt
    days_late: int
    percent_off: int

    @property
    def earned(self) -> Fraction:
        """Its points as a share of those possible, before anything is taken off."""
        marks = self.attempt.marks
        return Fraction(marks.points, marks.possible) if marks.possible else Fraction(0)


@dataclass(frozen=True, slots=True)
class Grade:
    """One student's grade of one assignment, with what it comes from.

    going: attempts begun and not handed in; rescorings: of questions that its attempts hold, in force and taken back,
    the latest first; released_at: from when the student may see it, None for at once.
    """

    assignment: Assignment
    student: Enrollment
    cell: Cell
    window: Window
    tried: tuple[Tried, ...] = ()
    going: int = 0
    history: tuple[GradeChange, ...] = ()
    rescorings: tuple[Rescoring, ...] = ()
    released_at: datetime | None = None

    @property
    def late(self) -> Tried | None:
        """The attempt that the grade is of, where something was taken off of a single one; else None."""
        is_of_one = self.cell.state is State.LATE and len(self.tried) == 1
        return self.tried[0] if is_of_one and self.tried[0].percent_off else None

    def is_released(self, now: datetime) -> bool:
        """Whether the student may see it by now."""
        return self.released_at is None or self.released_at <= now


def grade(classroom: Classroom, assignment_id: UUID, enrollment_id: UUID, *, now: datetime) -> Grade:
    """One cell of the gradebook with all behind it. Raises Assignment.DoesNotExist and Enrollment.DoesNotExist."""
    assignment = results.assignment_of(classroom, assignment_id)
    student = results.student_of(classroom, enrollment_id)
    return next(iter(grades_of(classroom, student, [assignment], now=now)))


def own_grades(classroom: Classroom, student: Enrollment, *, now: datetime) -> list[Grade]:
    """All grades of one student, released or not."""
    return grades_of(classroom, student, results.assignments_of(classroom), now=now)


def grades_of(
    classroom: Classroom, student: Enrollment, assignments: Sequence[Assignment], *, now: datetime
) -> list[Grade]:
    """The grades of one student for these assignments, with attempts and history."""
    windows = results.Windows(assignments)
    studied = results.studied_by(assignments, [student], windows=windows, now=now)
    (row,) = results.rows_of(assignments, [student], windows=windows, studied=studied, now=now)
    quizzes = [each.pk for each in assignments if each.is_quiz]
    attempts: dict[UUID | None, list[Attempt]] = {}
    mine = Attempt.objects.filter(learner_id=student.learner_id, assignment_id__in=quizzes)
    for attempt in rescored.with_marks(mine.order_by("started_at")):
        attempts.setdefault(attempt.assignment_id, []).append(attempt)
    history: dict[UUID, list[GradeChange]] = {}
    for change in GradeChange.objects.filter(enrollment=student, assignment__in=assignments).order_by(
        "-at", "-change_id"
    ):
        history.setdefault(change.assignment_id, []).append(change)
    scored = rescored.rescorings_of(student.learner_id, quizzes)
    everyone = _classmates(classroom, assignments)
    found = []
    for assignment, cell in zip(assignments, row.cells, strict=True):
        own = windows.of(assignment.pk, student)
        tried = attempts.get(assignment.pk, [])
        found.append(
            Grade(
                assignment,
                student,
                cell,
                own,
                tuple(_tried(each, own, assignment) for each in tried if each.submitted_at is not None),
                sum(each.submitted_at is None for each in tried),
                tuple(history.get(assignment.pk, ())),
                tuple(scored.get(assignment.pk, ())),
                released_at(assignment, tried, windows, everyone),
            )
        )
    return found


def _tried(attempt: Attempt, own: Window, assignment: Assignment) -> Tried:
    late = own.days_late(attempt.submitted_at) if attempt.submitted_at is not None else 0
    return Tried(attempt, late, min(late * assignment.late_percent, 100))


def _classmates(classroom: Classroom, assignments: Iterable[Assignment]) -> Sequence[Enrollment]:
    """Those for whom an assignment may close later than for others: asked only where answers wait for that."""
    if not any(results.waits_for_closing(each) for each in assignments):
        return []
    return list(Enrollment.objects.filter(classroom=classroom).current().students())


def released_at(
    assignment: Assignment, attempts: Iterable[Attempt], windows: results.Windows, everyone: Iterable[Enrollment]
) -> datetime | None:
    """From when a student with these attempts may see the grade: the latest of what the assignment says and what each
    attempt was told when it was begun. everyone: the class's students, where answers wait for closing.
    """
    told = [each.answers_at for each in attempts if each.answers_at is not None]
    closed = results.revealed_at(assignment, windows, everyone)
    return max([*told, *([closed] if closed is not None else [])], default=None)
