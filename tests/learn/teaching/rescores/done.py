"""Re-scorings as their page does them, and what all that tells a grade says then."""

from datetime import timedelta
from fractions import Fraction
from random import Random
from uuid import uuid4

from django.urls import reverse

from learn.assignments.reading import results_of
from learn.assignments.work import shown_to_students, work_of
from learn.quizzes.arranging import arrange
from learn.quizzes.models import Attempt, AttemptItem, Rescoring, ScoredAs
from learn.teaching import gradebook, rescores
from learn.teaching.rescore_preview import preview
from tests.conftest import NOON
from tests.learn.teaching.analysis.test_analysis_pages import keep, taken

DAY = timedelta(days=1)


NEXT = NOON + DAY


def sat(quiz, student, versions, letters, **values) -> Attempt:
    attempt, rows = frozen(quiz, student, versions, letters, **values)
    keep([(attempt, rows)])
    return attempt


def frozen(quiz, student, versions, letters, **values) -> tuple[Attempt, list[AttemptItem]]:
    """An attempt as it was handed in, with the order of options that its pages show."""
    attempt, rows = taken(quiz, student, versions, letters, **values)
    for row, order in zip(rows, arrange([each.version.typed for each in rows], Random(1)), strict=True):
        row.order = order
    return attempt, rows


def seen_of(quiz, version, scored_as, key=None, now=NOON) -> str:
    made = rescores.proposed(
        assignment=quiz, version=version, scored_as=ScoredAs(scored_as), key={"s": key} if key else {}, now=now
    )
    return preview(quiz, version, add=made, now=now).seen


def scored(teacher, quiz, version, scored_as, key=None, *, now=NOON, **values) -> Rescoring:
    """A re-scoring as its page does it: what is confirmed is what was seen."""
    given = {
        "member": teacher,
        "assignment_id": quiz.pk,
        "version_id": version.pk,
        "rescoring_id": uuid4(),
        "scored_as": ScoredAs(scored_as),
        "key": {"s": key} if key else {},
        "reason": "b is right, too.",
        "now": now,
    } | values
    if "seen" not in given:
        given["seen"] = seen_of(quiz, version, scored_as, key, now)
    return rescores.rescore(**given)


def taken_back(teacher, quiz, made, now=NOON) -> Rescoring:
    seen = preview(quiz, made.version, without=made, now=now).seen
    return rescores.undo_rescoring(member=teacher, assignment_id=quiz.pk, rescoring_id=made.pk, seen=seen, now=now)


def grades(course, now=NOON) -> dict[str, object]:
    """Each student's grades, as the gradebook has them."""
    book = gradebook.book(course.room, now=now)
    return {line.student.name: [each.share for each in line.row.cells] for line in book.lines}


def everywhere(course, quiz, student, now=NEXT) -> set[Fraction | None]:
    """What all that tells a student's grade says it is."""
    line = next(each for each in gradebook.book(course.room, now=now).lines if each.student == student)
    grade = gradebook.grade(course.room, quiz.pk, student.pk, now=now)
    [work] = work_of(learner=student.learner, enrollment=student, assignments=shown_to_students(course.room), now=now)
    return {
        line.row.cells[0].share,
        grade.cell.share,
        work.share,
        results_of([quiz], [student])[quiz.pk, student.pk].share,
    }


def address(name: str, course, quiz, *more) -> str:
    return reverse(f"teaching:{name}", args=[course.room.pk, quiz.pk, *more])


def sent(scored_as: str, key=(), **values) -> dict[str, object]:
    return {
        "rescoring_id": str(uuid4()), "scored_as": scored_as, "key-0": list(key), "reason": "b is right, too.",
        "step": "preview",
    } | values  # fmt: skip
