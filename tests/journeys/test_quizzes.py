"""Taking a quiz in a real browser: each format, by keyboard, without script, on two devices, against the clock."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cards.items.kinds import TYPED, Format, Slot
from cards.items.kinds import Item as TypedItem
from cards.models import ItemVersion, Topic
from learn.accounts.models import User
from learn.quizzes import marking
from learn.quizzes.models import Attempt, AttemptItem, Response
from tests.journeys.conftest import assert_accessible
from tests.learn.quizzes.samples import SAMPLES, options, quiz_of, stored

IN_LISTS = {Format.DROPDOWN, Format.MATCHING}
CLAUSES = {Format.DYAD, Format.TRIAD}


def enter(page: Page, who: str = "I study nursing") -> User:
    page.get_by_role("button", name=who).click()
    expect(page.locator("#front")).to_be_visible()
    return User.objects.order_by("pk").last()


def items_of(attempt: Attempt) -> list[TypedItem]:
    rows = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id).order_by("place")
    versions = ItemVersion.objects.in_bulk(rows.values_list("version_id", flat=True))
    return [versions[row.version_id].typed for row in rows]


def fill_in(page: Page, item: TypedItem) -> None:
    """Answers as a person does: by what stands beside each control."""
    for number, (slot, chosen) in enumerate(zip(item.slots, marking.right_response(item).values(), strict=True), 1):
        if item.shape in TYPED:
            page.get_by_label("Your answer").fill(chosen[0].removesuffix(f" {slot.unit}"))
        elif item.shape == Format.ORDERED:
            for place, option_id in zip(("1, first", "2", "3, last"), chosen, strict=True):
                page.get_by_label(place, exact=True).select_option(slot.option(option_id).text)
        elif item.shape in IN_LISTS:
            name = slot.label if item.shape == Format.MATCHING else f"blank {number} of {len(item.slots)}"
            page.get_by_label(name).select_option(slot.option(chosen[0]).text)
        else:
            name = f"^Blank {number}: {slot.label}$" if item.shape in CLAUSES else f"^{slot.label}"
            group = page.get_by_role("group", name=re.compile(name)) if slot.label else page
            for option_id in chosen:
                group.get_by_label(slot.option(option_id).text, exact=True).check()


@pytest.mark.parametrize(
    ("width", "scheme", "feedback"), [(360, "light", "at_end"), (1280, "dark", "at_once")], ids=["phone", "desk"]
)
def test_a_question_of_each_format(page_at, width: int, scheme: str, feedback: str) -> None:
    page = page_at(width, scheme)
    learner = enter(page)
    attempt = quiz_of(learner, *map(stored, SAMPLES.values()), feedback=feedback, asks_confidence=True)
    page.goto(attempt.get_absolute_url())
    items = items_of(attempt)
    for number, item in enumerate(items, 1):
        expect(page.get_by_role("heading", level=1)).to_have_text(item.stem)
        fill_in(page, item)
        assert_targets(page)
        if feedback == "at_end":
            assert_accessible(page)
            page.get_by_role("button", name="Save and").click()
            continue
        page.get_by_role("button", name="Check answer").click()
        expect(page.locator("#verdict")).to_be_focused()
        expect(page.locator("#verdict-word")).to_have_text(re.compile("Right"))
        assert_accessible(page)
        next_button = page.get_by_role("link", name="Next", exact=True)
        (next_button if number < len(items) else page.get_by_role("button", name="See the results")).click()
    if feedback == "at_end":
        expect(page.get_by_text("Every question has an answer.")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="Hand in").click()
    possible = sum(marking.possible(item) for item in items)
    expect(page.get_by_text(f"{possible} of {possible} points (100 %)").first).to_be_visible()
    assert_accessible(page)


def assert_targets(page: Page) -> None:
    """Whatever is pressed is 44 px high at least: a box with its label."""
    # Not before its styles are there.
    page.wait_for_load_state()
    assert page.evaluate(SMALL) == []


SMALL = """() => {
    const pressed = "main button, main select, main label:has(input), main input[type=text]";
    const height = (each) => Math.max(...[...each.getClientRects()].map((box) => box.height));
    return [...document.querySelectorAll(pressed)]
        .filter((each) => each.checkVisibility() && height(each) < 43.5)
        .map((each) => each.outerHTML.slice(0, 90));
}"""


def test_from_the_form_to_the_results_without_script(page_at) -> None:
    page = page_at(java_script_enabled=False)
    enter(page)
    page.goto("/quizzes/")
    page.get_by_text("Change what it asks").click()
    page.get_by_label("How many questions").fill("5")
    page.get_by_role("checkbox", name=re.compile("^Multiple choice")).check()
    page.get_by_label("after each question").check()
    expect(page.locator("[data-in-short]")).to_be_hidden()
    page.get_by_role("button", name="Start", exact=True).click()
    for number in range(1, 6):
        expect(page.get_by_text(f"{number} of 5", exact=True)).to_be_visible()
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Check answer").click()
        expect(page.locator("#verdict")).to_be_visible()
        page.locator("#verdict ~ .toolbar a, #verdict ~ .toolbar button").click()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    assert Attempt.objects.get().points is not None
    page.get_by_role("button", name="Another quiz on the same facts").click()
    expect(page.get_by_role("button", name="Check answer")).to_be_visible()


def test_by_keyboard_alone(page_at) -> None:
    page = page_at(1280)
    learner = enter(page)
    chosen = (Format.MULTIPLE_CHOICE, Format.SELECT_ALL, Format.DROPDOWN)
    attempt = quiz_of(learner, *(stored(SAMPLES[each]) for each in chosen), feedback="at_once")
    page.goto(attempt.get_absolute_url())
    for item in items_of(attempt):
        expect(page.get_by_role("heading", level=1)).to_have_text(item.stem)
        right = marking.right_response(item)
        if item.format == Format.MULTIPLE_CHOICE:
            row = AttemptItem.objects.get(item__uid=item.uid)
            page.keyboard.press(str(row.order["s1"].index(right["s1"][0]) + 1))
            expect(page.get_by_role("radio", checked=True)).to_be_focused()
        elif item.format == Format.SELECT_ALL:
            for option_id in right["s1"]:
                tab_to(page, f"document.activeElement.value === '{option_id}'")
                page.keyboard.press("Space")
        else:
            for slot_id, (option_id,) in right.items():
                tab_to(page, f"document.activeElement.name === 'slot-{slot_id}'")
                page.keyboard.type(item.slot(slot_id).option(option_id).text)
        tab_to(page, "document.activeElement.value === 'check'")
        page.keyboard.press("Enter")
        expect(page.locator("#verdict")).to_be_focused()
        expect(page.locator("#verdict-word")).to_have_text(re.compile("Right"))
        tab_to(
            page, "/Next|results/.test(document.activeElement.textContent) && !!document.activeElement.closest('main')"
        )
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Results")).to_be_visible()


def tab_to(page: Page, condition: str) -> None:
    for _ in range(40):
        if page.evaluate(condition):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not get to where {condition}")


def test_what_was_chosen_survives_a_killed_browser_and_a_lost_connection(page_at) -> None:
    page = page_at()
    learner = enter(page)
    attempt = quiz_of(learner, *(stored(SAMPLES[each]) for each in (Format.SELECT_N, Format.SHORT_ANSWER)))
    places = {item.format: number for number, item in enumerate(items_of(attempt), 1)}
    address = attempt.get_absolute_url()
    page.goto(f"{address}{places[Format.SELECT_N]}/")
    page.get_by_label("Area three").check()
    expect(page.locator("[data-chosen]")).to_have_text("1")
    expect(page.locator("#status")).to_have_text("Saved")
    page.goto(f"{address}{places[Format.SHORT_ANSWER]}/")
    page.context.set_offline(True)
    page.get_by_label("Your answer").press_sequentially("hidden gr")
    expect(page.locator("#status")).to_have_text("Not saved yet: no connection")
    page.get_by_label("Your answer").press_sequentially("owth")
    page.context.set_offline(False)
    expect(page.locator("#status")).to_have_text("Saved")
    cookies = page.context.cookies()
    page.context.close()
    elsewhere = page_at(1280)
    elsewhere.context.clear_cookies()
    elsewhere.context.add_cookies(cookies)
    elsewhere.goto(f"{address}{places[Format.SHORT_ANSWER]}/")
    expect(elsewhere.get_by_label("Your answer")).to_have_value("hidden growth")
    elsewhere.goto(f"{address}{places[Format.SELECT_N]}/")
    expect(elsewhere.get_by_label("Area three")).to_be_checked()
    assert set(Response.objects.values_list("kept_as", flat=True)) == {"counted"}


def test_two_tabs_do_not_undo_each_other(page_at) -> None:
    page = page_at()
    learner = enter(page)
    attempt = quiz_of(learner, *(stored(SAMPLES[each]) for each in (Format.SELECT_N, Format.SELECT_ALL)))
    place = next(number for number, item in enumerate(items_of(attempt), 1) if item.format == Format.SELECT_N)
    address = f"{attempt.get_absolute_url()}{place}/"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    strip = page.locator(".place[aria-current]")
    page.get_by_label("Area three").check()
    expect(strip).to_contain_text("partly answered")
    page.get_by_label("Area one").check()
    expect(strip).to_have_text(f"Question {place}, answered")
    page.get_by_label("Area one").uncheck()
    expect(strip).to_contain_text("partly answered")
    other.get_by_role("button", name="Hand in").click()
    expect(other.get_by_text(f"Question {place}: 1 of 2 parts answered")).to_be_visible()
    assert_accessible(other)
    other.goto(address)
    expect(other.get_by_label("Area three")).to_be_checked()
    page.get_by_label("Area four").check()
    expect(strip).to_have_text(f"Question {place}, answered")
    other.get_by_label("Area two").check()
    expect(other.locator("[data-saved]")).to_contain_text("Another answer")


def test_a_quiz_is_put_away_after_it_was_asked(page_at) -> None:
    page = page_at(java_script_enabled=False)
    learner = enter(page)
    quiz_of(learner, stored(SAMPLES[Format.NUMERIC]), now=timezone.now(), minutes=30)
    page.goto("/quizzes/")
    page.get_by_text("Put away").click()
    page.get_by_role("button", name="Yes, put it away").click()
    expect(page.locator("#main").get_by_text("The quiz and its answers are put away.")).to_be_visible()
    assert not Attempt.objects.exists()


def test_the_clock_runs_down_is_told_and_hands_in(page_at) -> None:
    page = page_at()
    learner = enter(page)
    attempt = quiz_of(learner, stored(SAMPLES[Format.SHORT_ANSWER]), now=timezone.now(), minutes=30)
    Attempt.objects.update(ends_at=timezone.now() + timedelta(seconds=80))
    page.clock.install()
    page.goto(f"{attempt.get_absolute_url()}1/")
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^1:[01]\d$"))
    page.get_by_role("button", name="Hide the time").click()
    expect(page.locator("[data-clock]")).to_be_hidden()
    expect(page.locator("#status")).to_be_empty()
    page.clock.run_for(22_000)
    expect(page.locator("#status")).to_have_text("1 minute left")
    expect(page.locator("[data-clock]")).to_be_visible()
    page.get_by_label("Your answer").fill("hidden growth")
    page.clock.run_for(62_000)
    expect(page.get_by_text("1 of 1 point (100 %)").first).to_be_visible()


def test_word_games_for_who_cares_for_someone(page_at) -> None:
    page = page_at()
    enter(page, "I care for someone")
    page.goto("/quizzes/")
    page.get_by_role("button", name=re.compile("^Choose the meaning")).click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Is that it?").click()
    expect(page.locator("#verdict")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Show me").click()
    expect(page.locator("#verdict")).to_contain_text("Here it is.")
    page.goto(f"{Attempt.objects.get().get_absolute_url()}finish/")
    page.get_by_role("button", name="What the words mean").click()
    expect(page.get_by_role("heading", name="These were your words")).to_be_visible()
    assert_accessible(page)


def test_a_meaning_too_long_for_its_list_stands_below_it_in_full(page_at) -> None:
    long, short = "Cancer in the bones that came from another part of the body, such as a breast", "Of the bones"
    slots = (
        Slot("w1", "Word one", options(long, short, keys=[long])),
        Slot("w2", "Word two", options(long, short, keys=[short])),
    )
    page = page_at(360)
    attempt = quiz_of(enter(page), stored(replace(SAMPLES[Format.MATCHING], slots=slots)))
    page.goto(attempt.get_absolute_url())
    expect(page.locator(".whole-choice")).to_have_count(0)
    page.get_by_label("Word one").select_option(long)
    page.get_by_label("Word two").select_option(short)
    expect(page.locator(".whole-choice")).to_have_text([long])
    assert_accessible(page)
    page.reload()
    expect(page.locator(".whole-choice")).to_have_text([long])
    page.get_by_label("Word one").select_option(short)
    expect(page.locator(".whole-choice")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("Word one").select_option(long)
    assert_accessible(page)


@pytest.mark.parametrize("width", [360, 320])
def test_results_with_a_long_topic_fit(page_at, width: int) -> None:
    page = page_at(width)
    attempt = quiz_of(enter(page), stored(SAMPLES[Format.MULTIPLE_CHOICE]))
    Topic.objects.filter(pk=AttemptItem.objects.get().item.topic_id).update(
        title="Haemodynamics and electrocardiography"
    )
    page.goto(f"{attempt.get_absolute_url()}finish/")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("1 row, By topic").click()
    expect(page.get_by_role("rowheader", name="Haemodynamics and electrocardiography")).to_be_visible()
    assert_accessible(page)
