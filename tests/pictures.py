"""Pictures of every page and state, for eyes that did not build them: python -m tests.pictures FOLDER [--only TEXT].

Serves a fresh site, lets three people use it (a nursing student, a caregiver, staff), and takes each page at 360, 768
and 1280 px in light and dark. Needs Debian's chromium. The file names say what is shown: home.student.360.dark.png
"""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.served import Site, manage

WIDTHS = (360, 768, 1280)
THEMES = ("light", "dark")

_STAFF = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from learn.accounts.models import User
from learn.accounts.sessions import SessionStore
user = User.objects.create_superuser("staff", password="not a real one")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "learn.accounts.backends.LearnerBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print("session:" + session.session_key)
"""


def nothing(page: Page) -> None:
    pass


@dataclass(frozen=True)
class Shot:
    """One state of one page. who: whose cookies; do: what is clicked before the picture."""

    name: str
    who: str
    path: str
    do: Callable[[Page], None] = nothing


def reveal(page: Page) -> None:
    page.get_by_text("Show answer").click()


def open_source(page: Page) -> None:
    reveal(page)
    page.get_by_role("link", name="Where this comes from").click()
    page.wait_for_selector("#source-panel .source")


def open_source_page(page: Page) -> None:
    reveal(page)
    page.goto(page.get_by_role("link", name="Where this comes from").get_attribute("href"))


def answer_from_an_old_page(page: Page) -> None:
    reveal(page)
    # As if the card had been answered in another window since: this page knows an older state of it.
    page.locator(".grades input[name=shown]").evaluate("each => { each.name = 'seen'; each.value = '1'; }")
    page.wait_for_timeout(250)
    with page.expect_response("**/study/answer/"):
        page.locator(".grades button[data-default]").click()


def open_answers(page: Page) -> None:
    page.locator("summary", has_text="Answer").first.click()


def open_more(page: Page) -> None:
    page.get_by_text("More", exact=True).click()


def submit(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name).first.click()


def wrong_settings(page: Page) -> None:
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    page.get_by_label("New cards a day, at most").fill("-3")
    page.get_by_role("button", name="Save").click()


SHOTS = [
    Shot("welcome", "nobody", "/"),
    Shot("welcome-after-leaving", "nobody", "/study/"),
    Shot("help", "nobody", "/help/"),
    Shot("glossary", "nobody", "/glossary/"),
    Shot("source", "nobody", "/sources/bone-metastases/"),
    Shot("missing", "nobody", "/no-such-page/"),
    Shot("offline", "nobody", "/offline/"),
    Shot("sign-up", "nobody", "/account/signup/"),
    Shot("sign-in", "nobody", "/account/login/"),
    Shot("sign-in-wrong", "nobody", "/account/login/", submit("Sign in")),
    Shot("reset", "nobody", "/account/password/reset/"),
    Shot("home", "student", "/"),
    Shot("study-front", "student", "/study/"),
    Shot("study-answer", "student", "/study/", reveal),
    Shot("study-source", "student", "/study/", open_source),
    Shot("study-more", "student", "/study/", open_more),
    Shot("decks", "student", "/decks/"),
    Shot("deck", "student", "/decks/nursing/"),
    Shot("cards", "student", "/cards/"),
    Shot("cards-open", "student", "/cards/?q=denosumab", open_answers),
    Shot("cards-found", "student", "/cards/?q=mets"),
    Shot("cards-none", "student", "/cards/?q=Xgeva"),
    Shot("set-aside", "student", "/study/set-aside/"),
    Shot("settings", "student", "/settings/"),
    Shot("settings-wrong", "student", "/settings/", wrong_settings),
    Shot("forget-me", "student", "/account/delete/"),
    Shot("sign-out", "student", "/account/logout/"),
    Shot("card-source", "student", "/study/", open_source_page),
    Shot("stale", "student", "/study/", answer_from_an_old_page),
    Shot("source-signed-in", "student", "/sources/bone-metastases/"),
    Shot("glossary-signed-in", "student", "/glossary/"),
    Shot("done", "done", "/study/"),
    Shot("home-done", "done", "/"),
    Shot("home", "caregiver", "/"),
    Shot("study-front", "caregiver", "/study/"),
    Shot("study-answer", "caregiver", "/study/", reveal),
    Shot("decks", "caregiver", "/decks/"),
    Shot("deck", "caregiver", "/decks/understanding-care/"),
    Shot("words", "caregiver", "/words/"),
    Shot("questions", "caregiver", "/questions/"),
    Shot("notebook", "caregiver", "/notebook/"),
    Shot("done", "caregiver-done", "/study/"),
    Shot("home", "staff", "/"),
    Shot("account", "staff", "/account/"),
    Shot("two-step", "staff", "/account/two-step/"),
    Shot("passkeys", "staff", "/account/passkeys/"),
    Shot("password-again", "staff", "/account/delete/"),
    Shot("password-change", "staff", "/account/password/change/"),
    Shot("sign-out", "staff", "/account/logout/"),
    Shot("style", "staff", "/style/"),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="only shots whose name or person holds this text")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in SHOTS if chosen.only in f"{shot.name}.{shot.who}"]
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder) / "data") as site, _chromium() as browser:
        address = f"http://127.0.0.1:{site.port}"
        people = _people(browser, address, site.data, {shot.who for shot in shots})
        for theme in THEMES:
            for width in WIDTHS:
                _take(browser, address, people, shots, chosen.folder, width, theme)


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield browser
        browser.close()


def _people(browser: Browser, address: str, data: Path, wanted: set[str]) -> dict[str, dict]:
    """The cookies of each person, after they have used the site a little."""
    people: dict[str, dict] = {"nobody": {"cookies": [], "origins": []}}
    for who, button, answers in (
        ("student", "I study nursing", 3),
        ("done", "I study nursing", 10),
        ("caregiver", "I care for someone", 2),
        ("caregiver-done", "I care for someone", 10),
    ):
        if who not in wanted:
            continue
        page = browser.new_page(base_url=address)
        page.goto("/")
        page.get_by_role("button", name=button).click()
        for _ in range(answers):
            page.get_by_text("Show answer").click()
            with page.expect_response("**/study/answer/"):
                page.locator(".grades button[data-default]").click(delay=250)
            page.wait_for_timeout(250)
        people[who] = page.context.storage_state()
        page.context.close()
    if "staff" in wanted:
        key = manage(data, "shell", "-c", _STAFF).stdout.partition("session:")[2].strip()
        cookie = {"name": "sessionid", "value": key, "url": address}
        context = browser.new_context()
        context.add_cookies([cookie])
        people["staff"] = context.storage_state()
        context.close()
    return people


def _take(
    browser: Browser, address: str, people: dict[str, dict], shots: list[Shot], folder: Path, width: int, theme: str
) -> None:
    for who in dict.fromkeys(shot.who for shot in shots):
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 740 if width < 700 else 800},
            color_scheme=theme,
            storage_state=people[who],
            service_workers="block",
        )
        page = context.new_page()
        for shot in (shot for shot in shots if shot.who == who):
            page.set_viewport_size({"width": width, "height": 740 if width < 700 else 800})
            page.goto(shot.path)
            shot.do(page)
            page.wait_for_load_state("networkidle")
            # As tall as the page: else the tabs at the window's foot would stand in the middle of the picture.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(max(height, 740), 6000)})
            page.screenshot(path=folder / f"{shot.name}.{shot.who}.{width}.{theme}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main()
