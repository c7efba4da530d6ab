"""A library with its owner, the class it may be open to, and something published in it."""

import tomllib
from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client

from cards.actions import import_facts
from cards.facts.reader import read_base_tables
from cards.facts.scoping import scoped
from cards.models import Deck
from learn.accounts.models import User
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.libraries import actions
from learn.libraries.models import Library
from learn.reviews.subscribing import subscribe
from tests.conftest import NOON

RIVERS = """
[[study]]
uid = "atlas"
citation = "The Atlas of Rivers, 3rd edition."
url = "https://example.org/atlas"

[[study]]
uid = "secret"
citation = "The Examiner's Handbook."
url = "https://example.org/handbook"

[[topic]]
uid = "water"
title = "Rivers"

[[deck]]
uid = "rivers"
title = "Rivers, from source to sea"
description = ""
register = "nursing"
audience = "nursing"

[[fact]]
uid = "delta"
kind = "definition"
topic = "water"
audiences = ["nursing"]
wording.nursing = "A delta is land that a river builds where it meets the sea."
wording.plain = "A delta is land that a river builds where it meets the sea."
sensitivity = "none"
study = "atlas"
as_of = "2026"
term = "delta"
meaning.nursing = "land that a river builds where it meets the sea"

[[fact]]
uid = "weir"
kind = "definition"
topic = "water"
audiences = ["nursing"]
wording.nursing = "A weir is a low barrier across a river."
wording.plain = "A weir is a low barrier across a river."
sensitivity = "none"
study = "secret"
as_of = "2026"
held_out = true
term = "weir"
meaning.nursing = "a low barrier across a river"

[[item]]
uid = "which-land"
format = "multiple_choice"
register = "nursing"
topic = "water"
audiences = ["nursing"]
stem = "Which land does a river build at the coast?"
facts = ["delta"]
rationale = "It builds a delta."
tags = ["coast"]

[[item.slots]]
id = "answer"
options = [
    { id = "delta", text = "a delta", right = true, why = "It is built by the river." },
    { id = "dune", text = "a dune", why = "The wind builds it." },
    { id = "reef", text = "a reef", why = "Corals build it." },
]

[[item]]
uid = "which-barrier"
format = "multiple_choice"
register = "nursing"
topic = "water"
audiences = ["nursing"]
stem = "Which barrier across a stream is a low one?"
facts = ["weir"]
rationale = "A weir is low."
held_out = true

[[item.slots]]
id = "answer"
options = [
    { id = "weir", text = "a weir", right = true, why = "It is low." },
    { id = "dam", text = "a dam", why = "It is high." },
    { id = "bridge", text = "a bridge", why = "It is no barrier." },
]
"""


@pytest.fixture
def account(db) -> Callable[..., User]:
    def make(name: str, **values: object) -> User:
        user = User.objects.create_user(name, password="x", **values)
        user.preferences.path = "nursing"
        user.preferences.save()
        return user

    return make


@pytest.fixture
def enroll() -> Callable[..., Enrollment]:
    """Puts a learner into a class."""

    def make(classroom: Classroom, learner: User, role: str = Role.STUDENT) -> Enrollment:
        came = {"name": learner.username.title(), "added_at": NOON, "joined_at": NOON}
        return Enrollment.objects.create(classroom=classroom, learner=learner, role=role, **came)

    return make


@pytest.fixture
def cast(account, enroll) -> SimpleNamespace:
    """An owner with a class, who teaches it with another; students; somebody who teaches elsewhere; a library."""
    ines, carl, sam, mia, xena = (account(name) for name in ("ines", "carl", "sam", "mia", "xena"))
    classroom = Classroom.objects.create(name="Rivers 101", opened_at=NOON)
    elsewhere = Classroom.objects.create(name="Elsewhere", opened_at=NOON)
    for who, role in ((ines, Role.INSTRUCTOR), (carl, Role.INSTRUCTOR), (sam, Role.STUDENT), (mia, Role.STUDENT)):
        enroll(classroom, who, role)
    enroll(elsewhere, xena, Role.INSTRUCTOR)
    library = actions.open_library(learner=ines, library_id=uuid4(), title="Rivers & seas", now=NOON)
    people = {"owner": ines, "co": carl, "student": sam, "classmate": mia, "stranger": xena}
    return SimpleNamespace(library=library, classroom=classroom, elsewhere=elsewhere, **people)


@pytest.fixture
def publish() -> Callable[[Library], None]:
    """Gives a library's learners what RIVERS says."""

    def do(library: Library) -> None:
        source = dict.fromkeys(("publisher", "url", "citation", "notice", "advice"), "")
        tables = tomllib.loads(RIVERS)
        base = read_base_tables({"source": [source | {"uid": "own", "title": library.title}], **tables})
        import_facts(base=scoped(base, library.code), now=NOON, library=library.code)

    return do


@pytest.fixture
def share() -> Callable[..., None]:
    def do(cast: SimpleNamespace) -> None:
        actions.open_to_class(library=cast.library, classroom=cast.classroom, by=cast.owner, now=NOON)

    return do


@pytest.fixture
def shared(content, cast, publish, share) -> SimpleNamespace:
    """The library published, and open to the class."""
    publish(cast.library)
    share(cast)
    return cast


@pytest.fixture
def enter() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        # Read anew, with the libraries that it sees now.
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return make


def deck_of(library: Library) -> Deck:
    return Deck.objects.get(source__library=library.code)


def again(learner: User) -> User:
    """The learner as the next request reads them."""
    return User.objects.get(pk=learner.pk)


def study_deck(learner: User, library: Library) -> None:
    subscribe(learner=again(learner), deck=deck_of(library), now=NOON)
