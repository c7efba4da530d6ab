"""How charts look: parts told apart in light, dark and print, lettering no larger than text, and whose they are."""

from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from learn.accounts.models import User
from tests.journeys.conftest import assert_accessible
from tests.journeys.test_first_visit import grade
from tests.journeys.test_review_screen import start

SHADES = """every => every.map(each => {
    const context = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    context.fillStyle = getComputedStyle(each).fill;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return .299 * red + .587 * green + .114 * blue;
})"""
LETTERING = """[...document.querySelectorAll('.chart text')].map(each =>
    parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"""


def studied(page: Page, address: str) -> Page:
    """A page of progress after two answers."""
    start(page)
    for _ in range(2):
        grade(page, "Good")
    page.goto(address)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_parts_of_a_bar_differ_in_shade(page_at, scheme: str) -> None:
    page = studied(page_at(1280, scheme), "/progress/memory/")
    legend = ".legend:has-text('mature') rect"
    expect(page.locator(legend)).to_have_count(4)
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        shades = page.locator(legend).evaluate_all(SHADES)
        assert all(abs(one - other) >= 25 for one, other in combinations(shades, 2)), f"{media}: {shades}"
    page.emulate_media(media="screen")
    assert_accessible(page)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_lettering_is_read_with_ease_and_never_larger_than_text(page_at, width: int) -> None:
    page = studied(page_at(width), "/progress/month/")
    text = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        sizes = page.evaluate(LETTERING)
        assert sizes and min(sizes) >= 8 and max(sizes) <= text, f"{media}: {min(sizes)} to {max(sizes)} px"


def test_a_printed_month_says_whose_it_is(page_at) -> None:
    page = studied(page_at(1280), "/progress/month/")
    User.objects.update(username="ines", is_guest=False)
    page.reload()
    name = page.get_by_role("main").get_by_text("ines", exact=True)
    expect(name).to_be_hidden()
    page.emulate_media(media="print")
    expect(name).to_be_visible()
