"""A real browser: Debian's chromium, driven by Playwright against the live server.

Its headless shell comes first: the same engine without the windows that nobody sees, for a quarter less work.
Without a chromium these tests are skipped; where OSTEON_NEEDS_BROWSER is set, as in CI, they fail instead.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Response

from cards.facts.kinds import Base
from learn.accounts.models import User

# Playwright's own event loop runs in the thread of the test, whose fixtures use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = os.environ.get("OSTEON_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)

# What no page needs. The popups of an address bar that nobody sees are pages of their own: each window rendered them
# anew, for half of all that the browser did. The rest is Playwright's own list, which this one replaces.
UNUSED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    # These two would ask a search engine at each start.
    "AimEnabled",
    "PreconnectToSearch",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "page_at" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    if CHROMIUM is None:
        if os.environ.get("OSTEON_NEEDS_BROWSER"):
            pytest.fail("No chromium was found, and this run must not skip its browser tests.")
        pytest.skip("No chromium here (Debian: apt-get install chromium).")
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
    flags.append(f"--disable-features={','.join(UNUSED)}")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": flags}


class Today:
    """The site's clock: the real one, moved by whole days and hours."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self._real_now = timezone.now

    def __call__(self) -> datetime:
        return self._real_now() + self.ahead

    def advance(self, **delta: float) -> None:
        self.ahead += timedelta(**delta)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Today:
    moved = Today()
    monkeypatch.setattr(timezone, "now", moved)
    return moved


@pytest.fixture
def site(live_server, transactional_db, content: Base, today: Today) -> str:
    """The address of a live site with the shipped facts."""
    return live_server.url


@pytest.fixture
def page_at(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens the site's front door in a window of a width and theme; fails on any error in the page's console."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(width: int = 360, scheme: str = "light", **options) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 740 if width < 700 else 800},
            color_scheme=scheme,
            timezone_id="Europe/Berlin",
            # What it answers cannot be cut off by a test; the one test of it asks for it.
            **{"service_workers": "block"} | options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on(
            "request", lambda request: request.url.startswith(site) or errors.append(f"left the site: {request.url}")
        )
        page.on("response", told)
        page.goto("/")
        return page

    def told(response: Response) -> None:
        # A page may be missing on purpose, and a stale one answers 409; what a page is made of may not.
        if response.status >= 400 and response.request.resource_type not in ("document", "xhr", "fetch"):
            errors.append(f"{response.status} {response.url}")

    yield open_page
    for context in contexts:
        context.close()
    # A test may cut the line, and a newer preview or a page that is left cuts off an older one: both are reported as
    # errors though they are meant.
    meant = (
        "Failed to load resource",
        "ERR_FAILED",
        "htmx:afterRequest",
        "htmx:sendAbort",
        "htmx:sendError",
        "htmx:responseError",
    )
    assert [error for error in errors if not any(part in error for part in meant)] == []


@pytest.fixture
def staff_cookie(transactional_db) -> Callable[[str], dict]:
    """The session cookie of a member of staff, for the site at this address."""

    def cookie(address: str) -> dict:
        client = Client()
        client.force_login(User.objects.create_superuser("staff"))
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}

    return cookie


FIND_VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"


def assert_accessible(page: Page) -> None:
    """No violation that axe knows of, and nothing wider than the window. Looked at once the page's styles are there."""
    page.wait_for_load_state()
    # Half a megabyte: once for each page that is loaded, however often it is looked at.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results = AxeResults(page.evaluate(FIND_VIOLATIONS))
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
