"""Word games for caregivers, as a browser without JavaScript uses them."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from cards.items.kinds import Format
from cards.items.kinds import Item as TypedItem
from cards.models import Fact
from learn.accounts.models import User
from learn.quizzes.models import Attempt, Purpose
from tests.learn.quizzes.pages import address, begin, question, right, sent, text
from tests.learn.quizzes.samples import SAMPLES, quiz_of, stored

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

EXAMINING = re.compile(
    r"\b(?:quiz|quizzes|test|exam|wrong|points?|marks?|score|percent|correct|right)\b|%", re.IGNORECASE
)


@pytest.fixture
def caregiver(make_learner) -> User:
    return make_learner("caregiver")


def what_it_says(response) -> str:
    """The main part of a page, without the words of the facts themselves."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1].split("</main>")[0]).split())


@pytest.mark.parametrize("kind", ["match", "meaning"])
def test_a_word_game_examines_nobody(client: Client, caregiver: User, kind: str) -> None:
    client.force_login(caregiver)
    start = client.get("/quizzes/")
    assert "Word games" in text(start)
    pages = [start]
    attempt_id = str(uuid4())
    client.post("/quizzes/begin/at-once/", {"attempt_id": attempt_id, "kind": kind})
    attempt = Attempt.objects.get(attempt_id=attempt_id)
    assert attempt.purpose == Purpose.WORDS
    assert attempt.items_count <= 5
    for place in range(1, attempt.items_count + 1):
        pages.append(client.get(address(attempt, place)))
        item = question(attempt, place).version.typed
        assert item.register == "plain"
        given = right(attempt, place) if place % 2 else wrong(item)
        client.post(address(attempt, place), sent(given, to="check"))
        checked = client.get(address(attempt, place))
        assert ("That is it." in text(checked)) == bool(place % 2)
        pages.append(checked)
    pages.append(client.get(address(attempt, "finish")))
    end = client.get(client.post(address(attempt, "finish"))["Location"])
    pages += [end, client.get("/quizzes/")]
    for page in pages:
        assert page.status_code == 200
        assert not EXAMINING.search(what_it_says(page)), EXAMINING.search(what_it_says(page))
    assert "These were your words" in text(end)
    for place in range(1, attempt.items_count + 1):
        for slot in question(attempt, place).version.typed.slots:
            assert all(key.text in text(end) for key in slot.keys)


def wrong(item: TypedItem) -> dict[str, list[str]]:
    return {slot.id: [next(option.id for option in slot.options if not option.is_key)] for slot in item.slots}


def test_hard_words_have_their_sound_beside_them(client: Client, caregiver: User) -> None:
    client.force_login(caregiver)
    fact = next(fact for fact in Fact.objects.filter(for_caregivers=True) if fact.respell)
    word, sound = next(iter(fact.respell.items()))
    item = replace(SAMPLES[Format.MULTIPLE_CHOICE], register="plain", stem=f"What does {word} mean?")
    row = stored(item, fact=fact, for_caregivers=True)
    attempt = quiz_of(caregiver, row, purpose=Purpose.WORDS.value, feedback="at_once")
    assert sound in text(client.get(address(attempt, 1)))


def test_the_words_that_come_back_can_be_left_as_they_were(client: Client, caregiver: User) -> None:
    client.force_login(caregiver)
    fact = Fact.objects.filter(for_caregivers=True, cards__decks__uid="words-to-know").order_by("position").first()
    item = replace(SAMPLES[Format.MULTIPLE_CHOICE], register="plain")
    row = stored(item, fact=fact, for_caregivers=True)
    attempt = quiz_of(caregiver, row, purpose=Purpose.WORDS.value, feedback="at_once")
    client.post(address(attempt, 1), sent({}, to="unknown"))
    client.post(address(attempt, "finish"))
    assert "Leave my cards as they were" in text(client.get(address(attempt, "results")))
    client.post(address(attempt, "take-back"))
    assert "Leave my cards" not in text(client.get(address(attempt, "results")))


def test_in_a_match_each_sound_stands_once_beside_its_word(client: Client, caregiver: User) -> None:
    client.force_login(caregiver)
    fact = next(fact for fact in Fact.objects.filter(for_caregivers=True) if fact.respell)
    word, sound = next(iter(fact.respell.items()))
    item = SAMPLES[Format.MATCHING]
    item = replace(item, register="plain", slots=(replace(item.slots[0], label=word), *item.slots[1:]))
    row = stored(item, fact=fact, for_caregivers=True)
    attempt = quiz_of(caregiver, row, purpose=Purpose.WORDS.value, feedback="at_once")
    asked = client.get(address(attempt, 1)).content.decode()
    client.post(address(attempt, 1), sent({}, to="unknown"))
    for html in (asked, client.get(address(attempt, 1)).content.decode()):
        assert html.count(sound) == 1
        assert sound in html.split(f">{word}</")[1][:200]
        assert html.count(f'data-say="{word}"') == 1


def test_a_game_counts_nothing_and_asks_kindly(client: Client, caregiver: User) -> None:
    client.force_login(caregiver)
    rows = [
        stored(replace(SAMPLES[fmt], register="plain", hedge="may"), for_caregivers=True)
        for fmt in (Format.MULTIPLE_CHOICE, Format.MATCHING)
    ]
    attempt = quiz_of(caregiver, *rows, purpose=Purpose.WORDS.value, feedback="at_once")
    assert "1 more" in text(client.get(address(attempt, 1)))
    assert "the last one" in text(client.get(address(attempt, 2)))
    asked = client.post(address(attempt, 1), sent({}, to="check"))
    assert "Pick one, or tap “Show me”." in text(asked)
    for place in (1, 2):
        client.post(address(attempt, place), sent({}, to="unknown"))
        page = text(client.get(address(attempt, place)))
        assert page.count("How the source puts it: “may”.") == 1
        assert not re.search(r"\d of \d|sooner|points?\b", page)
    client.post(address(attempt, "finish"))
    end = text(client.get(address(attempt, "results")))
    assert "Word apple" in end
    assert "Meaning red" in end


def test_each_word_is_listed_once_at_the_end_with_its_sound(client: Client, caregiver: User) -> None:
    client.force_login(caregiver)
    fact = next(fact for fact in Fact.objects.filter(for_caregivers=True) if fact.respell)
    word, sound = next(iter(fact.respell.items()))
    item = replace(SAMPLES[Format.MULTIPLE_CHOICE], register="plain", stem=f"What does “{word}” mean?")
    rows = [stored(replace(item, uid=f"sample/{number}"), fact=fact, for_caregivers=True) for number in ("one", "two")]
    attempt = quiz_of(caregiver, *rows, purpose=Purpose.WORDS.value, feedback="at_once")
    client.post(address(attempt, "finish"))
    html = client.get(address(attempt, "results")).content.decode()
    assert html.count(f"<dfn>{word}</dfn>") == 1
    assert html.count(sound) == 1
    assert html.count(f'data-say="{word}"') == 1


def test_a_caregiver_is_not_shown_the_form_of_quizzes(client: Client, caregiver: User) -> None:
    client.force_login(caregiver)
    assert begin(client)["Location"] == "/quizzes/"
    assert not Attempt.objects.exists()
    assert "How many questions" not in text(client.get("/quizzes/"))
