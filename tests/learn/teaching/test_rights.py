"""Who gets which page of teaching: each address by each role, and ids of other classes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from learn.assignments.models import Assignment
from learn.classrooms.models import Role
from learn.quizzes.models import Rescoring
from learn.teaching import urls
from tests.conftest import NOON
from tests.learn.teaching.analysis.test_analysis_pages import asked, keep, taken
from tests.learn.teaching.conftest import DUE, browser
from tests.learn.teaching.test_messages import written

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SEEING, TEACHING, OWN = {"observer", "co"}, {"co"}, {"student", "classmate"}
GRADE = "gradebook/<uuid:assignment_id>/<uuid:enrollment_id>/"

# Route below the class: who may read it; who may send to it. Where nobody may, the other method is not allowed.
PAGES = {
    "overview/": (SEEING, None),
    "overview/rules/": (None, TEACHING),
    "overview/<uuid:enrollment_id>/": (SEEING, None),
    "standing/": (OWN, None),
    "gradebook/": (SEEING, None),
    "gradebook/print/": (SEEING, None),
    "gradebook/export/": (None, TEACHING),
    "gradebook/<uuid:assignment_id>/": (SEEING, None),
    "gradebook/<uuid:assignment_id>/questions/": (SEEING, None),
    "gradebook/<uuid:assignment_id>/questions/<int:version_id>/": (TEACHING, TEACHING),
    "gradebook/<uuid:assignment_id>/rescorings/<uuid:rescoring_id>/": (TEACHING, TEACHING),
    "gradebook/items/<int:item_id>/": (SEEING, None),
    GRADE: (SEEING, None),
    f"{GRADE}set/": (TEACHING, TEACHING),
    f"{GRADE}<uuid:attempt_id>/": (SEEING, None),
    "grades/": (OWN, None),
    "messages/": (OWN | TEACHING, None),
    "messages/write/": (TEACHING, TEACHING),
    "messages/<uuid:message_id>/": (TEACHING, None),
}
ROLES = ("outsider", "student", "classmate", "observer", "co", "stranger")


def test_every_page_has_its_row() -> None:
    assert {str(each.pattern).removeprefix("<uuid:classroom_id>/") for each in urls.urlpatterns} == set(PAGES)


@pytest.fixture
def world(course, other_course, teacher, ada, ben, make_learner, content):
    """The people, and the ids that the addresses are about; the second set is of another class."""
    people = {
        "student": ada,
        "classmate": ben,
        "observer": course.join("Olga Observer", Role.OBSERVER),
        "co": course.join("Cora Colleague", Role.INSTRUCTOR),
        "stranger": other_course.join("Ines Elsewhere", Role.INSTRUCTOR),
        "outsider": other_course.join("Otto Outsider", ended_at="2026-01-01T00:00Z"),
    }
    here, there = (
        {
            "<uuid:assignment_id>": (quiz := each.quiz()).pk,
            "<uuid:enrollment_id>": student.pk,
            "<uuid:attempt_id>": each.attempt(student, quiz, 5).attempt_id,
        }
        for each, student in ((course, ada), (other_course, other_course.join("Theo Theirs")))
    )
    for number, (each, ids) in enumerate(((course, here), (other_course, there)), 1):
        version = asked(number)
        student = ada if each is course else each.room.enrollments.get(name="Theo Theirs")
        keep(
            [
                taken(
                    Assignment.objects.get(pk=ids["<uuid:assignment_id>"]),
                    student,
                    [version],
                    "b",
                    at=DUE - timedelta(days=9),
                )
            ]
        )
        ids["<int:version_id>"], ids["<int:item_id>"] = version.pk, version.item_id
        ids["<uuid:rescoring_id>"] = Rescoring.objects.create(
            classroom=each.room, assignment_id=ids["<uuid:assignment_id>"], version=version, scored_as="full",
            reason="So.", at=NOON, by_name="Tara",
        ).pk  # fmt: skip
    here["<uuid:message_id>"] = written(teacher, ada).pk
    there["<uuid:message_id>"] = uuid4()
    return people, here, there


def filled(course, route: str, ids: dict) -> str:
    for name, value in ids.items():
        route = route.replace(name, str(value))
    return f"/classes/{course.room.pk}/{route}"


@pytest.mark.parametrize("role", ROLES)
def test_who_gets_what(course, world, role: str) -> None:
    people, here, _ = world
    wrong = {}
    for route, rights in PAGES.items():
        for method, allowed in zip(("get", "post"), rights, strict=True):
            client = browser(people[role])
            with transaction.atomic():
                status = getattr(client, method)(filled(course, route, here)).status_code
                transaction.set_rollback(True)
            if allowed is None:
                expected = {405}
            elif role in allowed:
                # What is sent here is empty: refused in words, or sent on.
                expected = {200, 302} if method == "get" else {302, 400, 422}
            else:
                expected = {404}
            if status not in expected:
                wrong[route, method] = status
    assert wrong == {}


def test_ids_of_another_class_are_missing(course, world) -> None:
    people, here, there = world
    for route, (reads, sends) in PAGES.items():
        for name in [name for name in here if name in route]:
            mixed = here | {name: there[name]}
            client = browser(people["co"])
            if reads is not None and not route.endswith("set/"):
                assert client.get(filled(course, route, mixed)).status_code == 404, (route, name)
            if sends is not None:
                data = {"change_id": uuid4(), "graded_as": "exempt", "reason": "So.", "seen": "x"}
                assert client.post(filled(course, route, mixed), data).status_code == 404, (route, name)
