"""A flag and a note on a card, and a selection studied now: with a script and without one, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from cards.models import Topic
from learn.accounts.models import Preferences
from learn.reviews.models import CardMark, ReviewLog
from tests.journeys.conftest import assert_accessible
from tests.journeys.test_first_visit import grade, settle, show_answer
from tests.journeys.test_review_screen import start

NOTE = "Hips & spine <b>first</b>"


def more(page: Page) -> None:
    page.get_by_text("More", exact=True).click()


def write_note(page: Page, text: str) -> None:
    page.get_by_role("link", name="Your note").click()
    assert_accessible(page)
    page.get_by_label("For yourself alone").fill(text)
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#main").get_by_text("Your note is kept.")).to_be_visible()


def test_a_flag_and_a_note_with_a_script(page_at) -> None:
    page = start(page_at())
    settle(page)
    page.keyboard.press("f")
    expect(page.locator("#flagged")).to_have_text("flag 1")
    expect(page.locator("#status")).to_have_text("flag 1")
    assert CardMark.objects.get().flag == 1
    more(page)
    expect(page.get_by_role("link", name="Your note")).to_be_hidden()
    more(page)
    show_answer(page)
    more(page)
    assert_accessible(page)
    page.get_by_role("button", name="flag 1").click()
    expect(page.locator("#flagged")).to_have_text("flag 2")
    expect(page.locator(".reveal")).to_have_attribute("open", "")
    page.get_by_role("button", name="flag 2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#flagged")).to_have_text("flag 3")
    expect(page.get_by_role("button", name="flag 3")).to_be_focused()
    front = page.locator("#front").text_content()
    write_note(page, NOTE)
    expect(page.locator("#front")).to_have_text(front)
    expect(page.get_by_text(NOTE)).to_be_hidden()
    show_answer(page)
    expect(page.get_by_text(NOTE)).to_be_visible()
    assert_accessible(page)
    Preferences.objects.update(shortcuts=False)
    page.goto("/study/")
    settle(page)
    page.keyboard.press("f")
    page.goto("/cards/?state=noted")
    expect(page.locator("#found")).to_have_text("1 card")
    expect(page.locator("#results .chip")).to_have_text("flag 3")
    page.locator("#results summary").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Your note").click()
    page.get_by_label("For yourself alone").fill("")
    page.get_by_role("button", name="Keep the note").click()
    expect(page).to_have_url(re.compile(r"/cards/\?state=noted#card-"))
    expect(page.get_by_text("You have no note on these.")).to_be_visible()


def test_a_flag_and_a_note_without_a_script(page_at) -> None:
    page = start(page_at(java_script_enabled=False))
    page.get_by_text("Show answer").click()
    more(page)
    page.get_by_role("button", name="Flag").click()
    expect(page.locator("#flagged")).to_have_text("flag 1")
    more(page)
    expect(page.get_by_role("link", name="Your note")).to_be_hidden()
    page.get_by_text("Show answer").click()
    page.get_by_role("link", name="Your note").click()
    page.get_by_label("For yourself alone").fill(NOTE)
    CardMark.objects.update(note="From the laptop.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("From the laptop.")).to_be_visible()
    expect(page.get_by_label("For yourself alone")).to_have_value(NOTE)
    page.get_by_role("button", name="Keep both").click()
    page.get_by_text("Show answer").click()
    expect(page.get_by_text("From the laptop.")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()


@pytest.mark.parametrize("who", ["I study nursing", "I care for someone"])
def test_a_selection_studied_now(page_at, who: str) -> None:
    page = start(page_at(), who)
    topic = Topic.objects.get(uid="spread")
    page.goto(f"/cards/?topic={topic.pk}")
    assert_accessible(page)
    cards = int(page.locator("#found").text_content().split()[0])
    is_kind = who == "I care for someone"
    page.get_by_role("link", name="Go over these now" if is_kind else "Study these now").click()
    expect(page.get_by_text("begin now")).to_be_visible()
    assert_accessible(page)
    good, bad = ("I know it", "Not yet") if is_kind else ("Good", "Again")
    grade(page, bad)
    expect(page.get_by_text("begin now")).to_have_count(0)
    for _ in range(cards - 1):
        grade(page, good)
    expect(page.locator(".line")).to_contain_text("once more" if is_kind else "drill: 1 left")
    grade(page, good)
    heading = "That is all of these for today" if is_kind else "No more cards of this selection today"
    expect(page.get_by_role("heading", name=heading)).to_be_focused()
    assert_accessible(page)
    assert ReviewLog.objects.count() == cards + 1
    settle(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Show answer")).to_be_visible()


def test_a_selection_studied_now_without_a_script(page_at, today) -> None:
    page = start(page_at(java_script_enabled=False))
    topic = Topic.objects.get(uid="spread")
    page.goto(f"/cards/?topic={topic.pk}")
    cards = int(page.locator("#found").text_content().split()[0])
    for expected in (cards, cards):
        page.goto(f"/cards/?topic={topic.pk}")
        page.get_by_role("link", name="Study these now").click()
        for _ in range(expected):
            page.get_by_text("Show answer").click()
            page.get_by_role("button", name=re.compile("^Good")).click()
        expect(page.get_by_role("heading", name="No more cards of this selection today")).to_be_visible()
        today.advance(days=3)
    assert ReviewLog.objects.count() == 2 * cards


def test_a_quiz_on_chosen_cards_and_the_topic_map(page_at) -> None:
    page = start(page_at())
    page.goto("/progress/")
    page.get_by_text("Study or quiz these").first.click()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^Quiz:?.*unseen")).first.click()
    expect(page.get_by_role("heading", name="A quiz on these cards")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Start").click()
    expect(page).to_have_url(re.compile(r"/quizzes/[0-9a-f-]{36}/1/"))
    page.goto("/quizzes/cards/?q=Xgeva")
    expect(page.get_by_text("There is no question on these cards.")).to_be_visible()
    assert_accessible(page)
