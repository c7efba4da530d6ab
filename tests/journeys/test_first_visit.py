"""From the first visit through ten cards, an undo, the drill and the summary to the days after."""

import re

import pytest
from playwright.sync_api import Page, expect

from learn.reviews.models import DayTally, ReviewLog
from tests.journeys.conftest import assert_accessible

SIZES = [(360, "light"), (1280, "dark")]


def front(page: Page) -> str:
    return page.locator("#front").text_content() or ""


def settle(page: Page) -> None:
    """Waits until the card takes input again: the guard against double taps holds for 200 ms."""
    expect(page.locator("body")).to_have_attribute("data-guard", "off")


def show_answer(page: Page) -> None:
    settle(page)
    page.get_by_text("Show answer").click()
    expect(page.locator("#answer")).to_be_focused()
    settle(page)


def grade(page: Page, name: str) -> None:
    card = page.locator("#card").element_handle()
    show_answer(page)
    page.get_by_role("button", name=re.compile(f"^{name}")).click()
    page.wait_for_function("card => !card.isConnected", arg=card)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_first_visit_to_the_days_after(page_at, today, width: int, scheme: str) -> None:
    page = page_at(width, scheme)
    assert_accessible(page)
    page.get_by_role("button", name="I study nursing").click()
    expect(page.get_by_text("10 left")).to_be_visible()
    assert_accessible(page)
    first = front(page)
    grade(page, "Again")
    assert front(page) != first
    settle(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#front")).to_have_text(first)
    grade(page, "Hard")
    for _ in range(9):
        grade(page, "Good")
    expect(page.get_by_text("drill: 1 left")).to_be_visible()
    expect(page.locator("#front")).to_have_text(first)
    show_answer(page)
    assert_accessible(page)
    page.get_by_role("link", name="Where this comes from").click()
    expect(page.locator("#source-panel")).to_contain_text("paragraph 1")
    assert_accessible(page)
    settle(page)
    page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert_accessible(page)
    tally = DayTally.objects.get()
    assert (tally.new_cards, tally.drills, tally.new_passed) == (10, 1, 10)

    today.advance(days=1)
    page.goto("/")
    assert_accessible(page)
    page.get_by_role("link", name="Study", exact=True).last.click()
    expect(page.get_by_text(re.compile(r"\d+ left"))).to_be_visible()
    grade(page, "Good")
    assert DayTally.objects.order_by("study_date").last().reviews == 1
    today.advance(days=6)
    page.goto("/study/")
    settle(page)
    page.get_by_text("Show answer").click()
    expect(page.locator("#answer")).to_be_focused()
    # What was reviewed twice comes back after six days, and then after fifteen.
    expect(page.get_by_role("button", name=re.compile("^Good in 6 days|^Good in 15 days"))).to_be_visible()


@pytest.mark.parametrize("width", [360])
def test_by_keyboard_alone(page_at, width: int) -> None:
    page = page_at(width)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "nursing":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("10 left")).to_be_visible()
    for left in range(9, -1, -1):
        card = page.locator("#card").element_handle()
        settle(page)
        page.keyboard.press("Space" if left % 2 else "Enter")
        expect(page.locator("#answer")).to_be_focused()
        settle(page)
        page.keyboard.press("4" if left % 2 else "Enter")
        page.wait_for_function("card => !card.isConnected", arg=card)
        if left:
            expect(page.locator("#front")).to_be_focused()
            expect(page.locator("#status")).to_have_text(re.compile(rf"^{left} cards? left$"))
    expect(page.get_by_role("heading", name="Done for today")).to_be_focused()
    settle(page)
    page.keyboard.press("u")
    expect(page.get_by_text("1 left")).to_be_visible()
    assert set(ReviewLog.objects.exclude(kind="void").values_list("grade", flat=True)) == {4, 5}


def test_keys_leave_focused_controls_alone_and_can_be_switched_off(page_at) -> None:
    page = page_at()
    page.get_by_role("button", name="I study nursing").click()
    settle(page)
    page.locator("details.more summary").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Set aside")).to_be_visible()
    expect(page.locator("details.reveal")).not_to_have_attribute("open", "")
    page.keyboard.press("1")
    page.goto("/settings/")
    assert_accessible(page)
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#main").get_by_text("Saved.")).to_be_visible()
    page.goto("/study/")
    settle(page)
    page.keyboard.press("Space")
    page.keyboard.press("4")
    settle(page)
    expect(page.locator("details.reveal")).not_to_have_attribute("open", "")
    assert not ReviewLog.objects.exists()


def test_a_double_tap_grades_one_card(page_at) -> None:
    page = page_at()
    page.get_by_role("button", name="I study nursing").click()
    settle(page)
    # The second of two quick keys was meant for the page before: it comes with the answer, before the eye can see it.
    page.evaluate(
        """() => new Promise(done => {
            const details = document.querySelector("details.reveal");
            details.addEventListener("toggle", () => {
                document.dispatchEvent(new KeyboardEvent("keydown", {key: "4", bubbles: true}));
                document.querySelector("[data-default]").click();
                done();
            }, {once: true});
            details.open = true;
        })"""
    )
    settle(page)
    expect(page.get_by_text("10 left")).to_be_visible()
    assert not ReviewLog.objects.exists()
    page.locator("[data-default]").dblclick()
    expect(page.get_by_text("9 left")).to_be_visible()
    settle(page)
    assert ReviewLog.objects.count() == 1


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark")])
def test_the_same_without_javascript(page_at, width: int, scheme: str) -> None:
    page = page_at(width, scheme, java_script_enabled=False)
    page.get_by_role("button", name="I study nursing").click()
    first = front(page)
    for turn in range(10):
        page.get_by_text("Show answer").click()
        page.get_by_role("button", name=re.compile("^Again" if turn == 0 else "^Good")).click()
    expect(page.get_by_text("drill: 1 left")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 left")).to_be_visible()
    for _ in range(2):
        page.get_by_text("Show answer").click()
        page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert first
    assert DayTally.objects.get().drills == 1


def test_a_lost_connection_loses_nothing(page_at) -> None:
    page = page_at()
    page.get_by_role("button", name="I study nursing").click()
    show_answer(page)
    page.route("**/study/answer/", lambda route: route.abort(), times=1)
    page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.locator(".failed")).to_contain_text("Nothing is lost")
    expect(page.locator(".failed")).to_be_in_viewport()
    assert not ReviewLog.objects.exists()
    page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.get_by_text("9 left")).to_be_visible()
    assert ReviewLog.objects.count() == 1


def test_two_tabs(page_at) -> None:
    page = page_at()
    page.get_by_role("button", name="I study nursing").click()
    other = page.context.new_page()
    other.goto("/study/")
    grade(page, "Good")
    show_answer(other)
    other.get_by_role("button", name=re.compile("^Again")).click()
    expect(other.get_by_role("heading", name="This page was out of date")).to_be_visible()
    assert_accessible(other)
    other.get_by_role("link", name="Go on studying").click()
    expect(other.get_by_text("9 left")).to_be_visible()
    assert ReviewLog.objects.count() == 1
