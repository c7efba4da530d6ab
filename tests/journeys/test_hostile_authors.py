"""An author who means harm: whatever they write, a reader's browser runs, loads and sends nothing, and shows letters.

What is refused before it comes so far: tests.learn.authoring.test_hostile.
"""

from types import SimpleNamespace
from uuid import uuid4

from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from cards.models import Card, Item
from learn.accounts.models import User
from learn.authoring import publishing
from learn.authoring.models import Entry, Picture, Publication
from learn.classrooms import joining
from learn.classrooms.actions import open_class
from learn.libraries.actions import open_library
from learn.quizzes import actions as quizzes
from learn.quizzes.ask import Ask
from learn.reports.actions import report_card
from learn.reports.models import Kind
from tests.journeys.test_authoring import account
from tests.journeys.test_classes import enter
from tests.learn.authoring.item_pages import at, question, rows
from tests.learn.authoring.test_pictures import upload

SCRIPT = "<script>window.pwned=1</script>"
IMAGE = "<img src=x onerror='window.pwned=1'>"
EVIL = f'{SCRIPT}{IMAGE}"><svg onload=pwned=1><iframe srcdoc=x></iframe><base href=//evil.example>{{{{ pwned }}}}'
FRAME = (
    '</textarea></title><meta http-equiv="refresh" content="0;url=//evil.example">'
    '<style>@import "//evil.example"</style>'
)
LINKS = (
    "[x](JaVaScRiPt:pwned=1) [x](data:text/html,pwned) [x](java&#115;cript:pwned=1) <javascript:pwned=1> "
    f"![pwned](data:image/svg+xml;base64,PHN2Zz4=) `{SCRIPT}`"
)
"""What is Markdown of nothing and so is kept; in the code is a whole element."""

FACT = {
    "term": f"osteoclast {SCRIPT}",
    "meaning": f"a cell {EVIL}",
    "also": f"{IMAGE}\n<b onclick=pwned=1>",
    "wording": f"Osteoclast often means {EVIL}",
    "hedge": "often",
    "note": f"{FRAME} javascript:pwned=1",
    "inference": f"Ours: {IMAGE}",
    "tags": "<script>pwned=1</script>, <style>*{}</style>",
    "respell": f"osteoclast = {IMAGE}",
    "distractors-0-text": f"builds bone {IMAGE}",
    "distractors-0-why": f"It does not. {SCRIPT}",
    "as_of": f"2024 {SCRIPT}",
    "topic": "+",
    "new_topic": f"Cells {IMAGE}",
    "study": "+",
    "citation": f"Handbook {EVIL}",
    "link": "https://example.org/?a='onmouseover='pwned=1",
}

UNFIT = """() => {
    const found = [...document.querySelectorAll(
        "script:not([src]), style, iframe, object, embed, base, meta[http-equiv=refresh], a[href^='//']"
    )];
    const schemes = /^\\s*(javascript|vbscript|data):/i;
    for (const each of document.querySelectorAll("*")) {
        for (const {name, value} of each.attributes) {
            if (/^on/i.test(name) || (/^(href|src|action|formaction)$/i.test(name) && schemes.test(value))) {
                found.push(each);
            }
        }
    }
    return found.map(each => each.outerHTML.slice(0, 200));
}"""


def cast() -> SimpleNamespace:
    cache.clear()
    ines, sam, now = account("ines"), account("sam"), timezone.now()
    nursing = open_class(
        learner=ines, classroom_id=uuid4(), name="Nursing 201", term="", own_name="Ines", zone="UTC", now=now
    )
    joining.join_class(learner=sam, code=nursing.codes.get().code, name="Sam", now=now)
    library = open_library(learner=ines, library_id=uuid4(), title=f"Bones {IMAGE}", now=now)
    author = Client()
    author.force_login(ines)
    return SimpleNamespace(author=ines, student=sam, classroom=nursing, library=library, client=author)


def write(own: SimpleNamespace, rest: str, sent: dict) -> Entry:
    """Sends a form, and gives what it stored."""
    response = own.client.post(at(own.library, rest), sent)
    assert response.status_code == 302, response.context.get("problems") or response.context["form"].errors
    return Entry.objects.get(library=own.library, uid=response["Location"].rstrip("/").split("/")[-2])


def publish(own: SimpleNamespace) -> None:
    now = timezone.now()
    asked = publishing.ask_to_publish(
        library=own.library, publication_id=uuid4(), by=own.author, classes=[own.classroom], now=now
    )
    publishing.carry_out(publication_id=asked.pk, now=now)
    assert Publication.objects.get(pk=asked.pk).status == "done"


def questions(own: SimpleNamespace, fact: Entry) -> list[Entry]:
    assert upload(own.client, own.library, alt=f'A bone" onerror="pwned=1 {IMAGE}').status_code == 302
    picture = Picture.objects.get(library=own.library)
    shown = f"![{picture.alt}](picture:{picture.pk})"
    common = {"facts": [fact.uid], "topic": fact.topic, "tags": FACT["tags"]}
    choice = rows(
        "choices", *({"text": f"{name} {EVIL}", "why": f"{name}: {FRAME}"} for name in ("Iron", "Tin", "Lead"))
    )
    exhibit = rows(
        "exhibits", {"label": f"Notes {IMAGE}", "text": LINKS, "table": f"Time | {SCRIPT}\n--|--\n8 | {IMAGE}"}
    )
    whole = {"stem": f"{shown}\n\n{LINKS}\n\nWhich {LINKS}?", "rationale": LINKS, "note": LINKS} | choice | exhibit
    made = [
        write(own, "items/new/?format=multiple_choice", question(**common) | whole | {"choices-right": "0"}),
    ]
    marked = {
        "text": f"She has [[a dull ache {IMAGE}]] and [[a book {SCRIPT}]] {FRAME}",
        **rows(
            "phrases",
            {"text": f"a dull ache {IMAGE}", "right": "on"},
            {"text": f"a book {SCRIPT}", "why": f"No. {EVIL}"},
        ),
    }
    made.append(write(own, "items/new/?format=highlight", question("highlight", **common) | marked))
    pairs = rows("pairs", {"text": f"One {EVIL}", "answer": f"first {IMAGE}"}, {"text": "Two", "answer": f"2 {SCRIPT}"})
    made.append(write(own, "items/new/?format=matching", question("matching", **common) | pairs))
    return made


def test_nothing_that_an_author_writes_is_run_loaded_or_followed(page_at) -> None:
    own = cast()
    fact = write(own, "facts/new/?kind=definition", FACT)
    items = questions(own, fact)
    publish(own)
    cards = list(Card.objects.filter(fact__library=own.library.code).order_by("pk"))
    learner = User.objects.get(pk=own.student.pk)
    said = {"kind": Kind.WRONG_FACT, "text": f"Wrong: {EVIL}", "client_id": uuid4(), "now": timezone.now()}
    ticket = report_card(learner=learner, card_id=cards[0].pk, **said).ticket
    write(own, f"facts/{fact.uid}/edit/", FACT | {"meaning": f"another {EVIL}", "topic": fact.topic, "seen": "1"})

    phone = watched(page_at(360))
    enter(phone, own.student)
    asked = Item.objects.filter(uid__in=[f"{own.library.code}-{each.uid}" for each in items])
    attempt = quizzes.start_attempt(
        learner=learner,
        attempt_id=uuid4(),
        ask=Ask(items=tuple(asked.values_list("pk", flat=True)), number=3, is_strict=True),
        now=timezone.now(),
        seed=1,
    )
    for place in (1, 2, 3):
        look(phone, f"/quizzes/{attempt.attempt_id}/{place}/", SCRIPT)
    look(phone, f"/quizzes/{attempt.attempt_id}/all/", SCRIPT)
    quizzes.submit(learner=learner, attempt_id=attempt.attempt_id, now=timezone.now())
    look(phone, f"/quizzes/{attempt.attempt_id}/results/", SCRIPT, "JaVaScRiPt:pwned=1")
    look(phone, f"/cards/{cards[0].pk}/source/", SCRIPT)
    look(phone, f"/sources/{own.library.code}/", SCRIPT)
    look(phone, "/glossary/", SCRIPT)
    look(phone, "/cards/?q=osteoclast", SCRIPT)
    look(phone, f"/reports/cards/{cards[0].pk}/", SCRIPT)
    look(phone, "/decks/", IMAGE)
    phone.get_by_role("main").get_by_role("link", name="Bones").first.click()
    phone.get_by_role("main").get_by_role("button", name="Study this deck").click()
    phone.get_by_role("main").get_by_role("link", name="Study now").first.click()
    phone.get_by_text("Show answer").click()
    check(phone, SCRIPT)

    desk = watched(page_at(1280))
    enter(desk, own.author)
    for rest, *shown in (
        ("", IMAGE),
        ("facts/", SCRIPT),
        (f"facts/{fact.uid}/edit/", SCRIPT),
        (f"facts/{fact.uid}/versions/", EVIL),
        ("topics/", IMAGE),
        ("references/", SCRIPT),
        ("decks/", IMAGE),
        ("publish/", SCRIPT),
        ("bank/", IMAGE),
        ("pictures/", IMAGE),
        *((f"items/{each.uid}/edit/", SCRIPT) for each in items),
    ):
        look(desk, at(own.library, rest), *shown)
    look(desk, "/reports/inbox/", EVIL)
    look(desk, f"/reports/inbox/{ticket}/", EVIL)
    # The previews, as they are made while somebody types.
    desk.goto(at(own.library, f"items/{items[0].uid}/edit/"))
    with desk.expect_response(lambda response: response.request.method == "POST"):
        desk.locator("[name=rationale]").press_sequentially(" x")
    check(desk, SCRIPT)
    desk.goto(at(own.library, f"facts/{fact.uid}/edit/"))
    with desk.expect_response(lambda response: response.request.method == "POST"):
        desk.locator("[name=term]").press_sequentially(" x")
    check(desk, SCRIPT)
    assert dialogs == []


dialogs: list[str] = []


def watched(page: Page) -> Page:
    """The page, of which a dialog would be noted."""
    dialogs.clear()

    def told(dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", told)
    return page


def look(page: Page, address: str, *shown: str) -> None:
    assert page.goto(address).status == 200, address
    check(page, *shown)


def check(page: Page, *shown: str) -> None:
    """Nothing of what was written has become an element, and these letters stand in the page as they were typed."""
    assert page.evaluate("window.pwned") is None, page.url
    assert page.evaluate(UNFIT) == [], page.url
    said = page.locator("main").text_content() or ""
    for words in shown:
        assert words in said, (page.url, words, said[:2000])
