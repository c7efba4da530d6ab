"""Signing in and out, the password, and the address of an account holder."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client

from learn.accounts.models import Preferences, User
from tests.learn.accounts.conftest import ADDRESS, PASSWORD, code_in, show_it_is_you, sign_in, who

pytestmark = pytest.mark.django_db

NEW = "quite another lamp"
TWICE = {"password1": NEW, "password2": NEW}


def text(response) -> str:
    return response.content.decode()


class TestSigningIn:
    def test_by_name(self, client: Client, holder: User, either_site: str) -> None:
        assert text(client.get("/account/login/")).count("<h1>") == 1
        assert sign_in(client)["Location"] == "/"
        assert who(client) == holder.pk

    @pytest.mark.parametrize("typed", [ADDRESS, "ADA@Example.org", " ada@example.org "])
    def test_by_address(self, client: Client, holder: User, site_with_mail, typed: str) -> None:
        sign_in(client, typed)
        assert who(client) == holder.pk

    def test_goes_on_to_where_it_was_asked_for(self, client: Client, holder: User) -> None:
        response = client.get("/account/password/change/")
        assert response["Location"] == "/account/login/?next=/account/password/change/"
        assert 'name="next" value="/account/password/change/"' in text(client.get(response["Location"]))
        assert sign_in(client, next="/account/password/change/")["Location"] == "/account/password/change/"

    @pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD), ("ada", "")])
    def test_what_does_not_fit_is_told_without_saying_which(
        self, client: Client, holder: User, either_site: str, name: str, password: str
    ) -> None:
        page = sign_in(client, name, password)
        assert page.status_code == 422
        assert 'role="alert"' in text(page)
        assert who(client) is None

    def test_a_guest_has_no_password_to_sign_in_with(self, client: Client, learner: User) -> None:
        for password in ("", learner.password, "!"):
            sign_in(client, learner.username, password)
            assert who(client) is None

    def test_an_account_that_is_switched_off(self, client: Client, holder: User) -> None:
        User.objects.update(is_active=False)
        assert sign_in(client)["Location"] == "/account/inactive/"
        assert "switched off" in text(client.get("/account/inactive/"))
        assert who(client) is None

    def test_who_is_signed_in_is_sent_home(self, client: Client, holder: User) -> None:
        client.force_login(holder)
        for path in ("/account/login/", "/account/signup/"):
            assert client.get(path)["Location"] == "/"

    def test_staff_without_a_path_go_to_what_learners_reported(self, client: Client, holder: User) -> None:
        User.objects.update(is_staff=True)
        assert sign_in(client)["Location"] == "/reports/inbox/"
        assert sign_in(Client(), next="/account/password/change/")["Location"] == "/account/password/change/"
        Preferences.objects.update(path="nursing")
        assert sign_in(Client())["Location"] == "/"

    def test_an_old_hash_is_made_anew(self, client: Client, holder: User, settings) -> None:
        argon2, scrypt = (f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "Scrypt"))
        settings.PASSWORD_HASHERS = [argon2, scrypt]
        User.objects.update(password=make_password(PASSWORD, hasher="scrypt"))
        sign_in(client)
        assert who(client) == holder.pk
        assert User.objects.get().password.startswith("argon2")

    def test_sessions_from_before_accounts_go_on(self, client: Client, learner: User) -> None:
        client.force_login(learner, backend="learn.accounts.backends.LearnerBackend")
        assert client.session["_auth_user_backend"] == "learn.accounts.backends.LearnerBackend"
        assert client.get("/study/").status_code == 200


class TestPassword:
    def test_a_new_one_ends_every_other_session_and_not_this_one(self, client: Client, holder: User) -> None:
        elsewhere = Client()
        for browser in (client, elsewhere):
            sign_in(browser)
        key = client.session.session_key
        response = client.post("/account/password/change/", {"oldpassword": PASSWORD} | TWICE)
        assert response["Location"] == "/account/"
        assert client.get("/account/").status_code == 200
        assert client.session.session_key != key
        assert elsewhere.get("/account/").status_code == 302
        assert who(Client()) is None
        assert sign_in(Client()).status_code == 422
        assert sign_in(Client(), password=NEW).status_code == 302

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"oldpassword": "wrong"}, "oldpassword"),
            ({"password1": "x"}, "password1"),
            ({"password2": "x"}, "password2"),
        ],
    )
    def test_a_mistake_changes_nothing(self, client: Client, holder: User, changes: dict, field: str) -> None:
        sign_in(client)
        page = client.post("/account/password/change/", {"oldpassword": PASSWORD} | TWICE | changes)
        assert page.status_code == 422
        assert f'id="id_{field}_error"' in text(page)
        assert User.objects.get().check_password(PASSWORD)

    def test_an_account_without_one_can_set_it(self, client: Client, holder: User) -> None:
        holder.set_unusable_password()
        holder.save()
        client.force_login(holder)
        assert client.get("/account/password/change/")["Location"] == "/account/password/set/"
        assert client.get("/account/password/set/").status_code == 200
        assert client.post("/account/password/set/", TWICE).status_code == 302
        assert User.objects.get().check_password(NEW)


class TestForgottenPassword:
    def test_a_code_by_mail_lets_one_set_a_new_password(
        self, client: Client, holder: User, site_with_mail, mailoutbox
    ) -> None:
        elsewhere = Client()
        sign_in(elsewhere)
        response = client.post("/account/password/reset/", {"email": ADDRESS.upper()})
        assert response["Location"] == "/account/password/reset/code/"
        assert client.get("/account/password/reset/new/").status_code == 302, "not without the code"
        assert client.post("/account/password/reset/code/", {"code": "wrong"}).status_code == 422
        response = client.post("/account/password/reset/code/", {"code": code_in(mailoutbox[0])})
        assert response["Location"] == "/account/password/reset/new/"
        assert client.get("/account/password/reset/new/").status_code == 200
        assert client.post("/account/password/reset/new/", TWICE | {"password2": "x"}).status_code == 422
        assert client.post("/account/password/reset/new/", TWICE)["Location"] == "/account/password/reset/done/"
        assert client.get("/account/password/reset/done/").status_code == 200
        assert who(client) is None
        assert elsewhere.get("/account/").status_code == 302
        assert sign_in(client, ADDRESS, NEW).status_code == 302
        assert who(client) == holder.pk
        assert "A new password was set" in mailoutbox[-1].body

    def test_a_code_works_once_and_in_that_browser_only(
        self, client: Client, holder: User, site_with_mail, mailoutbox
    ) -> None:
        client.post("/account/password/reset/", {"email": ADDRESS})
        code = {"code": code_in(mailoutbox[0])}
        assert Client().post("/account/password/reset/code/", code)["Location"] == "/account/login/"
        client.post("/account/password/reset/code/", code)
        client.post("/account/password/reset/new/", TWICE)
        again = client.post(
            "/account/password/reset/new/", {"password1": "a third one x", "password2": "a third one x"}
        )
        assert again["Location"] == "/account/password/reset/"
        assert User.objects.get().check_password(NEW)

    def test_a_guest_who_resets_stays_a_guest(
        self, guest_client: Client, answered_guest: User, holder: User, site_with_mail, mailoutbox
    ) -> None:
        guest_client.post("/account/password/reset/", {"email": ADDRESS})
        guest_client.post("/account/password/reset/code/", {"code": code_in(mailoutbox[0])})
        guest_client.post("/account/password/reset/new/", TWICE)
        assert who(guest_client) == answered_guest.pk

    def test_who_proved_their_address_need_not_wait_for_earlier_guesses(
        self, client: Client, holder: User, site_with_mail, mailoutbox
    ) -> None:
        for _ in range(8):
            sign_in(client, ADDRESS, "wrong")
        assert sign_in(client, ADDRESS).status_code == 429
        client.post("/account/password/reset/", {"email": ADDRESS})
        client.post("/account/password/reset/code/", {"code": code_in(mailoutbox[0])})
        client.post("/account/password/reset/new/", TWICE)
        assert sign_in(client, ADDRESS, NEW).status_code == 302

    def test_a_site_without_mail_says_whom_to_ask(self, client: Client, holder: User, site_without_mail, mailoutbox):
        page = text(client.get("/account/password/reset/"))
        assert "sends no mail" in page
        assert "manage.py changepassword" in page
        assert "<input" not in page.replace('<input type="hidden"', "")
        client.post("/account/password/reset/", {"email": ADDRESS})
        assert mailoutbox == []


@pytest.mark.usefixtures("site_with_mail")
class TestAddress:
    NEXT = "grace@example.org"

    def test_the_new_one_counts_once_its_code_is_typed(self, client: Client, holder: User, mailoutbox) -> None:
        sign_in(client)
        response = client.post("/account/email/", {"email": self.NEXT, "action_add": "1"})
        assert response["Location"] == "/account/reauthenticate/?next=%2Faccount%2Femail%2F"
        # What was sent is sent again once the password is given.
        response = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/email/"})
        assert response["Location"] == "/account/email/code/"
        assert ADDRESS in text(client.get("/account/email/"))
        assert [mail.to for mail in mailoutbox] == [[self.NEXT]]
        response = client.post("/account/email/code/", {"code": code_in(mailoutbox[0])})
        assert response["Location"] == "/account/"
        assert User.objects.get().email == self.NEXT
        assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(self.NEXT, True, True)]
        assert mailoutbox[-1].to == [ADDRESS], "the old address is told"
        assert who(client) == holder.pk

    def test_until_then_the_old_one_stays(self, client: Client, holder: User, mailoutbox) -> None:
        sign_in(client)
        show_it_is_you(client)
        client.post("/account/email/", {"email": self.NEXT, "action_add": "1"})
        assert [client.post("/account/email/code/", {"code": "x"}).status_code for _ in range(3)] == [422, 422, 302]
        assert User.objects.get().email == ADDRESS
        assert sign_in(Client(), ADDRESS).status_code == 302
        assert who(client) == holder.pk

    def test_one_that_another_account_has_is_refused_only_to_its_owner(self, client, holder: User, mailoutbox) -> None:
        other = User.objects.create_user("grace", self.NEXT, PASSWORD)
        EmailAddress.objects.create(user=other, email=self.NEXT, verified=True, primary=True)
        sign_in(client)
        show_it_is_you(client)
        client.post("/account/email/", {"email": self.NEXT, "action_add": "1"})
        page = client.post("/account/email/code/", {"code": code_in(mailoutbox[0])})
        assert page.status_code == 422
        assert "another account has it" in text(page)
        assert User.objects.get(username="ada").email == ADDRESS

    def test_it_cannot_be_removed(self, client: Client, holder: User) -> None:
        sign_in(client)
        show_it_is_you(client)
        client.post("/account/email/", {"email": ADDRESS, "action_remove": "1"})
        assert EmailAddress.objects.get().email == ADDRESS
