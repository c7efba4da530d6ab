"""A quiz that is being taken, and what a form of it sends."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from learn.accounts.models import User
from learn.quizzes import actions, marking
from learn.quizzes.ask import Ask
from learn.quizzes.models import Attempt, AttemptItem
from tests.conftest import Clock


@pytest.fixture
def start(clock: Clock) -> Callable[..., Attempt]:
    """Starts a quiz; seeded, so that every run asks the same."""

    def make(learner: User, *, seed: int = 1, attempt_id: UUID | None = None, **ask: object) -> Attempt:
        return actions.start_attempt(
            learner=learner, attempt_id=attempt_id or uuid4(), ask=Ask(**ask), now=clock(), seed=seed
        )

    return make


@pytest.fixture
def questions() -> Callable[[Attempt], list[AttemptItem]]:
    """The questions of an attempt as they stand in the database."""

    def read(attempt: Attempt) -> list[AttemptItem]:
        rows = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id)
        return list(rows.select_related("version", "item").order_by("place"))

    return read


@pytest.fixture
def answer(clock: Clock) -> Callable[..., actions.Saved]:
    """Answers a question: right, wrong (nothing at all) or as given."""

    def send(learner: User, question: AttemptItem, given: object = "right", **values: object) -> actions.Saved:
        item = question.version.typed
        sent = marking.right_response(item) if given == "right" else {} if given == "nothing" else given
        values = {"client_id": uuid4(), "now": clock()} | values
        return actions.respond(
            learner=learner, attempt_id=question.attempt_id, place=question.place, given=sent, **values
        )

    return send


@pytest.fixture
def at_home(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client
