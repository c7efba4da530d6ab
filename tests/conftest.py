"""The cast and the content that tests share: a small base, learners, and a clock they pass on."""

import fcntl
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from hypothesis import settings

from cards.actions import import_facts
from cards.facts.kinds import Base
from cards.facts.reader import read_base
from cards.models import (
    Card,
    CareQuestion,
    Deck,
    DeckCard,
    Face,
    Fact,
    Item,
    ItemFact,
    ItemTag,
    ItemVersion,
    SearchText,
    Source,
    Topic,
)
from learn.accounts.actions import create_guest
from learn.accounts.models import User
from learn.reviews.subscribing import subscribe
from tests.served import Site

# How long an example takes says more about the machine and what else it does.
settings.register_profile("osteon", deadline=None)
settings.load_profile("osteon")

# Marks of files that take long.
SLOW = ("long", "browser", "embedded", "served")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHIPPED_BASE = Path(__file__).resolve().parent.parent / "cards" / "facts" / "bone-metastases"


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: a good part of the suite waits for a browser, a server process or a guard of time."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    """What uses no database is marked: it tells the same whichever there is."""
    if not _uses_database(item) and item.get_closest_marker("served") is None:
        item.add_marker(pytest.mark.one_database)


def _uses_database(item: pytest.Item) -> bool:
    asks_for = set(getattr(item, "fixturenames", ()))
    return bool(asks_for & _DATABASE) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take long are begun first: begun last, one of them would keep a single worker busy at the end."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in SLOW))


@pytest.fixture(scope="session")
def served_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first start of `serve` leaves it, made once for all workers. To be copied, not served."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "served.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / "served-data"
        if not done.exists():
            with Site(shared / "making-served-data", workers=1, arguments=["--no-worker"]) as site:
                assert site.interrupt() == 0, site.said()
            site.data.rename(done)
    return done


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, shipped_base: Base) -> None:
    """The shipped facts stand in the test database from the start: to import them for each test would take minutes."""
    with django_db_blocker.unblock():
        import_facts(base=shipped_base, now=NOON)
        _imported.extend((model, list(model._default_manager.order_by("pk"))) for model in CONTENT)
        if connection.vendor == "postgresql":
            # It plans by figures that it would gather only after a while.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")


@pytest.fixture
def content(db, shipped_base: Base) -> Base:
    """The shipped facts, in the database."""
    if not Source.objects.exists():
        # A test in real transactions came before this one: it leaves empty tables behind.
        _put_content()
    return shipped_base


@pytest.fixture(scope="module", autouse=True)
def _content_stands(django_db_blocker) -> None:
    """What tests in real transactions emptied is filled again before the next file, once for all of its tests."""
    if _imported:
        with django_db_blocker.unblock():
            if not Source.objects.exists():
                _put_content()


@pytest.fixture(autouse=True)
def _no_content_unasked_for(request: pytest.FixtureRequest) -> None:
    """A test that does not ask for the shipped facts finds none."""
    if "content" in request.fixturenames or not _uses_database(request.node):
        return
    request.getfixturevalue("db")
    if Source.objects.exists():
        # Rows that point at each other are gone together or not at all.
        with transaction.atomic(), connection.cursor() as cursor:
            for model in reversed(CONTENT):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")


def _put_content() -> None:
    with transaction.atomic():
        for model, rows in _imported:
            model._default_manager.bulk_create(rows, batch_size=500)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(CONTENT)):
                cursor.execute(statement)


CONTENT = (
    Source,
    Topic,
    Fact,
    Card,
    Face,
    Deck,
    DeckCard,
    CareQuestion,
    SearchText,
    Item,
    ItemVersion,
    ItemFact,
    ItemTag,
)
_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
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
