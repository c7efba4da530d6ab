"""An assigned deck is what its student studies, through HTTP: at once, scoped to it, and first among the new cards."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from cards.models import Card, Deck, DeckCard, Topic
from learn.accounts.models import User
from learn.assignments.models import Assignment, Goal
from learn.classrooms.models import Enrollment
from learn.reviews.models import CardState, PlannedCard, ReviewLog, Subscription
from tests.conftest import NOON
from tests.learn.reviews.test_views import answer

pytestmark = pytest.mark.django_db

SMALL = "class-deck"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> list:
    """The pages' clock: what stands in this list, a second later at each look."""
    time = [NOON]

    def read():
        time[0] += timedelta(seconds=1)
        return time[0]

    monkeypatch.setattr(timezone, "now", read)
    return time


@pytest.fixture
def deck(content) -> Deck:
    """A deck of 25 cards, the last of the shipped one: more than two days' new cards, far below in its order."""
    shipped = Deck.objects.get(uid="nursing")
    made = Deck.objects.create(
        uid=SMALL, title="Heart failure", source=shipped.source, position=99, register="nursing", audience="nursing"
    )
    last = DeckCard.objects.filter(deck=shipped).exclude(card__fact__sensitivity="survival").order_by("-position")[:25]
    for position, row in enumerate(reversed(last)):
        DeckCard.objects.create(deck=made, card_id=row.card_id, position=position)
    return made


@pytest.fixture
def assigned(assign: Callable[..., Assignment], deck: Deck) -> Assignment:
    return assign(deck=deck, goal=Goal.SEEN, goal_number=1, title="Read these")


@pytest.fixture
def studies(student: User, enrollment: Enrollment) -> Client:
    client = Client()
    client.force_login(student)
    return client


def held(deck: Deck) -> list[int]:
    return list(deck.deckcard_set.order_by("position").values_list("card_id", flat=True))


def html(page) -> str:
    return unescape(page.content.decode())


def asked(page) -> int:
    """The id of the card that a page asks."""
    return int(re.search(r'name="card" value="(\d+)"', page.content.decode())[1])


def study_link(page) -> str:
    return re.search(r'<a class="button main" href="([^"]+)">', html(page))[1]


def take_up(client: Client, assignment: Assignment):
    """Presses "Study …" on the assignment's page as a browser would; returns the page this leads to."""
    form = html(client.get(assignment.get_absolute_url())).split(f'action="/decks/{assignment.deck.uid}/study/"')[1]
    fields = dict(re.findall(r'<input type="hidden" name="(to|next)" value="([^"]*)"', form.split("</form>")[0]))
    return client.post(f"/decks/{assignment.deck.uid}/study/", fields, follow=True)


def test_taking_it_up_asks_its_first_card(studies: Client, assigned: Assignment, deck: Deck) -> None:
    studies.get("/study/")  # the day is planned already, from the shipped deck
    page = take_up(studies, assigned)
    assert asked(page) == held(deck)[0]
    assert "25 of these are new to you and begin now. Stop whenever you like" in html(page)
    answer(studies, page, 4)
    assert "So far: 1 of 25 cards." in html(studies.get(assigned.get_absolute_url()))


def test_study_there_asks_nothing_but_it_until_all_are_begun(
    studies: Client, assigned: Assignment, deck: Deck, student: User
) -> None:
    page = take_up(studies, assigned)
    page = studies.get(answer(studies, page, 1)["Location"])
    page = studies.get(study_link(studies.get(assigned.get_absolute_url())))
    for _ in range(24):
        assert "new to you" in html(page)
        page = studies.get(answer(studies, page, 4)["Location"])
    # What was forgotten comes once more, as at the end of a day; then no other deck's card is asked.
    assert asked(page) == held(deck)[0]
    assert "drill: 1 left" in html(page)
    page = studies.get(answer(studies, page, 4)["Location"])
    assert "No more cards of this selection today" in html(page)
    assert set(ReviewLog.objects.filter(learner=student).values_list("card_id", flat=True)) == set(held(deck))
    assert "So far: 25 of 25 cards." in html(studies.get(assigned.get_absolute_url()))


def test_the_day_after_it_asks_what_is_due_and_then_what_is_new(
    studies: Client, assigned: Assignment, deck: Deck, student: User, now: list
) -> None:
    page = take_up(studies, assigned)
    begun = []
    for _ in range(3):
        begun.append(asked(page))
        page = studies.get(answer(studies, page, 4)["Location"])
    CardState.objects.filter(card_id=begun[1]).update(due_date=NOON.date() + timedelta(days=9))
    now[0] += timedelta(days=1)
    seen = []
    page = studies.get(study_link(studies.get(assigned.get_absolute_url())))
    for _ in range(3):
        seen.append(asked(page))
        page = studies.get(answer(studies, page, 4)["Location"])
    assert seen[:2] == [begun[0], begun[2]]
    assert seen[2] not in begun, "none before its date while others are new"


def test_what_is_left_can_be_gone_over_before_its_date(studies: Client, assigned: Assignment, deck: Deck) -> None:
    """A goal in days needs a card on a day on which none is due."""
    studies.post(f"/decks/{SMALL}/study/")
    states = [
        CardState(
            learner_id=Subscription.objects.first().learner_id, card_id=card_id, repetitions=2, interval_days=6,
            ease_factor=250, lapses=0, is_suspended=False, answered_date=NOON.date() - timedelta(days=1),
            scheduled_date=NOON.date() + timedelta(days=5), due_date=NOON.date() + timedelta(days=5),
            last_row_at=NOON - timedelta(days=1),
        )
        for card_id in held(deck)
    ]  # fmt: skip
    CardState.objects.bulk_create(states)
    page = studies.get(study_link(studies.get(assigned.get_absolute_url())))
    assert "No more cards of this selection today" in html(page)
    ahead = re.search(r'href="([^"]+)">Go over the rest before its date', html(page))[1]
    assert "early: a pass keeps its date · 25 left" in html(studies.get(ahead))


def test_its_new_cards_come_first_on_the_days_after(
    studies: Client, assigned: Assignment, deck: Deck, student: User
) -> None:
    studies.get("/study/")
    take_up(studies, assigned)
    assert asked(studies.get("/study/")) == held(deck)[0]
    planned = PlannedCard.objects.filter(learner=student).order_by("place").values_list("card_id", flat=True)
    assert planned and set(planned) <= set(held(deck))
    order = re.findall(r'class="front"><a href="/decks/([\w-]+)/"', html(studies.get("/decks/")))
    assert order[:2] == [SMALL, "nursing"]
    studies.post("/decks/nursing/move/", {"to": "up"})
    assert asked(studies.get("/study/")) != held(deck)[0], "the order stays the student's own"


def test_a_deck_studied_before_can_be_put_first(studies: Client, assigned: Assignment, deck: Deck) -> None:
    studies.post(f"/decks/{SMALL}/study/")
    page = studies.get(assigned.get_absolute_url())
    assert "from another deck first" in html(page)
    assert asked(studies.get(study_link(page))) == held(deck)[0], "Study asks it, whatever the order"
    studies.post(f"/decks/{SMALL}/study/", {"to": "first", "next": assigned.get_absolute_url()})
    page = html(studies.get(assigned.get_absolute_url()))
    assert "Your daily new cards come from it first" in page and "Put this deck first" not in page


def test_of_a_deck_the_topics_that_are_assigned(studies: Client, assign: Callable[..., Assignment]) -> None:
    shipped = Deck.objects.get(uid="nursing")
    topics = list(Topic.objects.filter(pk__in=shipped.cards.values("fact__topic")).order_by("-position")[:2])
    wanted = Card.objects.filter(deckcard__deck=shipped, fact__topic__in=topics).exclude(fact__sensitivity="survival")
    ids = list(wanted.order_by("deckcard__position").values_list("pk", flat=True))
    assignment = assign(
        deck=shipped, topics=tuple(each.pk for each in topics), goal=Goal.SEEN, goal_number=1, title="Two topics"
    )
    page = studies.get(study_link(studies.get(assignment.get_absolute_url())))
    assert asked(page) == ids[0]
    said = html(page)
    assert all(topic.title_in("nursing") in said for topic in topics)
    page = studies.get(answer(studies, page, 4)["Location"])
    assert asked(page) in ids
    listed = studies.get(study_link(studies.get(assignment.get_absolute_url())).replace("/study/now/", "/cards/"))
    assert listed.status_code == 200 and "selected>" in html(listed)


def test_the_page_of_a_deck_studies_that_deck(studies: Client, deck: Deck) -> None:
    studies.post(f"/decks/{SMALL}/study/")
    page = html(studies.get(f"/decks/{SMALL}/"))
    [address] = re.findall(r'<a class="button" href="([^"]+)">', page)
    assert asked(studies.get(address)) == held(deck)[0]
