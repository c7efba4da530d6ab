"""A learner with a log that is told answer by answer."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from cards.models import Card
from learn.accounts.models import User
from learn.reviews.checking import check_learner
from learn.reviews.models import ReviewLog
from learn.scheduling.fold import UNSEEN, CardFold, LogRow, kind_now, step
from tests.learn.quizzes.conftest import answer, questions, start  # noqa: F401  (fixtures)

DAY = date(2026, 3, 2)
"""A Monday."""

Told = tuple[int, int, int]


@pytest.fixture
def study() -> Callable[..., list[Card]]:
    """Writes a log of (which card, which day after DAY, grade), at one hour of the clock; returns the cards, in order.

    States and tallies are made of it as check_states does.
    """

    def write(
        learner: User, told: Sequence[Told], *, hour: int = 10, time_ms: int = 4000, survival: bool = True
    ) -> list[Card]:
        cards = Card.objects.filter(fact__for_nursing=True).select_related("fact").order_by("pk")
        cards = list(cards if survival else cards.exclude(fact__sensitivity="survival"))
        states: dict[int, CardFold] = {}
        logs = []
        for place, (number, days, grade) in enumerate(told):
            card, day = cards[number], DAY + timedelta(days=days)
            at = datetime.combine(day, time(hour), tzinfo=ZoneInfo("UTC")) + timedelta(seconds=place)
            state = states.get(card.pk, UNSEEN)
            row = LogRow(uuid4(), kind_now(state, day).value, at, day, grade, time_ms, None, hour)
            states[card.pk], _outcome = step(state, row)
            logs.append(ReviewLog.made_of(learner.pk, card.pk, row))
        ReviewLog.objects.bulk_create(logs)
        check_learner(learner.pk, repair=True)
        return cards

    return write
