"""Files of extensions: whom a line is about, and how much can be granted."""

import pytest
from django.test import Client
from django.utils import timezone

from learn.accounts.models import User
from learn.assignments.models import Assignment, Extension
from learn.classrooms.models import Classroom
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def teaches(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


@pytest.fixture
def assignment(assign, enroll) -> Assignment:
    enroll(None, name="Ann", email="ann@example.org", student_number="1")
    enroll(None, name="Bob", email="bob@example.org", student_number="2")
    enroll(None, name="Cay", email="cay@example.org")
    return assign(minutes=20)


def grant(teaches: Client, classroom: Classroom, assignment: Assignment, lines: str):
    page = f"/classes/{classroom.pk}/assignments/{assignment.pk}/extend/many/"
    return teaches.post(page, {"text": lines, "do": "grant"})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ann@example.org,2", "not those of one student"),
        ("ann@example.org,77", "not those of one student"),
        ("anne@example.org,1", "No student of this class has this address."),
        ("anne@example.org,77", "this address or number"),
    ],
)
def test_an_address_and_a_number_have_to_be_one_students(
    line: str, said: str, teaches: Client, classroom: Classroom, assignment: Assignment
) -> None:
    answer = grant(teaches, classroom, assignment, f"email,number,exempt\n{line},yes\n")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Extension.objects.exists()


@pytest.mark.parametrize("line", ["ann@example.org,1", "ann@example.org,", ",1", "cay@example.org,77"])
def test_one_of_the_two_is_enough(line: str, teaches: Client, classroom: Classroom, assignment: Assignment) -> None:
    grant(teaches, classroom, assignment, f"email,number,exempt\n{line},yes\n")
    assert Extension.objects.count() == 1


@pytest.mark.parametrize("line", ["minutes,0", "minutes,9999", "more attempts,21"])
def test_a_file_grants_no_more_than_the_form_does(
    line: str, teaches: Client, classroom: Classroom, assignment: Assignment
) -> None:
    column, number = line.split(",")
    answer = grant(teaches, classroom, assignment, f"email,{column}\nann@example.org,{number}\n")
    assert answer.status_code == 422
    assert "write a whole number from" in answer.content.decode()
    assert not Extension.objects.exists()
