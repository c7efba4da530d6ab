"""Studying as a caregiver: two buttons in plain words, what is left, and no marks anywhere."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from learn.accounts.models import Preferences, User
from learn.reviews import views
from learn.reviews.models import CardState, ReviewLog
from tests.served import Page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BUTTON = re.compile(r'<button name="grade" value="(\d)"[^>]*><b>(.*?)</b> <span>(.*?)</span></button>')


class Now:
    """django.utils.timezone with a clock that a test can move."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=5)
        return self.at


@pytest.fixture
def clock(monkeypatch) -> Now:
    clock = Now()
    monkeypatch.setattr(views, "timezone", clock)
    return clock


@pytest.fixture
def caregiver(make_learner) -> User:
    return make_learner("caregiver", new_per_day=3)


@pytest.fixture
def studying(client: Client, caregiver: User, clock: Now) -> Client:
    client.force_login(caregiver)
    return client


def seen(page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def answer(client: Client, page, grade: int):
    fields = Page(200, page.content.decode()).form("/study/answer/").fields
    return client.get(client.post("/study/answer/", fields | {"grade": grade})["Location"])


def test_two_buttons_say_what_happens(studying: Client, clock: Now) -> None:
    page = studying.get("/study/")
    assert BUTTON.findall(page.content.decode()) == [
        ("1", "Not yet", "again today and tomorrow"),
        ("4", "I know it", "tomorrow"),
    ]
    for _ in range(3):
        page = answer(studying, page, 4)
    clock.at += timedelta(days=1)
    page = studying.get("/study/")
    assert BUTTON.findall(page.content.decode())[1] == ("4", "I know it", "in 6 days")


def test_not_yet_comes_again_until_it_is_known(studying: Client) -> None:
    page = answer(studying, studying.get("/study/"), 1)
    for _ in range(2):
        page = answer(studying, page, 4)
    assert "1 once more" in seen(page)
    assert "drill" not in seen(page)
    assert BUTTON.findall(page.content.decode()) == [
        ("1", "Not yet", "again today"),
        ("4", "I know it", "done for today"),
    ]
    assert set(ReviewLog.objects.values_list("grade", flat=True)) == {1, 4}


def test_ahead_of_its_day_the_day_stays(studying: Client, clock: Now) -> None:
    page = studying.get("/study/")
    for _ in range(3):
        page = answer(studying, page, 4)
    topic = CardState.objects.first().card.fact.topic_id
    clock.at += timedelta(days=1)
    page = studying.get("/study/")
    for _ in range(6):
        page = answer(studying, page, 4)
    clock.at += timedelta(days=1)
    page = studying.get(f"/study/now/?topic={topic}")
    while page.content and "ahead of its day" not in seen(page):
        page = answer(studying, page, 4)
    assert [button[2] for button in BUTTON.findall(page.content.decode())] == [
        "again today and tomorrow",
        "on its own day, as before",
    ]


@pytest.mark.parametrize(
    ("path", "buttons", "grades"),
    [
        ("caregiver", 2, "14"),
        ("caregiver", 4, "14"),
        ("caregiver", 6, "012345"),
        ("nursing", 2, "14"),
        ("nursing", 4, "1345"),
        ("both", 4, "1345"),
    ],
)
def test_who_has_which_buttons(client: Client, make_learner, clock: Now, path, buttons, grades) -> None:
    client.force_login(make_learner(path, buttons=buttons))
    found = BUTTON.findall(client.get("/study/").content.decode())
    assert "".join(grade for grade, _, _ in found) == grades
    assert ("I know it" in [name for _, name, _ in found]) is (grades == "14" and path == "caregiver")


def test_leaving_the_path_gives_the_buttons_back(studying: Client, caregiver: User) -> None:
    assert Preferences.objects.get(user=caregiver).buttons == 4
    Preferences.objects.filter(user=caregiver).update(path="both")
    assert len(BUTTON.findall(studying.get("/study/").content.decode())) == 4


MARKS = re.compile(
    r"%|percent|score|streak|of which|remembered|\bpass(?:ed)?\b|drill|\bgrades?\b|correct|wrong", re.IGNORECASE
)


def no_marks(page) -> None:
    assert not MARKS.search(seen(page)), MARKS.search(seen(page))
    assert "<progress" not in page.content.decode(), "it is read out as a percentage"


def test_a_whole_day_without_a_mark(studying: Client) -> None:
    page = studying.get("/study/")
    for grade in (1, 4, 4, 1, 4):
        no_marks(page)
        assert "You can stop here" in seen(page)
        assert re.search(r"\b\d left\b|\b\d once more\b", seen(page))
        page = answer(studying, page, grade)
    no_marks(page)
    assert "That is all for today" in seen(page)
    assert "You can stop here. Nothing is lost." in seen(page)
    assert "You looked at 3 new cards today." in seen(page)
    assert "Some come back tomorrow, if you have time." in seen(page)


def test_the_summary_of_another_day_names_what_was_gone_over(studying: Client, clock: Now) -> None:
    page = studying.get("/study/")
    for _ in range(3):
        page = answer(studying, page, 4)
    clock.at += timedelta(days=1)
    page = studying.get("/study/")
    for _ in range(6):
        page = answer(studying, page, 4)
    assert "You went over 3 cards that you had seen before." in seen(page)
    no_marks(page)


def test_a_day_with_nothing_is_no_reproach(studying: Client, caregiver: User) -> None:
    Preferences.objects.filter(user=caregiver).update(new_per_day=0)
    page = studying.get("/study/")
    assert "Nothing is waiting today" in seen(page)
    assert "Nothing is lost" in seen(page)


def test_a_caregiver_is_not_asked_to_type(studying: Client, caregiver: User, clock: Now) -> None:
    Preferences.objects.filter(user=caregiver).update(new_per_day=70)
    # A word comes on another day than its meaning, and not on the next, when its meaning comes again.
    for _ in range(3):
        page = studying.get("/study/")
        while "/study/answer/" in page.content.decode():
            assert "Type it" not in seen(page)
            page = answer(studying, page, 4)
        clock.at += timedelta(days=1)
    assert CardState.objects.filter(card__answer_mode="typed").exists(), "such a card was among them"


def test_a_hard_word_is_met_kindly(studying: Client, clock: Now) -> None:
    """Eight lapses: for a student they are counted, here they are not."""
    answer(studying, studying.get("/study/"), 4)
    CardState.objects.update(lapses=8)
    clock.at += timedelta(days=1)
    page = studying.get("/study/")
    assert "Some words take longer, and that is fine." in seen(page)
    assert "Forgotten" not in seen(page)


def test_for_nursing_nothing_changes(client: Client, make_learner, clock: Now) -> None:
    client.force_login(make_learner("nursing", new_per_day=2))
    page = client.get("/study/")
    assert "<progress" in page.content.decode()
    assert ">Leave</a>" in page.content.decode()
    for _ in range(2):
        page = answer(client, page, 4)
    assert "Done for today" in seen(page)
    assert "New cards" in seen(page)
    assert "Nothing is lost" not in seen(page)
