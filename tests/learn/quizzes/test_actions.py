"""A quiz from its draw to its marks: what is frozen and what counts."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.item_actions import edit_item
from cards.lens import Lens
from cards.models import Item, ItemVersion, Topic
from learn.quizzes import actions, marking
from learn.quizzes.models import Attempt, ItemRecord, Response
from learn.reviews.models import CardState, ReviewLog
from learn.scheduling.fold import Kind

pytestmark = pytest.mark.django_db


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
