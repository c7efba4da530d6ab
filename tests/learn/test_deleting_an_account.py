"""A learner's data goes: every row of theirs, nobody else's, and no guest's by mistake."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client

from learn.accounts.actions import delete_learner
from learn.accounts.models import User
from learn.notebook.models import KeptQuestion
from learn.reviews import queue
from learn.reviews.models import (
    ReviewLog,
)
from tests.conftest import NOON
from tests.learn.owned import OWNED, rows

pytestmark = pytest.mark.django_db


def test_deleting_leaves_no_row_and_touches_nobody_else(full: Callable[..., User]) -> None:
    learner, classmate = full(is_guest=False, username="vera"), full(is_guest=False, username="otto")
    before = {model: rows(model, classmate) for model in OWNED}
    assert [model for model in OWNED if not rows(model, learner)] == []
    delete_learner(learner=learner, now=NOON)
    assert {model: rows(model, classmate) for model in OWNED} == before
    stay = {model: 2 * count if OWNED[model].stays else count for model, count in before.items()}
    assert {model: model._default_manager.count() for model in OWNED} == stay
    assert list(User.objects.all()) == [classmate]


def test_delete_my_account_asks_and_then_is_immediate(full: Callable[..., User], client: Client) -> None:
    guest = full()
    client.force_login(guest)
    page = client.get("/account/delete/").content.decode()
    assert "What goes" in page
    assert "What stays" in page
    unsure = client.post("/account/delete/")
    assert unsure.status_code == 422
    assert "Tick this first. Nothing was deleted." in unsure.content.decode()
    assert User.objects.filter(pk=guest.pk).exists()
    done = client.post("/account/delete/", {"sure": "yes"}, follow=True)
    assert "Everything was deleted." in done.content.decode()
    assert "I study nursing" in done.content.decode()
    assert not User.objects.exists()
    assert client.get("/study/").status_code == 302


def test_who_has_a_password_gives_it_before_everything_goes(client: Client, content) -> None:
    vera = User.objects.create_user("vera", password="long enough, they say")
    client.force_login(vera)
    asked = client.get("/account/delete/")["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert client.post("/account/delete/", {"sure": "yes"})["Location"] == "/account/delete/"
    # The form that was sent before does not wait for the password: it must be sent again.
    page = client.post(asked, {"password": "long enough, they say"}, follow=True)
    assert "Delete for good" in page.content.decode()
    assert User.objects.filter(pk=vera.pk).exists()
    client.post("/account/delete/", {"sure": "yes"})
    assert not User.objects.exists()


def test_a_guest_who_waits_behind_a_deleted_account_is_back(client: Client, full: Callable[..., User]) -> None:
    guest, password = full(), "long enough, they say"
    User.objects.create_user("vera", password=password)
    client.force_login(guest)
    asked = client.post("/account/login/", {"login": "vera", "password": password})
    assert asked["Location"].startswith("/account/add/")
    client.post(client.get("/account/delete/")["Location"], {"password": password})
    gone = client.post("/account/delete/", {"sure": "yes"})
    assert gone["Location"] == "/"
    assert list(User.objects.all()) == [guest]
    assert client.get("/settings/").status_code == 200
    assert rows(ReviewLog, guest) > 0


@pytest.fixture
def over_a_guest(client: Client, full: Callable[..., User]) -> tuple[Client, User, User]:
    """A browser in which an account is signed in, behind which a guest waits; the account has proved itself."""
    guest, password = full(), "long enough, they say"
    vera = User.objects.create_user("vera", password=password)
    client.force_login(guest)
    client.post("/account/login/", {"login": "vera", "password": password})
    client.post(client.get("/account/delete/")["Location"], {"password": password})
    return client, vera, guest


def test_a_second_click_on_delete_spares_the_guest(over_a_guest: tuple[Client, User, User]) -> None:
    client, _, guest = over_a_guest
    before = client.cookies["sessionid"].value
    client.post("/account/delete/", {"sure": "yes"})
    client.cookies["sessionid"] = before
    assert client.post("/account/delete/", {"sure": "yes"})["Location"] == "/"
    assert list(User.objects.all()) == [guest]
    assert rows(ReviewLog, guest) > 0


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("path", ["/questions/add/", "/account/delete/"])
def test_what_an_accounts_page_sends_is_not_done_to_the_guest(
    over_a_guest: tuple[Client, User, User], path: str, htmx: bool
) -> None:
    """The account's session ended elsewhere while its page was open; the guest may be another person."""
    client, vera, guest = over_a_guest
    vera.set_password("another one, elsewhere")
    vera.save()
    had = rows(KeptQuestion, guest)
    headers = {"hx-request": "true"} if htmx else {}
    data = {"client_id": str(uuid4()), "text": "Private?", "sure": "yes"}
    reply = client.post(path, data, headers=headers)
    assert reply.headers.get("HX-Redirect" if htmx else "Location") == "/"
    assert User.objects.count() == 2
    assert rows(KeptQuestion, guest) == had


def test_who_is_deleted_while_a_request_is_on_its_way_is_led_to_the_door(client: Client, learner: User, monkeypatch):
    client.force_login(learner)
    question = queue.next_question(learner=learner, now=NOON)

    def answer_too_late(**values):
        User.objects.filter(pk=learner.pk).delete()
        raise IntegrityError("FOREIGN KEY constraint failed")

    monkeypatch.setattr("learn.reviews.actions.answer_card", answer_too_late)
    data = {"card": question.card.pk, "grade": 4, "client_id": str(uuid4())}
    assert client.post("/study/answer/", data)["Location"] == "/"


def test_an_error_that_is_the_sites_own_is_not_hidden(client: Client, learner: User, monkeypatch) -> None:
    client.force_login(learner)
    monkeypatch.setattr("learn.reviews.queue.next_question", lambda **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/study/")
