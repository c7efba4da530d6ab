"""A class and who is in it."""

from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from learn.accounts.models import User
from learn.classrooms import joining, people
from learn.classrooms.actions import open_class
from learn.classrooms.models import Classroom, Enrollment, Role
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def fresh_counts(db) -> None:
    cache.clear()


@pytest.fixture
def account() -> Callable[..., User]:
    def make(name: str, **values: object) -> User:
        user = User.objects.create_user(name, password="x", **values)
        user.preferences.path = "nursing"
        user.preferences.save()
        return user

    return make


@pytest.fixture
def opened() -> Callable[..., Classroom]:
    def make(by: User, name: str = "Nursing 201", **values: object) -> Classroom:
        said = {"classroom_id": uuid4(), "term": "", "own_name": by.username.title(), "zone": "Europe/Berlin"}
        # By the clock that the pages go by: a code expires.
        return open_class(learner=by, name=name, now=timezone.now(), **said | values)

    return make


@pytest.fixture
def cast(db, account: Callable[..., User], opened: Callable[..., Classroom]) -> SimpleNamespace:
    """A class with an instructor, a co-instructor, an observer and two students; and an instructor of another."""
    ines, carl, oda, sam, mia = (account(name) for name in ("ines", "carl", "oda", "sam", "mia"))
    classroom = opened(ines)
    code = classroom.codes.get().code
    for who, role in (("carl", Role.INSTRUCTOR), ("oda", Role.OBSERVER)):
        people.add_teacher(classroom=classroom, by=ines, who=who, name=who.title(), role=role, now=NOON)
    for student in (sam, mia):
        joining.join_class(learner=student, code=code, name=student.username.title(), now=timezone.now())
    other = account("xena")
    return SimpleNamespace(
        classroom=classroom,
        code=code,
        instructor=ines,
        co=carl,
        observer=oda,
        student=sam,
        classmate=mia,
        stranger=other,
        elsewhere=opened(other, "Elsewhere"),
    )


@pytest.fixture
def enter() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def row() -> Callable[[Classroom, User], Enrollment]:
    def get(classroom: Classroom, learner: User) -> Enrollment:
        return Enrollment.objects.get(classroom=classroom, learner=learner)

    return get


@pytest.fixture
def expect() -> Callable[..., Enrollment]:
    """Puts somebody on the roster who has not come yet."""

    def make(classroom: Classroom, name: str = "Sam Stone", **values: object) -> Enrollment:
        return Enrollment.objects.create(classroom=classroom, name=name, sort_name=name, added_at=NOON, **values)

    return make
