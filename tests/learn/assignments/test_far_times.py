"""Times that nobody can mean, and the nights on which a usual one does not come."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from learn.accounts.models import User
from learn.assignments.clocks import TooFarError, instant
from learn.assignments.forms import proposed_due
from learn.assignments.models import Assignment, Extension
from learn.classrooms.models import Classroom
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

FAR = ["9999-12-31T23:59", "0001-01-01T00:00", "1999-12-31T23:59", "2101-01-01T00:00"]
TERMS = {
    "title": "Far",
    "opens_at": "",
    "due_at": "",
    "closes_at": "",
    "late_percent": "0",
    "minutes": "20",
    "attempts": "1",
    "counts": "highest",
    "reveal": "on_submission",
}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def teaches(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999])
def test_no_instant_of_another_century(year: int) -> None:
    with pytest.raises(TooFarError):
        instant(datetime(year, 6, 1), "Asia/Tokyo")


@pytest.mark.parametrize("moment", FAR)
@pytest.mark.parametrize("field", ["opens_at", "due_at", "closes_at"])
def test_nothing_is_assigned_for_a_time_too_far_away(
    field: str, moment: str, teaches: Client, classroom: Classroom, make_quiz
) -> None:
    sent = TERMS | {"assignment_id": str(uuid4()), field: moment}
    said = teaches.post(f"/classes/{classroom.pk}/assignments/new/quiz/{make_quiz().pk}/", sent)
    assert said.status_code == 422
    assert "a year from 2000 to 2100" in said.content.decode()
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("moment", FAR)
def test_nothing_is_granted_until_a_time_too_far_away(
    moment: str, teaches: Client, classroom: Classroom, enroll, assign
) -> None:
    someone, assignment = enroll(None, email="x@example.org"), assign()
    page = f"/classes/{classroom.pk}/assignments/{assignment.pk}/extend/"
    by_form = teaches.post(page, {"to": f"student:{someone.pk}", "due_at": moment})
    by_file = teaches.post(f"{page}many/", {"text": f"email,due\nx@example.org,{moment}\n", "do": "grant"})
    for said in (by_form, by_file):
        assert said.status_code == 422
        assert "a year from 2000 to 2100" in said.content.decode()
    assert not Extension.objects.exists()


def test_a_due_date_is_proposed_for_a_night_whose_last_minute_does_not_come() -> None:
    week_before = datetime(2027, 3, 20, 15, tzinfo=UTC)
    due = proposed_due(week_before, "America/Nuuk")
    assert timedelta(days=7) < due - week_before < timedelta(days=8)
