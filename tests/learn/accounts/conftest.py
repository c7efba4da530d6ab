"""Sites with mail and without, account holders, guests who answered, and the codes that are mailed to them."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from cards.models import Card
from learn.accounts.models import User
from learn.accounts.modes import sign_in_settings
from learn.reviews.actions import answer_card
from tests.conftest import NOON

PASSWORD = "a lamp under the stairs"
ADDRESS = "ada@example.org"


@pytest.fixture
def site_with_mail(settings) -> None:
    for name, value in sign_in_settings(has_mail=True).items():
        setattr(settings, name, value)


@pytest.fixture
def site_without_mail(settings) -> None:
    for name, value in sign_in_settings(has_mail=False).items():
        setattr(settings, name, value)


@pytest.fixture(params=["site_with_mail", "site_without_mail"])
def either_site(request) -> str:
    request.getfixturevalue(request.param)
    return request.param


@pytest.fixture
def holder(db) -> User:
    """Ada, who has an account with a name, an address that was proved, and a password."""
    user = User.objects.create_user("ada", ADDRESS, PASSWORD)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


@pytest.fixture
def answered_guest(make_learner: Callable[..., User]) -> User:
    """A guest who gave three answers on one day."""
    guest = make_learner(buttons=6)
    for card in Card.objects.filter(fact__for_nursing=True).order_by("pk")[:3]:
        answer_card(learner=guest, card_id=card.pk, grade=4, client_id=uuid4(), seen_row_at=None, time_ms=900, now=NOON)
    return guest


@pytest.fixture
def guest_client(client: Client, answered_guest: User) -> Client:
    """The browser in which that guest studied."""
    client.force_login(answered_guest)
    return client


def who(client: Client) -> int | None:
    """The key of the learner whose session the browser carries."""
    key = client.session.get("_auth_user_id")
    return None if key is None else int(key)


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^ {4}(\S+)$", str(mail.body), re.MULTILINE)
    assert found, mail.body
    return found[1]


def sign_in(client: Client, name: str = "ada", password: str = PASSWORD, **extra: str):
    return client.post("/account/login/", {"login": name, "password": password, **extra})


def show_it_is_you(client: Client, password: str = PASSWORD) -> None:
    """Gives the password once more, as pages about the account's safety ask."""
    assert client.post("/account/reauthenticate/", {"password": password}).status_code == 302
