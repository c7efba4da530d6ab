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
from learn.quizzes.arranging import arrange
from learn.quizzes.models import Response
from learn.quizzes.results import checked
from learn.quizzes.shown import shown
from tests.learn.quizzes.pages import address, holds, question, right, sent, text, three
from tests.learn.quizzes.samples import SAMPLES, options, place_of, quiz_of, stored

pytestmark = pytest.mark.django_db

EVERY = pytest.mark.parametrize("fmt", list(Format), ids=[each.value for each in Format])


@pytest.fixture
def at_home(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


# ---- questions


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


# ---- one question on two pages


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


# ---- what a question says of itself


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
