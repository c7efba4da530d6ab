"""Blueprints as they are sent."""

from uuid import uuid4

import pytest
from django.test import Client

from learn.accounts.models import User
from learn.assignments.models import Quiz
from learn.assignments.reading import plan_of
from learn.classrooms.models import Classroom

pytestmark = pytest.mark.django_db

SENT = {"title": "Week 1", "seed": 7, "count": 1, "line0-number": 5, "do": "save"}


@pytest.fixture
def teaches(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


@pytest.mark.parametrize("level", [{}, {"line0-level": ""}])
def test_a_line_without_a_difficulty_asks_for_all(
    level: dict[str, str], teaches: Client, classroom: Classroom, content
) -> None:
    said = teaches.post(f"/classes/{classroom.pk}/quizzes/new/", SENT | {"quiz_id": str(uuid4())} | level)
    assert said.status_code == 302
    assert [line.level for line in plan_of(Quiz.objects.get()).lines] == ["mixed"]


@pytest.mark.parametrize("field", ["seed", "count", "is_per_student", "asks_survival", "quiz_id"])
def test_what_no_form_of_ours_sends_is_refused(field: str, teaches: Client, classroom: Classroom, content) -> None:
    sent = SENT | {"quiz_id": str(uuid4()), "line0-level": "mixed"}
    said = teaches.post(f"/classes/{classroom.pk}/quizzes/new/", sent | {field: "a\x00b"})
    assert said.status_code in (302, 400, 422)
