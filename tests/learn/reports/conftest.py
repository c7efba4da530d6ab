"""Who takes part in a report, and how one comes to be."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from cards.models import Card
from learn.accounts.models import User
from learn.reports.actions import close_report, report_card
from learn.reports.models import Kind, Report, Status
from learn.reviews.actions import answer_card
from tests.conftest import NOON
from tests.learn.reports.pages import client_of


@pytest.fixture
def card(content) -> Card:
    """A card that everyone may see."""
    everyones = Card.objects.filter(fact__for_nursing=True, fact__for_caregivers=True, fact__sensitivity="none")
    return everyones.select_related("fact").first()


@pytest.fixture
def survival_card(content) -> Card:
    hidden = Card.objects.filter(fact__for_nursing=True, fact__for_caregivers=True, fact__sensitivity="survival")
    return hidden.select_related("fact").first()


@pytest.fixture
def staff(content) -> User:
    return User.objects.create_user("minna", password="x", is_staff=True)


@pytest.fixture
def colleague(content) -> User:
    return User.objects.create_user("olaf", password="x", is_staff=True)


@pytest.fixture
def at_home(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def desk(staff: User) -> Client:
    """A member of staff's browser."""
    return client_of(staff)


@pytest.fixture
def reported(card: Card) -> Callable[..., Report]:
    """A learner's report."""

    def make(learner: User, text: str = "It says north.", at: datetime = NOON, on: Card | None = None) -> Report:
        return report_card(
            learner=learner,
            card_id=(on or card).pk,
            kind=Kind.WRONG_FACT,
            text=text,
            client_id=uuid4(),
            now=at,
        )

    return make


@pytest.fixture
def corrected(staff: User) -> Callable[..., None]:
    """Closes a report as corrected."""

    def close(report: Report, notice: str = "The place is the spine.", at: datetime = NOON, **values) -> None:
        data = {"ticket": report.ticket, "staff": staff, "status": Status.CORRECTED, "notice": notice, "now": at}
        close_report(**data | values)

    return close


def study(learner: User, card: Card, at: datetime) -> None:
    """The learner answers the card."""
    answer_card(learner=learner, card_id=card.pk, grade=4, client_id=uuid4(), seen_row_at=None, time_ms=1000, now=at)
