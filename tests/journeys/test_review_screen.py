"""The review screen's own promises: keys, reading aloud, sizes of targets, the zone, coming back on another day."""

import re

import pytest
from playwright.sync_api import Page, expect

from cards.models import Card
from learn.accounts.models import Preferences
from learn.reviews.models import CardState, PlannedCard, ReviewLog
from tests.journeys.conftest import assert_accessible
from tests.journeys.test_first_visit import grade, settle, show_answer

HEARD = """
    window.heard = [];
    window.SpeechSynthesisUtterance = function (text) { this.text = text; };
    Object.defineProperty(window, "speechSynthesis", {
        value: {
            cancel() {},
            getVoices() { return []; },
            addEventListener() {},
            speak(utterance) { window.heard.push(utterance.text); },
        }
    });
"""


def start(page: Page, who: str = "I study nursing") -> Page:
    page.get_by_role("button", name=who).click()
    expect(page.locator("#front")).to_be_visible()
    return page


def test_r_reads_aloud_i_shows_the_source_and_question_mark_the_help(page_at) -> None:
    page = page_at()
    page.add_init_script(HEARD)
    start(page)
    settle(page)
    page.keyboard.press("r")
    page.keyboard.press("i")  # the source would give the answer away: not before it is shown
    expect(page.locator("#source-panel")).to_be_empty()
    show_answer(page)
    page.keyboard.press("r")
    front, back = page.locator("#front").text_content(), page.locator(".answer .back").text_content()
    assert page.evaluate("window.heard") == [front, back]
    page.keyboard.press("i")
    expect(page.locator("#source-panel")).to_contain_text("paragraph")
    expect(page.locator("#source-panel")).to_be_focused()
    panel, grades = page.locator("#source-panel").bounding_box(), page.locator(".grades").bounding_box()
    assert panel["y"] < grades["y"] or panel["y"] > grades["y"] + grades["height"], "the panel hides behind the grades"
    assert_accessible(page)
    page.keyboard.press("i")
    expect(page.locator("#source-panel")).to_be_empty()
    page.get_by_text("More", exact=True).focus()
    page.locator("#answer").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="How it works")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_44_pixels_and_grades_lie_within_reach(page_at, width: int) -> None:
    page = start(page_at(width))
    show_answer(page)
    page.get_by_text("More", exact=True).click()
    for control in page.locator("#card button:visible, #card summary:visible, #card a:visible, .leave").all():
        box = control.bounding_box()
        assert box["height"] >= 44, control.text_content()
        assert box["width"] >= 44, control.text_content()
    for button in page.locator(".grades button").all():
        box = button.bounding_box()
        assert box["y"] + box["height"] <= page.viewport_size["height"], "a grade lies below the fold"
        assert box["y"] > page.viewport_size["height"] * 0.3
    assert_accessible(page)


def test_the_zone_comes_from_the_browser(page_at) -> None:
    start(page_at())
    assert Preferences.objects.get().zone == "Europe/Berlin"
    page = page_at(java_script_enabled=False)
    start(page)
    assert Preferences.objects.order_by("pk").last().zone == "UTC"


def test_a_zone_that_moved_is_followed(page_at) -> None:
    page = start(page_at())
    Preferences.objects.update(zone="Asia/Tokyo")
    with page.expect_response("**/settings/browser-zone/"):
        page.goto("/")
    assert Preferences.objects.get().zone == "Europe/Berlin"


def test_a_caregiver_reads_plain_words_with_respellings(page_at) -> None:
    page = start(page_at(), "I care for someone")
    show_answer(page)
    expect(page.locator(".respell").first).to_contain_text("meh-TAS-tuh-sis")
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^I know it")).click()
    for left in range(9, 0, -1):
        expect(page.locator("#status")).to_have_text(re.compile(rf"^{left} "))
        expect(page.locator("#card")).not_to_contain_text("percent")
        grade(page, "I know it")
    expect(page.get_by_role("heading", name="That is all for today")).to_be_visible()


def test_six_buttons_take_the_digits(page_at) -> None:
    page = start(page_at())
    Preferences.objects.update(buttons=6)
    page.goto("/study/")
    show_answer(page)
    assert_accessible(page)
    page.keyboard.press("0")
    expect(page.get_by_text("10 left")).to_be_visible()
    expect(page.locator("#status")).to_have_text("10 cards left")
    assert ReviewLog.objects.get().grade == 0


def test_not_today_and_set_aside_and_back(page_at, today) -> None:
    page = start(page_at())
    first = page.locator("#front").text_content()
    settle(page)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Not today").click()
    expect(page.locator("#front")).not_to_have_text(first)
    second = page.locator("#front").text_content()
    settle(page)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Set aside").click()
    expect(page.locator("#front")).not_to_have_text(second)
    page.goto("/study/set-aside/")
    expect(page.get_by_text(second, exact=True)).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("None.")).to_be_visible()
    today.advance(days=1)
    page.goto("/study/")
    expect(page.locator("#front")).to_have_text(second)
    grade(page, "Good")
    expect(page.locator("#front")).to_have_text(first)


def test_a_topic_ahead_of_its_time(page_at, today) -> None:
    page = start(page_at())
    Preferences.objects.update(new_per_day=2, content_changed_at=today())
    for _ in range(3):
        page.goto("/study/")
        while page.get_by_text("Show answer").is_visible():
            grade(page, "Good")
        today.advance(days=1)
    page.goto("/study/")
    while page.get_by_text("Show answer").is_visible():
        grade(page, "Good")
    before = set(CardState.objects.values_list("card_id", "due_date"))
    page.goto("/decks/nursing/")
    page.get_by_role("link", name=re.compile("^Study now")).first.click()
    expect(page.get_by_text("A card remembered before its date keeps that date")).to_be_visible()
    expect(page.get_by_text("early: a pass keeps its date")).to_be_visible()
    show_answer(page)
    assert_accessible(page)
    expect(page.get_by_role("button", name=re.compile("^Good date stays"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.locator("#status")).not_to_be_empty()
    assert set(CardState.objects.values_list("card_id", "due_date")) == before


@pytest.mark.parametrize(
    ("typed", "verdict"), [("Bone-METASTASIS ", "That matches."), ("bone cancer", "Compare it with the answer.")]
)
def test_a_typed_answer_is_compared(page_at, typed: str, verdict: str) -> None:
    page = start(page_at())
    card = Card.objects.get(uid="bone-metastasis/term")
    entry = PlannedCard.objects.order_by("place").first()
    PlannedCard.objects.create(
        learner=entry.learner, study_date=entry.study_date, card=card, place=entry.place - 1, first_place=99
    )
    page.goto("/study/")
    page.get_by_label("Type it, if you like").fill(typed)
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text(verdict)
    assert_accessible(page)
    assert not ReviewLog.objects.exists()


def test_keys_work_while_a_link_has_the_focus(page_at) -> None:
    page = start(page_at())
    first = page.locator("#front").text_content()
    show_answer(page)
    page.get_by_role("link", name="Where this comes from").focus()
    page.keyboard.press("3")
    expect(page.locator("#front")).not_to_have_text(first)
    assert ReviewLog.objects.get().grade == 4
    settle(page)
    page.get_by_role("link", name="Leave").focus()
    page.keyboard.press("u")
    expect(page.locator("#front")).to_have_text(first)
    settle(page)
    # What works the control itself stays its own, and so does all that is typed or pressed.
    page.get_by_text("More", exact=True).focus()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Not today")).to_be_visible()
    expect(page.locator(".reveal")).not_to_have_attribute("open", "")
    show_answer(page)
    page.locator(".grades button").first.focus()
    page.keyboard.press("3")
    expect(page.locator("#front")).to_have_text(first)
    page.get_by_role("link", name="Leave").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("/")


def test_the_line_of_a_caregivers_drill_stays_one_line(page_at) -> None:
    page = start(page_at(), "I care for someone")
    for _ in range(2):
        grade(page, "Not yet")
    while "once more" not in page.locator(".line").inner_text():
        grade(page, "I know it")
    said, leave = page.locator(".line > span"), page.get_by_role("link", name="You can stop here")
    undo = page.get_by_role("button", name=re.compile("^Undo"))
    middles = [(box["y"] + box["height"] / 2) for box in (each.bounding_box() for each in (said, undo, leave))]
    assert max(middles) - min(middles) < 8
    assert_accessible(page)
