"""A learner's year with the shipped base: weeks missed, cards forgotten, answers undone, a move, other limits.

`OSTEON_SIMULATED_LEARNERS=20 python -m pytest tests/learn/reviews/test_simulated_year.py` runs more of them.
"""

import os
import random
from collections import Counter, defaultdict
from datetime import timedelta
from uuid import uuid4

import pytest

from cards.models import Card
from learn.accounts.actions import change_preferences
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import queue
from learn.reviews.actions import answer_card, undo
from learn.reviews.checking import check_learner
from learn.reviews.models import CardState, DayTally, ReviewLog
from learn.scheduling import sm2
from learn.scheduling.fold import Kind, in_order, voided
from tests.conftest import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.long]

SEEDS = range(int(os.environ.get("OSTEON_SIMULATED_LEARNERS", "1")))


class Year:
    def __init__(self, learner: User, clock: Clock, seed: int) -> None:
        self.learner, self.clock, self.chance = learner, clock, random.Random(seed)
        self.limits: dict = {}

    def live(self) -> None:
        missed = {60, 61, 62, 63, 64, 65, 66, 200, 201, 202, *range(300, 314)}
        for day in range(365):
            if day == 90:
                change_preferences(learner=self.learner, changes={"new_per_day": 4}, now=self.clock())
            if day == 120:
                change_preferences(learner=self.learner, changes={"zone": "Asia/Kolkata"}, now=self.clock())
            if day == 210:
                change_preferences(
                    learner=self.learner,
                    changes={"zone": "America/Los_Angeles", "reviews_per_day": 20, "new_per_day": 12},
                    now=self.clock(),
                )
            if day not in missed:
                self.study()
            self.clock.advance(days=1, hours=self.chance.choice((-1, 0, 1)))

    def study(self) -> None:
        preferences = self.learner.preferences
        today = preferences.study_date(self.clock())
        self.limits[today] = (preferences.new_per_day, preferences.reviews_per_day)
        for _ in range(400):
            question = queue.next_question(learner=self.learner, now=self.clock())
            if question is None:
                return
            client_id = uuid4()
            answer_card(
                learner=self.learner,
                card_id=question.card.pk,
                grade=self.chance.choices(range(6), (1, 3, 3, 13, 60, 20))[0],
                client_id=client_id,
                seen_row_at=question.state.last_row_at,
                time_ms=self.chance.randrange(1000, 20_000),
                now=self.clock(),
            )
            if self.chance.random() < 0.02:
                undo(learner=self.learner, target=client_id, client_id=uuid4(), now=self.clock())
        raise AssertionError("The day does not end.")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_year(make_learner, clock: Clock, seed: int) -> None:
    learner = make_learner()
    year = Year(learner, clock, seed)
    year.live()

    shown = set(Card.objects.through(lens_for(learner)).values_list("pk", flat=True))
    assert (
        set(CardState.objects.filter(learner=learner, scheduled_date__isnull=False).values_list("card_id", flat=True))
        == shown
    )

    by_card = defaultdict(list)
    for log in ReviewLog.objects.filter(learner=learner):
        by_card[log.card_id].append(log.row)
    answers_of_a_day = Counter()
    for card_id, rows in by_card.items():
        rows = in_order(rows)
        gone = voided(rows)
        memory, due = sm2.NEW, None
        for row in rows:
            if row.client_id in gone or row.kind in (Kind.VOID, Kind.DRILL):
                continue
            assert row.kind == Kind.REVIEW
            assert due is None or row.study_date >= due, "asked before its date"
            memory = sm2.review(memory, row.grade)
            due = row.study_date + timedelta(days=memory.interval_days)
            answers_of_a_day[card_id, row.study_date] += 1
        state = CardState.objects.get(learner=learner, card_id=card_id)
        assert (state.fold.memory, state.due_date) == (memory, due)
    assert set(answers_of_a_day.values()) == {1}

    for tally in DayTally.objects.filter(learner=learner):
        new_limit, review_limit = year.limits[tally.study_date]
        assert tally.new_cards <= new_limit
        assert tally.reviews <= review_limit
    assert check_learner(learner.pk) == []
