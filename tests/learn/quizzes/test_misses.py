"""What a miss in a quiz does to the reviews, and how it is undone."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cards.models import Card, Deck, Item
from learn.quizzes import actions
from learn.quizzes.models import ItemRecord
from learn.reviews.actions import suspend_card
from learn.reviews.models import CardState, PlannedCard, ReviewLog
from learn.reviews.planning import plan_for
from learn.reviews.subscribing import pause
from learn.scheduling.fold import Kind, fold
from tests.learn.quizzes.studying import study

pytestmark = pytest.mark.django_db


class TestMisses:
    @pytest.fixture
    def missed(self, learner, start, questions, answer, clock):
        """A begun card of a fact that a quiz then asked about in vain."""
        card = Card.objects.get(uid="denosumab/role")
        study(learner, card, clock)
        clock.advance(days=1)
        study(learner, card, clock)
        clock.advance(days=2)
        item = Item.objects.get(uid="denosumab/mc:role")
        attempt = start(learner, number=5, items=(item.pk,), is_strict=True, feedback="at_once")
        return card, questions(attempt)[0], attempt

    def test_a_miss_wants_the_card_today_and_leaves_its_memory(self, learner, missed, answer, clock) -> None:
        card, question, _ = missed
        before = CardState.objects.get(learner=learner, card=card)
        plan_for(learner=learner, now=clock())
        answer(learner, question, "nothing", check=True)
        after = CardState.objects.get(learner=learner, card=card)
        today = learner.preferences.study_date(clock())
        assert before.due_date > today == after.due_date
        plan_for(learner=learner, now=clock())
        assert (after.repetitions, after.interval_days, after.ease_factor, after.scheduled_date) == (
            before.repetitions,
            before.interval_days,
            before.ease_factor,
            before.scheduled_date,
        )
        assert PlannedCard.objects.filter(learner=learner, study_date=today, card=card).exists()
        row = ReviewLog.objects.get(learner=learner, card=card, kind=Kind.FORWARD)
        assert row.grade is None
        assert fold(log.row for log in ReviewLog.objects.filter(learner=learner, card=card))[0] == after.fold

    def test_answered_today_it_comes_tomorrow(self, learner, missed, answer, clock) -> None:
        card, question, _ = missed
        study(learner, card, clock)
        answer(learner, question, "nothing", check=True)
        today = learner.preferences.study_date(clock())
        assert CardState.objects.get(learner=learner, card=card).due_date == today + timedelta(days=1)

    def test_what_was_right_stays_where_it_was(self, learner, missed, answer) -> None:
        _, question, _ = missed
        answer(learner, question, "right", check=True)
        assert not ReviewLog.objects.filter(kind=Kind.FORWARD).exists()

    def test_it_can_be_undone_once(self, learner, missed, answer, clock) -> None:
        card, question, attempt = missed
        before = CardState.objects.get(learner=learner, card=card)
        plan_for(learner=learner, now=clock())
        answer(learner, question, "nothing", check=True)
        for _ in range(2):
            actions.take_back_forward(learner=learner, attempt_id=attempt.attempt_id, place=1, now=clock())
        plan_for(learner=learner, now=clock())
        after = CardState.objects.get(learner=learner, card=card)
        assert after.due_date == before.due_date
        assert not PlannedCard.objects.filter(learner=learner, card=card, stage=0, study_date__gt=before.answered_date)
        assert ReviewLog.objects.filter(learner=learner, card=card, kind=Kind.VOID).count() == 1

    def test_a_suspended_card_stays_aside(self, learner, missed, answer, clock) -> None:
        card, question, _ = missed
        suspend_card(learner=learner, card_id=card.pk, client_id=uuid4(), now=clock())
        answer(learner, question, "nothing", check=True)
        assert not ReviewLog.objects.filter(learner=learner, card=card, kind=Kind.FORWARD).exists()

    def test_of_a_fact_never_begun_the_first_card_comes_next(self, learner, start, questions, answer, clock) -> None:
        item = Item.objects.get(uid="bisphosphonates/mc:role")
        attempt = start(learner, number=5, items=(item.pk,), is_strict=True, feedback="at_once")
        answer(learner, questions(attempt)[0], "nothing", check=True)
        moved = ReviewLog.objects.get(learner=learner, kind=Kind.FORWARD).card
        assert moved.fact.uid == "bisphosphonates"
        clock.advance(days=1)
        plan_for(learner=learner, now=clock())
        planned = PlannedCard.objects.filter(learner=learner, study_date=learner.preferences.study_date(clock()))
        assert planned.order_by("place").first().card == moved

    @pytest.fixture
    def never_begun(self, learner, start, questions, answer, clock):
        """A question on a fact whose cards the learner has never seen, missed."""
        item = Item.objects.get(uid="bisphosphonates/mc:role")

        def miss():
            attempt = start(learner, number=5, items=(item.pk,), is_strict=True, feedback="at_once")
            answer(learner, questions(attempt)[0], "nothing", check=True)
            return attempt

        return miss

    def tomorrow(self, learner, clock) -> list[str]:
        clock.advance(days=1)
        plan_for(learner=learner, now=clock())
        planned = PlannedCard.objects.filter(learner=learner, study_date=learner.preferences.study_date(clock()))
        return list(planned.order_by("place").values_list("card__uid", flat=True))

    def test_undone_a_card_never_seen_comes_where_it_would_have_come(
        self, learner, classmate, never_begun, clock
    ) -> None:
        attempt = never_begun()
        actions.take_back_forward(learner=learner, attempt_id=attempt.attempt_id, place=1, now=clock())
        assert self.tomorrow(learner, clock) == self.tomorrow(classmate, clock)
        done = Card.objects.filter(uid__in=self.tomorrow(classmate, clock))
        for card in done:
            study(learner, card, clock)
        # It is still to come: nothing is lost by having been wanted once.
        everything: set[str] = set()
        for _ in range(40):
            today = self.tomorrow(learner, clock)
            everything |= set(today)
            for card in Card.objects.filter(uid__in=today):
                study(learner, card, clock)
        assert "bisphosphonates/role" in everything

    def test_missed_again_it_is_still_one_card_that_comes_sooner(self, learner, never_begun) -> None:
        never_begun()
        never_begun()
        assert ReviewLog.objects.filter(learner=learner, kind=Kind.FORWARD).count() == 1

    def test_what_was_not_answered_brings_nothing_forward_and_leaves_no_record(self, learner, start, clock) -> None:
        attempt = start(learner, number=10)
        actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        assert not ReviewLog.objects.filter(learner=learner, kind=Kind.FORWARD).exists()
        assert not ItemRecord.objects.exists()

    def test_many_misses_keep_to_the_days_limit(self, make_learner, start, questions, answer, clock) -> None:
        learner = make_learner(reviews_per_day=8)
        for card in Card.objects.filter(fact__for_nursing=True)[:90]:
            study(learner, card, clock)
        clock.advance(days=1)
        for card in Card.objects.filter(fact__for_nursing=True)[:90]:
            study(learner, card, clock)
        clock.advance(days=2)
        plan_for(learner=learner, now=clock())
        attempt = start(learner, number=40)
        for question in questions(attempt):
            wrong = {
                slot.id: [each.id for each in slot.options if not each.is_key][:1]
                for slot in question.version.typed.slots
            }
            answer(
                learner, question, wrong if any(wrong.values()) else {question.version.typed.slots[0].id: ["nonsense"]}
            )
        actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        assert ReviewLog.objects.filter(learner=learner, kind=Kind.FORWARD).count() > 20
        plan_for(learner=learner, now=clock())
        today = learner.preferences.study_date(clock())
        planned = PlannedCard.objects.filter(learner=learner, study_date=today)
        begun = planned.filter(card__in=CardState.objects.filter(scheduled_date__isnull=False).values("card_id"))
        assert begun.count() <= 8

    def test_before_it_is_marked_there_is_nothing_to_take_back_and_later_there_is(
        self, learner, start, questions, answer, clock
    ) -> None:
        item = Item.objects.get(uid="denosumab/mc:role")
        attempt = start(learner, number=5, items=(item.pk,), is_strict=True)
        question = questions(attempt)[0]
        wrong = next(option.id for option in question.version.typed.slots[0].options if not option.is_key)
        actions.take_back_forward(learner=learner, attempt_id=attempt.attempt_id, place=1, now=clock())
        answer(learner, question, {"answer": [wrong]})
        actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        assert questions(attempt)[0].forwarded
        actions.take_back_forward(learner=learner, attempt_id=attempt.attempt_id, place=1, now=clock())
        assert ReviewLog.objects.filter(learner=learner, kind=Kind.VOID).count() == 1

    def test_a_fact_that_is_not_studied_is_left_alone(self, learner, missed, answer, clock) -> None:
        _, question, _ = missed
        pause(learner=learner, deck=Deck.objects.get(uid="nursing"), now=clock())
        answer(learner, question, "nothing", check=True)
        assert not ReviewLog.objects.filter(kind=Kind.FORWARD).exists()
