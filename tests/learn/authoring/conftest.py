"""A library with its author, another of somebody else, and a class whose instructor writes."""

from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from learn.accounts.models import User
from learn.authoring import actions, publishing
from learn.authoring.models import Entry, Publication
from learn.classrooms import joining
from learn.classrooms.actions import open_class
from learn.libraries.actions import open_library
from learn.libraries.models import Author, Library
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def fresh_counts(db) -> None:
    cache.clear()


@pytest.fixture
def account() -> Callable[..., User]:
    def make(name: str) -> User:
        user = User.objects.create_user(name, password="x")
        user.preferences.path = "nursing"
        user.preferences.save()
        return user

    return make


@pytest.fixture
def cast(db, account: Callable[..., User]) -> SimpleNamespace:
    """ines owns a library and teaches a class with sam; ed edits with her; olga has a library of her own."""
    ines, ed, olga, sam = (account(name) for name in ("ines", "ed", "olga", "sam"))
    classroom = open_class(
        learner=ines, classroom_id=uuid4(), name="Nursing 201", term="", own_name="Ines", zone="UTC", now=NOON
    )
    joining.join_class(learner=sam, code=classroom.codes.get().code, name="Sam", now=NOON)
    library = open_library(learner=ines, library_id=uuid4(), title="Bone notes", now=NOON)
    Author.objects.create(library=library, learner=ed, role="editor", added_at=NOON)
    other = open_library(learner=olga, library_id=uuid4(), title="Elsewhere", now=NOON)
    return SimpleNamespace(
        author=ines, editor=ed, outsider=olga, student=sam, classroom=classroom, library=library, elsewhere=other
    )


@pytest.fixture
def enter() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def as_author(cast: SimpleNamespace, enter: Callable[[User], Client]) -> Client:
    return enter(cast.author)


def definition(term: str = "osteoclast", meaning: str = "a cell that breaks down bone", **more: object) -> dict:
    """The table of a definition, as a form would make it."""
    wording = f"{term[:1].upper()}{term[1:]} means {meaning}."
    start = {"kind": "definition", "audiences": ["nursing"], "term": term, "meaning": meaning, "wording": wording}
    return {**start, **more}


@pytest.fixture
def write(cast: SimpleNamespace) -> Callable[..., Entry]:
    """Stores a definition as the author's form does."""

    def make(term: str = "osteoclast", meaning: str = "a cell that breaks down bone", **more: object) -> Entry:
        own = {name: more.pop(name) for name in ("uid", "library", "by") if name in more}
        library: Library = own.get("library", cast.library)
        start = actions.save_reference(library=library, citation="Handbook, 2024", link="", by=cast.author, now=NOON)
        topic = actions.save_topic(library=library, title="Cells", by=cast.author, now=NOON)
        table = definition(term, meaning, topic=topic.uid, study=start.uid, as_of="2024")
        return actions.save_fact(
            library=library, table={**table, **more}, by=cast.author, now=NOON, uid=own.get("uid", "")
        )

    return make


@pytest.fixture
def publish(cast: SimpleNamespace) -> Callable[..., Publication]:
    """Publishes the library, and says what came of it."""

    def do(library: Library | None = None, **values: object) -> Publication:
        asked = publishing.ask_to_publish(
            library=library or cast.library,
            publication_id=uuid4(),
            by=cast.author,
            **{"now": NOON, **values},
        )
        publishing.carry_out(publication_id=asked.pk, now=values.get("now", NOON))
        asked.refresh_from_db()
        return asked

    return do
