"""Every page, as anyone may meet it: axe, landmarks, small windows, large text, forced colours, no connection."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from learn.accounts.models import Preferences
from tests.journeys.conftest import assert_accessible

NURSE, CAREGIVER = "I study nursing", "I care for someone"

COMMON = ["/help/", "/glossary/", "/sources/bone-metastases/", "/no-such-page/", "/offline/", "/classes/join/"]
SIGNED_IN = [
    "/",
    "/study/",
    "/decks/",
    "/quizzes/",
    "/quizzes/cards/",
    "/cards/",
    "/cards/?q=metastasis",
    "/cards/?q=Xgeva",
    "/study/set-aside/",
    "/settings/",
    "/reminders/",
    "/classes/",
    "/words/",
    "/questions/",
    "/notebook/",
    "/progress/",
    "/progress/cost/",
    "/reports/",
    "/reports/thanks/",
    "/account/delete/",
    "/account/logout/",
]
PAGES = {
    "": ["/", *COMMON, "/account/login/", "/account/signup/", "/account/password/reset/"],
    NURSE: [
        *SIGNED_IN,
        "/decks/nursing/",
        "/progress/exam/",
        "/progress/memory/",
        "/progress/predictions/",
        "/progress/week/",
        *COMMON,
    ],
    CAREGIVER: [*SIGNED_IN, "/decks/words-to-know/", "/decks/understanding-care/", *COMMON],
}

PHONE, DESK = (360, 740), (1280, 800)
# Caregivers' pages are those of students in other words.
LOOKS = {
    "": [(*PHONE, "light"), (*DESK, "dark")],
    NURSE: [(*PHONE, "light"), (*DESK, "dark")],
    CAREGIVER: [(*PHONE, "dark")],
}


def enter(page: Page, who: str) -> Page:
    if who:
        page.get_by_role("button", name=who).click()
        expect(page.locator("#front")).to_be_visible()
    return page


@pytest.mark.parametrize("who", PAGES, ids=["nobody", "student", "caregiver"])
def test_axe_finds_nothing(page_at, who: str) -> None:
    page = enter(page_at(), who)
    for path in PAGES[who]:
        page.goto(path)
        for width, height, scheme in LOOKS[who]:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page)


def accessibility_tree(page: Page) -> list[dict]:
    """The nodes that a screen reader is given, in order: role, name, and level for headings."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
        | {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("who", PAGES, ids=["nobody", "student", "caregiver"])
def test_landmarks_headings_titles_and_the_skip_link(page_at, who: str) -> None:
    page = enter(page_at(1280), who)
    titles = {}
    for path in PAGES[who]:
        page.goto(path)
        tree = accessibility_tree(page)
        roles = [node["role"] for node in tree]
        levels = [node["level"] for node in tree if node["role"] == "heading"]
        assert roles.count("main") == 1, path
        if path != "/offline/":
            live = [node for node in tree if node.get("live") == "polite"]
            assert [node["role"] for node in live] == ["status"], f"{path}: one polite status region"
        if path not in ("/study/", "/offline/"):
            assert roles.count("banner") == 1, path
            assert "navigation" in roles, path
        assert levels.count(1) == 1, f"{path}: {levels}"
        assert levels[0] == 1, f"{path}: {levels}"
        assert all(after <= before + 1 for before, after in pairwise(levels)), f"{path}: {levels}"
        assert all(node["name"] for node in tree if node["role"] == "navigation"), path
        assert page.locator("html").get_attribute("lang") == "en", path
        assert page.title().endswith("Osteon") or page.title().startswith("Osteon"), path
        titles.setdefault(page.title(), []).append(path.partition("?")[0])
        if path == "/offline/":
            continue
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
    shared = {title: paths for title, paths in titles.items() if len(set(paths)) > 1}
    assert shared == {}, "two pages with one title"


SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""

LOST = """() => [...document.querySelectorAll("main *, header.site *")].filter((each) => {
    if (!each.checkVisibility() || !each.textContent.trim()) return false;
    // A table of figures may be scrolled sideways: its region takes the focus.
    if (each.closest(".visually-hidden, svg, select, .scroll")) return false;
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const cut = style.overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1;
    return cut || box.right > document.documentElement.clientWidth + 1;
}).map((each) => each.outerHTML.slice(0, 120))"""


NOBODY, STUDENT, CAREGIVER = PAGES


@pytest.mark.parametrize(
    ("who", "width", "options"),
    [(NOBODY, 320, {}), (STUDENT, 320, {}), (CAREGIVER, 320, {}), (STUDENT, 640, {"device_scale_factor": 2})],
    ids=["nobody, 320 px", "student, 320 px", "caregiver, 320 px", "student, 1280 px at 200 %"],
)
def test_nothing_is_cut_off_in_a_small_window_with_wide_spacing(page_at, who: str, width: int, options: dict) -> None:
    page = enter(page_at(width, bypass_csp=True, **options), who)
    page.set_viewport_size({"width": width, "height": 256 if width == 320 else 400})
    for path in PAGES[who]:
        page.goto(path)
        page.add_style_tag(content=SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} scrolls sideways"
        assert page.evaluate(LOST) == [], path


def test_the_largest_text_still_fits_a_phone(page_at) -> None:
    page = enter(page_at(360), NURSE)
    page.goto("/settings/")
    page.get_by_label("Text size").select_option("Largest")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#main").get_by_text("Saved.")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "25.6px"
    for path in PAGES[NURSE]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{path} scrolls sideways"
        assert page.evaluate(LOST) == [], path


CONTRAST = """() => {
    const curve = (value) => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
    const channel = (value) => curve(value / 255);
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
    const behind = (each) => {
        for (; each; each = each.parentElement) {
            const colour = numbers(getComputedStyle(each).backgroundColor);
            if (colour.length < 4 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
    };
    const wanted = "button, .button, .quiet, .chip, [aria-current], .note, small, label, summary, input, select";
    return [...document.querySelectorAll(wanted)].filter((each) => each.checkVisibility()).map((each) => {
        const pair = [light(numbers(getComputedStyle(each).color)), light(behind(each))].sort((a, b) => b - a);
        return [each.outerHTML.slice(0, 80), (pair[0] + .05) / (pair[1] + .05)];
    }).filter(([, ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_every_component_can_be_read(page_at, scheme: str, staff_cookie) -> None:
    """axe leaves disabled controls out; the style page has them all."""
    page = page_at(1280, scheme)
    page.context.add_cookies([staff_cookie(page.url)])
    page.goto("/style/")
    expect(page.get_by_role("heading", name="Style")).to_be_visible()
    expect(page.locator("button:disabled")).to_have_count(1)
    assert page.evaluate(CONTRAST) == []
    assert_accessible(page)


def test_forced_colours_keep_controls_and_the_chosen_one_apart(page_at) -> None:
    page = enter(page_at(360, forced_colors="active"), NURSE)
    page.get_by_text("Show answer").click()
    for button in page.locator(".grades button").all():
        assert button.evaluate("each => getComputedStyle(each).borderTopStyle") == "solid"
    page.goto("/decks/")
    chosen = page.locator(".tabs [aria-current]")
    assert chosen.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    assert_accessible(page)


def test_reduced_motion_stills_everything(page_at) -> None:
    page = enter(page_at(360, reduced_motion="reduce"), NURSE)
    moving = "[...document.querySelectorAll('*')].filter(each => parseFloat(getComputedStyle(each).transitionDuration))"
    assert page.evaluate(f"{moving}.length") == 0


def test_without_a_connection_a_page_says_so_and_comes_back(page_at) -> None:
    page = enter(page_at(360, service_workers="allow"), NURSE)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    page.goto("/decks/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "it comes with its look"
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="Decks", exact=True)).to_be_visible()


def test_without_a_connection_the_chosen_look_stays(page_at) -> None:
    page = enter(page_at(360, service_workers="allow"), NURSE)
    Preferences.objects.update(theme="dark", text_size=135)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    page.goto("/decks/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(26, 23, 20)")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21.6px"
    page.context.set_offline(False)


def test_tabs_stand_under_the_thumb_and_hide_nothing_that_has_the_focus(page_at) -> None:
    page = enter(page_at(360), NURSE)
    page.goto("/decks/nursing/")
    tabs = page.locator(".tabs").bounding_box()
    assert round(tabs["y"] + tabs["height"]) == 740
    for tab in page.locator(".tabs a:visible").all():
        box = tab.bounding_box()
        assert box["width"] >= 44
        assert box["height"] >= 44
    for link in page.locator("main a, main button").all():
        link.focus()
        box = link.bounding_box()
        assert box["y"] + box["height"] <= tabs["y"] + 1
