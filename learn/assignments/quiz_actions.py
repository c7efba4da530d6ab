"""Making a class's quizzes: what they ask, changed by new versions, and put away."""

from datetime import datetime
from random import Random
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from learn.accounts.models import User
from learn.assignments import drawing, plans, timing
from learn.assignments.models import Assignment, Quiz, QuizVersion
from learn.assignments.reading import plan_of
from learn.classrooms import audit
from learn.classrooms.audit import Act
from learn.classrooms.locking import locked
from learn.classrooms.models import Classroom, Enrollment
from learn.quizzes.models import Attempt, HeldOut


class NotWholeError(Exception):
    """The quiz has no title, is another class's or asks what it may not; no form of ours sends it."""


class NothingToAskError(Exception):
    """The bank holds no question that this blueprint asks for."""


class HeldOutNeedsOneDrawError(Exception):
    """Questions can be held out of practice only where everyone is asked the same."""


class InUseError(Exception):
    """The quiz is assigned and not withdrawn: it cannot be put away."""


@transaction.atomic
def save_quiz(
    *,
    by: User,
    classroom: Classroom,
    quiz_id: UUID,
    title: str,
    plan: plans.Plan,
    is_held_out: bool = False,
    now: datetime,
) -> Quiz:
    """Makes a quiz, or gives the one of this id what it asks from now on, as a new version.

    Attempts that were started keep their questions. A blueprint with one draw for all comes with it (`drawn_for`).
    Raises NotWholeError, HeldOutNeedsOneDrawError, NothingToAskError and ArchivedError.
    """
    if is_held_out and plan.fixed is None:
        raise HeldOutNeedsOneDrawError
    asked = len(drawing.asked(plan, quiz_id=quiz_id, classroom_id=classroom.pk))
    if not asked:
        raise NothingToAskError
    classroom = locked(classroom)
    quiz = Quiz.objects.filter(pk=quiz_id).first()
    if not title or (quiz is not None and quiz.classroom_id != classroom.pk):
        raise NotWholeError(title)
    # What it asks already may stay, retired or not.
    added = set(plan.fixed or ()).difference((plan_of(quiz).fixed or ()) if quiz is not None else ())
    lens = drawing.class_lens(classroom.pk)
    if added != drawing.addable(added, lens=lens, without=HeldOut.objects.from_practice_of(by.pk, now)):
        raise NotWholeError(title)
    is_new = quiz is None
    if quiz is None:
        quiz = Quiz(quiz_id=quiz_id, classroom=classroom, title=title, is_held_out=is_held_out, made_at=now)
        quiz.save(force_insert=True)
    before = plan_of(quiz) if not is_new else None
    if (quiz.title, quiz.is_held_out, before) == (title, is_held_out, plan):
        return quiz
    quiz.title, quiz.is_held_out = title, is_held_out
    if before != plan:
        number = QuizVersion.objects.filter(quiz=quiz).count() + 1
        quiz.current = QuizVersion.objects.create(quiz=quiz, number=number, plan=plan.payload(), made_at=now)
    quiz.save()
    timing.hold_out(quiz=quiz, now=now)
    audit.note(
        classroom=classroom,
        by=by,
        what=Act.QUIZ_MADE if is_new else Act.QUIZ_CHANGED,
        about=title,
        details={"version": quiz.current.number if quiz.current else 0, "questions": asked},
        now=now,
    )
    return quiz


def drawn_for(
    blueprint: plans.Blueprint, *, classroom_id: UUID, seed: int, without: QuerySet[HeldOut] | None = None
) -> plans.Blueprint:
    """The blueprint with its draw for all, the same for the same seed; one per student stays as it is.

    without: what is kept from who draws.
    """
    if blueprint.is_per_student:
        return blueprint
    random = Random(seed)  # noqa: S311  (no secret: a draw that can be told again)
    draw = drawing.draw(blueprint, lens=drawing.class_lens(classroom_id), random=random, without=without)
    return plans.Blueprint(blueprint.lines, False, blueprint.asks_survival, draw.versions)


@transaction.atomic
def put_away(*, by: User, quiz: Quiz, now: datetime) -> None:
    """Takes a quiz off the list; what was made from it stays. Raises InUseError and ArchivedError."""
    locked(quiz.classroom)
    if Assignment.objects.filter(quiz=quiz).shown().exists():
        raise InUseError
    if Quiz.objects.filter(pk=quiz.pk, retired_at=None).update(retired_at=now):
        audit.note(
            classroom=quiz.classroom,
            by=by,
            what=Act.QUIZ_CHANGED,
            about=quiz.title,
            details={"put_away": True},
            now=now,
        )


def begun(quiz: Quiz) -> int:
    """How many attempts were started at a quiz: from then on, saving it makes a new version for later ones."""
    theirs = Enrollment.objects.filter(classroom_id=quiz.classroom_id, learner__isnull=False).values("learner_id")
    assigned = Assignment.objects.filter(quiz=quiz).values("pk")
    return Attempt.objects.filter(learner_id__in=theirs, assignment_id__in=assigned).count()


@transaction.atomic
def copy_work(*, original: Classroom, copy: Classroom, now: datetime) -> None:
    """Gives a copied class the quizzes and what was assigned, without dates, people and what they did.

    Without dates nothing is asked of anybody: the assignments are as if withdrawn until they are assigned again.
    """
    copies: dict[UUID, Quiz] = {}
    for quiz in Quiz.objects.filter(classroom=original, retired_at=None).order_by("made_at", "pk"):
        twin = Quiz.objects.create(classroom=copy, title=quiz.title, is_held_out=quiz.is_held_out, made_at=now)
        twin.current = QuizVersion.objects.create(quiz=twin, number=1, plan=plan_of(quiz).payload(), made_at=now)
        twin.save()
        copies[quiz.pk] = twin
    for assignment in Assignment.objects.filter(classroom=original).shown().by_date():
        if assignment.quiz_id is not None and assignment.quiz_id not in copies:
            continue
        assignment.pk = assignment.assignment_id = uuid4()
        assignment._state.adding = True
        assignment.classroom = copy
        assignment.quiz = copies[assignment.quiz_id] if assignment.quiz_id is not None else None
        assignment.opens_at = assignment.due_at = assignment.closes_at = None
        assignment.made_at = assignment.withdrawn_at = now
        assignment.save(force_insert=True)
