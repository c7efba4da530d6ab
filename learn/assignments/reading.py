"""Reading what a class was asked to do, and what came of it.

Result: what a student's attempts at an assignment come to. Progress: how far a student is with a deck. Each function
asks the database the same few questions for one student as for a whole class.

What is overdue is handed in before it is read: learn.assignments.actions.close_overdue.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from learn.assignments import plans
from learn.assignments.counting import Counted, Decision, Try, counted
from learn.assignments.decisions import decisions_of
from learn.assignments.models import Assignment, Extension, Quiz
from learn.assignments.studying import Progress, progress_of
from learn.assignments.windows import Times, Window, window
from learn.classrooms.models import Classroom, Enrollment
from learn.quizzes import rescored
from learn.quizzes.models import Attempt

Key = tuple[UUID, UUID]
"""The ids of an assignment and of an enrollment."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a student's attempts come to. counted: None before any was handed in.

    is_withheld: the student does not see it yet. decided: by an instructor, whatever the rule says.
    """

    counted: Counted | None
    is_exempt: bool = False
    is_withheld: bool = False
    decided: Decision | None = None

    @property
    def share(self) -> Fraction | None:
        """What counts; None where nothing does."""
        if self.decided is not None:
            return self.decided.share
        return self.counted.share if self.counted is not None else None

    @property
    def is_late(self) -> bool:
        return self.counted is not None and self.counted.is_late


def times_of(assignment: Assignment) -> Times:
    """What an assignment says to all."""
    return Times(
        opens_at=assignment.opens_at,
        due_at=assignment.due_at,
        closes_at=assignment.closes_at,
        minutes=assignment.minutes,
        attempts=assignment.attempts,
    )


def granted(extension: Extension) -> Times:
    """What an extension says to whom it is for."""
    return Times(
        opens_at=extension.opens_at,
        due_at=extension.due_at,
        closes_at=extension.closes_at,
        minutes=extension.minutes,
        more_attempts=extension.more_attempts,
        is_exempt=extension.is_exempt,
    )


def windows_of(assignments: Sequence[Assignment], enrollments: Sequence[Enrollment]) -> dict[Key, Window]:
    """What holds for each of these students, in one query."""
    own: dict[tuple[UUID, UUID | None], Times] = {}
    of_section: dict[tuple[UUID, int | None], Times] = {}
    for each in Extension.objects.filter(assignment__in=[assignment.pk for assignment in assignments]):
        if each.section_id is None:
            own[each.assignment_id, each.enrollment_id] = granted(each)
        else:
            of_section[each.assignment_id, each.section_id] = granted(each)
    found: dict[Key, Window] = {}
    for assignment in assignments:
        times = times_of(assignment)
        ordinary: dict[tuple[int | None, int], Window] = {}
        for enrollment in enrollments:
            mine = own.get((assignment.pk, enrollment.pk))
            section = enrollment.section_id
            # Most students have the window of all others of their section.
            kind = (section, enrollment.time_percent)
            if mine is not None or kind not in ordinary:
                theirs = of_section.get((assignment.pk, section)) if section is not None else None
                made = window(times, (mine, theirs), time_percent=enrollment.time_percent)
                found[assignment.pk, enrollment.pk] = made
                if mine is None:
                    ordinary[kind] = made
            else:
                found[assignment.pk, enrollment.pk] = ordinary[kind]
    return found


def window_of(assignment: Assignment, enrollment: Enrollment) -> Window:
    """What holds for one student."""
    return windows_of([assignment], [enrollment])[assignment.pk, enrollment.pk]


def results_of(work: Classroom | Sequence[Assignment], enrollments: Sequence[Enrollment]) -> dict[Key, Result]:
    """What came of each quiz of a class (or of these) for each of these students; constant queries.

    Whoever has no attempt that was handed in has a Result without anything counted.
    """
    assignments = _quizzes(work)
    windows = windows_of(assignments, enrollments)
    handed_in = _handed_in(assignments, [each.learner_id for each in enrollments if each.learner_id is not None])
    decided = decisions_of(assignments, enrollments)
    found: dict[Key, Result] = {}
    for assignment in assignments:
        theirs = handed_in.get(assignment.pk, {})
        for enrollment in enrollments:
            key = (assignment.pk, enrollment.pk)
            own = windows[key]
            attempts = theirs.get(enrollment.learner_id or 0, ())
            tries = [Try(points, most, at, own.days_late(at)) for points, most, at, _ in attempts]
            result = counted(tries, rule=assignment.counts, late_percent=assignment.late_percent)
            made = decided.get(key)
            is_exempt = own.is_exempt or (made is not None and made.share is None)
            found[key] = Result(result, is_exempt, any(is_withheld for *_, is_withheld in attempts), made)
    return found


def _handed_in(
    assignments: Sequence[Assignment], learner_ids: Sequence[int]
) -> dict[UUID, dict[int, list[tuple[int, int, datetime, bool]]]]:
    """Points, points possible, when, and whether it is withheld: of each attempt, by assignment and learner.

    Points are those that count: rescorings are in them.
    """
    # As text, which databases write in two ways: to make twenty thousand UUIDs takes as long as to read the rows.
    by_name: dict[str, dict[int, list[tuple[int, int, datetime, bool]]]] = {}
    found: dict[UUID, dict[int, list[tuple[int, int, datetime, bool]]]] = {}
    for each in assignments:
        found[each.pk] = by_name[str(each.pk)] = by_name[each.pk.hex] = {}
    changes = rescored.changes(rescored.rulings_of(list(found)), learner_ids)
    rows: Iterable[Any] = Attempt.objects.filter(
        learner_id__in=learner_ids, assignment_id__in=list(found), submitted_at__isnull=False
    ).values_list(
        "learner_id",
        Cast("assignment_id", TextField()),
        "points",
        "possible",
        "submitted_at",
        "is_withheld",
        *rescored.named(changes),
    )
    for learner_id, name, points, possible, at, is_withheld, *attempt in rows:
        marks = rescored.counting(changes, learner_id, points, possible, attempt)
        by_name[name].setdefault(learner_id, []).append((*marks, at, is_withheld))
    return found


def _quizzes(work: Classroom | Sequence[Assignment]) -> list[Assignment]:
    if isinstance(work, Classroom):
        return list(Assignment.objects.filter(classroom=work).shown().by_date().filter(quiz__isnull=False))
    return [each for each in work if each.is_quiz]


def plan_of(quiz: Quiz) -> plans.Plan:
    """What a quiz asks from now on. Raises plans.BadPlanError for one that asks nothing yet."""
    if quiz.current is None:
        raise plans.BadPlanError("no version")
    return plans.from_payload(quiz.current.plan)


def last_closing(assignments: Sequence[Assignment], enrollments: Sequence[Enrollment]) -> dict[UUID, datetime | None]:
    """When each has closed for everyone, extensions and extra time counted; None for never."""
    windows = windows_of(assignments, enrollments)
    found: dict[UUID, datetime | None] = {}
    for assignment in assignments:
        ends = [windows[assignment.pk, each.pk].closes_at for each in enrollments] + [assignment.closes_at]
        known = [each for each in ends if each is not None]
        found[assignment.pk] = max(known) if len(known) == len(ends) else None
    return found


def students_of(classroom_ids: Collection[UUID]) -> list[Enrollment]:
    """Every student who is in these classes or expected there."""
    return list(Enrollment.objects.current().students().filter(classroom_id__in=classroom_ids).by_name())


def study_progress(
    assignments: Sequence[Assignment], enrollments: Sequence[Enrollment], now: datetime
) -> dict[Key, Progress]:
    """How far each student is with each assigned deck: days studied, or cards seen, of the goal; constant queries.

    Where the figures come from, and what counts, is said in learn.assignments.studying. An assignment that has not
    opened yet has none.
    """
    begun = [each for each in assignments if each.opens_at is None or each.opens_at <= now]
    return progress_of(begun, enrollments, windows_of(begun, enrollments))


def attempts_of(learner_id: int, assignments: Iterable[Assignment]) -> dict[UUID, list[Attempt]]:
    """A student's attempts at these assignments, the oldest first, with what counts of each."""
    found: dict[UUID, list[Attempt]] = {}
    rows = Attempt.objects.of(learner_id).for_assignments([each.pk for each in assignments])
    for attempt in rescored.with_marks(rows.order_by("started_at")):
        if attempt.assignment_id is not None:
            found.setdefault(attempt.assignment_id, []).append(attempt)
    return found
