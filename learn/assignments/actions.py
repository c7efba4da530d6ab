"""Assigning: what a class is asked to do, changed or withdrawn; and starting on it.

Each action is one transaction, in the class's trail where an instructor did it. Ids are made with the page, so that a
form sent twice counts once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from cards.models import Deck
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.assignments import drawing, plans, timing
from learn.assignments.locking import hold
from learn.assignments.models import Assignment, Counts, Goal, Kind, Quiz, Reveal
from learn.assignments.reading import plan_of, students_of, window_of
from learn.classrooms import audit
from learn.classrooms.audit import Act
from learn.classrooms.locking import locked, shared
from learn.classrooms.models import Classroom, Enrollment
from learn.quizzes import actions as taking
from learn.quizzes.choosing import Candidate
from learn.quizzes.models import Attempt, Feedback
from learn.reviews.bookkeeping import lock_learner


class NotWholeError(Exception):
    """What is to be assigned does not go together, or is of another class; no form of ours sends it."""


class NotStartedError(Exception):
    """An attempt was not started; the kind of error says why."""


class NotOpenYetError(NotStartedError):
    """The assignment opens later for this student."""


class ClosedError(NotStartedError):
    """The assignment has closed for this student, or was withdrawn, or its class is archived or they left it."""


class NoAttemptsLeftError(NotStartedError):
    """The student has had all their attempts."""


class UnfinishedError(NotStartedError):
    """The student has an attempt that is not handed in. attempt: that one."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        super().__init__(str(attempt.attempt_id))


class ExemptError(NotStartedError):
    """The student is exempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is asked, and on what terms; the fields are those of models.Assignment."""

    title: str
    instructions: str = ""
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    deck: Deck | None = None
    topics: tuple[int, ...] = ()
    goal: str = ""
    goal_number: int | None = None
    quiz: Quiz | None = None
    minutes: int | None = None
    attempts: int | None = 1
    counts: str = Counts.HIGHEST
    shuffles: bool = True
    is_one_page: bool = False
    reveal: str = Reveal.ON_SUBMISSION
    late_percent: int = 0
    pass_percent: int | None = None

    def check(self, classroom: Classroom) -> None:
        """Raises NotWholeError."""
        is_study = self.deck is not None and self.quiz is None and self.goal in Goal.values and self.goal_number
        is_quiz = self.quiz is not None and self.deck is None and not self.goal
        dates = [each for each in (self.opens_at, self.due_at, self.closes_at) if each is not None]
        is_in_order = all(one <= other for one, other in pairwise(dates))
        if not self.title or not (is_study or is_quiz) or not is_in_order:
            raise NotWholeError(self.title)
        if self.quiz is not None and self.quiz.classroom_id != classroom.pk:
            raise NotWholeError(self.title)
        if self.reveal == Reveal.AFTER_CLOSING and self.closes_at is None:
            raise NotWholeError(self.title)

    @classmethod
    def of(cls, assignment: Assignment) -> "Terms":
        """The terms of an assignment there is."""
        values: dict[str, Any] = {name: getattr(assignment, name) for name in cls.__dataclass_fields__}
        return cls(**values | {"topics": tuple(assignment.topics)})

    def put_on(self, assignment: Assignment) -> None:
        """Gives an assignment these terms."""
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            setattr(assignment, name, list(value) if name == "topics" else value)
        assignment.kind = Kind.QUIZ if self.quiz is not None else Kind.STUDY


@transaction.atomic
def assign(*, by: User, classroom: Classroom, assignment_id: UUID, terms: Terms, now: datetime) -> Assignment:
    """Asks this of the class. The same id again is the assignment there is. Raises NotWholeError and ArchivedError."""
    classroom = locked(classroom)
    known = Assignment.objects.filter(pk=assignment_id).first()
    if known is not None:
        if known.classroom_id != classroom.pk:
            raise NotWholeError(terms.title)
        return known
    terms.check(classroom)
    if terms.quiz is not None and not Quiz.objects.filter(pk=terms.quiz.pk, retired_at=None).exists():
        raise NotWholeError(terms.title)
    assignment = Assignment(assignment_id=assignment_id, classroom=classroom, made_at=now)
    terms.put_on(assignment)
    assignment.save(force_insert=True)
    timing.refresh(assignment=assignment, now=now)
    audit.note(classroom=classroom, by=by, what=Act.ASSIGNED, about=assignment.title, details=_chosen(terms), now=now)
    return assignment


@transaction.atomic
def change(*, by: User, assignment: Assignment, terms: Terms, now: datetime) -> None:
    """Puts other terms in the place of those there were; attempts under way get what follows from them.

    One that was withdrawn is assigned again. What is asked for stays: raises NotWholeError for another deck or quiz,
    and ArchivedError.
    """
    hold(assignment)
    terms.check(assignment.classroom)
    before = Terms.of(assignment)
    if (before.deck, before.quiz) != (terms.deck, terms.quiz):
        raise NotWholeError(terms.title)
    is_back = assignment.withdrawn_at is not None
    if before == terms and not is_back:
        return
    terms.put_on(assignment)
    assignment.withdrawn_at = None
    assignment.save()
    timing.refresh(assignment=assignment, now=now)
    was, is_now = _told(before), _told(terms)
    details = {name: [was[name], is_now[name]] for name in is_now if was[name] != is_now[name]}
    classroom = assignment.classroom
    what = Act.ASSIGNED if is_back else Act.ASSIGNMENT_CHANGED
    audit.note(classroom=classroom, by=by, what=what, about=assignment.title, details=details, now=now)


@transaction.atomic
def withdraw(*, by: User, assignment: Assignment, now: datetime) -> None:
    """Nobody is asked for it any more; attempts are kept, and those under way can be handed in.

    Raises ArchivedError.
    """
    hold(assignment)
    if assignment.withdrawn_at is not None:
        return
    assignment.withdrawn_at = now
    assignment.save(update_fields=["withdrawn_at"])
    timing.refresh(assignment=assignment, now=now)
    audit.note(classroom=assignment.classroom, by=by, what=Act.WITHDRAWN, about=assignment.title, now=now)


@transaction.atomic
def start(
    *, learner: User, enrollment: Enrollment, assignment: Assignment, attempt_id: UUID, now: datetime, seed: int
) -> Attempt:
    """Starts a student's next attempt. The same attempt_id again is the attempt there is.

    What holds is what is stored by now, whatever was read before: it stays so until the attempt is stored. Raises
    NotStartedError in one of its kinds, and learn.quizzes.actions.NothingToAskError where the bank is empty.
    """
    classroom = shared(assignment.classroom)
    lock_learner(learner.pk)
    known = Attempt.objects.of(learner.pk).filter(attempt_id=attempt_id).first()
    if known is not None:
        return known
    taking.bring_up_to_date(learner=learner, now=now)
    assignment = Assignment.objects.select_related("quiz__current").get(pk=assignment.pk)
    quiz = assignment.quiz
    student = Enrollment.objects.present().students().filter(pk=enrollment.pk).first()
    if quiz is None or student is None or assignment.withdrawn_at is not None or classroom.is_archived:
        raise ClosedError
    window = window_of(assignment, student)
    if window.is_exempt:
        raise ExemptError
    if not window.has_opened(now):
        raise NotOpenYetError
    if window.has_closed(now):
        raise ClosedError
    _check_attempts_left(learner, assignment, window.attempts)
    items = _items(learner, quiz, shuffles=assignment.shuffles, seed=seed)
    assigned = taking.Assigned(
        assignment_id=assignment.pk,
        items=items,
        feedback=Feedback.AT_ONCE if assignment.reveal == Reveal.AT_ONCE else Feedback.AT_END,
        ends_at=window.ends_at(now),
        answers_at=timing.answers_at([assignment], students_of([assignment.classroom_id]))[assignment.pk],
        is_one_page=assignment.is_one_page and assignment.reveal != Reveal.AT_ONCE,
    )
    return taking.start_assigned_attempt(learner=learner, attempt_id=attempt_id, assigned=assigned, now=now, seed=seed)


def close_overdue(*, assignments: Sequence[Assignment], now: datetime) -> int:
    """Hands in what is overdue of these assignments' attempts, and releases what may be seen. Returns how many."""
    attempts = Attempt.objects.for_assignments([each.pk for each in assignments])
    return _bring_up_to_date([*attempts.overdue(now), *attempts.releasable(now)], now)


MOST_AT_ONCE = 200
"""How many attempts one run of the worker's job brings up to date."""


def close_overdue_everywhere(now: datetime) -> int:
    """The same for all classes, a bounded number at a time; what the worker does. Returns how many."""
    due = [*Attempt.objects.overdue(now)[:MOST_AT_ONCE], *Attempt.objects.releasable(now)[:MOST_AT_ONCE]]
    return _bring_up_to_date(due[:MOST_AT_ONCE], now)


def _bring_up_to_date(attempts: Sequence[Attempt], now: datetime) -> int:
    learners = User.objects.select_related("preferences").in_bulk({each.learner_id for each in attempts})
    done = 0
    for attempt in attempts:
        learner = learners.get(attempt.learner_id)
        if learner is None:
            continue
        try:
            # Each in a transaction of its own: one that fails leaves the others alone.
            taking.close_if_over(learner=learner, attempt_id=attempt.attempt_id, now=now)
        except taking.NoSuchAttemptError:
            continue
        done += 1
    return done


def _check_attempts_left(learner: User, assignment: Assignment, allowed: int | None) -> None:
    mine = list(Attempt.objects.of(learner.pk).for_assignments([assignment.pk]).order_by("started_at"))
    for attempt in mine:
        if not attempt.is_submitted:
            raise UnfinishedError(attempt)
    if allowed is not None and len(mine) >= allowed:
        raise NoAttemptsLeftError


def _items(learner: User, quiz: Quiz, *, shuffles: bool, seed: int) -> list[Candidate]:
    """What this student is asked, in order; nothing about survival for who has switched that off."""
    random = Random(seed)  # noqa: S311  (no secret: a draw that can be told again)
    plan = plan_of(quiz)
    survival = lens_for(learner).survival
    if plan.fixed is not None:
        items = drawing.fixed(plan.fixed, survival=survival)
    else:
        if not isinstance(plan, plans.Blueprint):
            raise plans.BadPlanError("drawn by no blueprint")
        lens = drawing.class_lens(quiz.classroom_id)
        items = list(drawing.draw(plan, lens=lens, random=random, learner_id=learner.pk, survival=survival).chosen)
    if shuffles:
        random.shuffle(items)
    return items


def _chosen(terms: Terms) -> dict[str, object]:
    """What of the terms is not as it is by default, for the trail."""
    ordinary = _told(Terms(title=terms.title))
    return {name: value for name, value in _told(terms).items() if value != ordinary[name]}


def _told(terms: Terms) -> dict[str, object]:
    """The terms as plain values, for the trail."""
    values = {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
    return {
        name: value.isoformat()
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, Deck | Quiz)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in values.items()
    }
