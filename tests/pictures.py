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

_REPORTS = """
from uuid import uuid4
from django.utils import timezone
from learn.accounts.models import User
from learn.reports.actions import close_report, report_card
from learn.reports.models import Kind, Status
from learn.reviews.models import CardState
staff = User.objects.get(username="staff")
made = []
for learner in User.objects.filter(is_guest=True, card_states__isnull=False).distinct().order_by("-pk"):
    for state in CardState.objects.of(learner.pk).order_by("card_id")[:3]:
        said = {"kind": Kind.UNCLEAR, "text": "Two answers seem possible to me.\\nWhich one is meant?"}
        about = {"learner": learner, "card_id": state.card_id, "client_id": uuid4(), "now": timezone.now()}
        made.append(report_card(**said, **about))
by = {"staff": staff, "now": timezone.now()}
notice = "The question now says which place is meant: the one that is named first."
if made:
    close_report(ticket=made[0].ticket, status=Status.CORRECTED, notice=notice, **by)
reply = "Both are named, and the article does not say which comes first. So either is right."
if made:
    close_report(ticket=made[-1].ticket, status=Status.DECLINED, reply=reply, **by)
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


def open_marked(page: Page) -> None:
    """A card with a flag and a note, its answer shown."""
    reveal(page)
    open_more(page)
    # What comes too soon after the answer is a second tap.
    page.wait_for_timeout(250)
    with page.expect_response("**/study/flag/"):
        page.locator("#flag").click()
    write_note(page)
    page.get_by_role("button", name="Keep the note").click()
    reveal(page)
    open_more(page)


def write_note(page: Page) -> None:
    if page.locator(".reveal:not([open])").count():
        reveal(page)
    if page.locator(".more:not([open])").count():
        open_more(page)
    page.get_by_role("link", name="Your note").click()
    page.get_by_label("For yourself alone").fill("Hips, spine, ribs: “HSR”.\n\nAsk about the humerus.")


def write_a_stale_note(page: Page) -> None:
    write_note(page)
    page.locator("input[name=seen]").evaluate("each => { each.value = '1'; }")
    page.get_by_label("For yourself alone").fill("From the other window.")
    page.get_by_role("button", name="Keep the note").click()


def open_topic(page: Page) -> None:
    page.get_by_text("Study or quiz these").first.click()


def open_filters(page: Page) -> None:
    page.get_by_text("Filters and order").click()


def submit(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name).first.click()


def wrong_settings(page: Page) -> None:
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    page.get_by_label("New cards a day, at most").fill("-3")
    page.get_by_role("button", name="Save").click()


def open_options(page: Page) -> None:
    page.get_by_text("Change what it asks").click()


def wrong_number(page: Page) -> None:
    open_options(page)
    page.get_by_label("How many questions").fill("3")
    page.get_by_role("button", name="Start", exact=True).click()


def start_quiz(page: Page) -> None:
    page.get_by_role("button", name="Start", exact=True).click()


def hand_in(page: Page) -> None:
    start_quiz(page)
    page.get_by_role("button", name="Hand in").click()


def finish_quiz(page: Page) -> None:
    hand_in(page)
    page.get_by_role("button", name="Hand in").click()


def check_answer(page: Page) -> None:
    open_options(page)
    page.get_by_label("after each question").check()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="I do not know").click()


def show_meaning(page: Page) -> None:
    submit("Choose the meaning")(page)
    submit("Show me")(page)


def report_wrongly(page: Page) -> None:
    open_more(page)
    page.locator(".more a[href*='/reports/cards/']").click()
    submit("Send")(page)


def open_report(page: Page) -> None:
    open_more(page)
    page.locator(".more a[href*='/reports/cards/']").click()


def close_wrongly(page: Page) -> None:
    page.get_by_role("link", name="Answer").first.click()
    page.get_by_label("Corrected: the card was changed").check()
    submit("Send and close")(page)


SHOTS = [
    Shot("welcome", "nobody", "/"),
    Shot("welcome-after-leaving", "nobody", "/study/"),
    Shot("help", "nobody", "/help/"),
    Shot("glossary", "nobody", "/glossary/"),
    Shot("source", "nobody", "/sources/bone-metastases/"),
    Shot("missing", "nobody", "/no-such-page/"),
    Shot("offline", "nobody", "/offline/"),
    Shot("class-join", "nobody", "/classes/join/"),
    Shot("class-join-wrong", "nobody", "/classes/join/XXXXXXXX/"),
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
    Shot("mark-card", "student", "/study/", open_marked),
    Shot("mark-note", "student", "/study/", write_note),
    Shot("mark-note-stale", "student", "/study/", write_a_stale_note),
    Shot("mark-cards", "student", "/cards/?state=noted", open_answers),
    Shot("cram", "student", "/study/now/?deck=nursing"),
    Shot("cram-done", "student", "/study/now/?state=due"),
    Shot("cram-cards", "student", "/cards/", open_filters),
    Shot("cram-quiz", "student", "/quizzes/cards/?state=unseen"),
    Shot("cram-quiz-none", "student", "/quizzes/cards/?q=Xgeva"),
    Shot("cram-topics", "student", "/progress/", open_topic),
    Shot("settings", "student", "/settings/"),
    Shot("classes", "student", "/classes/"),
    Shot("settings-wrong", "student", "/settings/", wrong_settings),
    Shot("reminders", "student", "/reminders/"),
    Shot("reminders-calendar", "student", "/reminders/", submit("Make an address")),
    Shot("forget-me", "student", "/account/delete/"),
    Shot("sign-out", "student", "/account/logout/"),
    Shot("card-source", "student", "/study/", open_source_page),
    Shot("stale", "student", "/study/", answer_from_an_old_page),
    Shot("source-signed-in", "student", "/sources/bone-metastases/"),
    Shot("glossary-signed-in", "student", "/glossary/"),
    Shot("report", "student", "/study/", open_report),
    Shot("report-wrong", "student", "/study/", report_wrongly),
    Shot("report-thanks", "student", "/reports/thanks/?next=/study/"),
    Shot("reports", "student", "/reports/"),
    Shot("quizzes", "student", "/quizzes/"),
    Shot("quizzes-options", "student", "/quizzes/", open_options),
    Shot("quizzes-wrong", "student", "/quizzes/", wrong_number),
    Shot("quiz-question", "student", "/quizzes/", start_quiz),
    Shot("quiz-hand-in", "student", "/quizzes/", hand_in),
    Shot("quiz-results", "student", "/quizzes/", finish_quiz),
    Shot("quiz-checked", "student", "/quizzes/", check_answer),
    Shot("memory", "student", "/progress/memory/"),
    Shot("predictions", "student", "/progress/predictions/"),
    Shot("done", "done", "/study/"),
    Shot("home-done", "done", "/"),
    Shot("home", "caregiver", "/"),
    Shot("study-front", "caregiver", "/study/"),
    Shot("study-answer", "caregiver", "/study/", reveal),
    Shot("decks", "caregiver", "/decks/"),
    Shot("deck", "caregiver", "/decks/understanding-care/"),
    Shot("report", "caregiver", "/study/", open_report),
    Shot("cram", "caregiver", "/study/now/?deck=words-to-know"),
    Shot("cram-quiz", "caregiver", "/quizzes/cards/"),
    Shot("words", "caregiver", "/words/"),
    Shot("questions", "caregiver", "/questions/"),
    Shot("notebook", "caregiver", "/notebook/"),
    Shot("word-games", "caregiver", "/quizzes/"),
    Shot("word-game", "caregiver", "/quizzes/", submit("Match words to meanings")),
    Shot("word-game-shown", "caregiver", "/quizzes/", show_meaning),
    Shot("done", "caregiver-done", "/study/"),
    Shot("home", "staff", "/"),
    Shot("reports-inbox", "staff", "/reports/inbox/"),
    Shot("reports-inbox-done", "staff", "/reports/inbox/?show=done"),
    Shot("reports-answer", "staff", "/reports/inbox/", close_wrongly),
    Shot("class-new", "staff", "/classes/new/"),
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
        # What learners reported until then, and what staff answered.
        told = manage(data, "shell", "-c", _REPORTS)
        assert told.returncode == 0, told.stderr
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
