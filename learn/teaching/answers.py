"""What a student answered in an assigned quiz, as those see it who see the class's students. Given: one attempt."""

from dataclasses import dataclass
from uuid import UUID

from cards.lens import Lens
from learn.assignments.models import Assignment
from learn.classrooms.models import Classroom, Enrollment
from learn.quizzes import reading, rescored
from learn.quizzes.models import Attempt
from learn.quizzes.overview import scored_anew
from learn.quizzes.rescored import Told
from learn.quizzes.results import CheckedItem, checked
from learn.teaching import results


@dataclass(frozen=True, slots=True)
class Given:
    """questions: place, the question with its answer (None where its reader's own settings leave it out), and what is
    said of it if it was re-scored.
    """

    assignment: Assignment
    student: Enrollment
    attempt: Attempt
    questions: tuple[tuple[int, CheckedItem | None, Told | None], ...]


def given(classroom: Classroom, *, assignment_id: UUID, enrollment_id: UUID, attempt_id: UUID, lens: Lens) -> Given:
    """An attempt that was handed in for this assignment; a student's own practice is not there.

    Raises Assignment.DoesNotExist, Enrollment.DoesNotExist and Attempt.DoesNotExist.
    """
    assignment = results.assignment_of(classroom, assignment_id)
    student = results.student_of(classroom, enrollment_id)
    if student.learner_id is None:
        raise Attempt.DoesNotExist
    attempt = Attempt.objects.of(student.learner_id).finished().get(attempt_id=attempt_id, assignment_id=assignment.pk)
    rescored.with_marks([attempt])
    rows = reading.questions_of(attempt)
    told = rescored.told_of(attempt, rows)
    versions = reading.versions_of(rows)
    questions = []
    for row in rows:
        version = versions[row.version_id]
        is_left_out = reading.is_left_out(version, lens)
        own = told.get(row.place)
        shown = None if is_left_out else scored_anew(checked(version.typed, row.order, row.given), own)
        questions.append((row.place, shown, own))
    return Given(assignment, student, attempt, tuple(questions))
