"""What the day will take, as the front page says it."""

from datetime import date
from uuid import uuid4

import pytest

from learn.accounts.models import User
from learn.reviews import queue
from learn.reviews.actions import answer_card
from learn.reviews.models import DayTally
from tests.conftest import Clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def ahead(learner: User, clock: Clock, today: date = TODAY) -> queue.Ahead:
    queue.next_question(learner=learner, now=clock())
    return queue.ahead(learner_id=learner.pk, today=today)


def give(learner: User, grade: int, clock: Clock, time_ms: int = 4000) -> None:
    question = queue.next_question(learner=learner, now=clock())
    answer_card(
        learner=learner,
        card_id=question.card.pk,
        grade=grade,
        client_id=uuid4(),
        seen_row_at=question.state.last_row_at,
        time_ms=time_ms,
        now=clock(),
    )


def test_a_first_day_is_all_new(learner: User, clock: Clock) -> None:
    day = ahead(learner, clock)
    assert (day.due, day.new, day.drill, day.done, day.left, day.percent) == (0, 10, 0, 0, 10, 0)
    assert day.minutes == 6, "10 cards at 25 seconds, and once more at 10"


def test_reviews_drill_and_done_are_told_apart(learner: User, clock: Clock) -> None:
    for grade in (4, 4, 1):
        give(learner, grade, clock)
    day = ahead(learner, clock)
    assert (day.due, day.new, day.drill, day.done, day.percent) == (0, 7, 1, 2, 20)
    clock.advance(days=1)
    day = ahead(learner, clock, date(2026, 3, 3))
    assert day.due == 3
    assert day.new > 0


def test_minutes_follow_the_learners_own_pace(learner: User, clock: Clock) -> None:
    usual = ahead(learner, clock).minutes
    DayTally.objects.create(learner=learner, study_date=date(2026, 3, 1), reviews=30, time_ms=30 * 40_000)
    assert ahead(learner, clock).minutes == 4 * usual - 1  # four times as slow: 23.3 minutes against 5.8
    DayTally.objects.update(reviews=19)
    assert ahead(learner, clock).minutes == usual, "too few answers to tell"
    DayTally.objects.update(reviews=30, study_date=date(2026, 2, 1))
    assert ahead(learner, clock).minutes == usual, "too long ago"


def test_a_rest_day_brings_nothing_new_but_keeps_what_is_due(learner: User, clock: Clock) -> None:
    give(learner, 4, clock)
    clock.advance(days=1)
    learner.preferences.rest_days = "2"  # 3 March 2026 is a Tuesday
    learner.preferences.save()
    day = ahead(learner, clock, date(2026, 3, 3))
    assert (day.due, day.new) == (1, 0)
    clock.advance(days=1)
    assert ahead(learner, clock, date(2026, 3, 4)).new == 10
