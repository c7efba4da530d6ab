"""A class with a term behind it, as the tests of teaching need it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cards.models import Deck
from learn.accounts.models import User
from learn.assignments.models import Assignment, Extension, Quiz, QuizVersion
from learn.classrooms.access import Member
from learn.classrooms.models import Classroom, Enrollment, Role, Section
from learn.quizzes.models import Attempt
from tests.conftest import NOON

DUE = NOON - timedelta(days=2)


class Course:
    """A class, and what happens in it."""

    def __init__(self, make_learner: Callable[..., User], name: str = "Oncology nursing") -> None:
        self._make_learner = make_learner
        self.room = Classroom.objects.create(name=name, zone="UTC", opened_at=NOON - timedelta(days=60))

    def join(self, name: str, role: Role = Role.STUDENT, **values: object) -> Enrollment:
        learner = values.pop("learner", None) or self._make_learner()
        family = name.split()[-1]
        long_ago = NOON - timedelta(days=30)
        given = {"sort_name": f"{family}, {name.removesuffix(family).strip()}", "joined_at": long_ago} | values
        return Enrollment.objects.create(
            classroom=self.room, learner=learner, role=role, name=name, added_at=NOON, **given
        )

    def expect(self, name: str, **values: object) -> Enrollment:
        """Somebody on the roster who has not come."""
        return Enrollment.objects.create(classroom=self.room, name=name, sort_name=name, added_at=NOON, **values)

    def section(self, name: str) -> Section:
        return Section.objects.create(classroom=self.room, name=name)

    def quiz(self, title: str = "Week 1", **values: object) -> Assignment:
        quiz = Quiz.objects.create(classroom=self.room, title=title, made_at=NOON)
        quiz.current = QuizVersion.objects.create(
            quiz=quiz, number=1, plan={"kind": "picked", "versions": []}, made_at=NOON
        )
        quiz.save()
        return Assignment.objects.create(
            classroom=self.room,
            kind="quiz",
            title=title,
            quiz=quiz,
            **{"made_at": self._a_month_ago(), "due_at": DUE, "attempts": None} | values,
        )

    def study(self, title: str = "The deck", **values: object) -> Assignment:
        usual = {"made_at": self._a_month_ago(), "due_at": DUE, "goal": "days", "goal_number": 5}
        deck = Deck.objects.get(uid="nursing")
        return Assignment.objects.create(classroom=self.room, kind="study", title=title, deck=deck, **usual | values)

    def _a_month_ago(self) -> datetime:
        """A second later for each assignment that is there, so that what is made later comes later."""
        return NOON - timedelta(days=30) + timedelta(seconds=self.room.assignments.count())

    def attempt(
        self,
        student: Enrollment,
        assignment: Assignment | None,
        points: int | None,
        possible: int = 10,
        at: datetime = DUE - timedelta(days=1),
        **values: object,
    ) -> Attempt:
        """An attempt handed in with these points, or still going on where they are None."""
        handed_in = {} if points is None else {"points": points, "submitted_at": at, "ended_by": "learner"}
        return Attempt.objects.create(
            learner=student.learner,
            attempt_id=uuid4(),
            purpose="assigned" if assignment else "practice",
            feedback="at_end",
            seed=1,
            items_count=possible,
            started_at=at - timedelta(minutes=20),
            possible=possible,
            assignment_id=assignment.pk if assignment else None,
            **handed_in | values,
        )

    def extend(self, assignment: Assignment, **values: object) -> Extension:
        return Extension.objects.create(assignment=assignment, made_at=NOON, **values)


@pytest.fixture
def course(make_learner: Callable[..., User]) -> Course:
    return Course(make_learner)


@pytest.fixture
def other_course(make_learner: Callable[..., User]) -> Course:
    return Course(make_learner, "Another class")


@pytest.fixture
def teacher(course: Course) -> Member:
    own = course.join("Tara Teacher", Role.INSTRUCTOR)
    return Member(course.room, own)


@pytest.fixture
def ada(course: Course) -> Enrollment:
    return course.join("Ada Adams", email="ada@example.org", student_number="1001")


@pytest.fixture
def ben(course: Course) -> Enrollment:
    return course.join("Ben Brown", email="ben@example.org", student_number="1002")


def browser(of: Enrollment | Member) -> Client:
    """The browser of somebody in a class."""
    client = Client()
    learner = of.enrollment.learner if isinstance(of, Member) else of.learner
    client.force_login(learner)
    return client


@pytest.fixture(autouse=True)
def _it_is_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
