"""Narrowing the card browser down, and what a row tells of where a card stands."""

from datetime import date

import pytest
from django.test import Client

from cards.models import Card, Topic
from learn.accounts.models import User
from learn.reviews.browsing import standing
from learn.reviews.models import CardState
from learn.scheduling.fold import LEECH_LAPSES
from tests.learn.reviews.browsing import form, found, front_of, fronts, get, text_of

pytestmark = pytest.mark.django_db


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
