"""Selections: what the topic map counts, the card browser lists and a cram studies are the same cards."""

import re

import pytest
from django.test import Client

from cards.models import Card, Deck
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.progress.topics import topic_map
from learn.reviews.marks import set_flag, write_note
from learn.reviews.models import Flag, Maturity
from learn.reviews.selections import Selection, State, query_of, selected, selection_asked
from learn.reviews.subscribing import pause, subscribe
from tests.conftest import NOON
from tests.learn.reviews.browsing import found, front_of, fronts, get, text_of
from tests.learn.reviews.test_cram import TODAY, put

pytestmark = pytest.mark.django_db
__all__ = ["put"]


@pytest.fixture
def browsing_nurse(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def test_flags_and_notes_narrow_down_and_are_the_learners_own(
    browsing_nurse: Client, learner: User, classmate: User
) -> None:
    first, second, third = cards = list(Card.objects.order_by("pk")[:3])
    for card, flag in zip(cards, (Flag.ONE, Flag.FOUR, Flag.NONE), strict=True):
        set_flag(learner=learner, card_id=card.pk, flag=flag, now=NOON)
    write_note(learner=learner, card_id=third.pk, note="zygomatic <b>", seen="", now=NOON)
    for card in Card.objects.order_by("-pk")[:4]:
        set_flag(learner=classmate, card_id=card.pk, flag=Flag.ONE, now=NOON)
        write_note(learner=classmate, card_id=card.pk, note="not yours", seen="", now=NOON)
    listed = {state: fronts(get(browsing_nurse, state=state)) for state in ("flagged", "flag1", "flag4", "flag2")}
    assert listed["flagged"] == [front_of(first), front_of(second)]
    assert listed["flag1"] == [front_of(first)]
    assert listed["flag4"] == [front_of(second)]
    assert listed["flag2"] == []
    noted = get(browsing_nurse, state="noted")
    assert fronts(noted) == [front_of(third)]
    assert "zygomatic &lt;b&gt;" in noted.content.decode()
    assert fronts(get(browsing_nurse, q="zygomatic")) == [], "a note is not what the source says"
    page = text_of(browsing_nurse.get("/cards/"))
    assert "flag 1</span>" in page
    assert "not yours" not in "".join(text_of(get(browsing_nurse, page=number)) for number in range(1, 30))


def test_the_decks_studied_are_a_choice_of_their_own(browsing_nurse: Client, learner: User) -> None:
    every, mine = found(get(browsing_nurse)), found(get(browsing_nurse, deck="~mine"))
    assert every == mine != "No cards"
    pause(learner=learner, deck=Deck.objects.get(uid="nursing"), now=NOON)
    assert found(get(browsing_nurse, deck="~mine")) == "No cards"
    assert found(get(browsing_nurse)) == every


class TestTheMap:
    """What the topic map counts is what its links list and study."""

    @pytest.fixture
    def begun(self, learner: User, put) -> User:
        for place, card in enumerate(Card.objects.through(lens_for(learner)).order_by("pk")):
            if place % 3:
                put(
                    card,
                    due_in=place % 40 - 5,
                    interval_days=place % 43 + 1,
                    repetitions=place % 5,
                    lapses=place % 2,
                    is_suspended=place % 11 == 0,
                )
        return learner

    @pytest.mark.parametrize("is_paused", [False, True])
    def test_counts_and_lists_are_the_same(self, begun: User, is_paused: bool) -> None:
        if is_paused:
            subscribe(learner=begun, deck=Deck.objects.get(uid="words-to-know"), now=NOON)
            pause(learner=begun, deck=Deck.objects.get(uid="nursing"), now=NOON)
        lens = lens_for(begun)
        rows = topic_map(begun)
        assert len(rows) > 3
        seen = set()
        for row in rows:
            for name, n in (row.counts | {"aside": row.aside, "": row.cards}).items():
                asked = dict(part.split("=") for part in row.query.split("&")) | {"state": name}
                meant = selection_asked(asked, lens=lens)
                listed = selected(meant, learner_id=begun.pk, lens=lens, today=TODAY)
                assert listed.count() == len(set(listed.values_list("pk", flat=True))) == n, (row.title, name)
                seen |= {name} if n else set()
        assert seen == {*Maturity.values, "aside", ""}

    def test_the_page_links_to_them(self, client: Client, begun: User) -> None:
        client.force_login(begun)
        page = client.get("/progress/").content.decode()
        row = topic_map(begun)[0]
        n = row.counts["lapsed"]
        link = re.search(rf'href="(/cards/\?topic={row.topic.pk}&amp;deck=~mine&amp;state=lapsed)"><b>{n}</b>', page)
        listed = client.get(link[1].replace("&amp;", "&")).content.decode()
        assert f'<h2 id="found">{n} card' in listed
        for address in ("/study/now/", "/quizzes/cards/"):
            assert f'href="{address}?topic={row.topic.pk}&amp;deck=~mine&amp;state=lapsed"' in page
            assert f'href="{address}?topic={row.topic.pk}&amp;deck=~mine"' in page


def test_an_address_says_no_more_than_it_must(content) -> None:
    assert query_of(Selection()) == ""
    assert Selection(text="a&b", is_mine=True, state=State.FLAG_2).query == "q=a%26b&deck=~mine&state=flag2"
