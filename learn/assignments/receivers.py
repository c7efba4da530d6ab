"""What assignments do when another room says something."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.accounts.signals import learner_deleting, learner_exporting
from learn.accounts.tables import Table
from learn.assignments import quiz_actions, timing
from learn.assignments.models import Assignment, Counts, Extension, FormerResult
from learn.classrooms.models import Classroom, Enrollment
from learn.classrooms.signals import classroom_copied, enrollments_joining, enrollments_retimed
from learn.quizzes import rescored
from learn.quizzes.models import Attempt, AttemptItem

_BATCH = 500


@receiver(classroom_copied, dispatch_uid="assignments.copy")
def copy_work(original: Classroom, copy: Classroom, now: datetime, **kwargs: Any) -> None:
    """The copy gets the quizzes, and the assignments without dates."""
    quiz_actions.copy_work(original=original, copy=copy, now=now)


@receiver(enrollments_joining, dispatch_uid="assignments.join")
def join(kept: Enrollment, dropped: Enrollment, now: datetime, **kwargs: Any) -> None:
    """What was granted to either is the one's; where both have an extension, that of the kept row stays."""
    theirs = Extension.objects.filter(enrollment=kept).values("assignment_id")
    Extension.objects.filter(enrollment=dropped).exclude(assignment_id__in=theirs).update(enrollment=kept)


@receiver(enrollments_retimed, dispatch_uid="assignments.retime")
def retime(enrollments: Collection[Enrollment], now: datetime, **kwargs: Any) -> None:
    """Attempts under way get the time that their students have now; answers wait for all who may still give theirs."""
    timing.refresh_of(enrollments=enrollments, now=now)


@receiver(learner_exporting, dispatch_uid="assignments.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """What was granted to the learner. Their attempts are among their quizzes."""
    return [
        Table(
            "assignment_extensions",
            _("What classes granted you: other times, more attempts, or that it does not count for you."),
            (
                "class",
                "assignment",
                "assignment_id",
                "opens_at",
                "due_at",
                "closes_at",
                "minutes",
                "more_attempts",
                "is_exempt",
                "reason",
                "made_at",
            ),
            lambda: _extensions(learner),
        )
    ]


def _extensions(learner: User) -> Iterator[tuple[Any, ...]]:
    rows = Extension.objects.filter(enrollment__learner=learner).select_related("assignment__classroom")
    for row in rows.order_by("made_at", "pk"):
        about = (str(row.assignment.classroom), row.assignment.title, row.assignment_id)
        when = (row.opens_at, row.due_at, row.closes_at, row.minutes, row.more_attempts)
        yield (*about, *when, row.is_exempt, row.reason, row.made_at)


@receiver(learner_deleting, dispatch_uid="assignments.delete")
def delete(learner: User, **kwargs: Any) -> None:
    """Keeps what counted of the work for classes that the learner was in, with nothing that says whose it was.

    What was re-scored by then counts as it was re-scored, and stays so: without answers nothing can be scored anew.
    The attempts themselves go with the quizzes, which hear of it after this; extensions go with the enrollment.
    """
    own = Enrollment.objects.present().students().filter(learner=learner)
    every = Assignment.objects.filter(classroom__in=own.values("classroom"), quiz__isnull=False)
    by_assignment: dict[Any, list[Attempt]] = {each.pk: [] for each in every}
    handed_in = Attempt.objects.of(learner.pk).filter(assignment_id__in=by_assignment, submitted_at__isnull=False)
    for attempt in rescored.with_marks(handed_in.order_by("submitted_at")):
        by_assignment[attempt.assignment_id].append(attempt)
    kept = [_former(each, by_assignment[each.pk]) for each in every if by_assignment[each.pk]]
    FormerResult.objects.bulk_create(kept, batch_size=_BATCH)


def _former(assignment: Assignment, attempts: list[Attempt]) -> FormerResult:
    """What these attempts, in the order in which they were handed in, come to by the assignment's rule."""
    if assignment.counts == Counts.AVERAGE:
        # Of no one attempt; together they have their average.
        points, possible = (sum(values) for values in zip(*(each.marks for each in attempts), strict=True))
        return FormerResult(assignment=assignment, points=points, possible=possible)
    chosen = attempts[-1 if assignment.counts == Counts.LAST else 0]
    if assignment.counts == Counts.HIGHEST:
        chosen = max(attempts, key=lambda each: each.marks.points / (each.marks.possible or 1))
    rows = AttemptItem.objects.filter(learner_id=chosen.learner_id, attempt_id=chosen.attempt_id)
    told = rescored.told_of(chosen, list(rows))
    items = [
        (each.version_id, *(told[each.place].now or (0, 0)))
        if each.place in told
        else (each.version_id, each.points or 0, each.possible)
        for each in rows.order_by("version_id")
    ]
    return FormerResult(
        assignment=assignment,
        points=chosen.marks.points,
        possible=chosen.marks.possible,
        items=[list(each) for each in items],
    )
