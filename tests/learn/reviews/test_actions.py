"""Answering, undoing and setting aside, through the actions."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cards.models import Card
from learn.accounts.models import User
from learn.reviews import actions, queue
from learn.reviews.actions import MAXIMUM_TIME_MS, StalePageError, answer_card, undo
from learn.reviews.checking import check_learner
from learn.reviews.models import CardState, DayTally, PlannedCard, ReviewLog, Stage
from learn.scheduling.fold import Kind
from learn.scheduling.sm2 import GradeError
from tests.conftest import Clock

pytestmark = pytest.mark.django_db


def ask(learner: User, clock: Clock) -> queue.Question:
    question = queue.next_question(learner=learner, now=clock())
    assert question is not None
    return question


def give(learner: User, question: queue.Question, grade: int, clock: Clock, client_id: UUID | None = None, **options):
    values = {
        "learner": learner,
        "card_id": question.card.pk,
        "grade": grade,
        "client_id": client_id or uuid4(),
        "seen_row_at": question.state.last_row_at,
        "time_ms": 4000,
        "now": clock(),
    }
    return answer_card(**values | options)


def tally(learner: User, day: date = date(2026, 3, 2)) -> DayTally:
    return DayTally.objects.get(learner=learner, study_date=day)


def assert_consistent(learner: User) -> None:
    assert check_learner(learner.pk) == []


def test_an_answer_stores_log_state_tally_and_moves_on(learner: User, clock: Clock) -> None:
    question = ask(learner, clock)
    answered = give(learner, question, 4, clock)
    log = ReviewLog.objects.get(learner=learner)
    assert (log.kind, log.grade, log.study_date, log.time_ms) == ("review", 4, date(2026, 3, 2), 4000)
    state = CardState.objects.get(learner=learner)
    assert state.fold == answered.state
    assert (state.repetitions, state.interval_days, state.due_date) == (1, 1, date(2026, 3, 3))
    assert (tally(learner).new_cards, tally(learner).new_passed, tally(learner).time_ms) == (1, 1, 4000)
    assert ask(learner, clock).card != question.card
    assert_consistent(learner)


def test_sent_twice_it_counts_once_and_gets_the_same_reply(learner: User, clock: Clock) -> None:
    question, client_id = ask(learner, clock), uuid4()
    first = give(learner, question, 4, clock, client_id)
    second = give(learner, question, 4, clock, client_id)
    assert (second.kind, second.state, second.is_repeat) == (first.kind, first.state, True)
    assert ReviewLog.objects.filter(learner=learner).count() == 1
    assert_consistent(learner)


def test_the_same_client_id_for_another_answer_is_refused(learner: User, clock: Clock) -> None:
    question, client_id = ask(learner, clock), uuid4()
    give(learner, question, 4, clock, client_id)
    with pytest.raises(StalePageError, match="answered"):
        give(learner, question, 1, clock, client_id)
    with pytest.raises(StalePageError, match="answered"):
        give(learner, ask(learner, clock), 4, clock, client_id)
    assert ReviewLog.objects.filter(learner=learner).count() == 1
    assert_consistent(learner)


def test_two_learners_may_use_the_same_client_id(learner: User, classmate: User, clock: Clock) -> None:
    client_id = uuid4()
    give(learner, ask(learner, clock), 4, clock, client_id)
    give(classmate, ask(classmate, clock), 1, clock, client_id)
    assert ReviewLog.objects.filter(client_id=client_id).count() == 2


def test_a_page_older_than_the_last_row_is_stale(learner: User, clock: Clock) -> None:
    question = ask(learner, clock)
    give(learner, question, 4, clock)
    with pytest.raises(StalePageError, match="answered"):
        give(learner, question, 1, clock)
    assert CardState.objects.get(learner=learner).repetitions == 1


def test_a_page_from_before_an_undo_is_stale(learner: User, clock: Clock) -> None:
    question, client_id = ask(learner, clock), uuid4()
    give(learner, question, 4, clock, client_id)
    undo(learner=learner, target=client_id, client_id=uuid4(), now=clock())
    with pytest.raises(StalePageError, match="undone"):
        give(learner, question, 4, clock, client_id)
    with pytest.raises(StalePageError, match="changed"):
        give(learner, question, 4, clock)
    again = ask(learner, clock)
    assert again.card == question.card
    give(learner, again, 3, clock)
    assert_consistent(learner)


def test_a_suspended_card_takes_no_answer(learner: User, clock: Clock) -> None:
    question = ask(learner, clock)
    actions.suspend_card(learner=learner, card_id=question.card.pk, client_id=uuid4(), now=clock())
    state = CardState.objects.get(learner=learner).fold
    with pytest.raises(StalePageError, match="suspended"):
        give(learner, question, 4, clock, seen_row_at=state.last_row_at)


def test_a_retired_card_takes_no_answer_and_keeps_its_log(learner: User, clock: Clock) -> None:
    question = ask(learner, clock)
    answered = give(learner, question, 3, clock)
    Card.objects.filter(pk=question.card.pk).update(retired_at=clock())
    with pytest.raises(StalePageError, match="retired"):
        give(learner, question, 4, clock, seen_row_at=answered.state.last_row_at)
    assert ReviewLog.objects.filter(learner=learner).count() == 1
    while (asked := queue.next_question(learner=learner, now=clock())) is not None:
        assert asked.card != question.card
        give(learner, asked, 4, clock)


def test_missing_and_hidden_cards_look_the_same(make_learner, clock: Clock) -> None:
    caregiver = make_learner("caregiver")
    hidden = Card.objects.filter(fact__sensitivity="survival").first()
    for card_id in (hidden.pk, 10**9):
        with pytest.raises(actions.NoSuchCardError):
            give(caregiver, ask(caregiver, clock), 4, clock, card_id=card_id, seen_row_at=None)


@pytest.mark.parametrize("grade", [-1, 6, True, "4", 4.0])
def test_a_grade_that_is_none_is_refused_and_nothing_stored(learner: User, clock: Clock, grade: object) -> None:
    with pytest.raises(GradeError):
        give(learner, ask(learner, clock), grade, clock)  # type: ignore[arg-type]
    assert not ReviewLog.objects.exists()


@pytest.mark.parametrize(("sent", "stored"), [(-5, 0), (10**9, MAXIMUM_TIME_MS), (1234, 1234)])
def test_time_taken_is_capped(learner: User, clock: Clock, sent: int, stored: int) -> None:
    give(learner, ask(learner, clock), 4, clock, time_ms=sent)
    assert ReviewLog.objects.get(learner=learner).time_ms == stored


def test_rows_of_a_card_are_strictly_ordered_though_the_clock_stands_still(learner: User, clock: Clock) -> None:
    question = ask(learner, clock)
    now = clock()
    state = give(learner, question, 3, clock, now=now).state
    for _ in range(3):
        state = give(learner, question, 3, clock, now=now - timedelta(hours=1), seen_row_at=state.last_row_at).state
    times = list(ReviewLog.objects.order_by("answered_at").values_list("answered_at", flat=True))
    assert len(set(times)) == 4
    assert_consistent(learner)


def test_the_final_drill_asks_until_a_four_and_changes_nothing(learner: User, clock: Clock) -> None:
    learner.preferences.new_per_day = 3
    learner.preferences.save()
    first, second, third = (ask_and_give(learner, clock, grade) for grade in (1, 3, 4))
    states = {card: CardState.objects.get(learner=learner, card=card).fold.memory for card in (first, second, third)}
    asked = []
    for grade in (2, 3, 4, 5):
        question = ask(learner, clock)
        assert question.kind == Kind.DRILL
        asked.append(question.card)
        give(learner, question, grade, clock)
    assert asked == [first, second, first, second]
    assert queue.next_question(learner=learner, now=clock()) is None
    assert tally(learner).drills == 4
    for card, memory in states.items():
        assert CardState.objects.get(learner=learner, card=card).fold.memory == memory
    assert_consistent(learner)


def ask_and_give(learner: User, clock: Clock, grade: int) -> Card:
    question = ask(learner, clock)
    give(learner, question, grade, clock)
    return question.card


def test_undo_goes_back_step_by_step(learner: User, clock: Clock) -> None:
    cards = [ask_and_give(learner, clock, grade) for grade in (4, 1, 5, 3)]
    for card in reversed(cards):
        step = queue.last_step(learner_id=learner.pk, today=date(2026, 3, 2))
        undo(learner=learner, target=step.client_id, client_id=uuid4(), now=clock())
        assert ask(learner, clock).card == card
        assert_consistent(learner)
    assert queue.last_step(learner_id=learner.pk, today=date(2026, 3, 2)) is None
    assert DayTally.objects.get(learner=learner).answered == 0
    assert ReviewLog.objects.filter(learner=learner).count() == 8


def test_undoing_in_the_drill_brings_that_card_back_next(learner: User, clock: Clock) -> None:
    learner.preferences.new_per_day = 3
    learner.preferences.save()
    for _ in range(3):
        ask_and_give(learner, clock, 1)
    ask_and_give(learner, clock, 4)
    second = ask_and_give(learner, clock, 2)
    step = queue.last_step(learner_id=learner.pk, today=date(2026, 3, 2))
    undo(learner=learner, target=step.client_id, client_id=uuid4(), now=clock())
    assert ask(learner, clock).card == second
    assert ask(learner, clock).kind == Kind.DRILL
    assert_consistent(learner)


def test_undo_twice_from_one_page_takes_back_one_step(learner: User, clock: Clock) -> None:
    cards = [ask_and_give(learner, clock, 4) for _ in range(2)]
    step = queue.last_step(learner_id=learner.pk, today=date(2026, 3, 2))
    for _ in range(2):
        undo(learner=learner, target=step.client_id, client_id=uuid4(), now=clock())
    assert ask(learner, clock).card == cards[1]
    assert tally(learner).new_cards == 1


def test_undo_refuses_what_is_not_there_not_mine_or_not_of_today(learner: User, classmate: User, clock: Clock) -> None:
    client_id = uuid4()
    give(learner, ask(learner, clock), 4, clock, client_id)
    for who, target in ((learner, uuid4()), (classmate, client_id)):
        with pytest.raises(actions.NoSuchRowError):
            undo(learner=who, target=target, client_id=uuid4(), now=clock())
    clock.advance(days=1)
    with pytest.raises(actions.TooLateToUndoError):
        undo(learner=learner, target=client_id, client_id=uuid4(), now=clock())
    assert ReviewLog.objects.count() == 1


def test_bury_hides_until_tomorrow_and_suspend_until_resumed(learner: User, clock: Clock) -> None:
    buried, suspended = ask(learner, clock).card, None
    actions.bury_card(learner=learner, card_id=buried.pk, client_id=uuid4(), now=clock())
    suspended = ask(learner, clock).card
    actions.suspend_card(learner=learner, card_id=suspended.pk, client_id=uuid4(), now=clock())
    today = answer_all(learner, clock)
    assert not {buried, suspended} & today
    clock.advance(days=1)
    tomorrow = answer_all(learner, clock)
    assert buried in tomorrow
    assert suspended not in tomorrow
    actions.resume_card(learner=learner, card_id=suspended.pk, client_id=uuid4(), now=clock())
    clock.advance(days=1)
    assert suspended in answer_all(learner, clock)
    assert_consistent(learner)


def answer_all(learner: User, clock: Clock, grade: int = 4) -> set[Card]:
    asked = set()
    while (question := queue.next_question(learner=learner, now=clock())) is not None:
        asked.add(question.card)
        give(learner, question, grade, clock)
    return asked


def test_undoing_a_suspension_brings_the_card_back(learner: User, clock: Clock) -> None:
    card, client_id = ask(learner, clock).card, uuid4()
    actions.suspend_card(learner=learner, card_id=card.pk, client_id=client_id, now=clock())
    assert ask(learner, clock).card != card
    undo(learner=learner, target=client_id, client_id=uuid4(), now=clock())
    assert ask(learner, clock).card == card
    assert_consistent(learner)


def test_a_card_brought_forward_is_asked_early_and_goes_back(learner: User, clock: Clock) -> None:
    card = ask_and_give(learner, clock, 4)
    clock.advance(days=1)
    answer_all(learner, clock)
    scheduled = CardState.objects.get(learner=learner, card=card).scheduled_date
    clock.advance(days=2)
    ask(learner, clock)  # the day is planned already
    actions.bring_forward(learner=learner, card_id=card.pk, client_id=uuid4(), now=clock())
    kinds = {}
    while (question := queue.next_question(learner=learner, now=clock())) is not None:
        kinds[question.card] = question.kind
        give(learner, question, 4, clock)
    assert kinds[card] == Kind.EARLY
    assert CardState.objects.get(learner=learner, card=card).due_date == scheduled
    assert_consistent(learner)


def test_an_answer_after_the_days_end_belongs_to_the_new_day(learner: User, clock: Clock) -> None:
    question = ask(learner, clock)
    clock.advance(days=1)
    give(learner, question, 3, clock)
    log = ReviewLog.objects.get(learner=learner)
    assert log.study_date == date(2026, 3, 3)
    assert PlannedCard.objects.get(learner=learner, study_date="2026-03-03").stage == Stage.DRILL
    assert ask(learner, clock).card != question.card  # the new day's own plan comes first


def test_two_answers_of_one_date_after_travelling_west_count_once(learner: User, clock: Clock) -> None:
    learner.preferences.zone = "Pacific/Auckland"
    question = ask(learner, clock)
    give(learner, question, 4, clock)
    memory = CardState.objects.get(learner=learner).fold.memory
    learner.preferences.zone = "America/Los_Angeles"
    state = CardState.objects.get(learner=learner)
    answered = give(learner, question, 4, clock, seen_row_at=state.last_row_at)
    assert answered.kind == Kind.DRILL
    assert CardState.objects.get(learner=learner).fold.memory == memory
    assert_consistent(learner)


def test_the_database_refuses_what_cannot_be(learner: User, clock: Clock) -> None:
    give(learner, ask(learner, clock), 4, clock)
    for change in ({"kind": "guess"}, {"grade": None}, {"grade": 6}, {"kind": "void"}, {"voids": uuid4()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewLog.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        CardState.objects.update(ease_factor=129)
    with pytest.raises(IntegrityError), transaction.atomic():
        CardState.objects.update(interval_days=-1)


def test_answering_costs_these_queries(learner: User, clock: Clock, django_assert_num_queries) -> None:
    ask_and_give(learner, clock, 4)
    question = ask(learner, clock)
    from django.db import connection

    lock = connection.features.has_select_for_update
    # the card's standing; log, state, tally, its details (three rows), place in the day; (two for a test's savepoint)
    with django_assert_num_queries(8 + lock):
        give(learner, question, 4, clock)


def test_the_next_card_costs_these_queries(learner: User, clock: Clock, django_assert_num_queries) -> None:
    ask_and_give(learner, clock, 4)
    # plan; card with fact, topic and state; faces
    with django_assert_num_queries(3):
        ask(learner, clock)


def test_what_was_taken_back_is_no_step_to_undo(learner: User, clock: Clock) -> None:
    first = ask(learner, clock)
    give(learner, first, 4, clock)
    other = Card.objects.filter(fact__topic__uid="outlook", fact__for_nursing=True).first()
    actions.suspend_card(learner=learner, card_id=other.pk, client_id=uuid4(), now=clock())
    assert queue.last_step(learner_id=learner.pk, today=date(2026, 3, 2)).kind == Kind.SUSPEND
    actions.resume_card(learner=learner, card_id=other.pk, client_id=uuid4(), now=clock())
    assert queue.last_step(learner_id=learner.pk, today=date(2026, 3, 2)).kind == Kind.REVIEW


def test_undoing_a_new_cards_suspension_adds_no_card_to_a_full_day(learner: User, clock: Clock) -> None:
    ask(learner, clock)
    planned = PlannedCard.objects.filter(learner=learner).count()
    other = Card.objects.filter(fact__topic__uid="outlook", fact__for_nursing=True).first()
    target = uuid4()
    actions.suspend_card(learner=learner, card_id=other.pk, client_id=target, now=clock())
    undo(learner=learner, target=target, client_id=uuid4(), now=clock())
    assert PlannedCard.objects.filter(learner=learner).count() == planned
    assert_consistent(learner)
