"""The pages of single questions, as a browser without JavaScript uses them."""

import re
from dataclasses import replace
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cards.items.kinds import Format, Slot
from cards.models import Fact
from learn.accounts.models import User
from learn.quizzes import marking
from learn.quizzes.models import Response
from learn.quizzes.shown import shown
from tests.learn.quizzes.pages import address, holds, question, right, sent, text, three
from tests.learn.quizzes.samples import SAMPLES, place_of, quiz_of, stored

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


EVERY = pytest.mark.parametrize("fmt", list(Format), ids=[each.value for each in Format])


@EVERY
def test_a_question_is_shown_answered_and_kept_without_its_answer_being_told(
    at_home: Client, learner: User, fmt: Format
) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[fmt]), stored(SAMPLES_OF_ANOTHER))
    place = place_of(attempt, fmt)
    page = at_home.get(address(attempt, place))
    assert unescape(SAMPLES[fmt].stem) in text(page)
    assert_tells_nothing(page)
    assert not re.search(r"(?<![\w-])7391(?![\w-])", page.content.decode()), "as a number: an id may hold its digits"
    given = right(attempt, place)
    response = at_home.post(address(attempt, place), sent(given, to="next"))
    assert response.status_code == 302
    assert question(attempt, place).given == given
    again = at_home.get(address(attempt, place))
    for slot, values in given.items():
        for value in values:
            assert holds(again, slot, value), (slot, value)
    assert_tells_nothing(again)
    assert_tells_nothing(at_home.get(address(attempt, "finish")))
    assert_tells_nothing(at_home.get("/quizzes/"))


# Asked beside whatever is tested, so that there is somewhere to go on to.
SAMPLES_OF_ANOTHER = replace(SAMPLES[Format.MULTIPLE_CHOICE], uid="sample/another", stem="Which other place?")


def assert_tells_nothing(response) -> None:
    whole = response.content.decode() + str(dict(response.headers))
    assert "SECRET" not in whole
    assert not re.search(r"is[-_]key|data-(?:right|answer|key)\b", whole)


@EVERY
def test_nothing_shown_depends_on_which_answer_is_right(fmt: Format) -> None:
    item = SAMPLES[fmt]
    order = {"": [slot.id for slot in item.slots]} | {
        slot.id: [option.id for option in slot.options] for slot in item.slots
    }
    other = replace(
        item, slots=tuple(turned(slot) for slot in item.slots), rationale="", hedge="", note="", facts=("x",)
    )
    assert other != item
    assert shown(other, order, None) == shown(item, order, None)


def turned(slot: Slot) -> Slot:
    """The slot with every answer the other way round."""
    options = tuple(replace(each, is_key=not each.is_key, why="", false_by="", fact="x") for each in slot.options)
    return replace(slot, options=options, accepts=("other",), near=(), number=1.5, tolerance=1, why="x", fact="x")


@EVERY
def test_checked_at_once_a_question_shows_its_answer_and_why(at_home: Client, learner: User, fmt: Format) -> None:
    item = SAMPLES[fmt]
    attempt = quiz_of(learner, stored(item), feedback="at_once")
    response = at_home.post(address(attempt, 1), sent(right(attempt, 1), to="check"))
    assert response["Location"] == f"{address(attempt, 1)}#verdict"
    page = at_home.get(address(attempt, 1))
    points = marking.possible(item)
    assert f"Right: {points} of {points} point" in text(page)
    assert "SECRET rationale." in text(page)
    assert "SECRET hedge" in text(page)
    assert "SECRET note." in text(page)
    for option in (option for slot in item.slots for option in slot.options):
        assert option.why in text(page)
    assert '<input type="radio"' not in page.content.decode(), "it can no longer be changed"
    assert "/sources/bone-metastases/#paragraph-3" in page.content.decode()
    card = Fact.objects.order_by("position").first().cards.order_by("position").first()
    assert f"/cards/{card.pk}/source/" in page.content.decode()


def test_a_hedge_is_told_apart_only_where_no_reason_says_it(at_home: Client, learner: User) -> None:
    item = replace(SAMPLES[Format.MULTIPLE_CHOICE], hedge="very encouraging, promise; may", rationale="It may be so.")
    attempt = quiz_of(learner, stored(item), feedback="at_once")
    at_home.post(address(attempt, 1), sent({}, to="unknown"))
    assert "How the source puts it: “very encouraging”, “promise”." in text(at_home.get(address(attempt, 1)))
    said = replace(SAMPLES[Format.SELECT_ALL], hedge="often; can", rationale="It can be so, and often is.")
    attempt = quiz_of(learner, stored(said), feedback="at_once")
    at_home.post(address(attempt, 1), sent({}, to="unknown"))
    assert "How the source puts it" not in text(at_home.get(address(attempt, 1)))


def test_of_parts_with_reasons_of_their_own_no_loose_hedge_is_told(at_home: Client, learner: User) -> None:
    """It could be about any of them."""
    matching = SAMPLES[Format.MATCHING]
    slots = tuple(replace(slot, why=f"Reason {slot.id}.") for slot in matching.slots)
    item = replace(matching, slots=slots, rationale=" ".join(slot.why for slot in slots), hedge="most commonly; can")
    attempt = quiz_of(learner, stored(item), feedback="at_once")
    at_home.post(address(attempt, 1), sent({}, to="unknown"))
    page = text(at_home.get(address(attempt, 1)))
    assert "Reason w2." in page and "most commonly" not in page


@EVERY
def test_who_does_not_know_is_shown_the_answer(at_home: Client, learner: User, fmt: Format) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[fmt]), feedback="at_once")
    refused = at_home.post(address(attempt, 1), sent({}, to="check"))
    assert refused.status_code == 422
    assert "Choose or type an answer first." in text(refused)
    assert_tells_nothing(refused)
    at_home.post(address(attempt, 1), sent({}, to="unknown"))
    page = text(at_home.get(address(attempt, 1)))
    assert "Not answered: 0 of" in page
    keys = [option.text for slot in SAMPLES[fmt].slots for option in slot.keys]
    for key in keys or ["hidden growth" if fmt == Format.SHORT_ANSWER else "7391 months"]:
        assert key in page


@pytest.mark.parametrize(
    ("fmt", "given", "said"),
    [
        (Format.SELECT_ALL, {"s1": ["o-area-one", "o-area-two"]}, "1 right less 1 wrong, never below 0: 0 of 2"),
        (Format.SELECT_N, {"s1": ["o-area-one", "o-area-two"]}, "one for each right part, 1 of 2"),
        (Format.MATRIX_RESPONSE, {"col-1": ["o-line-one", "o-line-two"]}, "Column left: 0; Column right: 0"),
        (Format.DYAD, {"claim": ["o-pain-rises"], "reason": ["o-cells-rest"]}, "all parts have to be right together"),
        (Format.MULTIPLE_CHOICE, {"s1": ["o-place-north"]}, "Place north your answer, not right SECRET reason of"),
    ],
)
def test_points_are_explained_part_by_part(at_home: Client, learner: User, fmt, given, said) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[fmt]), feedback="at_once")
    at_home.post(address(attempt, 1), sent(given, to="check"))
    assert said in text(at_home.get(address(attempt, 1)))


@pytest.mark.parametrize("to", ["next", "check", "save"])
def test_one_element_chosen_twice_is_told_and_nothing_is_lost(at_home: Client, learner: User, to: str) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.ORDERED]), feedback="at_once" if to == "check" else "at_end")
    page = at_home.post(address(attempt, 1), sent({"s1": ["o-step-dry", "o-step-dry", "o-step-wash"]}, to=to))
    assert page.status_code == 422
    assert "“Step dry” is chosen twice" in unescape(page.content.decode())
    assert not Response.objects.exists()
    if to != "save":
        assert page.content.decode().count('value="o-step-dry" selected') == 2
        assert page.content.decode().count('value="o-step-wash" selected') == 1


def test_too_many_are_told(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.SELECT_N]))
    chosen = ["o-area-one", "o-area-two", "o-area-three"]
    page = at_home.post(address(attempt, 1), sent({"s1": chosen}, to="next"))
    assert page.status_code == 422
    assert "Choose 2 and no more" in text(page)
    assert all(holds(page, "s1", each) for each in chosen)
    assert not Response.objects.exists()


def test_of_several_groups_the_one_with_too_many_is_named(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.BOW_TIE]))
    chosen = {"condition": ["o-state-calm"], "watch": ["o-watch-heat", "o-watch-beat", "o-watch-breath"]}
    page = at_home.post(address(attempt, 1), sent(chosen, to="next"))
    assert "Parameters: Choose 2 and no more" in text(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abt fifty", "“abt fifty” cannot be read as one number: write it in digits"),
        ("50 to 60", "“50 to 60” is a range: write one number."),
        ("> 50", "“> 50” says more or less than a number"),
    ],
)
def test_what_is_no_number_is_told_before_it_is_marked(at_home: Client, learner: User, typed: str, said: str) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.NUMERIC]))
    # On the way it may be half a word, and is kept as it is.
    assert at_home.post(address(attempt, 1), sent({"s1": [typed]}, to="save")).status_code == 204
    page = at_home.post(address(attempt, 1), sent({"s1": [typed]}, to="next"))
    assert page.status_code == 422
    assert said in text(page)
    assert holds(page, "s1", typed.replace(">", "&gt;"))
    assert at_home.post(address(attempt, 1), sent({"s1": ["about fifty"]}, to="next")).status_code == 302


def test_a_number_in_words_says_how_it_was_read(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.NUMERIC]))
    at_home.post(address(attempt, 1), sent({"s1": ["about fifty"]}, to="next"))
    at_home.post(address(attempt, "finish"))
    assert "Yours: about fifty It was read as 50." in text(at_home.get(address(attempt, "results")))


def test_select_n_says_how_many_and_how_many_are_chosen(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.SELECT_N]))
    assert "Choose 2. 0 chosen" in text(at_home.get(address(attempt, 1)))
    at_home.post(address(attempt, 1), sent({"s1": ["o-area-two"]}, to="next"))
    assert "Choose 2. 1 chosen" in text(at_home.get(address(attempt, 1)))


@pytest.mark.parametrize(
    "fields",
    [
        {"slot-s1": "o-nowhere"},
        {"slot-none": "o-place-east"},
        {"slot-s1": ["o-place-east", "o-place-north"]},
        {"slot-s1": "o-place-east", "client_id": "x"},
        {"slot-s1": "o-place-east", "confidence": "very"},
        {"slot-s1": "o-place-east", "to": "anywhere"},
    ],
)
def test_what_no_question_of_ours_sends_is_a_bad_request(at_home: Client, learner: User, fields: dict) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.MULTIPLE_CHOICE]))
    assert at_home.post(address(attempt, 1), {"client_id": str(uuid4())} | fields).status_code == 400
    assert not Response.objects.exists()


def test_buttons_lead_on_back_and_to_any_place(at_home: Client, learner: User) -> None:
    attempt = three(learner)
    here = address(attempt, 2)
    for to, then in {"next": 3, "previous": 1, "3": 3, "finish": "finish"}.items():
        assert at_home.post(here, sent(right(attempt, 2), to=to))["Location"] == address(attempt, then)
    assert at_home.post(address(attempt, 3), sent({}, to="next"))["Location"] == address(attempt, "finish")
    page = text(at_home.get(here))
    assert "Question 1 , not answered Question 2 , answered Question 3 , not answered" in page


def test_an_answer_can_be_taken_away_again(at_home: Client, learner: User) -> None:
    attempt = three(learner)
    at_home.post(address(attempt, 1), sent(right(attempt, 1), to="next"))
    at_home.post(address(attempt, 1), sent({}, to="next"))
    assert "Question 1 , not answered" in text(at_home.get(address(attempt, 1)))
    assert at_home.get(address(attempt))["Location"] == address(attempt, 1)


def test_a_doubled_answer_counts_once_and_a_used_page_says_what_counts(at_home: Client, learner: User) -> None:
    attempt = three(learner)
    place = place_of(attempt, Format.MULTIPLE_CHOICE)
    first = sent({"s1": ["o-place-east"]}, to="next")
    one, two = (at_home.post(address(attempt, place), first) for _ in range(2))
    assert one["Location"] == two["Location"]
    assert Response.objects.count() == 1
    page = at_home.post(address(attempt, place), first | {"slot-s1": ["o-place-north"]}, follow=True)
    assert "This page had been sent before." in text(page)
    assert holds(page, "s1", "o-place-east")


def test_saved_on_the_way_is_there_on_another_device_and_checks_nothing(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.MATCHING]), feedback="at_once")
    saved = at_home.post(address(attempt, 1), sent({"w2": ["o-meaning-blue"]}, to="save"))
    assert saved.status_code == 204
    phone = Client()
    phone.force_login(learner)
    page = phone.get(address(attempt), follow=True)
    assert holds(page, "w2", "o-meaning-blue")
    assert_tells_nothing(page)


def test_an_answer_after_the_answer_was_shown_does_not_count(at_home: Client, learner: User) -> None:
    attempt = quiz_of(learner, stored(SAMPLES[Format.MULTIPLE_CHOICE]), feedback="at_once")
    at_home.post(address(attempt, 1), sent({"s1": ["o-place-north"]}, to="check"))
    page = at_home.post(address(attempt, 1), sent({"s1": ["o-place-east"]}, to="check"))
    assert page.status_code == 409
    assert "the one you gave before counts" in text(page)
    assert question(attempt, 1).given == {"s1": ["o-place-north"]}


def test_how_sure_one_is_is_asked_only_where_wanted(at_home: Client, learner: User) -> None:
    assert "How sure are you?" not in text(at_home.get(address(three(learner), 1)))
    attempt = three(learner, asks_confidence=True)
    assert "How sure are you?" in text(at_home.get(address(attempt, 1)))
    at_home.post(address(attempt, 1), sent({}, to="next", confidence="guess"))
    assert re.search(r'name="confidence" value="guess" checked', at_home.get(address(attempt, 1)).content.decode())


def test_a_question_page_costs_the_same_in_a_long_quiz(at_home: Client, learner: User) -> None:
    rows = [stored(item) for item in SAMPLES.values()]
    counts = []
    at_home.get("/quizzes/")
    for chosen in (rows[:2], rows):
        attempt = quiz_of(learner, *chosen)
        with CaptureQueriesContext(connection) as queries:
            at_home.get(address(attempt, 1))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("to", ["next", "save"])
def test_an_answer_costs_the_same_in_a_long_quiz(at_home: Client, learner: User, start, to: str) -> None:
    """Session and learner; the question, before the lock and behind it; the id; two writes in a savepoint; a lock."""
    counts = []
    at_home.get("/quizzes/")
    for number in (5, 50):
        attempt = start(learner, number=number)
        answer = sent(right(attempt, 1), to=to)
        with CaptureQueriesContext(connection) as queries:
            at_home.post(address(attempt, 1), answer)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
