"""What forms refuse and in which words; what the history tells."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from learn.assignments.models import Assignment
from learn.classrooms.models import Classroom
from tests.conftest import NOON
from tests.learn.assignments.pages.browsing import at, blueprint, text

pytestmark = pytest.mark.django_db


def test_numbers_out_of_bounds_are_told_as_the_site_speaks(teaches: Client, make_quiz, assign, classroom) -> None:
    quiz, deck = make_quiz(), at(classroom, "assignments/new/deck/nursing/")
    wrong = {"assignment_id": str(uuid4()), "title": "x" * 500, "attempts": 0, "late_percent": 101, "minutes": "x"}
    wrong |= {"counts": "highest", "reveal": "on_submission", "pass_percent": -1}
    said = text(teaches.post(at(classroom, f"assignments/new/quiz/{quiz.pk}/"), wrong))
    for told in (
        "Please give 1 or more.", "Please give 100 or less.", "Please give a whole number.", "Please give 0 or more.",
        "This has 500 characters. Please keep it to",
    ):  # fmt: skip
        assert told in said, told
    said += text(teaches.post(deck, {"assignment_id": str(uuid4()), "title": "A", "goal": "days", "goal_number": 0}))
    said += text(teaches.post(at(classroom, "quizzes/new/"), blueprint(**{"line0-number": 1000})))
    extend = at(classroom, f"assignments/{assign().pk}/extend/")
    said += text(teaches.post(extend, {"to": "", "minutes": 0, "more_attempts": 1000}))
    assert "Ensure" not in said and "Enter a" not in said and "This field" not in said


def test_no_more_days_are_asked_for_than_there_are(teaches: Client, classroom: Classroom, at_noon) -> None:
    address = at(classroom, "assignments/new/deck/nursing/")
    fields = {"assignment_id": str(uuid4()), "title": "Read", "due_at": "2026-03-09T23:59"}
    many = fields | {"goal": "days", "goal_number": 40}
    said = "There are only 8 days until it is due: ask for 8 at most, or let it be due later."
    # Monday to Monday, both counted.
    refused = teaches.post(address, many)
    assert refused.status_code == 422 and said in text(refused) and not Assignment.objects.exists()
    assert said in text(teaches.get(address, many, headers={"hx-request": "true"}))
    assert said in text(teaches.post(address, many | {"goal": "seen", "goal_number": 9}))
    later = text(teaches.post(address, many | {"opens_at": "2026-03-08T08:00", "goal_number": 3}))
    assert "There are only 2 days until it is due" in later
    assert teaches.post(address, many | {"goal_number": 8}).status_code == 302
    # The days that have gone by count, too; without a due date there is no bound.
    change = at(classroom, f"assignments/{fields['assignment_id']}/change/")
    at_noon[0] = NOON + timedelta(days=5)
    assert teaches.post(change, many | {"goal_number": 9}).status_code == 422
    assert teaches.post(change, many | {"goal_number": 7}).status_code == 302
    assert teaches.post(change, many | {"due_at": ""}).status_code == 302


def test_forms_and_tabs_are_called_as_elsewhere(teaches: Client, make_quiz, assign, classroom, enrollment) -> None:
    assignment = assign()
    for place in (f"assignments/new/quiz/{make_quiz().pk}/", f"assignments/{assignment.pk}/extend/"):
        page = teaches.get(at(classroom, place))
        assert re.search(r'<a class="quiet" href="[^"]+">Cancel</a>', page.content.decode()), place
    trail = teaches.get(at(classroom, "trail/")).content.decode()
    assert "<h1>History</h1>" in trail and re.search(r'aria-current="page">History\s*</a>', trail)


def test_the_trail_says_nothing_of_attempts_at_a_deck(teaches: Client, make_quiz, classroom: Classroom) -> None:
    fields = {"assignment_id": str(uuid4()), "title": "Read", "goal": "days", "goal_number": 3}
    teaches.post(at(classroom, "assignments/new/deck/nursing/"), fields)
    said = text(teaches.get(at(classroom, "trail/")))
    assert "Read" in said and "attempts" not in said
    fields = {"assignment_id": str(uuid4()), "title": "Week 1", "attempts": "", "late_percent": 0}
    fields |= {"counts": "highest", "reveal": "on_submission"}
    teaches.post(at(classroom, f"assignments/new/quiz/{make_quiz().pk}/"), fields)
    assert "attempts: any number" in text(teaches.get(at(classroom, "trail/")))
