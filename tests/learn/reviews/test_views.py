"""The review screen over HTTP, as a browser without JavaScript and as htmx would use it."""

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.test import Client

from learn.accounts.models import User
from learn.reviews.models import CardState, DayTally, ReviewLog

pytestmark = pytest.mark.django_db


class Forms(HTMLParser):
    """The forms of a page: {action: hidden fields and buttons}."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.buttons: list[str] = []
        self._current: dict[str, str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        if tag == "form":
            self._current = self.forms.setdefault(values.get("action", ""), {})
        elif tag == "input" and self._current is not None and values.get("type") == "hidden":
            self._current[values["name"]] = values["value"]
        elif tag == "button" and values.get("name") == "grade":
            self.buttons.append(values["value"])


def forms(response) -> Forms:
    return Forms(response.content.decode())


@pytest.fixture
def studying(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def answer(client: Client, page, grade: int, **headers):
    data = forms(page).forms["/study/answer/"] | {"grade": str(grade)}
    return client.post("/study/answer/", data, headers=headers)


def test_from_the_front_door_to_the_summary_without_javascript(client: Client, content) -> None:
    page = client.post("/start/", {"path": "nursing", "zone": "Europe/Berlin"}, follow=True)
    assert User.objects.get().preferences.zone == "Europe/Berlin"
    for _ in range(10):
        assert "Show answer" in page.content.decode()
        page = client.get(answer(client, page, 4)["Location"])
    assert "Done for today" in page.content.decode()
    assert DayTally.objects.get().new_cards == 10
    assert "New cards" in page.content.decode()


def test_start_twice_is_one_learner(client: Client, content) -> None:
    for _ in range(2):
        client.post("/start/", {"path": "caregiver", "zone": "Mars/Olympus"})
    assert User.objects.count() == 1
    assert User.objects.get().preferences.zone == "UTC"


def test_htmx_gets_the_card_alone_and_others_the_page(studying: Client) -> None:
    page = studying.get("/study/")
    reply = answer(studying, page, 4, hx_request="true")
    assert reply.status_code == 200
    assert b"<html" not in reply.content
    assert reply.content.strip().startswith(b'<article id="card"')
    assert b"<html" in page.content


def test_a_double_click_counts_once_with_the_same_reply(studying: Client) -> None:
    page = studying.get("/study/")
    replies = [answer(studying, page, 4, hx_request="true") for _ in range(2)]
    fronts = [re.search(rb'<h1 id="front"[^>]*>(.*?)</h1>', reply.content).group(1) for reply in replies]
    assert fronts[0] == fronts[1]
    assert ReviewLog.objects.count() == 1


def test_a_stale_page_is_told_so_and_nothing_is_lost(studying: Client) -> None:
    page, other_tab = studying.get("/study/"), studying.get("/study/")
    answer(studying, page, 4)
    reply = answer(studying, other_tab, 1)
    assert reply.status_code == 409
    assert "The first answer counts" in reply.content.decode()
    assert CardState.objects.get().repetitions == 1


def test_undo_by_its_button(studying: Client) -> None:
    first = studying.get("/study/")
    second = studying.get(answer(studying, first, 1)["Location"])
    back = studying.post("/study/undo/", forms(second).forms["/study/undo/"], follow=True)
    front = re.compile(rb'<h1 id="front"[^>]*>(.*?)</h1>')
    assert front.search(back.content).group(1) == front.search(first.content).group(1)
    assert not forms(back).forms["/study/undo/"].get("target")


@pytest.mark.parametrize(
    "change",
    [
        {"grade": "6"},
        {"grade": "-1"},
        {"grade": "good"},
        {"grade": ""},
        {"card": "x"},
        {"card": "9" * 30},
        {"client_id": "1"},
        {"seen": "-1"},
        {"seen": "9" * 30},
        {"scope": "x" * 5000},
    ],
    ids=str,
)
def test_wrong_input_is_a_clear_400_and_stores_nothing(studying: Client, change: dict) -> None:
    data = forms(studying.get("/study/")).forms["/study/answer/"] | {"grade": "4"} | change
    reply = studying.post("/study/answer/", data)
    assert reply.status_code == 400
    assert next(iter(change)) in reply.content.decode()
    assert not ReviewLog.objects.exists()


def test_another_learners_row_cannot_be_undone(studying: Client, classmate: User) -> None:
    page = studying.get("/study/")
    answer(studying, page, 4)
    mine = ReviewLog.objects.get()
    theirs = Client()
    theirs.force_login(classmate)
    assert theirs.post("/study/undo/", {"client_id": uuid4(), "target": mine.client_id}).status_code == 404
    assert ReviewLog.objects.count() == 1


@pytest.mark.parametrize(("count", "grades"), [(2, "14"), (4, "1345"), (6, "012345")])
def test_the_buttons_are_those_chosen(studying: Client, learner: User, count: int, grades: str) -> None:
    learner.preferences.buttons = count
    learner.preferences.save()
    assert forms(studying.get("/study/")).buttons == list(grades)


def test_the_labels_say_what_will_happen(studying: Client, learner: User) -> None:
    page = studying.get("/study/").content.decode()
    assert re.findall(r"<b>(\w+)</b> <span>(.*?)</span></button>", page) == [
        ("Again", "again today, then tomorrow"),
        ("Hard", "again today, then tomorrow"),
        ("Good", "tomorrow"),
        ("Easy", "tomorrow, later gaps grow faster"),
    ]


def test_set_aside_and_take_back(studying: Client) -> None:
    page = studying.get("/study/")
    studying.post("/study/suspend/", forms(page).forms["/study/suspend/"])
    listed = studying.get("/study/set-aside/")
    assert "Take back" in listed.content.decode()
    studying.post("/study/resume/", forms(listed).forms["/study/resume/"])
    assert "Take back" not in studying.get("/study/set-aside/").content.decode()


def test_the_source_panel_says_where_a_card_comes_from(studying: Client) -> None:
    url = re.search(r'href="(/cards/\d+/source/)"', studying.get("/study/").content.decode()).group(1)
    whole, panel = studying.get(url), studying.get(url, headers={"hx-request": "true"})
    for page in (whole, panel):
        assert "paragraph 1" in page.content.decode()
        assert "healthline.com" in page.content.decode()
    assert b"<html" not in panel.content


def test_a_fragment_without_anyone_logged_in_sends_the_page_to_the_door(client: Client, content) -> None:
    reply = client.post("/study/answer/", {}, headers={"hx-request": "true"})
    assert reply["HX-Redirect"].startswith("/")
    assert not reply.content


def test_every_page_has_the_strict_policy(studying: Client) -> None:
    for path in ("/", "/study/", "/settings/", "/help/", "/decks/nursing/", "/sources/bone-metastases/", "/nowhere/"):
        page = studying.get(path)
        policy = page["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?! src)", page.content.decode())


def test_a_learner_sees_only_their_own_day(studying: Client, classmate: User) -> None:
    answer(studying, studying.get("/study/"), 4)
    theirs = Client()
    theirs.force_login(classmate)
    assert "10 cards, about" in theirs.get("/").content.decode()
    assert "9 cards, about" in studying.get("/").content.decode()


def test_pages_cost_a_constant_number_of_queries(studying: Client, django_assert_max_num_queries) -> None:
    page = studying.get("/study/")
    with django_assert_max_num_queries(11):
        # session, learner; plan, card, state, faces; last step, progress
        studying.get("/study/")
    with django_assert_max_num_queries(24):
        answer(studying, page, 4, hx_request="true")
    with django_assert_max_num_queries(18):
        # one of them asks for a quiz to go on with, two for answers to reports and for corrections, one for classes
        studying.get("/")
