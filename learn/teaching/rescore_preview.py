"""What a re-scoring would do, before anybody does it. Preview: the question and everyone who was asked it.

Nothing is stored: grades before are worked out from the rescorings in force, those after from the same and the one that
is proposed, or without the one that is to be taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from cards.models import ItemVersion
from learn.assignments.counting import Try, which
from learn.assignments.models import Assignment
from learn.assignments.windows import Window
from learn.classrooms.models import Classroom, Enrollment
from learn.quizzes import rescored
from learn.quizzes.models import Attempt, Rescoring, ScoredAs
from learn.quizzes.rescored import Answer, Name, Rulings
from learn.quizzes.rescoring import Marks, Way
from learn.teaching import results
from learn.teaching.gradebook import released_at
from learn.teaching.grades import Cell, State


class NothingLeftError(Exception):
    """With this question dropped some attempt would have nothing left that counts."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was handed in and holds the question. was, becomes: of the question; whole_was, whole_becomes: of
    the attempt. counted, counts: whether it is what counts by the rule, before and after.
    """

    attempt: Attempt
    was: Marks
    becomes: Marks
    whole_was: Marks
    whole_becomes: Marks
    counted: bool
    counts: bool

    @property
    def has_changed(self) -> bool:
        return self.whole_was != self.whole_becomes


@dataclass(frozen=True, slots=True)
class Asked:
    """A student who was asked the question. going: attempts under way that hold it; is_released: whether the student
    sees the grade by now; released_at: from when, None for at once.
    """

    student: Enrollment
    tried: tuple[Tried, ...]
    going: int
    before: Cell
    after: Cell
    is_released: bool
    released_at: datetime | None

    @property
    def has_changed(self) -> bool:
        """Whether points of an attempt do."""
        return any(each.has_changed for each in self.tried)

    @property
    def falls(self) -> bool:
        """Whether the grade does; one that was set by hand stands."""
        return self.before.share is not None and self.after.share is not None and self.after.share < self.before.share

    @property
    def is_decided(self) -> bool:
        """Whether an instructor set the grade, or it does not count, so that points change and the grade does not."""
        return self.after.state in (State.OVERRIDDEN, State.EXEMPT)


@dataclass(frozen=True, slots=True)
class Preview:
    """in_force: the question's rescorings that are; seen: names all of this, so that what was seen is confirmed."""

    assignment: Assignment
    version: ItemVersion
    in_force: tuple[Rescoring, ...]
    asked: tuple[Asked, ...] = field(default=())
    seen: str = ""

    @property
    def changed(self) -> list[Asked]:
        return [each for each in self.asked if each.has_changed]

    @property
    def fallen(self) -> list[Asked]:
        return [each for each in self.asked if each.falls]

    @property
    def going(self) -> int:
        return sum(each.going for each in self.asked)


def question_of(classroom: Classroom, assignment_id: UUID, version_id: int) -> tuple[Assignment, ItemVersion]:
    """An assigned quiz and a question that a student of the class was asked in it.

    Raises Assignment.DoesNotExist, also for a deck, and ItemVersion.DoesNotExist.
    """
    assignment = results.assignment_of(classroom, assignment_id)
    if assignment.quiz_id is None:
        raise Assignment.DoesNotExist
    learners = [each.learner_id for each in results.students_of(classroom) if each.learner_id is not None]
    if not rescored.answers_to({assignment.pk: {}}, learners, versions=[version_id], with_open=True):
        raise ItemVersion.DoesNotExist
    return assignment, ItemVersion.objects.select_related("item").get(pk=version_id)


def in_force(assignment: Assignment, version: ItemVersion | None = None) -> QuerySet[Rescoring]:
    """The rescorings in force of an assignment, or of one question of it, the earliest first."""
    found = Rescoring.objects.of([assignment.pk]).in_force().select_related("version")
    return found if version is None else found.filter(version=version)


def preview(
    assignment: Assignment,
    version: ItemVersion,
    *,
    add: Rescoring | None = None,
    without: Rescoring | None = None,
    now: datetime,
) -> Preview:
    """What would follow from one more rescoring of this question, or one less; as many reads for all as for one.

    Raises NothingLeftError.
    """
    kept = list(in_force(assignment))
    then = [each for each in kept if without is None or each.pk != without.pk] + ([add] if add is not None else [])
    before, after = (_rulings(assignment, rows) for rows in (kept, then))
    students = [each for each in results.students_of(assignment.classroom) if each.learner_id is not None]
    learners = [each.learner_id for each in students if each.learner_id is not None]
    was, becomes = (
        rescored.answers_to(rulings, learners, versions=[version.pk], with_open=True) for rulings in (before, after)
    )
    attempts = list(Attempt.objects.filter(learner_id__in=learners).for_assignments([assignment.pk]))
    if add is not None and add.scored_as == ScoredAs.DROP:
        _leave_something(attempts, becomes, after, assignment)
    asked = _asked(assignment, version, students, attempts, (before, after), (was, becomes), now)
    return Preview(
        assignment,
        version,
        tuple(each for each in kept if each.version_id == version.pk),
        asked,
        _seen(assignment, version, kept, add, without, asked),
    )


def _rulings(assignment: Assignment, rows: Iterable[Rescoring]) -> Rulings:
    # Without any, the assignment is asked about all the same.
    return {assignment.pk: rescored.rulings_from(rows).get(assignment.pk, {})}


def _leave_something(
    attempts: Iterable[Attempt], answers: Mapping[Name, Sequence[Answer]], after: Rulings, assignment: Assignment
) -> None:
    rulings = after[assignment.pk]
    for each in attempts:
        held = answers.get(Name(each.learner_id, each.attempt_id.hex), ())
        dropped = sum(
            answer.held.possible
            for answer in held
            if answer.held.version_id in rulings and rulings[answer.held.version_id].way == Way.DROP
        )
        if dropped and dropped >= each.possible:
            raise NothingLeftError


def _asked(
    assignment: Assignment,
    version: ItemVersion,
    students: Sequence[Enrollment],
    attempts: Iterable[Attempt],
    rulings: tuple[Rulings, Rulings],
    answers: tuple[Mapping[Name, Sequence[Answer]], Mapping[Name, Sequence[Answer]]],
    now: datetime,
) -> tuple[Asked, ...]:
    windows = results.Windows([assignment])
    before, after = (
        results.rows_of([assignment], students, windows=windows, studied={}, now=now, rulings=each) for each in rulings
    )
    own: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        own.setdefault(attempt.learner_id, []).append(attempt)
    found = []
    for student, was, becomes in zip(students, before, after, strict=True):
        mine = own.get(student.learner_id or 0, [])
        holding = {each.attempt_id for each in mine if _of(answers[0], each, version) is not None}
        if not holding:
            continue
        shown_at = released_at(assignment, mine, windows, students)
        found.append(
            Asked(
                student,
                tuple(_tried(assignment, version, windows.of(assignment.pk, student), mine, answers)),
                len([each for each in mine if not each.is_submitted and each.attempt_id in holding]),
                was.cells[0],
                becomes.cells[0],
                shown_at is None or shown_at <= now,
                shown_at,
            )
        )
    return tuple(found)


def _tried(
    assignment: Assignment,
    version: ItemVersion,
    window: Window,
    attempts: Iterable[Attempt],
    answers: tuple[Mapping[Name, Sequence[Answer]], Mapping[Name, Sequence[Answer]]],
) -> Iterable[Tried]:
    handed_in = sorted((each for each in attempts if each.submitted_at is not None), key=_handed_in_at)
    wholes = [[_whole(found, each) for each in handed_in] for found in answers]
    counted, counts = (_which(assignment, window, handed_in, marks) for marks in wholes)
    for place, each in enumerate(handed_in):
        was, becomes = (_of(found, each, version) for found in answers)
        if was is not None and becomes is not None:
            yield Tried(
                each,
                was.marks,
                becomes.marks,
                wholes[0][place],
                wholes[1][place],
                place in counted,
                place in counts,
            )


def _handed_in_at(attempt: Attempt) -> datetime:
    assert attempt.submitted_at is not None
    return attempt.submitted_at


def _whole(answers: Mapping[Name, Sequence[Answer]], attempt: Attempt) -> Marks:
    own = rescored.change(answers.get(Name(attempt.learner_id, attempt.attempt_id.hex), ()))
    return Marks((attempt.points or 0) + own.points, attempt.possible + own.possible)


def _which(
    assignment: Assignment, window: Window, attempts: Sequence[Attempt], marks: Sequence[Marks]
) -> tuple[int, ...]:
    tries = [
        Try(*own, _handed_in_at(each), window.days_late(_handed_in_at(each)))
        for each, own in zip(attempts, marks, strict=True)
    ]
    return which(tries, rule=assignment.counts, late_percent=assignment.late_percent)


def _of(answers: Mapping[Name, Sequence[Answer]], attempt: Attempt, version: ItemVersion) -> Answer | None:
    own = answers.get(Name(attempt.learner_id, attempt.attempt_id.hex), ())
    return next((each for each in own if each.held.version_id == version.pk), None)


def _seen(
    assignment: Assignment,
    version: ItemVersion,
    kept: Iterable[Rescoring],
    add: Rescoring | None,
    without: Rescoring | None,
    asked: Iterable[Asked],
) -> str:
    """The same only while nothing of it differs: what is in force, who handed in what, and what it comes to."""
    told = (
        assignment.pk,
        version.pk,
        sorted(each.pk.hex for each in kept),
        (add.scored_as, sorted(add.key.items())) if add is not None else None,
        without.pk if without is not None else None,
        [
            (
                each.student.pk,
                [(one.attempt.attempt_id, one.whole_was, one.whole_becomes, one.counts) for one in each.tried],
                (each.before.state, each.before.share),
                (each.after.state, each.after.share),
            )
            for each in asked
        ],
    )
    return sha256(repr(told).encode()).hexdigest()
