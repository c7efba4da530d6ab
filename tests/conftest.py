"""The cast and the content that tests share: a small base, learners, and a clock they pass on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from cards.actions import import_facts
from cards.facts.kinds import Base
from cards.facts.reader import read_base
from cards.models import Card, CareQuestion, Deck, DeckCard, Face, Fact, SearchText, Source, Topic
from learn.accounts.actions import create_guest
from learn.accounts.models import User
from learn.reviews.subscribing import subscribe

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHIPPED_BASE = Path(__file__).resolve().parent.parent / "cards" / "facts" / "bone-metastases"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


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
    if not _imported:
        import_facts(base=shipped_base, now=NOON)
        _imported.extend((model, list(model._default_manager.order_by("pk"))) for model in CONTENT)
        return shipped_base
    # The same rows again: an import for each of some hundred tests would take minutes.
    for model, rows in _imported:
        model._default_manager.bulk_create(rows, batch_size=500)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(CONTENT)):
            cursor.execute(statement)
    return shipped_base


CONTENT = (Source, Topic, Fact, Card, Face, Deck, DeckCard, CareQuestion, SearchText)
_imported: list[tuple[type[Model], list[Model]]] = []


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
