"""The cast and the content that tests share: a small base, learners, and a clock they pass on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from cards.actions import import_facts
from cards.facts.kinds import Base
from cards.facts.reader import read_base
from cards.models import Deck
from learn.accounts.actions import create_guest
from learn.accounts.models import User
from learn.reviews.subscribing import subscribe

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHIPPED_BASE = Path(__file__).resolve().parent.parent / "cards" / "facts" / "bone-metastases"


class Clock:
    """A clock that moves only when told; each reading is a little later than the last."""

    def __init__(self, start: datetime = NOON) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=5)
        return self.time

    def advance(self, **delta: float) -> None:
        self.time += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def shipped_base() -> Base:
    return read_base(SHIPPED_BASE)


@pytest.fixture
def content(db, shipped_base: Base) -> Base:
    """The shipped facts, in the database."""
    import_facts(base=shipped_base, now=NOON)
    return shipped_base


@pytest.fixture
def make_learner(content: Base) -> Callable[..., User]:
    """Makes a guest who studies the deck of their path."""

    def make(path: str = "nursing", **preferences: object) -> User:
        learner = create_guest(path=path, now=NOON)
        for name, value in preferences.items():
            setattr(learner.preferences, name, value)
        learner.preferences.save()
        deck = Deck.objects.get(uid="words-to-know" if path == "caregiver" else "nursing")
        subscribe(learner=learner, deck=deck, now=NOON)
        return learner

    return make


@pytest.fixture
def learner(make_learner: Callable[..., User]) -> User:
    return make_learner()


@pytest.fixture
def classmate(make_learner: Callable[..., User]) -> User:
    return make_learner()


@pytest.fixture
def new_id() -> Callable[[], object]:
    return uuid4
