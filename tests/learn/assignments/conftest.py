"""A class with an instructor and students, a quiz of it, and what tests do with them."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest

from learn.accounts.models import User
from learn.assignments import actions, plans, quiz_actions
from learn.assignments.models import Assignment, Quiz
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.quizzes import actions as taking
from learn.quizzes import marking
from learn.quizzes.models import Attempt, AttemptItem
from tests.conftest import NOON


@pytest.fixture
def classroom(db) -> Classroom:
    return Classroom.objects.create(name="Oncology nursing", term="Spring", zone="Europe/Berlin", opened_at=NOON)


@pytest.fixture
def enroll(classroom: Classroom) -> Callable[..., Enrollment]:
    """Puts a learner into the class."""
    number = count(1)

    def make(learner: User | None, role: str = Role.STUDENT, **values: object) -> Enrollment:
        name = values.pop("name", f"Person {next(number):03}")
        joined = {"learner": learner, "joined_at": NOON} if learner is not None else {}
        return Enrollment.objects.create(
            **{"classroom": classroom, "role": role, "name": name, "sort_name": name, "added_at": NOON}
            | joined
            | values
        )

    return make


@pytest.fixture
def instructor(make_learner, enroll) -> User:
    found = make_learner()
    enroll(found, Role.INSTRUCTOR, name="Ina Instructor")
    return found


@pytest.fixture
def student(make_learner) -> User:
    return make_learner()


@pytest.fixture
def enrollment(student: User, enroll) -> Enrollment:
    return enroll(student, name="Stella Student")


@pytest.fixture
def make_quiz(classroom: Classroom, instructor: User) -> Callable[..., Quiz]:
    """Saves a quiz: five multiple choice questions drawn for all, unless said otherwise."""

    def make(plan: plans.Plan | None = None, *, seed: int = 1, **values: object) -> Quiz:
        plan = plan or plans.Blueprint((plans.Line(5, formats=("multiple_choice",)),))
        if isinstance(plan, plans.Blueprint) and not plan.drawn:
            plan = quiz_actions.drawn_for(plan, classroom_id=classroom.pk, seed=seed)
        values = {"by": instructor, "classroom": classroom, "quiz_id": uuid4(), "title": "Week 1", "now": NOON} | values
        return quiz_actions.save_quiz(plan=plan, **values)

    return make


@pytest.fixture
def assign(classroom: Classroom, instructor: User, make_quiz) -> Callable[..., Assignment]:
    """Assigns a quiz, due in a week, unless said otherwise."""

    def make(**terms: object) -> Assignment:
        if "deck" not in terms and "quiz" not in terms:
            terms["quiz"] = make_quiz()
        terms = {"title": "Week 1", "due_at": NOON + timedelta(days=7)} | terms
        return actions.assign(
            by=instructor, classroom=classroom, assignment_id=uuid4(), terms=actions.Terms(**terms), now=NOON
        )

    return make


@pytest.fixture
def begin() -> Callable[..., Attempt]:
    """A student starts on an assignment."""

    def start(enrollment: Enrollment, assignment: Assignment, *, now=NOON, seed: int = 1, **values: object) -> Attempt:
        values = {"attempt_id": uuid4()} | values
        return actions.start(
            learner=enrollment.learner, enrollment=enrollment, assignment=assignment, now=now, seed=seed, **values
        )

    return start


def questions_of(attempt: Attempt) -> list[AttemptItem]:
    rows = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id)
    return list(rows.select_related("version", "item").order_by("place"))


def answer(attempt: Attempt, *, right: int | None = None, now=NOON) -> None:
    """Answers the first `right` questions rightly (all by default) and the others wrongly."""
    for number, question in enumerate(questions_of(attempt)):
        item = question.version.typed
        given = marking.right_response(item)
        if right is not None and number >= right:
            given = {slot.id: [next(each.id for each in slot.options if not each.is_key)] for slot in item.slots}
        taking.respond(
            learner=attempt.learner,
            attempt_id=attempt.attempt_id,
            place=question.place,
            given=given,
            client_id=uuid4(),
            now=now,
        )


def hand_in(attempt: Attempt, *, right: int | None = None, now=NOON) -> Attempt:
    answer(attempt, right=right, now=now)
    return taking.submit(learner=attempt.learner, attempt_id=attempt.attempt_id, now=now)
