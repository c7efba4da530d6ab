"""Work: one assignment as its student sees it, with what they did and may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

from learn.accounts.models import User
from learn.assignments.clocks import shown
from learn.assignments.counting import Counted, Decision, Try, counted
from learn.assignments.decisions import decisions_of
from learn.assignments.models import Assignment, Reveal
from learn.assignments.reading import attempts_of, study_progress, windows_of
from learn.assignments.studying import Progress
from learn.assignments.windows import Window
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.quizzes.models import Attempt

SOON_DAYS = 7
"""What is due by that day, on the class's clock, is told on the home page."""


class State(models.TextChoices):
    """Where a student stands with an assignment."""

    EXEMPT = "exempt", _("exempt: it does not count for you")
    NOT_OPEN = "not_open", _("not open yet")
    OPEN = "open", _("open")
    GOING = "going", _("begun, not handed in")
    LATE = "late", _("past its due date, still open")
    HANDED_IN = "handed_in", _("handed in")
    GRADED = "graded", _("result is there")
    DONE = "done", _("goal reached")
    MISSED = "missed", _("closed, nothing handed in")
    ARCHIVED = "archived", _("the class is archived: nothing more is taken")


@dataclass(frozen=True, slots=True)
class Work:
    """counted: None as long as it may not be seen. answers_at: from when it may, where something waits for that.

    decided: by an instructor, whatever the rule says, if the student may see it. going: an attempt under way; left:
    attempts left, None for any number.
    """

    assignment: Assignment
    window: Window
    state: State
    attempts: tuple[Attempt, ...] = ()
    counted: Counted | None = None
    answers_at: datetime | None = None
    progress: Progress | None = None
    decided: Decision | None = None

    @property
    def share(self) -> Fraction | None:
        """What counts, as far as it may be seen."""
        if self.decided is not None:
            return self.decided.share
        return self.counted.share if self.counted is not None else None

    @property
    def going(self) -> Attempt | None:
        return next((each for each in self.attempts if not each.is_submitted), None)

    @property
    def left(self) -> int | None:
        return None if self.window.attempts is None else max(0, self.window.attempts - len(self.attempts))

    @property
    def is_passed(self) -> bool | None:
        """None where there is no mark to pass, or no result yet."""
        mark = self.assignment.pass_percent
        return None if mark is None or self.share is None else self.share * 100 >= mark

    @property
    def is_to_do(self) -> bool:
        return self.state in (State.OPEN, State.GOING, State.LATE)

    def may_start(self, now: datetime) -> bool:
        is_closed = self.assignment.withdrawn_at is not None or not self.window.is_open(now)
        return self.assignment.is_quiz and not is_closed and self.state != State.EXEMPT and self.left != 0


def work_of(*, learner: User, enrollment: Enrollment, assignments: Sequence[Assignment], now: datetime) -> list[Work]:
    """These assignments of a class as this student of it sees them; constant queries. Nothing overdue is handed in."""
    windows = windows_of(assignments, [enrollment])
    attempts = attempts_of(learner.pk, assignments)
    progress = study_progress(assignments, [enrollment], now)
    decided = decisions_of(assignments, [enrollment])
    return [
        _work(
            each,
            windows[each.pk, enrollment.pk],
            tuple(attempts.get(each.pk, ())),
            progress.get((each.pk, enrollment.pk)),
            decided.get((each.pk, enrollment.pk)),
            now,
        )
        for each in assignments
    ]


def _work(
    assignment: Assignment,
    window: Window,
    attempts: tuple[Attempt, ...],
    progress: Progress | None,
    decided: Decision | None,
    now: datetime,
) -> Work:
    handed_in = [each for each in attempts if each.is_submitted]
    waiting = [each.answers_at for each in handed_in if not each.shows_answers(now) and each.answers_at is not None]
    found = None
    if not waiting:
        tries = [
            Try(*each.marks, each.submitted_at, window.days_late(each.submitted_at))
            for each in handed_in
            if each.submitted_at is not None
        ]
        found = counted(tries, rule=assignment.counts, late_percent=assignment.late_percent)
    is_hidden = bool(waiting) or (assignment.reveal == Reveal.AFTER_CLOSING and not window.has_closed(now))
    if decided is not None and decided.share is not None and is_hidden:
        decided = None
    state = _state(window, attempts, found, progress, now)
    if decided is not None and state != State.GOING:
        state = State.EXEMPT if decided.share is None else State.GRADED
    if assignment.classroom.is_archived and state in (State.NOT_OPEN, State.OPEN, State.LATE):
        state = State.ARCHIVED
    return Work(assignment, window, state, attempts, found, max(waiting, default=None), progress, decided)


def _state(
    window: Window, attempts: Sequence[Attempt], found: Counted | None, progress: Progress | None, now: datetime
) -> State:
    if window.is_exempt:
        return State.EXEMPT
    if any(not each.is_submitted for each in attempts):
        return State.GOING
    if progress is not None and progress.is_met:
        return State.DONE
    if attempts:
        return State.GRADED if found is not None else State.HANDED_IN
    if not window.has_opened(now):
        return State.NOT_OPEN
    if window.has_closed(now):
        return State.MISSED
    return State.LATE if window.due_at is not None and window.due_at < now else State.OPEN


def shown_to_students(classroom: Classroom) -> list[Assignment]:
    """What students of a class see, by date."""
    every = Assignment.objects.filter(classroom=classroom).shown().by_date()
    return list(every.select_related("classroom", "quiz", "deck"))


def due_soon(*, learner: User, now: datetime) -> list[Work]:
    """What this learner is to do within SOON_DAYS in all their classes; one query for who is in none."""
    own = Enrollment.objects.present().filter(learner=learner, role=Role.STUDENT, classroom__archived_at=None)
    enrollments = {each.classroom_id: each for each in own.select_related("classroom")}
    if not enrollments:
        return []
    every = Assignment.objects.filter(classroom__in=list(enrollments)).shown().by_date()
    assignments = list(every.select_related("classroom", "quiz", "deck"))
    found: list[Work] = []
    for classroom_id, enrollment in enrollments.items():
        theirs = [each for each in assignments if each.classroom_id == classroom_id]
        found += work_of(learner=learner, enrollment=enrollment, assignments=theirs, now=now) if theirs else []
    soon = [each for each in found if each.is_to_do and _is_soon(each, now)]
    return sorted(soon, key=lambda each: each.window.due_at or now)


def _is_soon(work: Work, now: datetime) -> bool:
    if work.window.due_at is None:
        return False
    zone = work.assignment.classroom.zone
    return (shown(work.window.due_at, zone).date() - shown(now, zone).date()).days <= SOON_DAYS
