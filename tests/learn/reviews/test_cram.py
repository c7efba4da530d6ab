"""Studying a selection now: which cards come, in what order, what answers do, and that it ends."""

import itertools
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cards.models import Card, Deck, Fact, Topic
from cards.search import find
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.quizzes.models import Attempt, AttemptItem
from learn.reviews import actions, queue
from learn.reviews.checking import check_learner
from learn.reviews.cramming import Cram, cram, has_strays
from learn.reviews.marks import set_flag
from learn.reviews.models import CardState, Flag, PlannedCard, ReviewLog
from learn.reviews.selections import Selection, State
from learn.reviews.subscribing import pause
from learn.scheduling.fold import Kind
from tests.cards.test_search import add_cards, make_topic
from tests.conftest import NOON, Clock
from tests.learn.reviews.test_actions import answer_all, assert_consistent, give
from tests.learn.reviews.test_views import answer, forms

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def put(learner: User) -> Callable[..., CardState]:
    """Puts a card into a state that a log could make: reviewed last on the day before yesterday."""

    def put(card: Card, *, due_in: int, who: User = learner, **others) -> CardState:
        due_date = TODAY + timedelta(days=due_in)
        values = {"repetitions": 3, "interval_days": 10, "ease_factor": 250, "lapses": 0, "is_suspended": False}
        return CardState.objects.create(
            learner=who,
            card=card,
            answered_date=TODAY - timedelta(days=2),
            scheduled_date=due_date,
            due_date=due_date,
            last_row_at=NOON - timedelta(days=2),
            **(values | others),
        )

    return put


def topic_of_many() -> Topic:
    return Topic.objects.get(uid="trials")


def cards_of(topic: Topic, learner: User) -> list[Card]:
    cards = Card.objects.through(lens_for(learner)).filter(fact__topic=topic)
    return list(cards.order_by("fact__position", "position"))


def now_of(learner: User, clock: Clock, **choice) -> Cram:
    return cram(learner=learner, now=clock(), selection=Selection(**choice))


def study(learner: User, clock: Clock, grades: Callable[[int], int], **choice) -> list[tuple[Card, Kind]]:
    """Answers until the end; grades: by how many answers were given before."""
    asked: list[tuple[Card, Kind]] = []
    while (question := now_of(learner, clock, **choice).question) is not None:
        asked.append((question.card, question.kind))
        give(learner, question, grades(len(asked) - 1), clock)
        assert len(asked) < 300, "it does not end"
    return asked


def apart(cards: list[Card], answered: list[Card]) -> list[Card]:
    """The cards so that the second of a fact comes after all first ones, and so on; those answered count."""
    times = Counter(card.fact_id for card in answered)
    rank = {}
    for card in cards:
        rank[card] = times[card.fact_id]
        times[card.fact_id] += 1
    return sorted(cards, key=lambda card: rank[card])


class TestOrder:
    def test_cards_of_one_fact_do_not_follow_each_other(self, learner: User, clock: Clock, put) -> None:
        topic = topic_of_many()
        cards = cards_of(topic, learner)
        facts = [card.fact_id for card in cards]
        assert any(one == other for one, other in itertools.pairwise(facts)), "as they stand in the source"
        due = [card for card in cards if facts.count(card.fact_id) > 1]
        for card in due:
            put(card, due_in=0)
        asked = [card for card, _ in study(learner, clock, lambda n: 4, topic=topic)]
        assert asked[: len(due)] == apart(sorted(due, key=lambda card: card.pk), [])
        first = [card.fact_id for card in asked[: len(set(facts) & {card.fact_id for card in due})]]
        assert len(first) == len(set(first)), "each fact once before any comes again"

    def test_due_then_soonest_then_new_each_once_then_the_drill(self, learner: User, clock: Clock, put) -> None:
        topic = topic_of_many()
        cards = cards_of(topic, learner)
        late, overdue, soon, today = cards[:4]
        put(late, due_in=30)
        put(overdue, due_in=-3)
        put(soon, due_in=1)
        put(today, due_in=0)
        counts = now_of(learner, clock, topic=topic)
        assert (counts.due, counts.early, counts.new, counts.drill) == (2, 2, len(cards) - 4, 0)
        asked = study(learner, clock, lambda n: 3 if n in (0, 2) else 4, topic=topic)
        assert [card for card, _ in asked] == [overdue, today, soon, late, *apart(cards[4:], cards[:4]), overdue, soon]
        kinds = Counter(kind for _, kind in asked)
        assert kinds == {Kind.REVIEW: len(cards) - 2, Kind.EARLY: 2, Kind.DRILL: 2}
        assert now_of(learner, clock, topic=topic) == Cram(None)
        clock.advance(days=1)
        assert now_of(learner, clock, topic=topic).left == len(cards), "and again tomorrow"

    def test_a_pass_keeps_the_date_and_a_fail_lapses(self, learner: User, clock: Clock, put) -> None:
        topic = topic_of_many()
        kept, lost = cards_of(topic, learner)[:2]
        put(kept, due_in=5, interval_days=30)
        put(lost, due_in=6, interval_days=30)
        selection = {"topic": topic, "state": State.MATURE}
        assert [card for card, _ in study(learner, clock, lambda n: 1 if n == 1 else 5, **selection)] == [kept, lost]
        kept_state, lost_state = (CardState.objects.get(learner=learner, card=card) for card in (kept, lost))
        assert (kept_state.due_date, kept_state.interval_days) == (TODAY + timedelta(days=5), 30)
        assert (lost_state.due_date, lost_state.lapses) == (TODAY + timedelta(days=1), 1)
        assert set(ReviewLog.objects.values_list("kind", flat=True)) == {"early"}
        # It has left the selection by its answer; the day's own drill has it.
        assert now_of(learner, clock, **selection).left == 0
        assert now_of(learner, clock, topic=topic, state=State.LAPSED).question.kind == Kind.DRILL
        assert PlannedCard.objects.get(learner=learner, card=lost).stage == 1

    def test_suspended_and_buried_cards_never_come(self, learner: User, clock: Clock, put) -> None:
        topic = topic_of_many()
        cards = cards_of(topic, learner)
        put(cards[0], due_in=0, is_suspended=True)
        put(cards[1], due_in=0, buried_until=TODAY + timedelta(days=1))
        actions.suspend_card(learner=learner, card_id=cards[2].pk, client_id=uuid4(), now=clock())
        actions.bury_card(learner=learner, card_id=cards[3].pk, client_id=uuid4(), now=clock())
        asked = [card for card, _ in study(learner, clock, lambda n: 4, topic=topic)]
        assert asked == apart(cards[4:], [])
        assert now_of(learner, clock, state=State.ASIDE).left == 0

    def test_todays_answers_do_not_come_again_but_for_the_drill(self, learner: User, clock: Clock) -> None:
        first = queue.next_question(learner=learner, now=clock())
        give(learner, first, 4, clock)
        second = queue.next_question(learner=learner, now=clock())
        give(learner, second, 1, clock)
        asked = Counter(card for card, _ in study(learner, clock, lambda n: 4, deck=Deck.objects.get(uid="nursing")))
        assert asked[first.card] == 0
        assert asked[second.card] == 1
        assert set(asked.values()) == {1}
        assert_consistent(learner)

    def test_undo_brings_that_card_back_next(self, learner: User, clock: Clock) -> None:
        topic = topic_of_many()
        for grade in (4, 3):
            give(learner, now_of(learner, clock, topic=topic).question, grade, clock)
        clock.advance(days=2)
        kinds = set()
        while (question := now_of(learner, clock, topic=topic).question) is not None:
            target = uuid4()
            give(learner, question, 3, clock, target)
            actions.undo(learner=learner, target=target, client_id=uuid4(), now=clock())
            again = now_of(learner, clock, topic=topic).question
            assert (again.card, again.kind) == (question.card, question.kind)
            give(learner, again, 4 if kinds else 3, clock)
            kinds.add(again.kind)
        assert kinds == {Kind.REVIEW, Kind.DRILL}

    def test_the_days_limits_do_not_apply_and_the_day_goes_on(self, learner: User, clock: Clock) -> None:
        learner.preferences.new_per_day = 2
        learner.preferences.save()
        planned = [queue.next_question(learner=learner, now=clock()).card]
        topic = topic_of_many()
        asked = study(learner, clock, lambda n: 4, topic=topic)
        assert len(asked) == len(cards_of(topic, learner)) > 2
        assert queue.next_question(learner=learner, now=clock()).card == planned[0]
        assert len(answer_all(learner, clock)) == 2
        assert check_learner(learner.pk) == []

    def test_new_cards_of_a_deck_come_in_its_order(self, learner: User, clock: Clock) -> None:
        deck = Deck.objects.get(uid="words-to-know")
        topic = Topic.objects.get(uid="spread")
        expected = Card.objects.through(lens_for(learner)).filter(deckcard__deck=deck, fact__topic=topic)
        asked = [card for card, _ in study(learner, clock, lambda n: 4, deck=deck, topic=topic)]
        assert asked == list(expected.order_by("deckcard__position"))

    def test_words_are_a_selection_as_well(self, learner: User, clock: Clock) -> None:
        asked = [card.pk for card, _ in study(learner, clock, lambda n: 4, text="herceptin")]
        found = find("herceptin", lens=lens_for(learner)).values_list("pk", flat=True)
        assert sorted(asked) == sorted(found) != []


GRADES = [lambda n: 4, lambda n: 1 if n < 60 else 5, lambda n: (1, 3, 4, 0, 5)[n % 5]]


@pytest.mark.parametrize("state", [state for state in State if state != State.ASIDE])
@pytest.mark.parametrize("grades", range(len(GRADES)))
def test_every_session_ends(learner: User, clock: Clock, put, state: State, grades: int) -> None:
    topic = topic_of_many()
    for place, card in enumerate(cards_of(topic, learner)[:8]):
        put(card, due_in=place - 3, interval_days=6 * place + 1, repetitions=place % 4, lapses=3 * place)
        set_flag(learner=learner, card_id=card.pk, flag=Flag(place % 5), now=NOON)
    study(learner, clock, GRADES[grades], topic=topic, state=state)
    assert now_of(learner, clock, topic=topic, state=state).question is None


def test_cards_of_no_deck_studied_are_said_to_stay_away(learner: User, clock: Clock) -> None:
    assert not has_strays(learner=learner, now=clock(), selection=Selection(topic=topic_of_many()))
    pause(learner=learner, deck=Deck.objects.get(uid="nursing"), now=clock())
    assert has_strays(learner=learner, now=clock(), selection=Selection(topic=topic_of_many()))
    assert not has_strays(learner=learner, now=clock(), selection=Selection(is_mine=True))


def test_a_card_costs_a_constant_number_of_statements(learner: User, clock: Clock, put) -> None:
    def statements(**choice) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert now_of(learner, clock, **choice).question is not None
        return len(captured)

    choices = [{}, {"topic": topic_of_many()}, {"text": "bone"}, {"state": State.YOUNG}, {"is_mine": True}]
    put(topic_of_many().facts.first().cards.first(), due_in=1)
    few = [statements(**choice) for choice in choices]
    for card in Card.objects.through(lens_for(learner)).exclude(pk__in=CardState.objects.values("card_id"))[:100]:
        put(card, due_in=2)
    add_cards(make_topic("more"), 200, "bone")
    # known, new (where one can be), the facts answered today, drill; the card with fact, topic, state and mark; its
    # faces; words, where given
    assert [statements(**choice) for choice in choices] == few == [6, 6, 7, 4, 6]


@pytest.fixture
def studying(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def text_of(page) -> str:
    return page.content.decode()


class TestTheScreen:
    """Over HTTP, without a script and as htmx asks."""

    def test_it_says_once_what_it_does_and_every_step_stays_in_it(self, studying: Client) -> None:
        topic = topic_of_many()
        address = f"/study/now/?topic={topic.pk}&state=unseen"
        page = studying.get(address)
        n = len(Card.objects.filter(fact__topic=topic))
        assert "Today’s limits do not count here." in text_of(page)
        assert "keeps that date" not in text_of(page), "none of them has one yet"
        assert f"{n} of these are new to you and begin now." in text_of(page)
        assert f"new to you · {n} left" in text_of(page)
        for step in ("answer", "suspend", "bury", "flag"):
            assert forms(page).forms[f"/study/{step}/"]["scope"].replace("&amp;", "&") == address.partition("?")[2]
        reply = answer(studying, page, 4)
        assert reply["Location"] == f"{address}&on=1"
        page = studying.get(reply["Location"])
        assert "limits do not count" not in text_of(page)
        assert f"{n - 1} left" in text_of(page)
        for step in ("undo", "suspend", "bury"):
            reply = studying.post(f"/study/{step}/", forms(page).forms[f"/study/{step}/"])
            assert reply["Location"] == f"{address}&on=1"
            page = studying.get(reply["Location"])
        by_script = answer(studying, page, 4, hx_request="true")
        assert f"{n - 3} left" in text_of(by_script)
        assert forms(by_script).forms["/study/answer/"]["scope"]

    def test_all_cards_are_a_scope_too(self, studying: Client) -> None:
        page = studying.get("/study/now/")
        assert "all cards" in text_of(page)
        assert answer(studying, page, 4)["Location"] == "/study/now/?on=1"

    def test_the_end_says_so_and_leads_on(self, studying: Client, learner: User) -> None:
        set_flag(learner=learner, card_id=cards_of(topic_of_many(), learner)[0].pk, flag=Flag.ONE, now=NOON)
        page = studying.get("/study/now/?state=flagged")
        page = studying.get(answer(studying, page, 4)["Location"])
        assert '<h1 id="front" tabindex="-1">No more cards of this selection today</h1>' in text_of(page)
        assert "any flag</p>" in text_of(page)
        assert 'href="/cards/?state=flagged"' in text_of(page)
        assert "Go on with today’s cards" in text_of(page)
        assert forms(page).forms["/study/undo/"]["scope"] == "state=flagged"

    @pytest.mark.parametrize(
        "query", ["topic=0", "topic=x", "topic=9%00", "deck=none", "deck=%00", "state=new", "state=9"]
    )
    def test_a_selection_that_is_not_there_is_missing(self, studying: Client, query: str) -> None:
        for address in ("/study/now/", "/cards/", "/quizzes/cards/"):
            assert studying.get(f"{address}?{query}").status_code == 404
        fields = forms(studying.get("/study/")).forms["/study/answer/"] | {"grade": "4", "scope": query}
        assert studying.post("/study/answer/", fields).status_code == 404
        assert not ReviewLog.objects.exists()

    def test_a_topic_of_others_is_missing(self, client: Client, make_learner) -> None:
        client.force_login(make_learner("caregiver"))
        outlook = Topic.objects.get(uid="outlook")
        assert client.get(f"/study/now/?topic={outlook.pk}").status_code == 404
        assert client.get("/study/now/?deck=nursing").status_code == 404

    def test_a_caregiver_is_told_kindly_and_without_figures(self, client: Client, make_learner) -> None:
        client.force_login(make_learner("caregiver"))
        page = text_of(client.get("/study/now/?deck=words-to-know"))
        screen = re.sub(r"<[^>]*>", " ", page[page.index('<article id="card"') : page.index('<div class="face">')])
        assert "Some are new to you and begin now." in screen
        assert "new to you" in screen
        assert not re.search(r"\d", screen)
        assert "lapse" not in page
        assert "Go over these now" in text_of(client.get("/cards/"))

    def test_hostile_words_are_text(self, studying: Client) -> None:
        page = studying.get("/study/now/", {"q": '<script>alert(1)</script>"'})
        assert b"<script>alert" not in page.content
        assert b"No more cards of this selection today" in page.content

    def test_the_deck_page_studies_its_topic_in_its_deck(self, studying: Client) -> None:
        page = text_of(studying.get("/decks/nursing/"))
        assert re.search(r'href="/study/now/\?deck=nursing&amp;topic=\d+"', page)


class TestQuiz:
    """A quiz on exactly those cards' facts."""

    def start(self, client: Client, address: str):
        return client.post(address, {"attempt_id": str(uuid4())})

    def test_it_asks_about_these_facts_only(self, studying: Client, learner: User) -> None:
        topic = topic_of_many()
        address = f"/quizzes/cards/?topic={topic.pk}&state=unseen"
        assert "There are questions on" in text_of(studying.get(address))
        reply = self.start(studying, address)
        attempt = Attempt.objects.get()
        assert reply["Location"] == attempt.get_absolute_url()
        assert attempt.purpose == "chosen"
        assert 0 < attempt.items_count <= 20
        meant = set(Fact.objects.filter(topic=topic).values_list("pk", flat=True))
        for question in AttemptItem.objects.select_related("item"):
            assert set(question.item.facts.values_list("pk", flat=True)) & meant

    def test_nothing_that_fits_is_said_kindly(self, studying: Client) -> None:
        for address in ("/quizzes/cards/?state=flagged", "/quizzes/cards/?q=Xgeva"):
            for page in (studying.get(address), self.start(studying, address)):
                assert page.status_code == 200
                assert "There is no question on these cards." in text_of(page)
        assert not Attempt.objects.exists()

    def test_two_clicks_start_one(self, studying: Client) -> None:
        data = {"attempt_id": str(uuid4())}
        replies = {studying.post("/quizzes/cards/", data)["Location"] for _ in range(2)}
        assert len(replies) == Attempt.objects.count() == 1

    def test_it_does_not_become_what_the_form_proposes(self, studying: Client) -> None:
        self.start(studying, "/quizzes/cards/")
        assert 'value="10"' in text_of(studying.get("/quizzes/"))

    def test_a_caregiver_gets_a_word_game(self, client: Client, make_learner) -> None:
        client.force_login(make_learner("caregiver"))
        assert "A word game with these cards" in text_of(client.get("/quizzes/cards/?deck=words-to-know"))
        self.start(client, "/quizzes/cards/?deck=words-to-know")
        attempt = Attempt.objects.get()
        assert (attempt.purpose, attempt.items_count <= 5) == ("words", True)
        played = client.get(attempt.get_absolute_url(), follow=True)
        assert played.status_code == 200
