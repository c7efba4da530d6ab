"""A guest and an account in one browser: asked first, added once, left out without loss."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from cards.models import Card, Fact
from learn.accounts.actions import create_guest
from learn.accounts.models import User
from learn.notebook.models import KeptWord
from learn.reviews.actions import answer_card
from learn.reviews.models import ReviewLog
from tests.conftest import NOON
from tests.learn.accounts.conftest import PASSWORD, sign_in, who
from tests.served import Site, Visitor

pytestmark = pytest.mark.django_db

ADD, LEAVE = {"choice": "add"}, {"choice": "leave"}


def answers_of(user: User) -> int:
    return ReviewLog.objects.filter(learner_id=user.pk).count()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


@pytest.fixture
def asked(guest_client: Client, holder: User) -> Client:
    """A browser with a guest's answers, in which Ada has signed in and is asked whether they are hers."""
    response = sign_in(guest_client, next="/help/")
    assert response["Location"] == "/account/add/?next=%2Fhelp%2F"
    assert who(guest_client) == holder.pk
    return guest_client


def test_the_question_says_how_many_and_when(asked: Client, answered_guest: User, holder: User) -> None:
    card = Card.objects.order_by("-pk").first()
    later = NOON.replace(day=9)
    answer_card(
        learner=answered_guest, card_id=card.pk, grade=4, client_id=uuid4(), seen_row_at=None, time_ms=9, now=later
    )
    shown = page(asked, "/account/add/")
    assert "Add these 4 answers to this account?" in shown
    assert "from 2 March 2026 to 9 March 2026" in shown
    assert (answers_of(answered_guest), answers_of(holder)) == (4, 0)


def test_added_they_are_the_accounts_and_its_settings_stay(asked: Client, answered_guest: User, holder: User) -> None:
    holder.preferences.buttons = 2
    holder.preferences.save()
    response = asked.post("/account/add/", ADD | {"next": "/help/"})
    assert response["Location"] == "/help/"
    assert "Added: they are in your account now." in page(asked, "/help/")
    holder.refresh_from_db()
    assert (answers_of(holder), holder.preferences.buttons) == (3, 2)
    assert not User.objects.filter(pk=answered_guest.pk).exists()
    # Nobody is left to come back.
    asked.post("/account/logout/")
    assert who(asked) is None


def test_added_twice_they_count_once(asked: Client, holder: User) -> None:
    other_tab = Client()
    other_tab.cookies["sessionid"] = asked.cookies["sessionid"].value
    assert "Add these 3" in page(other_tab, "/account/add/")
    for tab in (asked, other_tab, asked):
        assert tab.post("/account/add/", ADD).status_code == 302
    assert answers_of(holder) == 3
    assert asked.get("/account/add/").status_code == 302


def test_a_second_click_that_read_the_session_before_the_first_was_done(asked: Client, holder: User) -> None:
    stale = asked.session["waiting_guest"]
    asked.post("/account/add/", ADD)
    session = asked.session
    session["waiting_guest"] = stale
    session.save()
    assert asked.post("/account/add/", ADD).status_code == 302
    assert answers_of(holder) == 3
    assert page(asked, "/account/")


def test_left_out_they_are_kept_and_are_back_after_signing_out(
    asked: Client, answered_guest: User, holder: User
) -> None:
    asked.post("/account/add/", LEAVE)
    assert "Left out" in page(asked, "/account/")
    assert (answers_of(answered_guest), answers_of(holder)) == (3, 0)
    key = asked.session.session_key
    response = asked.post("/account/logout/")
    assert response["Location"] == "/"
    assert who(asked) == answered_guest.pk
    assert asked.session.session_key != key
    assert asked.get("/study/").status_code == 200
    assert asked.get("/account/").status_code == 302


def test_undecided_is_left_out_and_the_question_stays(asked: Client, answered_guest: User, holder: User) -> None:
    assert asked.get("/study/").status_code == 200
    assert "3 answers were given in this browser" in page(asked, "/account/")
    assert "Add these 3" in page(asked, "/account/add/")
    asked.post("/account/logout/")
    assert who(asked) == answered_guest.pk


def test_a_guest_without_answers_is_not_asked_about_and_comes_back(client: Client, holder: User) -> None:
    guest = create_guest(path="caregiver", now=NOON)
    client.force_login(guest)
    assert sign_in(client)["Location"] == "/"
    assert "were given in this browser" not in page(client, "/account/")
    assert client.get("/account/add/").status_code == 302
    assert client.post("/account/add/", ADD).status_code == 302
    client.post("/account/logout/")
    assert who(client) == guest.pk


def test_a_guest_deleted_meanwhile(asked: Client, answered_guest: User, holder: User) -> None:
    answered_guest.delete()
    assert asked.get("/account/add/").status_code == 302
    assert asked.post("/account/add/", ADD).status_code == 302
    assert page(asked, "/account/")
    asked.post("/account/logout/")
    assert who(asked) is None


def test_what_became_an_account_is_never_taken_for_a_guest(asked: Client, answered_guest: User, holder: User) -> None:
    User.objects.filter(pk=answered_guest.pk).update(is_guest=False)
    asked.post("/account/add/", ADD)
    assert answers_of(holder) == 0
    asked.post("/account/logout/")
    assert who(asked) is None


def test_a_wrong_password_leaves_the_guest_as_they_were(guest_client, answered_guest: User, holder: User) -> None:
    key = guest_client.session.session_key
    assert sign_in(guest_client, password="wrong").status_code == 422
    assert (who(guest_client), guest_client.session.session_key) == (answered_guest.pk, key)


def test_a_second_click_on_sign_in_loses_no_guest(guest_client: Client, answered_guest: User, holder: User) -> None:
    before = guest_client.cookies["sessionid"].value
    sign_in(guest_client)
    # The browser dropped the first reply, and sends the same again with the cookie it had.
    guest_client.cookies["sessionid"] = before
    assert sign_in(guest_client)["Location"].startswith("/account/add/")
    assert "Add these 3" in page(guest_client, "/account/add/")


def test_a_second_click_on_sign_out_loses_no_guest(asked: Client, answered_guest: User) -> None:
    before = asked.cookies["sessionid"].value
    asked.post("/account/logout/")
    asked.cookies["sessionid"] = before
    asked.post("/account/logout/")
    assert who(asked) == answered_guest.pk
    assert asked.get("/account/").status_code == 302, "the account's own session is over"


def test_a_new_password_elsewhere_ends_the_session_and_brings_the_guest_back(
    asked: Client, answered_guest: User, holder: User
) -> None:
    holder.set_password("another one altogether")
    holder.save()
    assert asked.get("/account/")["Location"].startswith("/account/signup/")
    assert who(asked) == answered_guest.pk


def test_another_account_in_the_same_browser_is_asked_anew(asked: Client, answered_guest: User, holder: User) -> None:
    grace = User.objects.create_user("grace", password=PASSWORD)
    # Signed in as one, the page to sign in as another sends home.
    assert sign_in(asked, "grace").status_code == 302
    assert who(asked) == holder.pk
    asked.post("/account/logout/")
    assert sign_in(asked, "grace")["Location"].startswith("/account/add/")
    asked.post("/account/add/", ADD)
    assert (answers_of(grace), answers_of(holder)) == (3, 0)


def test_somebody_elses_session_is_not_asked(asked: Client, client: Client, holder: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    assert elsewhere.get("/account/add/").status_code == 302
    elsewhere.post("/account/add/", ADD)
    assert answers_of(holder) == 0


def test_signing_in_gives_a_new_session_key(client: Client, holder: User) -> None:
    client.get("/account/login/passkey/", headers={"accept": "application/json"})
    key = client.session.session_key
    assert key
    sign_in(client)
    assert client.session.session_key != key


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_next_never_leads_off_the_site(guest_client: Client, holder: User, elsewhere: str) -> None:
    assert "evil" not in sign_in(guest_client, next=elsewhere)["Location"]
    assert guest_client.post("/account/add/", LEAVE | {"next": elsewhere})["Location"] == "/"


@pytest.mark.embedded
def test_sent_from_many_windows_at_the_same_moment(tmp_path: Path, served_data: Path) -> None:
    """Signing up, signing in, adding and signing out, each thrice at once: one account, each answer once."""

    def thrice(visitor: Visitor, path: str, fields: dict[str, str]) -> list[int]:
        form = visitor.get(path).form(path) or visitor.get(path).form("")
        assert form is not None, path
        windows = [visitor.another() for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            replies = list(pool.map(lambda window: window.post(path, form.fields | fields), windows))
        visitor.cookies = windows[0].cookies
        return [reply.status for reply in replies]

    def answer(visitor: Visitor) -> None:
        form = visitor.get("/study/").form("/study/answer/")
        assert visitor.post(form.action, form.fields | {"grade": "4"}).status == 302

    data = shutil.copytree(served_data, tmp_path / "data")
    with Site(data) as site:
        first = Visitor(site.port)
        first.start()
        answer(first)
        new = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD}
        statuses = thrice(first, "/account/signup/", new)
        assert set(statuses) <= {302, 422}, statuses
        second = Visitor(site.port)
        second.start()
        answer(second)
        assert set(thrice(second, "/account/login/", {"login": "ada", "password": PASSWORD})) == {302}
        assert set(thrice(second, "/account/add/", {"choice": "add"})) == {302}
        assert set(thrice(second, "/account/logout/", {})) == {302}
    assert "Traceback" not in site.said()
    with closing(sqlite3.connect(data / "osteon.sqlite3")) as database:
        assert database.execute("SELECT username FROM accounts_user").fetchall() == [("ada",)]
        assert database.execute("SELECT count(*), count(DISTINCT client_id) FROM reviews_reviewlog").fetchone() == (
            2,
            2,
        )


class TestSigningOutWithoutAnAccount:
    def test_a_guest_is_told_there_is_no_way_back(self, guest_client: Client, answered_guest: User) -> None:
        shown = page(guest_client, "/account/logout/")
        assert "cannot be undone" in shown
        assert 'href="/account/signup/"' in shown
        assert 'href="/account/delete/"' in shown
        assert who(guest_client) == answered_guest.pk

    def test_sent_by_a_guest_it_does_nothing_to_them(self, guest_client: Client, answered_guest: User) -> None:
        assert guest_client.post("/account/logout/").status_code == 302
        assert who(guest_client) == answered_guest.pk

    def test_forgotten_is_deleted(self, guest_client: Client, answered_guest: User, classmate: User) -> None:
        assert guest_client.post("/account/delete/", {"sure": "yes"})["Location"] == "/"
        assert who(guest_client) is None
        assert not User.objects.filter(pk=answered_guest.pk).exists()
        assert not ReviewLog.objects.exists()
        assert User.objects.filter(pk=classmate.pk).exists()

    def test_an_account_holder_is_asked_and_signed_out(self, client: Client, holder: User) -> None:
        client.force_login(holder)
        assert "stay in your account" in page(client, "/account/logout/")
        assert who(client) == holder.pk
        client.post("/account/logout/")
        assert who(client) is None


def test_kept_words_alone_are_reason_enough_to_ask(client: Client, make_learner, holder: User) -> None:
    guest = make_learner("caregiver")
    KeptWord.objects.create(learner=guest, fact=Fact.objects.get(uid="radiation"), kept_at=NOON)
    client.force_login(guest)
    response = sign_in(client)
    assert response["Location"].startswith("/account/add/")
    assert "Add the 1 thing put aside here to this account?" in page(client, response["Location"])
    client.post("/account/add/", ADD)
    assert KeptWord.objects.get().learner == holder
