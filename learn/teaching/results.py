"""What the students of a class have come to so far: the grades of all of them, in a handful of reads.

Windows: from when to when each may do each assignment. Most students have the times of all, so that these are worked
out once for each assignment and not once for each student.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from uuid import UUID

from django.db.models import CharField
from django.db.models.functions import Cast

from learn.assignments.counting import Decision, Try, counted
from learn.assignments.models import Assignment, Extension, Reveal
from learn.assignments.reading import granted, times_of
from learn.assignments.studying import Progress, progress_of
from learn.assignments.windows import Times, Window, window
from learn.classrooms.models import Classroom, Enrollment
from learn.quizzes import rescored
from learn.quizzes.models import Attempt
from learn.quizzes.rescored import Rulings
from learn.teaching.grades import Cell, Done, Row, cell
from learn.teaching.models import GradeChange, GradedAs


def students_of(classroom: Classroom) -> list[Enrollment]:
    """The students of a class by name, those still expected included."""
    students = Enrollment.objects.filter(classroom=classroom).current().students()
    return list(students.select_related("section").by_name())


def assignments_of(classroom: Classroom) -> list[Assignment]:
    """What the class is asked to do, the earliest due first."""
    found = list(Assignment.objects.filter(classroom=classroom).shown().by_date().select_related("deck"))
    for each in found:
        each.classroom = classroom
    return found


def assignment_of(classroom: Classroom, assignment_id: UUID) -> Assignment:
    """Raises Assignment.DoesNotExist."""
    return Assignment.objects.shown().select_related("deck", "classroom").get(pk=assignment_id, classroom=classroom)


def student_of(classroom: Classroom, enrollment_id: UUID) -> Enrollment:
    """A student of the class or one who is expected there. Raises Enrollment.DoesNotExist."""
    students = Enrollment.objects.current().students().select_related("section")
    return students.get(pk=enrollment_id, classroom=classroom)


class Windows:
    """The windows of these students for these assignments, in the order of the assignments."""

    def __init__(self, assignments: Sequence[Assignment]) -> None:
        self._assignments = tuple(assignments)
        self._times = tuple(times_of(each) for each in assignments)
        self._places = {each.pk: place for place, each in enumerate(assignments)}
        self._own: dict[UUID, dict[int, Times]] = {}
        self._sections: dict[int, dict[int, Times]] = {}
        self._usual: dict[int, tuple[Window, ...]] = {}
        for each in Extension.objects.filter(assignment_id__in=self._places):
            place = self._places[each.assignment_id]
            if each.enrollment_id is not None:
                self._own.setdefault(each.enrollment_id, {})[place] = granted(each)
            elif each.section_id is not None:
                self._sections.setdefault(each.section_id, {})[place] = granted(each)

    def all_of(self, student: Enrollment) -> tuple[Window, ...]:
        """The student's windows; the very same tuple for all who have no other times than most."""
        usual = self._usual.get(student.time_percent)
        if usual is None:
            usual = tuple(window(times, time_percent=student.time_percent) for times in self._times)
            self._usual[student.time_percent] = usual
        own = self._own.get(student.enrollment_id, _NONE)
        theirs = self._sections.get(student.section_id or 0, _NONE)
        if not own and not theirs:
            return usual
        return tuple(
            window(times, (own.get(place), theirs.get(place)), time_percent=student.time_percent)
            if place in own or place in theirs
            else usual[place]
            for place, times in enumerate(self._times)
        )

    def of(self, assignment_id: UUID, student: Enrollment) -> Window:
        return self.all_of(student)[self._places[assignment_id]]


_NONE: Mapping[int, Times] = {}


Studied = Mapping[tuple[UUID, UUID], Progress]


def studied_by(
    assignments: Sequence[Assignment], students: Sequence[Enrollment], *, windows: Windows, now: datetime
) -> Studied:
    """How far these students are with the decks among the assignments, by the ids of assignment and enrollment."""
    decks = [each for each in assignments if not each.is_quiz and (each.opens_at is None or each.opens_at <= now)]
    return progress_of(
        decks,
        students,
        {(each.pk, student.enrollment_id): windows.of(each.pk, student) for each in decks for student in students},
    )


def share_of(progress: Progress | None) -> Fraction:
    """How much of its goal was done, at most all."""
    if progress is None or not progress.goal:
        return Fraction(0)
    return min(Fraction(1), Fraction(progress.done, progress.goal))


def rows_of(
    assignments: Sequence[Assignment],
    students: Sequence[Enrollment],
    *,
    windows: Windows,
    studied: Studied,
    now: datetime,
    rulings: Rulings | None = None,
) -> list[Row]:
    """The grades of these students, each in the order of the assignments; as many reads for five hundred as for one.

    rulings: what was re-scored; None for what is in force.
    """
    tries = _tries(assignments, students, rulings)
    decisions = _decisions(assignments, students)
    plan = [(place, each, each.pk.hex, each.is_quiz) for place, each in enumerate(assignments)]
    due: dict[int, list[bool]] = {}
    rows = []
    for student in students:
        handed = tries.get(student.learner_id or 0, {})
        decided = decisions.get(student.enrollment_id, {})
        own = windows.all_of(student)
        # Most have the very same windows: the clock is asked once for all of these.
        is_due = due.get(id(own))
        if is_due is None:
            is_due = due[id(own)] = [is_over(each, now) for each in own]
        is_due = _asked_of(student, own, is_due)
        cells = []
        for place, each, name, is_quiz in plan:
            ruling = decided.get(each.pk) if decided else None
            if is_quiz:
                found = _cell(each, own[place], handed.get(name, ()), ruling, is_due[place])
            else:
                done = Done(share_of(studied.get((each.pk, student.enrollment_id))))
                exempt = own[place].is_exempt
                found = cell(done, is_due=is_due[place], is_exempt=exempt, decision=ruling, is_study=True)
            cells.append(found)
        rows.append(Row(student.enrollment_id, tuple(cells)))
    return rows


def _asked_of(student: Enrollment, own: tuple[Window, ...], is_due: list[bool]) -> list[bool]:
    """Of what is over, what the student was there for: nothing is missing with who came later or has not come."""
    came = student.joined_at
    if came is None:
        return [False] * len(is_due)
    if not any(is_due) or not any(is_over(each, came) for each in own):
        return is_due
    return [due and not is_over(each, came) for due, each in zip(is_due, own, strict=True)]


_Handed = tuple[int, int, datetime]
"""Points, of how many possible, as they count; handed in when."""


def _tries(
    assignments: Iterable[Assignment], students: Iterable[Enrollment], rulings: Rulings | None
) -> dict[int, dict[str, tuple[_Handed, ...]]]:
    """What was handed in, by learner and assignment (the hex digits of its id)."""
    learners = [each.learner_id for each in students if each.learner_id is not None]
    quizzes = [each.pk for each in assignments if each.is_quiz]
    changes = rescored.changes(rescored.rulings_of(quizzes) if rulings is None else rulings, learners)
    handed = Attempt.objects.filter(learner_id__in=learners, assignment_id__in=quizzes, submitted_at__isnull=False)
    # As texts, the way they stand in the table: Django takes longer to make twenty thousand instants and UUIDs of them
    # than all the rest of the page does.
    rows = handed.annotate(of=Cast("assignment_id", CharField()), at=Cast("submitted_at", CharField()))
    found: dict[int, dict[str, tuple[_Handed, ...]]] = {}
    columns = ("learner_id", "of", "points", "possible", "at", *rescored.named(changes))
    for learner_id, of, points, possible, at, *attempt in rows.values_list(*columns):
        own = found.get(learner_id)
        if own is None:
            own = found[learner_id] = {}
        name = of.replace("-", "")
        if changes:
            points, possible = rescored.counting(changes, learner_id, points, possible, attempt)
        own[name] = (*own.get(name, ()), (points or 0, possible, _instant(at)))
    return found


def _instant(text: str) -> datetime:
    """An instant from its text in the table: without a zone (SQLite) or with it (PostgreSQL), in UTC either way."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _decisions(
    assignments: Iterable[Assignment], students: Iterable[Enrollment]
) -> dict[UUID, dict[UUID, Decision | None]]:
    """What instructors decided last, by enrollment and assignment; None where that was to go by the rule again."""
    changes = GradeChange.objects.filter(
        assignment__in=[each.pk for each in assignments], enrollment__in=[each.enrollment_id for each in students]
    ).order_by("at", "change_id")
    found: dict[UUID, dict[UUID, Decision | None]] = {}
    for assignment_id, enrollment_id, graded_as, percent in changes.values_list(
        "assignment_id", "enrollment_id", "graded_as", "percent"
    ):
        found.setdefault(enrollment_id, {})[assignment_id] = decision(graded_as, percent)
    return found


def decided(assignments: Sequence[Assignment], students: Sequence[Enrollment]) -> dict[tuple[UUID, UUID], Decision]:
    """What instructors decided and did not take back, by assignment and enrollment (learn.assignments.decisions)."""
    return {
        (assignment_id, enrollment_id): made
        for enrollment_id, own in _decisions(assignments, students).items()
        for assignment_id, made in own.items()
        if made is not None
    }


def decision(graded_as: str, percent: Decimal | None) -> Decision | None:
    """A change of a grade, as counting needs it."""
    if graded_as == GradedAs.COMPUTED:
        return None
    return Decision(Fraction(percent) / 100 if percent is not None else None)


def _cell(
    assignment: Assignment, own: Window, tries: tuple[_Handed, ...], decided: Decision | None, is_due: bool
) -> Cell:
    if len(tries) == 1:
        points, possible, at = tries[0]
        late = own.days_late(at) if own.due_at is not None and at > own.due_at else 0
        if decided is None:
            # Most are so, and few of them differ.
            return _of_one(points, possible, late, assignment.late_percent, is_due, own.is_exempt)
        done = Done(_share(points, possible, late, assignment.late_percent), late > 0, 1, points, possible)
        return cell(done, is_due=is_due, is_exempt=own.is_exempt, decision=decided)
    if not tries:
        return _of_none(is_due, own.is_exempt) if decided is None else cell(None, is_due=is_due, decision=decided)
    found = counted(
        [Try(points, possible, at, own.days_late(at)) for points, possible, at in tries],
        rule=assignment.counts,
        late_percent=assignment.late_percent,
    )
    assert found is not None
    done = Done(found.share, found.is_late, found.tries)
    return cell(done, is_due=is_due, is_exempt=own.is_exempt, decision=decided)


def is_over(own: Window, now: datetime) -> bool:
    """Whether what is not handed in by now is missing: after its due date, or its closing where it has none."""
    due_at = own.due_at or own.closes_at
    return due_at is not None and due_at <= now


@lru_cache(maxsize=8192)
def _share(points: int, possible: int, days_late: int, late_percent: int) -> Fraction:
    return Try(points, possible, datetime.max.replace(tzinfo=UTC), days_late).share(late_percent)


@lru_cache(maxsize=8192)
def _of_one(points: int, possible: int, days_late: int, late_percent: int, is_due: bool, is_exempt: bool) -> Cell:
    done = Done(_share(points, possible, days_late, late_percent), days_late > 0, 1, points, possible)
    return cell(done, is_due=is_due, is_exempt=is_exempt)


def revealed_at(assignment: Assignment, windows: Windows, students: Iterable[Enrollment]) -> datetime | None:
    """From when a grade may be seen by students; None where that is as soon as it is there.

    Where answers wait for closing, that is when it has closed for the last of these students.
    """
    if not waits_for_closing(assignment):
        return None
    closings = [at for each in students if (at := windows.of(assignment.pk, each).closes_at) is not None]
    return max([*closings, *([assignment.closes_at] if assignment.closes_at else [])], default=None)


@lru_cache
def _of_none(is_due: bool, is_exempt: bool) -> Cell:
    return cell(None, is_due=is_due, is_exempt=is_exempt)


def waits_for_closing(assignment: Assignment) -> bool:
    return assignment.is_quiz and assignment.reveal == Reveal.AFTER_CLOSING
