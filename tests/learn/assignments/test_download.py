"""What a learner downloads of an assigned quiz, and sees of it in their progress: no more than its page shows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from learn.accounts.models import User
from learn.assignments import actions
from learn.assignments.models import Reveal
from learn.classrooms.models import Enrollment
from learn.progress.quiz_shares import points_by_topic
from learn.quizzes.receivers import export
from tests.conftest import NOON
from tests.learn.assignments.conftest import hand_in

pytestmark = pytest.mark.django_db


def downloaded(learner: User) -> dict[str, list[dict[str, object]]]:
    tables = export(learner=learner)
    return {each.name: [dict(zip(each.columns, row, strict=True)) for row in each.rows()] for each in tables}


def test_a_reveal_that_was_put_off_holds_for_the_download_and_for_progress(
    monkeypatch: pytest.MonkeyPatch, instructor: User, student: User, enrollment: Enrollment, assign, begin
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    assignment = assign(due_at=None, closes_at=NOON + timedelta(days=1), reveal=Reveal.ON_SUBMISSION)
    hand_in(begin(enrollment, assignment), right=2)
    assert downloaded(student)["quiz_attempts"][0]["points"] == 2
    first, last = NOON - timedelta(days=1), NOON + timedelta(minutes=1)
    assert sum(each.questions for each in points_by_topic(student.pk, first, last).values()) == 5

    later = replace(actions.Terms.of(assignment), reveal=Reveal.AFTER_CLOSING)
    actions.change(by=instructor, assignment=assignment, terms=later, now=NOON)
    found = downloaded(student)
    assert found["quiz_attempts"][0]["points"] is None
    assert {(each["points"], each["is_checked"], each["item"]) for each in found["quiz_questions"]} == {
        (None, False, "")
    }
    assert {(each["last_points"], each["item"]) for each in found["quiz_items"]} == {(None, "")}
    assert points_by_topic(student.pk, first, last) == {}

    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=2))
    found = downloaded(student)
    assert found["quiz_attempts"][0]["points"] == 2
    assert {each["last_points"] for each in found["quiz_items"]} == {0, 1}
