"""What a question says of itself: how far it is answered, its points, and how each format is laid out."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from cards.items.kinds import Format
from learn.accounts.models import User
from learn.quizzes.arranging import arrange
from learn.quizzes.results import checked
from learn.quizzes.shown import shown
from tests.learn.quizzes.pages import address, right, sent, text
from tests.learn.quizzes.samples import SAMPLES, options, quiz_of, stored

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(
    ("fmt", "given", "parts"),
    [
        (Format.DROPDOWN, {"b1": ["o-grows"]}, "1 of 2"),
        (Format.SELECT_N, {"s1": ["o-area-one"]}, "1 of 2"),
        (Format.MATCHING, {"w1": ["o-meaning-red"], "w2": ["o-meaning-red"]}, "2 of 3"),
        (Format.BOW_TIE, {"actions": ["o-act-call", "o-act-lift"]}, "2 of 5"),
    ],
)
def test_what_is_partly_answered_is_neither_answered_nor_open(
    at_home: Client, learner: User, fmt: Format, given, parts
) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[fmt]))
    saved = at_home.post(address(attempt, 1), sent(given, to="save"))
    assert saved.headers["Quiz-State"] == "partly"
    assert "Question 1 , partly answered" in text(at_home.get(address(attempt, 1)))
    page = text(at_home.get(address(attempt, "finish")))
    assert f"Question 1: {parts} parts answered" in page
    assert "Every question has an answer" not in page
    assert "without an answer" not in page
    at_home.post(address(attempt, 1), sent(right(attempt, 1), to="next"))
    page = text(at_home.get(address(attempt, "finish")))
    assert "Every question has an answer" in page
    assert "parts answered" not in page


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        (Format.MULTIPLE_CHOICE, "1 point"),
        (Format.SELECT_N, "2 points: one for each right part"),
        (Format.MATCHING, "3 points: one for each right part"),
        (Format.BOW_TIE, "5 points: one for each right part"),
        (Format.DYAD, "1 point: all parts have to be right"),
        (Format.ORDERED, "1 point: all parts have to be right"),
        (Format.TRIAD, "2 points: the first part has to be right; then each right reason counts"),
        (Format.SELECT_ALL, "A point for each right pick; a wrong pick takes a point away, never below 0."),
        (Format.HIGHLIGHT, "A point for each right pick; a wrong pick takes a point away, never below 0."),
        (Format.MATRIX_RESPONSE, "in each part, a wrong pick takes a point away"),
    ],
)
def test_its_points_are_told_before_it_is_answered(at_home: Client, learner: User, fmt: Format, said: str) -> None:
    page = text(at_home.get(address(quiz_of(learner, stored(SAMPLES[fmt])), 1)))
    assert said in page
    if shown(SAMPLES[fmt], arranged(fmt), None).is_net:
        assert not re.search(r"\d points?\b", page), "their number would tell how many are right"


def arranged(fmt: Format) -> dict[str, list[str]]:
    from random import Random

    (order,) = arrange([SAMPLES[fmt]], Random(1))
    return order


@pytest.mark.parametrize(("letters", "kind"), [(20, "select"), (32, "select"), (33, "radio")])
def test_what_a_closed_list_would_cut_stands_in_lists_under_the_text(letters: int, kind: str) -> None:
    item = SAMPLES[Format.DROPDOWN]
    first = replace(item.slots[0], options=tuple(replace(each, text="x" * letters) for each in item.slots[0].options))
    view = shown(replace(item, slots=(first, item.slots[1])), arranged(Format.DROPDOWN), None)
    assert {slot.kind for slot in view.slots} == {kind}, "all of them in one way"
    assert view.is_listed == (kind == "radio")
    assert any(slot.is_long for slot in view.slots) == (letters > 20)


def test_no_sign_stands_alone_after_a_blank() -> None:
    item = replace(SAMPLES[Format.DROPDOWN], text="Here the bone {b1}, then does so {b2}.")
    view = shown(item, arranged(Format.DROPDOWN), None)
    assert [(each.text, each.number, each.stop) for each in view.segments] == [
        ("Here the bone ", 0, ""), ("", 1, ","), (" then does so ", 0, ""), ("", 2, "."),
    ]  # fmt: skip


@pytest.mark.parametrize("fmt", [Format.DYAD, Format.TRIAD])
def test_clauses_are_chosen_from_lists_under_the_sentence(at_home: Client, learner: User, fmt: Format) -> None:
    page = at_home.get(address(quiz_of(learner, stored(SAMPLES[fmt])), 1))
    assert "<select" not in page.content.decode()
    for number, slot in enumerate(SAMPLES[fmt].slots, 1):
        assert f"Blank {number}: {slot.label}" in text(page)


@pytest.mark.parametrize(
    ("fmt", "opening"),
    [
        (Format.DROPDOWN, "Here the bone … and does so … in time."),
        (Format.DYAD, "In this case pain rises because cells press."),
        (Format.HIGHLIGHT, "In May there was a dull ache in the hip, and on the table a new book lay open."),
        (Format.MULTIPLE_CHOICE, ""),
    ],
)
def test_what_has_a_stem_like_many_is_told_by_its_text(fmt: Format, opening: str) -> None:
    assert checked(SAMPLES[fmt], arranged(fmt), None).opening == opening


@pytest.mark.parametrize(("columns", "is_grid"), [(6, True), (7, False)])
def test_a_matrix_is_a_grid_where_there_is_room(columns: int, is_grid: bool) -> None:
    item = SAMPLES[Format.MATRIX_CHOICE]
    named = options(*(f"Kind {number}" for number in range(columns)), keys=["Kind 1"])
    item = replace(item, slots=tuple(replace(slot, options=named) for slot in item.slots))
    order = {"": ["row-1", "row-2"], "row-1": [each.id for each in named], "row-2": [each.id for each in named]}
    view = shown(item, order, None)
    assert (view.is_matrix, view.is_grid) == (True, is_grid)


def test_a_right_one_that_was_missed_has_no_tick(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.SELECT_ALL]), feedback="at_once")
    at_home.post(address(attempt, 1), sent({"s1": ["o-area-one"]}, to="check"))
    html = at_home.get(address(attempt, 1)).content.decode()
    found = re.findall(r'<li class="is-(\w+)">(.*?)</li>', html, re.DOTALL)
    shape = {name: "<svg" in each for name, each in found}
    assert shape == {"right": True, "missed": False, "plain": False}
    assert "right, you missed this" in html


def test_an_accepted_synonym_is_told_as_it_was_typed(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.SHORT_ANSWER]), feedback="at_once")
    at_home.post(address(attempt, 1), sent({"s1": ["SECRET other"]}, to="check"))
    assert "You wrote “SECRET other”, which is accepted." in text(at_home.get(address(attempt, 1)))


def test_a_source_opens_beside_a_quiz_that_goes_on(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.NUMERIC]), feedback="at_once")
    at_home.post(address(attempt, 1), sent({}, to="unknown"))
    page = at_home.get(address(attempt, 1))
    links = re.findall(r'<a href="/(?:sources|cards)/[^>]*>', page.content.decode().split('id="verdict"')[1])
    assert len(links) == 3
    assert all('target="_blank" rel="noopener"' in each for each in links)
    assert "(opens in a new tab)" in text(page)
    at_home.post(address(attempt, "finish"))
    assert "_blank" not in at_home.get(address(attempt, "results")).content.decode()


def test_an_ordered_question_is_not_shown_in_its_order() -> None:
    """The frozen order is all that a page goes by."""
    from random import Random

    item = SAMPLES[Format.ORDERED]
    (order,) = arrange([item], Random(1))
    view = shown(item, order, None)
    assert [option.id for option in view.only.positions[0]] == order["s1"] != [key.id for key in item.slots[0].keys]
