"""Nothing tells whether an email address has an account: what is answered is the same, byte for byte."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client

from learn.accounts.actions import create_guest
from learn.accounts.models import User
from tests.conftest import NOON
from tests.learn.accounts.conftest import ADDRESS, PASSWORD, show_it_is_you

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_with_mail", "holder"), pytest.mark.one_database]

# As long as the other, so that lengths compare too.
STRANGER = "eve@example.org"
NEW_PASSWORD = "quite another lamp"


@pytest.fixture
def unproved(db) -> str:
    """An address whose account was never proved."""
    user = User.objects.create_user("una", "una@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    return user.email


def everything(response: HttpResponse, address: str) -> dict[str, object]:
    """All that the browser gets, without what is drawn by lot and without the address that was typed."""
    tokens = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
    typed = address.encode()
    headers = {name: value for name, value in response.items() if name not in ("Expires", "Content-Length")}
    cookies = {
        name: {key: value for key, value in morsel.items() if key != "expires"} | {"is_deleted": not morsel.value}
        for name, morsel in response.cookies.items()
    }
    said = CookieStorage(HttpRequest())._decode(response.cookies["messages"].value) if "messages" in cookies else []
    return {
        "status": response.status_code,
        "headers": headers,
        "body": tokens.sub(rb"\1", response.content).replace(typed, b"X"),
        "cookies": cookies,
        "messages": [str(message).replace(address, "X") for message in said or []],
    }


def assert_same(one: list[dict], other: list[dict]) -> None:
    for step, (left, right) in enumerate(zip(one, other, strict=True)):
        for part in left:
            assert left[part] == right[part], f"step {step}: {part}"


def signed_up(client: Client, address: str) -> list[HttpResponse]:
    return [client.post("/account/signup/", {"email": address, "password1": NEW_PASSWORD})]


def signed_up_with_a_mistake(client: Client, address: str) -> list[HttpResponse]:
    return [client.post("/account/signup/", {"email": address, "password1": "short"})]


def after_signing_up(client: Client, address: str) -> list[HttpResponse]:
    signed_up(client, address)
    pages = [client.get("/account/email/code/"), client.get("/account/signup/"), client.get("/account/login/")]
    pages += [client.post("/account/email/code/", {"code": "wrong"}) for _ in range(3)]
    return [*pages, client.get("/account/email/code/"), client.get("/account/login/")]


def asked_for_another_code(client: Client, address: str) -> list[HttpResponse]:
    signed_up(client, address)
    return [client.post("/account/email/code/", {"action": "resend"}) for _ in range(4)]


def tried_to_change_the_address_while_proving_it(client: Client, address: str) -> list[HttpResponse]:
    signed_up(client, address)
    return [client.post("/account/email/code/", {"action": "change", "email": "new@example.org"})]


def signed_in(client: Client, address: str) -> list[HttpResponse]:
    return [client.post("/account/login/", {"login": address, "password": "wrong"}) for _ in range(9)]


def reset(client: Client, address: str) -> list[HttpResponse]:
    pages = [client.post("/account/password/reset/", {"email": address}), client.get("/account/password/reset/code/")]
    pages += [client.post("/account/password/reset/code/", {"code": "wrong"}) for _ in range(3)]
    return [*pages, client.get("/account/password/reset/code/"), client.get("/account/password/reset/new/")]


def reset_again_and_again(client: Client, address: str) -> list[HttpResponse]:
    return [client.post("/account/password/reset/", {"email": address}) for _ in range(7)]


FLOWS = [
    signed_up,
    signed_up_with_a_mistake,
    after_signing_up,
    asked_for_another_code,
    tried_to_change_the_address_while_proving_it,
    signed_in,
    reset,
    reset_again_and_again,
]


@pytest.fixture(params=["nobody", "guest"])
def a_browser(request) -> Callable[[], Client]:
    """A fresh browser: of nobody, or of a guest."""

    def opened() -> Client:
        client = Client()
        if request.param == "guest":
            client.force_login(create_guest(path="nursing", now=NOON))
            client.get("/help/")
        return client

    return opened


@pytest.mark.parametrize("known", ["proved", "unproved"])
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_known_and_unknown_addresses_get_the_same(
    flow, known: str, a_browser, unproved: str, settings, mailoutbox
) -> None:
    if flow is asked_for_another_code:
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_email": None}
    address = ADDRESS if known == "proved" else unproved
    told = []
    for typed in (address, STRANGER):
        client, sent = a_browser(), len(mailoutbox)
        pages = [everything(page, typed) for page in flow(client, typed)]
        told.append([*pages, {"mails": len(mailoutbox) - sent}])
    assert_same(*told)
    assert all(mail.to in ([address], [STRANGER]) for mail in mailoutbox)


def test_a_new_address_is_taken_up_the_same_whether_someone_else_has_it(client: Client, unproved, mailoutbox) -> None:
    told = []
    for typed in ("una@example.org", "eve@example.org"):
        browser = Client()
        browser.force_login(User.objects.get(username="ada"))
        show_it_is_you(browser)
        pages = [browser.post("/account/email/", {"email": typed, "action_add": "1"})]
        pages += [browser.get("/account/email/code/"), browser.post("/account/email/code/", {"code": "wrong"})]
        told.append([everything(page, typed) for page in pages])
    assert_same(*told)
    assert [mail.to for mail in mailoutbox] == [["una@example.org"], ["eve@example.org"]]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/account/login/", {"password": "wrong"}),
        ("/account/signup/", {"password1": NEW_PASSWORD}),
    ],
)
def test_known_and_unknown_take_as_many_hashes(path: str, data: dict, monkeypatch) -> None:
    """A hash is what takes long: by their number the time would tell."""
    made = []
    hasher = type(hashers.get_hasher())
    real = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *args, **kwargs: made.append(1) or real(self, *args, **kwargs))
    counts = []
    for typed in (ADDRESS, STRANGER):
        made.clear()
        Client().post(path, data | {"login": typed, "email": typed})
        counts.append(len(made))
    assert counts == [1, 1]


def test_who_has_an_account_is_told_by_mail_only(client: Client, mailoutbox) -> None:
    signed_up(client, ADDRESS)
    reset(client, STRANGER)
    assert ["you have an account already" in mail.subject for mail in mailoutbox] == [True, False]
    assert "no account with this address" in mailoutbox[1].subject
    assert User.objects.count() == 1
