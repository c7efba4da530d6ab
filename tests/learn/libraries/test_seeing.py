"""Who sees what of a published library: by a class, after leaving it, after being removed, once it was closed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cards.lens import SHIPPED
from cards.models import Card, Deck, Fact, Item
from learn.accounts.actions import change_preferences
from learn.accounts.backends import LearnerBackend
from learn.accounts.lens import lens_for
from learn.classrooms.models import Enrollment
from learn.libraries import actions
from learn.quizzes.models import AttemptItem
from learn.reviews.actions import answer_card
from learn.reviews.decks import deck_rows
from learn.reviews.models import CardState, PlannedCard, ReviewLog, Subscription
from learn.reviews.planning import plan_for
from tests.conftest import NOON
from tests.learn.libraries.conftest import again, deck_of, study_deck

pytestmark = pytest.mark.django_db


def sees(learner, library) -> bool:
    return library.code in lens_for(again(learner)).libraries


def card_of(library, uid: str = "delta") -> Card:
    return Card.objects.filter(fact__uid=f"{library.code}-{uid}").first()


class TestWhoSeesIt:
    def test_its_author_and_the_class_and_nobody_else(self, shared) -> None:
        seeing = {name: sees(getattr(shared, name), shared.library) for name in vars(shared) if name not in NO_PERSON}
        assert seeing == {"owner": True, "co": True, "student": True, "classmate": True, "stranger": False}

    def test_who_left_keeps_it_and_who_was_removed_does_not(self, shared) -> None:
        left, removed = (Enrollment.objects.filter(learner=each) for each in (shared.student, shared.classmate))
        left.update(ended_at=NOON)
        removed.update(ended_at=NOON, is_removed=True)
        assert sees(shared.student, shared.library)
        assert not sees(shared.classmate, shared.library)
        removed.update(ended_at=None, is_removed=False)
        assert sees(shared.classmate, shared.library)

    def test_reading_who_asks_stays_one_query(self, shared, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            read = LearnerBackend().get_user(shared.owner.pk)
            assert lens_for(read).libraries == {SHIPPED, shared.library.code}

    def test_a_stranger_finds_none_of_it(self, shared, enter) -> None:
        client, card = enter(shared.stranger), card_of(shared.library)
        deck = deck_of(shared.library)
        for path in (f"/decks/{deck.uid}/", f"/cards/{card.pk}/source/", f"/sources/{shared.library.code}/"):
            assert client.get(path).status_code == 404
        for path in ("/", "/decks/", "/cards/?q=delta", "/glossary/?q=delta", "/words/", "/libraries/"):
            page = client.get(path).content.decode()
            assert "land that a river builds" not in page
            assert deck.title not in page
            assert "Rivers &amp; seas" not in page


NO_PERSON = ("library", "classroom", "elsewhere")


class TestClosing:
    def test_takes_it_away_and_opening_gives_it_back_as_it_was(self, shared) -> None:
        student, card = shared.student, card_of(shared.library)
        study_deck(student, shared.library)
        answered = {"card_id": card.pk, "grade": 4, "client_id": uuid4(), "seen_row_at": None, "time_ms": 1}
        answer_card(learner=again(student), now=NOON, **answered)
        who = {"library": shared.library, "classroom": shared.classroom, "by": shared.owner, "now": NOON}
        actions.close_to_class(**who)
        later = NOON + timedelta(days=2)
        plan_for(learner=again(student), now=later)
        assert not PlannedCard.objects.filter(learner=student, study_date=later.date()).exists()
        assert ReviewLog.objects.filter(learner=student, card=card).exists()
        before = CardState.objects.get(learner=student, card=card)
        actions.open_to_class(**who)
        later += timedelta(days=1)
        plan_for(learner=again(student), now=later)
        planned = PlannedCard.objects.filter(learner=student, study_date=later.date())
        assert card.pk in planned.values_list("card_id", flat=True)
        assert CardState.objects.get(learner=student, card=card).due_date == before.due_date

    def test_new_cards_come_again_once_it_is_opened_again(self, shared) -> None:
        """While it was closed the search for new cards came to the deck's end."""
        study_deck(shared.student, shared.library)
        who = {"library": shared.library, "classroom": shared.classroom, "by": shared.owner, "now": NOON}
        actions.close_to_class(**who)
        plan_for(learner=again(shared.student), now=NOON)
        actions.open_to_class(**who)
        plan_for(learner=again(shared.student), now=NOON + timedelta(days=1))
        planned = PlannedCard.objects.filter(learner=shared.student, card__fact__library=shared.library.code)
        assert planned.exists()


class TestAnotherPath:
    def test_studies_no_deck_of_a_library_unasked(self, shared) -> None:
        change_preferences(learner=again(shared.student), changes={"path": "both"}, now=NOON)
        studied = Subscription.objects.filter(learner=shared.student)
        assert not studied.filter(deck__source__library=shared.library.code).exists()
        assert studied.exists()

    def test_leaves_a_deck_that_is_closed_at_present_as_it_is(self, shared) -> None:
        study_deck(shared.student, shared.library)
        study = Subscription.objects.filter(learner=shared.student, deck=deck_of(shared.library))
        change_preferences(learner=again(shared.student), changes={"path": "caregiver"}, now=NOON)
        assert study.get().is_paused, "it is not for caregivers"
        change_preferences(learner=again(shared.student), changes={"path": "nursing"}, now=NOON)
        assert not study.get().is_paused
        who = {"library": shared.library, "classroom": shared.classroom, "by": shared.owner, "now": NOON}
        actions.close_to_class(**who)
        change_preferences(learner=again(shared.student), changes={"path": "caregiver"}, now=NOON)
        assert not study.get().is_paused


class TestHeldOut:
    """What its author keeps for assigned quizzes: the weir."""

    def test_is_in_no_deck_no_search_no_glossary_and_no_count(self, shared, enter) -> None:
        client, deck = enter(shared.student), deck_of(shared.library)
        weir = card_of(shared.library, "weir")
        assert Deck.objects.through(lens_for(again(shared.student))).filter(pk=deck.pk).exists()
        for path in (f"/decks/{deck.uid}/", "/cards/?q=weir", "/cards/", "/glossary/?q=weir", "/words/"):
            assert "low barrier" not in client.get(path).content.decode(), path
        student = again(shared.student)
        [row] = [row for row in deck_rows(learner=student, lens=lens_for(student)) if row.deck == deck]
        assert row.cards == Card.objects.filter(fact__uid__endswith="-delta").count()
        for path in (f"/cards/{weir.pk}/source/", f"/reports/cards/{weir.pk}/", f"/study/cards/{weir.pk}/note/"):
            assert client.get(path).status_code == 404
        page = client.get(f"/sources/{shared.library.code}/").content.decode()
        assert "Atlas of Rivers" in page
        assert "Handbook" not in page
        assert "low barrier" not in page

    def test_is_studied_and_crammed_by_nobody(self, shared, enter) -> None:
        study_deck(shared.student, shared.library)
        plan_for(learner=again(shared.student), now=timezone.now())
        planned = PlannedCard.objects.filter(learner=shared.student).values_list("card__fact__uid", flat=True)
        assert {uid.partition("-")[2] for uid in planned if uid.startswith("lib")} == {"delta"}
        topic = Fact.objects.get(uid=f"{shared.library.code}-weir").topic_id
        client = enter(shared.student)
        page = client.get(f"/study/now/?topic={topic}").content.decode()
        assert "barrier" not in page

    def test_is_asked_in_no_quiz_of_ones_own(self, shared, enter) -> None:
        topic = Fact.objects.get(uid=f"{shared.library.code}-weir").topic_id
        client, attempt_id = enter(shared.student), uuid4()
        asked = {"attempt_id": attempt_id, "number": 50, "topics": [topic], "level": "mixed", "feedback": "at_end"}
        reply = client.post("/quizzes/begin/", asked)
        assert reply.status_code == 302
        asked_of = AttemptItem.objects.filter(learner=shared.student).select_related("item")
        assert asked_of
        assert not any(each.item.is_held_out for each in asked_of)
        assert Item.objects.filter(topic_id=topic, is_held_out=True).exists()
