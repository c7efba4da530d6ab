"""The decks page: what is studied, in the learner's order."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from cards.models import Deck
from learn.accounts.models import User
from learn.reviews import queue
from learn.reviews.models import Subscription
from learn.reviews.subscribing import subscribe
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(client: Client, make_learner: Callable[..., User]) -> User:
    learner = make_learner("both")
    for uid in ("words-to-know", "understanding-care"):
        subscribe(learner=learner, deck=Deck.objects.get(uid=uid), now=NOON)
    client.force_login(learner)
    return learner


def order(client: Client) -> list[str]:
    return re.findall(r'class="front"><a href="/decks/([\w-]+)/"', client.get("/decks/").content.decode())


def test_decks_move_up_and_down_and_stop_at_the_ends(client: Client, both: User) -> None:
    assert order(client) == ["nursing", "words-to-know", "understanding-care"]
    client.post("/decks/understanding-care/move/", {"to": "up"})
    assert order(client) == ["nursing", "understanding-care", "words-to-know"]
    client.post("/decks/nursing/move/", {"to": "up"})
    client.post("/decks/words-to-know/move/", {"to": "down"})
    assert order(client) == ["nursing", "understanding-care", "words-to-know"]
    client.post("/decks/nursing/move/", {"to": "down"})
    assert order(client) == ["understanding-care", "nursing", "words-to-know"]


def test_new_cards_come_from_the_upper_deck(client: Client, both: User, clock: Clock) -> None:
    uids = [
        Deck.objects.get(uid=uid).cards.order_by("deckcard__position").first() for uid in ("nursing", "words-to-know")
    ]
    assert queue.next_question(learner=both, now=clock()).card == uids[0]
    client.post("/decks/words-to-know/move/", {"to": "up"})
    first = queue.next_question(learner=User.objects.get(pk=both.pk), now=clock()).card
    assert Deck.objects.get(uid="words-to-know").cards.filter(pk=first.pk).exists()


def test_a_paused_deck_stands_apart_and_goes_on(client: Client, both: User) -> None:
    reply = client.post("/decks/nursing/pause/", {"next": "/decks/"})
    assert reply["Location"] == "/decks/"
    text = client.get("/decks/").content.decode()
    assert text.index("You study") < text.index("You could also study") < text.index("/decks/nursing/study/")
    client.post("/decks/nursing/study/", {"next": "/decks/"})
    assert "You could also study" not in client.get("/decks/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org"]
)
def test_a_form_cannot_send_anyone_elsewhere(client: Client, both: User, elsewhere: str) -> None:
    reply = client.post("/decks/nursing/pause/", {"next": elsewhere})
    assert reply["Location"] == "/decks/nursing/"


def test_an_unknown_direction_and_a_deck_out_of_sight(client: Client, both: User, classmate: User) -> None:
    assert client.post("/decks/nursing/move/", {"to": "left"}).status_code == 400
    assert client.post("/decks/none/move/", {"to": "up"}).status_code == 404
    before = list(Subscription.objects.values_list("learner_id", "deck_id", "position"))
    client.force_login(classmate)
    client.post("/decks/nursing/move/", {"to": "down"})
    assert list(Subscription.objects.values_list("learner_id", "deck_id", "position")) == before


def test_the_page_costs_the_same_however_many_cards(client: Client, both: User, django_assert_max_num_queries) -> None:
    client.get("/decks/")
    with django_assert_max_num_queries(5):
        # session, learner; cards begun by deck, subscriptions, decks
        client.get("/decks/")
