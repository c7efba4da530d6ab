"""Who browses cards, and a card in a state that a log could make."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cards.models import Card
from learn.accounts.models import User
from learn.reviews.models import CardState
from tests.conftest import NOON


@pytest.fixture
def browsing_nurse(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def caregiver(client: Client, make_learner: Callable[..., User]) -> Client:
    client.force_login(make_learner("caregiver"))
    return client


@pytest.fixture
def put(learner: User) -> Callable[..., CardState]:
    """Puts a card into a state with the learner."""

    def put(card: Card, *, due_in: int | None = None, who: User = learner, **others) -> CardState:
        today = who.preferences.study_date(timezone.now())
        return CardState.objects.create(
            learner=who,
            card=card,
            ease_factor=250,
            scheduled_date=None if due_in is None else today - timedelta(days=1),
            due_date=None if due_in is None else today + timedelta(days=due_in),
            last_row_at=NOON,
            **({"repetitions": 1, "interval_days": 6, "lapses": 0, "is_suspended": False} | others),
        )

    return put
