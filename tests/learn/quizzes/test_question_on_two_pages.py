"""One question on two pages: what was left as it was undoes nothing, and what is changed says so."""

import re

import pytest
from django.test import Client

from cards.items.kinds import Format
from learn.accounts.models import User
from learn.quizzes.models import Response
from tests.learn.quizzes.pages import address, holds, question, right, sent, text, three
from tests.learn.quizzes.samples import SAMPLES, place_of, quiz_of, stored

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def seen(page) -> str:
    """What a question's page says it was made from."""
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


@pytest.mark.parametrize("to", ["next", "previous", "3", "finish", "save"])
def test_a_page_left_as_it_was_does_not_undo_what_was_answered_elsewhere(
    at_home: Client, learner: User, to: str
) -> None:
    attempt = three(learner, asks_confidence=True)
    place = place_of(attempt, Format.MULTIPLE_CHOICE)
    blank = seen(at_home.get(address(attempt, place)))
    at_home.post(address(attempt, place), sent({"s1": ["o-place-east"]}, to="save", confidence="sure", seen=blank))
    left = at_home.post(address(attempt, place), sent({}, to=to, seen=blank))
    assert left.status_code == (204 if to == "save" else 302)
    assert question(attempt, place).given == {"s1": ["o-place-east"]}
    assert question(attempt, place).confidence == "sure"
    assert Response.objects.count() == 1


@pytest.mark.parametrize("to", ["next", "save"])
def test_a_changed_answer_from_an_old_page_counts_and_says_that_it_replaced_another(
    at_home: Client, learner: User, to: str
) -> None:
    attempt = three(learner)
    place = place_of(attempt, Format.MULTIPLE_CHOICE)
    blank = seen(at_home.get(address(attempt, place)))
    first = at_home.post(address(attempt, place), sent({"s1": ["o-place-east"]}, to=to, seen=blank), follow=True)
    assert "replaced it" not in text(first)
    assert "Quiz-Replaced" not in first.headers
    second = at_home.post(address(attempt, place), sent({"s1": ["o-place-north"]}, to=to, seen=blank), follow=True)
    assert question(attempt, place).given == {"s1": ["o-place-north"]}
    if to == "save":
        assert second.headers["Quiz-Replaced"] == "yes"
    else:
        assert f"Question {place} had another answer, given in another tab" in text(second)


def test_what_was_saved_on_the_way_can_be_taken_away_by_the_same_page(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.SELECT_ALL]))
    blank = seen(at_home.get(address(attempt, 1)))
    saved = at_home.post(address(attempt, 1), sent({"s1": ["o-area-one"]}, to="save", seen=blank))
    assert saved.headers["Quiz-State"] == "done"
    assert saved.headers["Quiz-Seen"] == seen(at_home.get(address(attempt, 1))) != blank
    gone = at_home.post(address(attempt, 1), sent({}, to="save", seen=saved.headers["Quiz-Seen"]))
    assert gone.headers["Quiz-State"] == "open"
    assert gone.headers["Quiz-Seen"] == blank
    assert question(attempt, 1).given == {"s1": []}


def test_gone_back_to_after_it_was_sent_a_page_says_what_counts(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.SELECT_ALL]))
    page = sent({"s1": ["o-area-one"]}, to="next", seen=seen(at_home.get(address(attempt, 1))))
    at_home.post(address(attempt, 1), page)
    again = at_home.post(address(attempt, 1), page | {"slot-s1": []}, follow=True)
    assert "This page had been sent before." in text(again)
    assert holds(again, "s1", "o-area-one")


@pytest.mark.parametrize("is_saved_on_the_way", [True, False])
def test_the_id_of_another_question_is_refused_with_a_reason(
    at_home: Client, learner: User, is_saved_on_the_way: bool
) -> None:
    attempt = three(learner)
    one = sent(right(attempt, 1), to="next")
    at_home.post(address(attempt, 1), one)
    to = "save" if is_saved_on_the_way else "next"
    page = at_home.post(address(attempt, 2), sent(right(attempt, 2), to=to) | {"client_id": one["client_id"]})
    assert page.status_code == 400
    assert "was used for another question" in text(page)
    assert question(attempt, 2).given is None


def test_no_answer_is_asked_to_be_shown_before_the_end(at_home: Client, learner: User) -> None:
    attempt = three(learner)
    at_home.post(address(attempt, 1), sent(right(attempt, 1), to="next"))
    assert at_home.post(address(attempt, 1), sent({}, to="unknown")).status_code == 400
    assert question(attempt, 1).given == right(attempt, 1)
