"""The card browser by hand: looking for a word while typing, going back, setting a card aside."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible


def browse(page: Page, who: str) -> Page:
    page.get_by_role("button", name=who).click()
    expect(page.locator("#front")).to_be_visible()
    page.goto("/cards/")
    return page


def test_typing_finds_tells_the_count_and_keeps_the_focus(page_at) -> None:
    page = browse(page_at(width=320), "I care for someone")
    field = page.get_by_label("Look for words in the cards")
    field.press_sequentially("denos", delay=20)
    expect(page.locator("#found")).to_contain_text("for “denos”")
    expect(page.locator("#status")).to_have_text(page.locator("#found").inner_text())
    expect(field).to_be_focused()
    expect(page).to_have_url("/cards/?q=denos")
    expect(page).to_have_title("Cards: denos · Osteon")
    expect(page.locator("#results")).to_contain_text("What does the drug denosumab do?")
    page.locator("#results summary").first.click()
    expect(page.locator("#results .back").first).to_be_visible()
    assert_accessible(page)
    field.fill("Xgeva")
    expect(page.locator("#results")).to_contain_text("Nothing found for “Xgeva”")
    assert_accessible(page)
    page.go_back()
    expect(page).to_have_url("/cards/?q=denos")
    expect(page.get_by_label("Look for words in the cards")).to_have_value("denos")
    expect(page.locator("#results")).to_contain_text("What does the drug denosumab do?")


def test_a_card_set_aside_is_there_still_and_open(page_at) -> None:
    page = browse(page_at(width=1280), "I study nursing")
    page.locator("#results summary").nth(2).click()
    page.get_by_role("button", name="Set aside").click()
    expect(page.locator("#main").get_by_text("Set aside. It rests until you take it back.")).to_be_visible()
    expect(page.get_by_role("button", name="Take back")).to_have_count(1)
    page.get_by_text("Filters and order").click()
    page.get_by_label("Where you stand with it").select_option("aside")
    expect(page.locator("#found")).to_have_text("1 card")
    expect(page).to_have_url("/cards/?state=aside")
