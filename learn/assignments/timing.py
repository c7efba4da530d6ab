"""What follows when an assignment's times change, for all or for some: the ends of attempts under way, when answers may
be seen, until when questions are held out.

Whoever calls holds the class (learn.classrooms.locking). One call is as many queries for one student as for all.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from cards.models import ItemVersion
from learn.assignments.models import Assignment, Quiz, Reveal
from learn.assignments.reading import last_closing, plan_of, students_of, windows_of
from learn.classrooms.models import Enrollment
from learn.quizzes import statements
from learn.quizzes.models import GRACE, Attempt, AttemptQuerySet, HeldOut
from learn.reviews.bookkeeping import lock_learners


def refresh(*, assignment: Assignment, now: datetime) -> None:
    """Brings all that follows from this assignment's times up to date, in the caller's transaction."""
    if not assignment.is_quiz:
        return
    students = students_of([assignment.classroom_id])
    _move([assignment], students, students, now)
    if assignment.quiz is not None:
        _hold_out([assignment.quiz], students, now)


def refresh_of(*, enrollments: Collection[Enrollment], now: datetime) -> None:
    """The same for all that these students' times bear on: theirs are others now, or they came to the class."""
    for classroom_id in sorted({each.classroom_id for each in enrollments}):
        shown = Assignment.objects.filter(classroom_id=classroom_id, quiz__isnull=False).shown()
        assignments = list(shown.select_related("quiz__current"))
        if not assignments:
            continue
        students = students_of([classroom_id])
        ids = {each.pk for each in enrollments}
        _move(assignments, students, [each for each in students if each.pk in ids], now)
        _hold_out({each.quiz for each in assignments if each.quiz is not None}, students, now)


def hold_out(*, quiz: Quiz, now: datetime) -> None:
    """Keeps the questions of a quiz out of practice until every assignment of it has closed, if that is wanted."""
    _hold_out([quiz], students_of([quiz.classroom_id]), now)


def answers_at(assignments: Sequence[Assignment], students: Sequence[Enrollment]) -> dict[UUID, datetime | None]:
    """From when the answers of each may be seen; None for as soon as an attempt is handed in."""
    late = [each for each in assignments if _waits(each)]
    running = _unfinished(late) if late else []
    return _release(assignments, students, [(each, each.ends_at) for each in running])


def _waits(assignment: Assignment) -> bool:
    return assignment.reveal == Reveal.AFTER_CLOSING


def _release(
    assignments: Sequence[Assignment],
    students: Sequence[Enrollment],
    running: Iterable[tuple[Attempt, datetime | None]],
) -> dict[UUID, datetime | None]:
    """The same, where these attempts are under way until then.

    Not while anybody's answer is still taken: what was sent before closing may be on its way, and whoever left the
    class, or closing that was brought forward, leaves an attempt that ends after it.
    """
    late = [each for each in assignments if _waits(each)]
    found: dict[UUID, datetime | None] = {each.pk: None for each in assignments}
    last = {pk: at for pk, at in last_closing(late, students).items() if at is not None} if late else {}
    for attempt, ends_at in running:
        if attempt.assignment_id in last and ends_at is not None:
            last[attempt.assignment_id] = max(last[attempt.assignment_id], ends_at)
    return found | {pk: at + GRACE for pk, at in last.items()}


def _move(
    assignments: Sequence[Assignment], students: Sequence[Enrollment], moved: Sequence[Enrollment], now: datetime
) -> None:
    """Moves the ends of moved's attempts under way, and for everyone when answers may be seen."""
    running = _unfinished(assignments)
    ends = _new_ends(assignments, running, moved, now)
    release = _release(assignments, students, [(each, ends.get(each.attempt_id, each.ends_at)) for each in running])
    stale, whose = _stale(assignments, release)
    changed = [each for each in running if each.attempt_id in ends]
    # All that waits for learners comes first, and in one order: who waits while holding attempts could wait for ever.
    lock_learners(whose | {each.learner_id for each in changed})
    statements.put_ends((each, ends[each.attempt_id]) for each in changed)
    for pk in stale:
        Attempt.objects.filter(learner_id__in=whose, assignment_id=pk).update(answers_at=release[pk])


def _attempts(assignments: Sequence[Assignment]) -> AttemptQuerySet:
    """Those at assignments of one class, also of who has left it."""
    ever = Enrollment.objects.filter(classroom_id=assignments[0].classroom_id, learner__isnull=False).order_by()
    every = Attempt.objects.filter(learner_id__in=ever.values("learner_id")).order_by()
    return every.for_assignments([each.pk for each in assignments])


def _unfinished(assignments: Sequence[Assignment]) -> list[Attempt]:
    return list(_attempts(assignments).filter(submitted_at__isnull=True))


def _stale(assignments: Sequence[Assignment], release: Mapping[UUID, datetime | None]) -> tuple[list[UUID], set[int]]:
    """The assignments with attempts that say another time than release, and whose attempts at these there are."""
    every = _attempts(assignments)
    said = every.values_list("assignment_id", "answers_at").distinct()
    stale = sorted({pk for pk, at in said if pk is not None and at != release[pk]})
    if not stale:
        return [], set()
    return stale, set(every.for_assignments(stale).values_list("learner_id", flat=True).distinct())


def _new_ends(
    assignments: Sequence[Assignment], running: Sequence[Attempt], moved: Sequence[Enrollment], now: datetime
) -> dict[UUID, datetime | None]:
    """Attempts under way end when they would if they were started under the times of now; those that end otherwise.

    What shortens them leaves at least until now: what was answered meanwhile counts.
    """
    mine = {each.learner_id: each for each in moved if each.learner_id is not None}
    attempts = [each for each in running if each.learner_id in mine and not each.is_overdue(now)]
    if not attempts:
        return {}
    theirs = [mine[each] for each in {attempt.learner_id for attempt in attempts}]
    windows = windows_of(assignments, theirs)
    found = {}
    for attempt in attempts:
        if attempt.assignment_id is not None:
            ends_at = windows[attempt.assignment_id, mine[attempt.learner_id].pk].ends_at(attempt.started_at)
            if ends_at is not None:
                ends_at = max(ends_at, now)
            if ends_at != attempt.ends_at:
                found[attempt.attempt_id] = ends_at
    return found


def _hold_out(quizzes: Collection[Quiz], students: Sequence[Enrollment], now: datetime) -> None:
    """The same for several quizzes of one class. What is held out as it should be is left alone."""
    kept: dict[UUID, dict[int, datetime | None]] = {}
    pks = [each.pk for each in quizzes]
    classroom_ids = {each.classroom_id for each in quizzes}
    rows = HeldOut.objects.filter(classroom_id__in=classroom_ids, quiz_id__in=pks)
    for quiz_id, item_id, until in rows.values_list("quiz_id", "item_id", "until"):
        kept.setdefault(quiz_id, {})[item_id] = until
    wanted = _wanted([each for each in quizzes if each.is_held_out], students, now)
    for quiz in quizzes:
        items = wanted.get(quiz.pk, {})
        if items != kept.get(quiz.pk, {}):
            rows.filter(quiz_id=quiz.pk).delete()
            HeldOut.objects.bulk_create(
                HeldOut(classroom_id=quiz.classroom_id, quiz_id=quiz.pk, item_id=item_id, until=until)
                for item_id, until in items.items()
            )


def _wanted(
    quizzes: Sequence[Quiz], students: Sequence[Enrollment], now: datetime
) -> dict[UUID, dict[int, datetime | None]]:
    """Which items these quizzes hold out, and until when."""
    if not quizzes:
        return {}
    assignments = list(Assignment.objects.filter(quiz__in=[each.pk for each in quizzes]).shown())
    closing = last_closing(assignments, students)
    until: dict[UUID, datetime | None] = {}
    for quiz in quizzes:
        ends = [closing[each.pk] for each in assignments if each.quiz_id == quiz.pk]
        known = [each for each in ends if each is not None]
        last = max(known, default=None) if len(known) == len(ends) else None
        if ends and (last is None or last > now):
            until[quiz.pk] = last
    fixed = {quiz.pk: plan_of(quiz).fixed or () for quiz in quizzes if quiz.pk in until}
    items = _items_of({version for versions in fixed.values() for version in versions})
    return {
        pk: {items[version]: until[pk] for version in versions if version in items} for pk, versions in fixed.items()
    }


def _items_of(version_ids: Iterable[int]) -> dict[int, int]:
    return dict(ItemVersion.objects.filter(pk__in=version_ids).values_list("pk", "item_id"))
