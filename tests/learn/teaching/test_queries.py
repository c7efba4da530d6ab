"""Pages of a class cost as many questions for five hundred students and forty assignments as for a handful."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learn.accounts.models import Preferences, User
from learn.assignments.models import Assignment
from learn.classrooms.models import Enrollment
from learn.quizzes.models import Attempt
from tests.conftest import NOON
from tests.learn.teaching.conftest import DUE, browser

pytestmark = pytest.mark.django_db

# Who is asking (session and learner, their enrollment and class), the quizzes to bring up to date (three), sections,
# students, assignments, extensions, rescorings, attempts, decisions; the days of decks and their topics.
GRADEBOOK = 15


def fill(course, students: int, assignments: int) -> None:
    users = User.objects.bulk_create(User(username=f"of-many-{uuid4()}", is_guest=True) for _ in range(students))
    Preferences.objects.bulk_create(Preferences(user=user, path="nursing") for user in users)
    Enrollment.objects.bulk_create(
        Enrollment(classroom=course.room, learner=user, name=f"S {n}", added_at=NOON, joined_at=NOON)
        for n, user in enumerate(users)
    )
    quiz = course.quiz("Made by hand").quiz
    made = Assignment.objects.bulk_create(
        Assignment(classroom=course.room, kind="quiz", quiz=quiz, title=f"Quiz {n}", made_at=NOON, due_at=DUE)
        for n in range(assignments)
    )
    Attempt.objects.bulk_create(
        Attempt(
            learner=user, attempt_id=uuid4(), purpose="assigned", feedback="at_end", seed=1, items_count=5,
            points=n % 6, possible=5, started_at=DUE, submitted_at=DUE, ended_by="learner", assignment_id=each.pk,
        )
        for n, user in enumerate(users)
        for each in made
    )  # fmt: skip


PAGES = ("gradebook", "print", "overview", "messages", "write")


def questions(client, course) -> dict[str, int]:
    counts = {}
    for name in PAGES:
        client.get(reverse(f"teaching:{name}", args=[course.room.pk]))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(f"teaching:{name}", args=[course.room.pk])).status_code == 200
        counts[name] = len(caught)
    with CaptureQueriesContext(connection) as caught:
        b"".join(client.post(reverse("teaching:export", args=[course.room.pk]), {"format": "plain"}).streaming_content)
    return counts | {"export": len(caught)}


@pytest.mark.long
def test_as_many_for_five_hundred_by_forty_as_for_three_by_two(course, teacher) -> None:
    course.study()
    fill(course, 3, 2)
    client = browser(teacher)
    few = questions(client, course)
    fill(course, 497, 37)
    assert questions(client, course) == few
    assert few["gradebook"] <= GRADEBOOK
    assert few["overview"] <= 23
