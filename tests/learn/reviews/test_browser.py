"""The card browser over HTTP, as a browser without JavaScript and as htmx would use it."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cards import search
from cards.models import Card, Fact
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import browsing
from learn.reviews.actions import suspend_card
from learn.reviews.browsing import Choice, browse
from learn.reviews.models import CardState
from tests.cards.test_search import ODD, add_cards, make_topic
from tests.conftest import NOON
from tests.learn.reviews.browsing import form, found, front_of, fronts, get, text_of

pytestmark = pytest.mark.django_db


def test_only_learners_have_one(client: Client, content) -> None:
    assert client.get("/cards/")["Location"].startswith("/?next=")


def test_all_cards_page_by_page_in_order_of_study(browsing_nurse: Client, learner: User) -> None:
    page, seen = browsing_nurse.get("/cards/"), []
    while True:
        seen += fronts(page)
        assert len(fronts(page)) <= 25
        following = re.search(r'rel="next" href="([^"]+)"', text_of(page))
        if following is None:
            break
        page = browsing_nurse.get(following.group(1))
    cards = Card.objects.through(lens_for(learner)).order_by("fact__position", "position")
    assert seen == [front_of(card) for card in cards]
    assert found(page) == f"{len(seen)} cards"
    assert 'rel="prev"' in text_of(page)


def test_words_find_cards_best_match_first(browsing_nurse: Client) -> None:
    page = get(browsing_nurse, q="Denosumab")
    assert fronts(page)[0] == "According to the article, what does denosumab do?"
    assert found(page) == f"{len(fronts(page))} cards for “Denosumab”"
    assert 'value="Denosumab"' in text_of(page)
    assert "Cards: Denosumab" in text_of(page)


def test_a_row_tells_answer_wording_sound_and_source(browsing_nurse: Client) -> None:
    page = text_of(get(browsing_nurse, q="herceptin"))
    for said in (
        "What other name does the article give for trastuzumab?",
        '<p class="back">Herceptin</p>',
        "Trastuzumab is also known as Herceptin.",
        "tras-TOO-zoo-mab",
        "Bone-targeting drugs",
    ):
        assert said in page
    assert f"/cards/{Card.objects.get(uid='herceptin/ask:other-name').pk}/source/" in page


def test_nothing_found_says_so_and_what_to_try(browsing_nurse: Client) -> None:
    page = text_of(get(browsing_nurse, q="Xgeva"))
    assert "Nothing found for “Xgeva”. Only what the source says is here." in page
    assert "What you can try" in page
    assert 'href="/glossary/"' in page
    assert "Look in all cards" not in page
    narrowed = text_of(get(browsing_nurse, q="Xgeva", state="due"))
    assert 'href="/cards/?q=Xgeva">Look in all cards' in narrowed


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', *ODD], ids=ascii)
def test_whatever_is_typed_is_text(browsing_nurse: Client, text: str) -> None:
    response = browsing_nurse.get("/cards/", {"q": text.encode("utf-8", "replace")})
    assert response.status_code == 200
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not re.search("[\x00\u202e\u200f]", page)


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999", "9" * 50, "²", ""])
def test_any_page_number_is_a_page(browsing_nurse: Client, number: str) -> None:
    assert fronts(get(browsing_nurse, page=number))


class TestLive:
    """As htmx asks."""

    def test_it_gets_the_results_alone_and_their_count_for_the_status(self, browsing_nurse: Client) -> None:
        reply = browsing_nurse.get("/cards/?q=chemo&topic=&deck=&state=&order=", headers={"hx-request": "true"})
        page = text_of(reply)
        assert page.strip().startswith("<title>Cards: chemo · Osteon</title>\n<section")
        assert "<html" not in page
        assert '<p id="status" hx-swap-oob="innerHTML">11 cards for “chemo”</p>' in page
        assert reply["HX-Push-Url"] == "/cards/?q=chemo"
        assert fronts(reply) == fronts(get(browsing_nurse, q="chemo"))

    def test_going_back_gets_the_whole_page(self, browsing_nurse: Client) -> None:
        headers = {"hx-request": "true", "hx-history-restore-request": "true"}
        assert "<html" in text_of(browsing_nurse.get("/cards/?q=chemo", headers=headers))

    def test_the_field_waits_and_is_not_replaced(self, browsing_nurse: Client) -> None:
        page = text_of(browsing_nurse.get("/cards/"))
        assert 'hx-trigger="input delay:300ms, submit"' in page
        assert 'hx-target="#results"' in page
        assert page.index('id="q"') < page.index('id="results"')


class TestSetAside:
    """Set aside and take back, and be where one was."""

    def test_there_and_back_without_javascript(self, browsing_nurse: Client) -> None:
        page = get(browsing_nurse, q="herceptin", page=1)
        fields = form(page, "/study/suspend/")
        assert fields["next"] == f"/cards/?q=herceptin#card-{fields['card']}"
        reply = browsing_nurse.post("/study/suspend/", fields)
        assert reply["Location"] == fields["next"]
        page = browsing_nurse.get(reply["Location"])
        assert "Set aside. It rests until you take it back." in text_of(page)
        assert CardState.objects.get().is_suspended
        fields = form(page, "/study/resume/")
        page = browsing_nurse.post("/study/resume/", fields, follow=True)
        assert "Taken back." in text_of(page)
        assert not CardState.objects.get().is_suspended
        assert 'action="/study/resume/"' not in text_of(page)

    @pytest.mark.parametrize(
        "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "cards", ""]
    )
    def test_it_goes_nowhere_else(self, browsing_nurse: Client, wanted: str) -> None:
        fields = form(get(browsing_nurse, q="herceptin"), "/study/suspend/") | {"next": wanted}
        assert browsing_nurse.post("/study/suspend/", fields)["Location"] == "/study/"
        fields |= {"client_id": str(uuid4())}
        assert browsing_nurse.post("/study/resume/", fields)["Location"] == "/study/set-aside/"

    def test_anothers_card_stays(self, browsing_nurse: Client, classmate: User) -> None:
        card = Card.objects.get(uid="herceptin/ask:other-name")
        suspend_card(learner=classmate, card_id=card.pk, client_id=uuid4(), now=NOON)
        assert 'action="/study/resume/"' not in text_of(get(browsing_nurse, q="herceptin"))


class TestTheLens:
    """What is not shown is not found, listed or counted."""

    def test_a_caregiver_sees_plain_wordings_of_their_cards(self, caregiver: Client) -> None:
        page = get(caregiver, q="bone targeting drugs")
        assert "What does the drug denosumab do?" in fronts(get(caregiver, q="denosumab"))
        shown = Card.objects.filter(fact__for_caregivers=True).exclude(fact__sensitivity="survival")
        assert found(caregiver.get("/cards/")) == f"{shown.count()} cards"
        plain = {front_of(card, "plain") for card in shown}
        assert set(fronts(page)) <= plain

    def test_survival_is_nowhere_unless_it_is_wanted(self, caregiver: Client) -> None:
        page = text_of(get(caregiver, q="survival"))
        assert "Nothing found" in page
        hidden = Fact.objects.filter(sensitivity="survival").values_list("plain_wording", flat=True)
        everything = "".join(text_of(get(caregiver, page=number)) for number in range(1, 6))
        assert not [wording for wording in hidden if wording in everything]
        preferences = User.objects.get().preferences
        preferences.survival = True
        preferences.save()
        assert "survival" in fronts(get(caregiver, q="survival"))[0].casefold()


def test_it_lists_no_more_than_it_counts(browsing_nurse: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (search, browsing):
        monkeypatch.setattr(module, "MOST_HITS", 30)
    for asked in ({}, {"q": "bone"}, {"order": "due"}, {"q": "bone", "order": "due"}):
        page = get(browsing_nurse, **asked)
        assert found(page).startswith("More than")
        assert "Page 1 of 2" in text_of(page)
        assert len(fronts(get(browsing_nurse, **asked, page=2))) == 5


CHOICES = [{}, {"q": "bone"}, {"order": "due"}, {"state": "due", "q": "b"}, {"deck": "nursing"}]


@pytest.mark.parametrize("asked", CHOICES, ids=str)
def test_a_page_costs_a_constant_number_of_queries(browsing_nurse: Client, put, asked: dict) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(browsing_nurse, **asked)
        return len(captured)

    put(Card.objects.first(), due_in=0)
    queries()  # the first visit renews the session
    few = queries()
    for card in Card.objects.all()[1:40]:
        put(card, due_in=0)
    add_cards(make_topic("more"), 200, "bone")
    # session, learner, topics, decks; cards found (twice where those with a date come first), shown, faces, states,
    # marks
    assert queries() == few <= 10


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads so few rows whole")
@pytest.mark.parametrize(("order", "index"), [("study", "fact_in_order"), ("due", "card_state_due")])
def test_a_list_is_read_off_an_index(learner: User, order: str, index: str) -> None:
    add_cards(make_topic("more"), 2000, "bone")
    choice = Choice(order=browsing.Order(order))
    with CaptureQueriesContext(connection) as captured:
        browse(learner=learner, lens=lens_for(learner), choice=choice, today=date(2026, 3, 2))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert index in plan, plan
