"""Making an account, on a site that sends mail and on one that does not."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from learn.accounts.models import User
from learn.reviews.models import CardState, ReviewLog
from tests.learn.accounts.conftest import ADDRESS, PASSWORD, code_in, sign_in, who

pytestmark = pytest.mark.django_db

BY_NAME = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD}
BY_ADDRESS = {"email": ADDRESS, "password1": PASSWORD}


def text(response) -> str:
    return response.content.decode()


class TestWithoutMail:
    @pytest.fixture(autouse=True)
    def _site(self, site_without_mail) -> None: ...

    def test_a_name_and_a_password_are_enough(self, client: Client, mailoutbox) -> None:
        page = text(client.get("/account/signup/"))
        assert "User name" in page
        assert "mail address" not in page
        response = client.post("/account/signup/", BY_NAME)
        assert (response.status_code, response["Location"]) == (302, "/")
        account = User.objects.get()
        assert (account.username, account.email, account.is_guest) == ("ada", "", False)
        assert account.preferences.path == ""
        assert who(client) == account.pk
        assert mailoutbox == []

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"username": "ada@example.org"}, "username"),
            ({"username": ""}, "username"),
            ({"username": "ADA"}, "username"),
            ({"password1": "12345678", "password2": "12345678"}, "password1"),
            ({"password1": "password", "password2": "password"}, "password1"),
            ({"password2": "another one"}, "password2"),
        ],
    )
    def test_a_mistake_is_tied_to_its_field(self, client: Client, changes: dict, field: str) -> None:
        User.objects.create_user("ada", password=PASSWORD)
        page = client.post("/account/signup/", BY_NAME | {"username": "grace"} | changes)
        assert page.status_code == 422
        assert f'id="id_{field}_error"' in text(page)
        assert f'aria-describedby="id_{field}' in text(page)
        assert User.objects.count() == 1
        assert who(client) is None

    def test_of_two_who_take_one_name_at_once_the_second_is_told(self, client: Client, monkeypatch) -> None:
        from learn.accounts.adapters import AccountAdapter

        User.objects.create_user("ada", password=PASSWORD)
        # As if the other were stored between the check and the write.
        monkeypatch.setattr(AccountAdapter, "clean_username", lambda self, username, shallow=False: username)
        page = client.post("/account/signup/", BY_NAME)
        assert page.status_code == 422
        assert "Someone else has this name" in text(page)
        assert User.objects.count() == 1

    def test_everything_of_a_guest_comes_along(self, guest_client: Client, answered_guest: User) -> None:
        key, client_ids = guest_client.session.session_key, set(ReviewLog.objects.values_list("client_id", flat=True))
        assert "comes along" in text(guest_client.get("/account/signup/"))
        guest_client.post("/account/signup/", BY_NAME)
        account = User.objects.get()
        assert (account.username, who(guest_client)) == ("ada", account.pk)
        assert set(ReviewLog.objects.filter(learner=account).values_list("client_id", flat=True)) == client_ids
        assert CardState.objects.filter(learner=account).count() == 3
        assert (account.preferences.path, account.preferences.buttons) == ("nursing", 6)
        assert guest_client.session.session_key != key
        assert "waiting_guest" not in guest_client.session
        assert guest_client.get("/study/").status_code == 200
        # The guest's old session leads nowhere: there is no such learner any more.
        guest_client.cookies["sessionid"] = key
        assert guest_client.get("/study/").status_code == 302

    def test_a_refused_sign_up_leaves_the_guest_alone(self, guest_client: Client, answered_guest: User) -> None:
        assert guest_client.post("/account/signup/", BY_NAME | {"password2": "x"}).status_code == 422
        assert who(guest_client) == answered_guest.pk
        assert ReviewLog.objects.filter(learner=answered_guest).count() == 3

    def test_pages_about_mail_do_not_exist(self, client: Client, holder: User) -> None:
        client.force_login(holder)
        for path in ("email/", "email/code/", "password/reset/code/", "password/reset/new/", "password/reset/done/"):
            assert client.get(f"/account/{path}").status_code == 404, path
        assert "Email" not in text(client.get("/account/"))


class TestWithMail:
    @pytest.fixture(autouse=True)
    def _site(self, site_with_mail) -> None: ...

    def test_the_address_is_proved_by_a_code_in_the_same_browser(self, client: Client, mailoutbox) -> None:
        response = client.post("/account/signup/", BY_ADDRESS)
        assert (response.status_code, response["Location"]) == (302, "/account/email/code/")
        assert who(client) is None
        page = text(client.get("/account/email/code/"))
        assert ADDRESS in page
        assert [mail.to for mail in mailoutbox] == [[ADDRESS]]
        assert client.post("/account/email/code/", {"code": "wrong"}).status_code == 422
        assert who(client) is None
        response = client.post("/account/email/code/", {"code": code_in(mailoutbox[0]).lower().replace("-", " ")})
        assert (response.status_code, response["Location"]) == (302, "/")
        account = User.objects.get()
        assert who(client) == account.pk
        assert EmailAddress.objects.get(user=account).verified
        assert re.fullmatch(r"learner-[0-9a-f]{12}", account.username), "nobody learns the address from the name"

    def test_a_guest_stays_a_guest_until_the_code_and_then_all_comes_along(
        self, guest_client: Client, answered_guest: User, mailoutbox
    ) -> None:
        guest_client.post("/account/signup/", BY_ADDRESS)
        assert who(guest_client) == answered_guest.pk
        assert guest_client.get("/study/").status_code == 200
        assert ReviewLog.objects.filter(learner=answered_guest).count() == 3
        guest_client.post("/account/email/code/", {"code": code_in(mailoutbox[0])})
        account = User.objects.get()
        assert (account.email, who(guest_client)) == (ADDRESS, account.pk)
        assert ReviewLog.objects.filter(learner=account).count() == 3

    def test_a_mistyped_address_loses_nothing(self, guest_client: Client, answered_guest: User, mailoutbox) -> None:
        guest_client.post("/account/signup/", BY_ADDRESS | {"email": "adda@example.org"})
        # “Use another address”
        response = guest_client.post("/account/logout/", {"next": "/account/signup/"})
        assert response["Location"] == "/account/signup/"
        assert guest_client.get("/account/signup/").status_code == 200
        assert who(guest_client) == answered_guest.pk
        guest_client.post("/account/signup/", BY_ADDRESS)
        guest_client.post("/account/email/code/", {"code": code_in(mailoutbox[-1])})
        assert ReviewLog.objects.filter(learner__email=ADDRESS).count() == 3

    def test_three_wrong_codes_end_it_and_the_guest_is_still_there(
        self, guest_client: Client, answered_guest: User, mailoutbox
    ) -> None:
        guest_client.post("/account/signup/", BY_ADDRESS)
        statuses = [guest_client.post("/account/email/code/", {"code": "wrong"}).status_code for _ in range(3)]
        assert statuses == [422, 422, 302]
        response = guest_client.post("/account/email/code/", {"code": code_in(mailoutbox[0])})
        assert response["Location"] == "/account/login/"
        assert who(guest_client) == answered_guest.pk

    def test_a_new_code_can_be_asked_for(self, client: Client, mailoutbox, monkeypatch) -> None:
        client.post("/account/signup/", BY_ADDRESS)
        assert client.post("/account/email/code/", {"action": "resend"}).status_code == 429
        assert len(mailoutbox) == 1
        later = time.time() + 20
        monkeypatch.setattr(time, "time", lambda: later)
        client.post("/account/email/code/", {"action": "resend"})
        assert len(mailoutbox) == 2
        old, new = map(code_in, mailoutbox)
        assert client.post("/account/email/code/", {"code": old}).status_code == 422
        assert client.post("/account/email/code/", {"code": new}).status_code == 302
        assert who(client) is not None

    def test_who_comes_back_later_signs_in_and_gets_a_new_code(
        self, guest_client: Client, answered_guest: User, mailoutbox, settings
    ) -> None:
        settings.ACCOUNT_RATE_LIMITS = {}
        guest_client.post("/account/signup/", BY_ADDRESS)
        guest_client.post("/account/logout/", {})
        settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
        response = sign_in(guest_client, ADDRESS)
        assert response["Location"] == "/account/email/code/"
        response = guest_client.post("/account/email/code/", {"code": code_in(mailoutbox[-1])})
        # It is a login now, not the sign-up: whose the answers are is asked.
        assert response["Location"].startswith("/account/add/")

    def test_mail_that_cannot_be_sent_is_told_kindly(self, client: Client, monkeypatch, caplog) -> None:
        from django.core.mail.backends.locmem import EmailBackend

        def refuse(*args) -> None:
            raise ConnectionRefusedError("no mail server")

        monkeypatch.setattr(EmailBackend, "send_messages", refuse)
        page = client.post("/account/signup/", BY_ADDRESS)
        assert page.status_code == 503
        assert "Nothing is lost" in text(page)
        assert "OSTEON_EMAIL_URL" in caplog.text
        assert client.post("/account/password/reset/", {"email": ADDRESS}).status_code == 503

    def test_who_signed_up_by_name_before_there_was_mail_still_signs_in(self, client: Client) -> None:
        User.objects.create_user("grace", password=PASSWORD)
        assert sign_in(client, "grace")["Location"] == "/"
        assert "Add an address" in text(client.get("/account/"))
