"""The card browser over HTTP, as a browser without JavaScript and as htmx would use it."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cards import search
from cards.models import Card, Fact, Topic
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import browsing
from learn.reviews.actions import suspend_card
from learn.reviews.browsing import Choice, browse, standing
from learn.reviews.models import CardState
from learn.scheduling.fold import LEECH_LAPSES
from tests.cards.test_search import ODD, add_cards, make_topic
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

FRONT = re.compile(r'<p class="front">(.*?)</p>')


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def get(client: Client, **asked: object):
    return client.get(f"/cards/?{urlencode(asked)}")


def fronts(response) -> list[str]:
    return FRONT.findall(text_of(response))


def front_of(card: Card, register: str = "nursing") -> str:
    return card.faces.get(register=register).front


def found(response) -> str:
    return re.search(r'<h2 id="found">(.*?)</h2>', text_of(response)).group(1)


def form(response, action: str) -> dict[str, str]:
    """The hidden fields of the first form with this action."""
    page = text_of(response)
    within = page[page.index(f'action="{action}"') :].partition("</form>")[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', within))


@pytest.fixture
def browsing_nurse(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def caregiver(client: Client, make_learner: Callable[..., User]) -> Client:
    client.force_login(make_learner("caregiver"))
    return client


@pytest.fixture
def put(learner: User) -> Callable[..., CardState]:
    """Puts a card into a state with the learner."""

    def put(card: Card, *, due_in: int | None = None, who: User = learner, **others) -> CardState:
        today = who.preferences.study_date(timezone.now())
        return CardState.objects.create(
            learner=who,
            card=card,
            ease_factor=250,
            scheduled_date=None if due_in is None else today - timedelta(days=1),
            due_date=None if due_in is None else today + timedelta(days=due_in),
            last_row_at=NOON,
            **({"repetitions": 1, "interval_days": 6, "lapses": 0, "is_suspended": False} | others),
        )

    return put


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


class TestFilters:
    """By topic, deck, and where the learner stands."""

    def test_topic(self, browsing_nurse: Client) -> None:
        topic = Topic.objects.get(uid="trials")
        page = get(browsing_nurse, topic=topic.pk)
        cards = Card.objects.filter(fact__topic=topic)
        assert fronts(page) == [front_of(card) for card in cards[:25]]
        assert found(page) == f"{cards.count()} cards"
        both = get(browsing_nurse, topic=topic.pk, q="denosumab")
        assert "Nothing found" in text_of(both)

    def test_deck_in_its_own_order(self, caregiver: Client) -> None:
        page = get(caregiver, deck="words-to-know")
        cards = [row.card for row in Card.decks.through.objects.filter(deck__uid="words-to-know").order_by("position")]
        assert fronts(page) == [front_of(card, "plain") for card in cards[:25]]
        some = fronts(get(caregiver, deck="words-to-know", q="bone", order="study"))
        assert len(some) > 5
        assert some == [front for front in (front_of(card, "plain") for card in cards) if front in some]

    def test_a_topic_or_deck_of_others_is_missing(self, caregiver: Client) -> None:
        outlook = Topic.objects.get(uid="outlook")
        page = text_of(caregiver.get("/cards/"))
        assert outlook.plain_title not in page
        assert "Bone metastasis for nursing" not in page
        for asked in ({"topic": outlook.pk}, {"topic": 999999}, {"topic": "x"}, {"deck": "nursing"}, {"deck": "none"}):
            assert get(caregiver, **asked).status_code == 404

    def test_states_are_the_learners_own(self, browsing_nurse: Client, put, classmate: User) -> None:
        learning, young, mature, lapsed, aside, due, buried, begun, leech = cards = list(
            Card.objects.order_by("pk")[:9]
        )
        put(learning, due_in=3, interval_days=1)
        put(young, due_in=3, interval_days=20, repetitions=4)
        put(mature, due_in=3, interval_days=21, repetitions=4)
        put(lapsed, due_in=3, interval_days=1, repetitions=0, lapses=1)
        put(aside, due_in=3, is_suspended=True)
        put(due, due_in=0, interval_days=30, repetitions=4)
        put(buried, due_in=0, interval_days=1, buried_until=date(2099, 1, 1))
        put(begun)
        put(leech, due_in=9, interval_days=6, lapses=LEECH_LAPSES)
        for card in Card.objects.order_by("-pk")[:5]:
            put(card, due_in=0, who=classmate, lapses=LEECH_LAPSES)

        def listed(state: str) -> list[str]:
            return fronts(get(browsing_nurse, state=state))

        assert listed("learning") == [front_of(learning), front_of(buried), front_of(leech)]
        assert listed("young") == [front_of(young)]
        assert listed("mature") == [front_of(mature), front_of(due)]
        assert listed("lapsed") == [front_of(lapsed)]
        assert listed("leech") == [front_of(leech)]
        assert listed("aside") == [front_of(aside)]
        assert listed("due") == [front_of(due)]
        new = listed("unseen")
        assert front_of(begun) in new
        assert not {front_of(card) for card in cards if card != begun} & set(new)
        assert fronts(get(browsing_nurse, state="due", q=front_of(due))) == [front_of(due)]
        assert fronts(get(browsing_nurse, state="aside", q=front_of(due))) == []
        assert get(browsing_nurse, state="new").status_code == 404

    def test_an_empty_state_says_what_to_do(self, browsing_nurse: Client) -> None:
        says = {
            "due": "due today",
            "aside": "Set aside",
            "learning": "as you study",
            "mature": "as you study",
            "lapsed": "forgotten",
            "leech": "forgotten",
            "flagged": "“More”",
            "flag3": "“More”",
            "noted": "“Your note”",
        }
        for state, said in says.items():
            page = text_of(get(browsing_nurse, state=state))
            assert said in page[page.index('class="empty"') :]
            assert "Show all cards" in page

    def test_soonest_due_first_then_the_rest(self, browsing_nurse: Client, put) -> None:
        late, soon, never = Card.objects.order_by("pk")[:3]
        put(late, due_in=9)
        put(soon, due_in=-2)
        put(never, due_in=-5, is_suspended=True)
        assert fronts(get(browsing_nurse, order="due"))[:3] == [front_of(soon), front_of(late), front_of(never)]
        assert fronts(get(browsing_nurse, order="due", q="bone"))[:2] == [front_of(soon), front_of(late)]

    def test_what_is_chosen_stays_chosen(self, browsing_nurse: Client) -> None:
        topic = Topic.objects.get(uid="spread")
        page = get(browsing_nurse, q="cancer", topic=topic.pk, state="unseen", order="study")
        for value in (topic.pk, "unseen", "study"):
            assert f'<option value="{value}" selected>' in text_of(page)
        here = f"/cards/?q=cancer&topic={topic.pk}&state=unseen&order=study#card-"
        assert form(page, "/study/suspend/")["next"].startswith(here)


class TestStanding:
    """Where the learner stands, in words."""

    TODAY = date(2026, 3, 1)

    def words(self, **others) -> str:
        state = CardState(
            **{
                "scheduled_date": self.TODAY,
                "due_date": date(2026, 3, 3),
                "interval_days": 15,
                "lapses": 2,
                "buried_until": None,
            }
            | others
        )
        return standing(state, self.TODAY)

    def test_in_words(self) -> None:
        assert self.words() == "due on 3 March, interval 15 days, 2 lapses"
        assert self.words(lapses=0, interval_days=1) == "due on 3 March, interval 1 day"
        assert self.words(lapses=1) == "due on 3 March, interval 15 days, 1 lapse"
        assert self.words(due_date=self.TODAY).startswith("due today")
        assert self.words(due_date=date(2025, 12, 31)).startswith("due since 31 December 2025")
        assert self.words(buried_until=date(2026, 3, 2)).startswith("put off until 2 March")
        assert self.words(scheduled_date=None) == ""

    def test_on_the_page_and_nothing_for_an_unseen_card(self, browsing_nurse: Client, put) -> None:
        put(Card.objects.get(uid="herceptin/ask:other-name"), due_in=0, lapses=3)
        page = text_of(get(browsing_nurse, q="herceptin"))
        assert page.count("You: ") == 1
        assert "You: due today, interval 6 days, 3 lapses" in page

    def test_a_caregiver_is_told_no_figures(self, caregiver: Client, put) -> None:
        card = Card.objects.get(uid="herceptin/ask:other-name")
        put(card, due_in=0, lapses=3, who=User.objects.get(preferences__path="caregiver"))
        page = text_of(get(caregiver, q="herceptin"))
        assert "You: due today</p>" in page
        assert "lapse" not in page.replace('value="lapsed"', "")


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
