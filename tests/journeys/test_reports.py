"""A problem with a card by hand: reported while studying, corrected by staff, told to whoever studies the card."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible


def study(page: Page, who: str = "I study nursing") -> Page:
    page.get_by_role("button", name=who).click()
    expect(page.locator("#front")).to_be_visible()
    return page


def open_report(page: Page) -> str:
    """Opens the form from the card on screen, and returns the card's front."""
    front = page.locator("#front").inner_text()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Report a problem").click()
    expect(page.get_by_role("heading", name="Report a problem")).to_be_visible()
    return front


def test_a_problem_is_reported_corrected_and_told(page_at, staff_cookie) -> None:
    classmate = study(page_at(360))
    classmate.get_by_text("Show answer").click()
    classmate.locator(".grades button[data-default]").click(delay=250)
    expect(classmate.locator(".reveal")).not_to_have_attribute("open", "")

    page = study(page_at(360))
    front = open_report(page)
    expect(page.locator("#main")).to_contain_text(front)
    assert_accessible(page)
    page.get_by_label("What is not right?").fill("x" * 1001)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("This has 1001 characters.")).to_be_visible()
    expect(page.get_by_text("Please choose one.")).to_be_visible()
    expect(page.get_by_label("What is not right?")).to_have_value("x" * 1001)
    assert_accessible(page)
    page.get_by_label("What it says is wrong").check()
    page.get_by_label("What is not right?").fill("It says <b>north</b>.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Back to where you were").click()
    expect(page.locator("#front")).to_have_text(front)

    desk = page_at(360, "dark")
    desk.context.add_cookies([staff_cookie(desk.url)])
    desk.goto("/reports/inbox/")
    expect(desk.locator("blockquote")).to_have_text("It says <b>north</b>.")
    assert_accessible(desk)
    desk.get_by_role("link", name="Answer").click()
    assert_accessible(desk)
    desk.get_by_label("Corrected: the card was changed").check()
    desk.get_by_role("button", name="Send and close").click()
    expect(desk.get_by_label("What was corrected")).to_be_focused()
    assert_accessible(desk)
    desk.get_by_label("What was corrected").fill("It is the spine.")
    desk.get_by_role("button", name="Send and close").click()
    expect(desk.locator("#main").get_by_text("1 report closed.")).to_be_visible()
    desk.get_by_role("link", name="Done").click()
    assert_accessible(desk)

    page.goto("/")
    page.get_by_role("link", name="1 answer to what you reported").click()
    expect(page.locator(".source")).to_contain_text("It is the spine.")
    assert_accessible(page)

    classmate.goto("/")
    told = classmate.get_by_role("region", name="A corrected card")
    expect(told).to_contain_text(front)
    expect(told).to_contain_text("It is the spine.")
    assert_accessible(classmate)
    told.get_by_role("button", name="Got it").click()
    expect(told).to_have_count(0)


@pytest.mark.parametrize("who", ["I study nursing", "I care for someone"])
def test_without_script_and_with_large_targets(page_at, who: str) -> None:
    page = study(page_at(360, java_script_enabled=False), who)
    page.locator(".more summary").click()
    page.locator(".more a[href*='/reports/cards/']").click()
    for target in page.locator("main label:has(input), main button, main .up a").all():
        assert target.bounding_box()["height"] >= 44
    page.locator("main input[type=radio]").first.check()
    page.locator("main textarea").fill("It is not so.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
