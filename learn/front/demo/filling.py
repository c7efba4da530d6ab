"""Filling a database with the simulated learners: accounts, logs, quizzes, settings."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from learn.accounts.actions import change_preferences
from learn.accounts.models import Path, User
from learn.front.demo import school
from learn.front.demo.lives import LIVES, Life
from learn.front.demo.writing import PASSWORD, answer, study
from learn.quizzes.actions import respond, start_attempt, submit
from learn.quizzes.ask import Ask
from learn.quizzes.models import AttemptItem, Confidence

STAFF = "staff"

_NAMES = UUID("6f1d6b8e-8f5c-4e07-9f0f-0f7b5d6c1c11")
_QUIZ_EVERY = 28
_QUESTIONS = 10


def is_filled() -> bool:
    """Whether the learners are there."""
    return User.objects.filter(username__in=[life.name for life in LIVES]).exists()


def fill(
    *, now: datetime, told: Callable[[str], None] = lambda line: None, students: int = school.MOST_STUDENTS
) -> None:
    """Makes every learner with what lies behind them, and a class; those that are there already stay as they are.

    students: how many the class has.
    """
    for seed, life in enumerate(LIVES, start=1):
        if not User.objects.filter(username=life.name).exists():
            told(f"{life.name}: {life.days} days")
            _make(life, seed, now)
    if not User.objects.filter(username=STAFF).exists():
        User.objects.create_superuser(STAFF, password=PASSWORD)
    school.make(now=now, told=told, students=students)


@transaction.atomic
def _make(life: Life, seed: int, now: datetime) -> None:
    learner = User.objects.create_user(life.name, password=PASSWORD)
    learner = User.objects.get(pk=learner.pk)
    changes = {
        "path": life.path,
        "zone": life.zone,
        "zone_is_chosen": True,
        "new_per_day": life.new_per_day,
        "reviews_per_day": life.limit,
    }
    began = now - timedelta(days=life.days)
    change_preferences(learner=learner, changes=changes, now=began)
    last = learner.preferences.study_date(now) - timedelta(days=1)
    if life.exam_in is not None:
        exam = last + timedelta(days=life.exam_in)
        change_preferences(learner=learner, changes={"exam_date": exam}, now=began)
    if life.path != Path.CAREGIVER:
        _take_quizzes(learner, life, seed, now)
    study(learner, life, last=last, seed=seed)


def _take_quizzes(learner: User, life: Life, seed: int, now: datetime) -> None:
    """A quiz every fourth week, before the log is written: what its misses bring forward stands in it by then."""
    chance = Random(seed)  # noqa: S311  (no secret: the same answers every time)
    for ago in range(life.days - _QUIZ_EVERY, 0, -_QUIZ_EVERY):
        day = learner.preferences.study_date(now - timedelta(days=ago))
        at = datetime.combine(day, time(18, 30), tzinfo=ZoneInfo(life.zone))
        attempt_id = uuid5(_NAMES, f"{life.name} {ago}")
        ask = Ask(number=_QUESTIONS, asks_confidence=True)
        start_attempt(learner=learner, attempt_id=attempt_id, ask=ask, now=at, seed=seed * 1000 + ago)
        places = AttemptItem.objects.filter(learner_id=learner.pk, attempt_id=attempt_id).select_related("version")
        for question in places.order_by("place"):
            at += timedelta(seconds=40)
            knows = chance.random() < life.remembers
            respond(
                learner=learner,
                attempt_id=attempt_id,
                place=question.place,
                given=answer(question.version.typed, knows, chance),
                confidence=chance.choice((Confidence.SURE, Confidence.THINK_SO) if knows else Confidence.values[1:]),
                client_id=uuid5(attempt_id, str(question.place)),
                now=at,
            )
        submit(learner=learner, attempt_id=attempt_id, now=at)
