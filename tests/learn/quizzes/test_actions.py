"""A quiz from its draw to its marks: what is frozen, what counts, what a miss does to the reviews."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.item_actions import edit_item
from cards.lens import Lens
from cards.models import Card, Deck, Item, ItemVersion, Topic
from learn.quizzes import actions, marking
from learn.quizzes.models import Attempt, ItemRecord, Response
from learn.reviews.actions import answer_card, suspend_card
from learn.reviews.models import CardState, PlannedCard, ReviewLog
from learn.reviews.planning import plan_for
from learn.reviews.subscribing import pause
from learn.scheduling.fold import Kind, fold

pytestmark = pytest.mark.django_db


def study(learner, card: Card, clock, grade: int = 4) -> None:
    """Answers a card as it stands."""
    state = CardState.objects.filter(learner=learner, card=card).first()
    answer_card(
        learner=learner,
        card_id=card.pk,
        grade=grade,
        client_id=uuid4(),
        seen_row_at=state.last_row_at if state else None,
        time_ms=1000,
        now=clock(),
    )


class TestStarting:
    def test_what_is_drawn_is_frozen_with_its_order(self, learner, start, questions) -> None:
        attempt = start(learner, number=10)
        found = questions(attempt)
        assert [each.place for each in found] == list(range(1, 11))
        assert attempt.items_count == 10
        assert attempt.possible == sum(marking.possible(each.version.typed) for each in found)
        for each in found:
            ids = {slot.id: sorted(option.id for option in slot.options) for slot in each.version.typed.slots}
            assert {slot: sorted(options) for slot, options in each.order.items() if slot} == ids

    def test_a_second_click_starts_nothing_new(self, learner, start) -> None:
        attempt_id = uuid4()
        first = start(learner, number=5, attempt_id=attempt_id)
        again = start(learner, number=9, seed=2, attempt_id=attempt_id)
        assert again == first
        assert Attempt.objects.count() == 1

    def test_only_the_topics_and_formats_asked_for(self, learner, start, questions) -> None:
        topic = Topic.objects.get(uid="bone-drugs")
        attempt = start(learner, number=8, topics=(topic.pk,), formats=("multiple_choice", "short_answer"))
        assert {each.item.topic_id for each in questions(attempt)} == {topic.pk}
        assert {each.item.format for each in questions(attempt)} <= {"multiple_choice", "short_answer"}

    def test_nothing_fits_is_said_and_nothing_made(self, learner, start) -> None:
        with pytest.raises(actions.NothingToAskError):
            start(learner, formats=("trend",))
        assert not Attempt.objects.exists()

    def test_nothing_about_survival_for_whom_it_is_off(self, make_learner, start, questions) -> None:
        outlook = Topic.objects.get(uid="outlook").pk
        with pytest.raises(actions.NothingToAskError):
            start(make_learner("caregiver"), topics=(outlook,))
        with pytest.raises(actions.NothingToAskError):
            start(make_learner("both", survival=False), topics=(outlook,))
        assert questions(start(make_learner("nursing"), topics=(outlook,), number=5))

    def test_a_caregiver_gets_plain_items_alone(self, make_learner, start, questions) -> None:
        attempt = start(make_learner("caregiver"), number=20, purpose="words")
        assert {each.item.register for each in questions(attempt)} == {"plain"}
        assert {each.item.format for each in questions(attempt)} <= {"multiple_choice", "matching"}

    def test_drawing_asks_as_much_of_the_database_for_five_as_for_fifty(self, make_learner, start) -> None:
        """The attempt there may be, topics, window, records, versions, two inserts; a lock and savepoints."""
        counts = []
        for number in (5, 50):
            learner = make_learner()
            with CaptureQueriesContext(connection) as queries:
                start(learner, number=number)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 14


class TestAnswering:
    def test_the_last_answer_in_time_counts_and_every_one_is_kept(self, learner, start, questions, answer) -> None:
        attempt = start(learner, number=5)
        first = questions(attempt)[0]
        answer(learner, first, "nothing")
        answer(learner, first, "right", confidence="sure")
        kept = questions(attempt)[0]
        assert kept.given == marking.right_response(first.version.typed)
        assert (kept.confidence, kept.points, kept.is_checked) == ("sure", None, False)
        assert Response.objects.filter(kept_as="counted").count() == 2

    def test_sent_twice_it_counts_once(self, learner, start, questions, answer) -> None:
        attempt = start(learner, number=5)
        first, client_id = questions(attempt)[0], uuid4()
        answer(learner, first, "right", client_id=client_id)
        again = answer(learner, first, "nothing", client_id=client_id)
        assert again.is_repeat
        assert Response.objects.count() == 1
        assert questions(attempt)[0].given == marking.right_response(first.version.typed)

    def test_an_answer_that_was_checked_is_final(self, learner, start, questions, answer) -> None:
        attempt = start(learner, number=5, feedback="at_once")
        first = questions(attempt)[0]
        assert answer(learner, first, "nothing", check=True).item.points == 0
        late = answer(learner, first, "right", check=True)
        assert late.kept_as == "after_check"
        assert questions(attempt)[0].points == 0
        assert Response.objects.count() == 2

    def test_feedback_at_the_end_cannot_be_had_before(self, learner, start, questions, answer) -> None:
        attempt = start(learner, number=5, feedback="at_end")
        answer(learner, questions(attempt)[0], "right", check=True)
        assert not questions(attempt)[0].is_checked

    def test_after_the_end_an_answer_is_kept_and_changes_nothing(self, learner, start, questions, answer, clock):
        attempt = start(learner, number=5)
        first = questions(attempt)[0]
        done = actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        assert answer(learner, first, "right").kept_as == "too_late"
        assert questions(attempt)[0].given is None
        assert Attempt.objects.get(attempt_id=attempt.attempt_id).points == done.points == 0
        assert Response.objects.get().given == marking.right_response(first.version.typed)

    def test_nobody_answers_for_another(self, learner, classmate, start, questions, answer) -> None:
        attempt = start(learner, number=5)
        with pytest.raises(actions.NoSuchAttemptError):
            answer(classmate, questions(attempt)[0], "right")
        with pytest.raises(actions.NoSuchAttemptError):
            actions.submit(learner=classmate, attempt_id=attempt.attempt_id, now=attempt.started_at)
        assert not Response.objects.exists()

    def test_a_place_that_is_not_there(self, learner, start, questions, answer) -> None:
        attempt = start(learner, number=5)
        question = questions(attempt)[0]
        question.place = 6
        with pytest.raises(actions.NoSuchQuestionError):
            answer(learner, question, "right")


class TestTime:
    def test_when_it_is_over_what_was_saved_is_handed_in(self, learner, start, questions, answer, clock) -> None:
        attempt = start(learner, number=5, minutes=10)
        answer(learner, questions(attempt)[0], "right")
        clock.advance(minutes=11)
        closed = actions.close_if_over(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        assert (closed.ended_by, closed.submitted_at) == ("time", attempt.ends_at)
        assert closed.points == questions(attempt)[0].possible

    def test_an_answer_on_its_way_still_counts_and_one_after_that_does_not(self, learner, start, questions, answer):
        attempt = start(learner, number=5, minutes=10)
        first, second, *_ = questions(attempt)
        assert answer(learner, first, now=attempt.ends_at + timedelta(seconds=4)).kept_as == "counted"
        assert answer(learner, second, now=attempt.ends_at + timedelta(seconds=6)).kept_as == "too_late"
        closed = Attempt.objects.get(attempt_id=attempt.attempt_id)
        assert (closed.ended_by, closed.points) == ("time", first.possible)

    def test_without_a_limit_it_never_ends_by_itself(self, learner, start, clock) -> None:
        attempt = start(learner, number=5)
        clock.advance(days=400)
        assert not actions.close_if_over(learner=learner, attempt_id=attempt.attempt_id, now=clock()).is_submitted


class TestHandingIn:
    def test_marks_add_up_and_what_is_omitted_is_nothing(self, learner, start, questions, answer, clock) -> None:
        attempt = start(learner, number=10)
        for question in questions(attempt)[:6]:
            answer(learner, question, "right")
        done = actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        found = questions(attempt)
        assert all(each.points == each.possible for each in found[:6])
        assert all(each.points == 0 for each in found[6:])
        assert done.points == sum(each.points for each in found)
        assert done.possible == sum(each.possible for each in found)

    def test_twice_is_once(self, learner, start, questions, answer, clock) -> None:
        attempt = start(learner, number=5)
        for question in questions(attempt):
            answer(learner, question, "right")
        first = actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        again = actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        assert (first.submitted_at, first.points) == (again.submitted_at, again.points)
        assert set(ItemRecord.objects.values_list("times", flat=True)) == {1}

    def test_as_many_statements_for_five_as_for_thirty(self, make_learner, start, clock) -> None:
        counts = []
        for number in (5, 30):
            learner = make_learner()
            attempt = start(learner, number=number)
            with CaptureQueriesContext(connection) as queries:
                actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 20

    def test_an_edit_after_the_draw_leaves_the_attempt_as_it_was(self, learner, start, questions, clock) -> None:
        attempt = start(learner, number=5)
        question = questions(attempt)[0]
        typed = question.version.typed
        edit_item(uid=typed.uid, edited=replace(typed, stem="In other words, what is it?"), now=clock())
        assert questions(attempt)[0].version.typed == typed
        assert Item.objects.get(uid=typed.uid).current.typed.stem == "In other words, what is it?"
        assert ItemVersion.objects.filter(item__uid=typed.uid).count() == 2


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


class TestAgain:
    def test_a_retake_asks_other_items_of_the_same_facts_first(self, learner, start, questions, clock) -> None:
        topic = Topic.objects.get(uid="bone-drugs").pk
        attempt = start(learner, number=6, topics=(topic,))
        before = questions(attempt)
        actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        ask = actions.retake_of(attempt)
        again = actions.start_attempt(learner=learner, attempt_id=uuid4(), ask=ask, now=clock(), seed=2)
        facts = {fact.pk for each in before for fact in each.item.facts.all()}
        after = questions(again)
        assert all(facts & {fact.pk for fact in each.item.facts.all()} for each in after)
        same = {each.item_id for each in before} & {each.item_id for each in after}
        assert len(same) < len(after) / 2

    def test_a_draw_prefers_what_was_not_seen(self, learner, start, questions, answer, clock) -> None:
        seen: set[int] = set()
        for seed in range(4):
            attempt = start(learner, number=8, seed=seed)
            found = {each.item_id for each in questions(attempt)}
            assert not seen & found
            seen |= found
            for question in questions(attempt):
                answer(learner, question, "right")
            actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())

    def test_an_unfinished_quiz_can_be_put_away_with_all_it_did(self, learner, start, questions, answer, clock):
        attempt = start(learner, number=5, feedback="at_once")
        answer(learner, questions(attempt)[0], "nothing", check=True)
        assert ReviewLog.objects.filter(kind=Kind.FORWARD).exists()
        actions.drop_attempt(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        assert not Attempt.objects.exists()
        assert not Response.objects.exists()
        assert not CardState.objects.filter(learner=learner, due_date__isnull=False).exists()

    def test_a_finished_one_stays(self, learner, start, clock) -> None:
        attempt = start(learner, number=5)
        actions.submit(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        actions.drop_attempt(learner=learner, attempt_id=attempt.attempt_id, now=clock())
        assert Attempt.objects.get().is_submitted


def test_items_come_through_the_lens() -> None:
    """A register, an audience and survival are asked of the item itself."""
    assert not Item.objects.through(Lens(audiences=frozenset())).exists()
