"""A site that sends mail, account holders with proved addresses, and a post office that does as it is told."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress

from learn.accounts.models import User
from learn.accounts.modes import sign_in_settings
from learn.reminders import actions
from learn.reminders.models import Digest, Rhythm
from learn.reviews import queue
from learn.reviews.actions import answer_card
from tests.conftest import NOON
from tests.learn.reminders.post_office import PostOffice

SITE = "https://osteon.example"
EARLY = datetime.fromisoformat("2026-03-02T05:00:00+00:00")
"""The morning of the Monday whose noon is NOON."""


@pytest.fixture
def site_with_mail(settings) -> None:
    for name, value in sign_in_settings(has_mail=True).items():
        setattr(settings, name, value)
    settings.SITE_URL = SITE


@pytest.fixture
def post_office(settings, site_with_mail) -> Iterator[type[PostOffice]]:
    settings.EMAIL_BACKEND = "tests.learn.reminders.post_office.PostOffice"
    PostOffice.clear()
    yield PostOffice
    PostOffice.clear()


@pytest.fixture
def make_holder(make_learner: Callable[..., User]) -> Callable[..., User]:
    """Makes someone with an account and, unless told otherwise, a proved address."""

    def make(path: str = "nursing", *, address: str = "", is_proved: bool = True, **preferences: object) -> User:
        learner = make_learner(path, **preferences)
        learner.is_guest = False
        learner.email = address or f"{learner.username}@example.org"
        learner.save()
        EmailAddress.objects.create(user=learner, email=learner.email, verified=is_proved, primary=True)
        return learner

    return make


def ask_for(
    learner: User, *, rhythm: Rhythm = Rhythm.DAILY, weekday: int = 1, hour: int = 12, now: datetime = EARLY
) -> Digest:
    """Switches the learner's digest on."""
    actions.set_digest(learner=learner, rhythm=rhythm, weekday=weekday, hour=hour, now=now)
    return Digest.objects.get(learner=learner)


def finish_the_day(learner: User, now: datetime = NOON) -> None:
    """Answers every card of the day well."""
    while (question := queue.next_question(learner=learner, now=now)) is not None:
        answer_card(
            learner=learner,
            card_id=question.card.pk,
            grade=4,
            client_id=uuid4(),
            seen_row_at=question.state.last_row_at,
            time_ms=900,
            now=now,
        )
