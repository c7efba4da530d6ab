"""Two-step sign-in: codes from an app, recovery codes, and what becomes of them when the secret key changes."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from learn.accounts import sealing
from learn.accounts.models import User
from tests.learn.accounts.conftest import ADDRESS, show_it_is_you, sign_in, who

pytestmark = pytest.mark.django_db


def app_code(secret: str, *, at: float | None = None) -> str:
    """What an app shows: RFC 6238 with SHA-1, six digits, thirty seconds."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def text(response) -> str:
    assert response.status_code in (200, 422), response.status_code
    return response.content.decode()


@pytest.fixture
def signed_in(client: Client, holder: User) -> Client:
    sign_in(client)
    show_it_is_you(client)
    return client


def turn_on(client: Client) -> str:
    """Turns two-step sign-in on, and returns the secret that the app now has."""
    page = text(client.get("/account/two-step/on/"))
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found
    response = client.post("/account/two-step/on/", {"code": app_code(found[1])})
    assert response["Location"] == "/account/two-step/codes/"
    return found[1]


@pytest.fixture
def secret(signed_in: Client) -> str:
    return turn_on(signed_in)


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"<code>(\d+)</code>", text(client.get("/account/two-step/codes/")))


@pytest.fixture
def at_second_step(secret: str) -> Client:
    """A browser that gave the right password, and is asked for the second step."""
    client = Client()
    assert sign_in(client)["Location"] == "/account/login/code/"
    assert who(client) is None
    return client


def next_code(secret: str) -> str:
    """The code after the one that turning on has used up; one step early is allowed."""
    return app_code(secret, at=time.time() + 30)


def test_it_is_shown_as_a_picture_and_as_text(signed_in: Client) -> None:
    page = text(signed_in.get("/account/two-step/on/"))
    assert '<svg viewBox="0 0 ' in page
    assert "data:" not in page
    assert 'style="' not in page
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert f"otpauth://totp/ada%40example.org?secret={secret}&amp;issuer=Osteon" in page


def test_a_wrong_code_turns_nothing_on(signed_in: Client, holder: User) -> None:
    page = text(signed_in.get("/account/two-step/on/"))
    again = signed_in.post("/account/two-step/on/", {"code": "000000"})
    assert again.status_code == 422
    assert 'id="id_code_error"' in again.content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert secret in again.content.decode(), "what was scanned stays good"
    assert not Authenticator.objects.exists()


def test_after_the_password_the_code_is_asked_for(at_second_step: Client, secret: str, holder: User) -> None:
    assert "Your password was right" in text(at_second_step.get("/account/login/code/"))
    assert at_second_step.post("/account/login/code/", {"code": "000000"}).status_code == 422
    assert who(at_second_step) is None
    response = at_second_step.post("/account/login/code/", {"code": next_code(secret)})
    assert response["Location"] == "/"
    assert who(at_second_step) == holder.pk


def test_a_code_works_once(at_second_step: Client, secret: str) -> None:
    code = next_code(secret)
    at_second_step.post("/account/login/code/", {"code": code})
    other = Client()
    sign_in(other)
    assert other.post("/account/login/code/", {"code": code}).status_code == 422
    assert who(other) is None


def test_a_recovery_code_works_once(at_second_step: Client, signed_in: Client, holder: User) -> None:
    codes = recovery_codes(signed_in)
    assert len(set(codes)) == 10
    at_second_step.post("/account/login/code/", {"code": codes[3]})
    assert who(at_second_step) == holder.pk
    other = Client()
    sign_in(other)
    assert other.post("/account/login/code/", {"code": codes[3]}).status_code == 422
    assert codes[3] not in recovery_codes(signed_in)
    assert "9 left" in text(signed_in.get("/account/two-step/"))


def test_recovery_codes_are_downloaded_and_made_anew(signed_in: Client, secret: str) -> None:
    codes = recovery_codes(signed_in)
    download = signed_in.get("/account/two-step/codes/download/")
    assert "attachment" in download["Content-Disposition"]
    assert all(code in download.content.decode() for code in codes)
    assert "stop working" in text(signed_in.get("/account/two-step/codes/new/"))
    assert signed_in.post("/account/two-step/codes/new/").status_code == 302
    assert not set(codes) & set(recovery_codes(signed_in))


def test_without_two_step_there_are_no_recovery_codes(signed_in: Client) -> None:
    assert signed_in.get("/account/two-step/codes/").status_code == 404
    assert signed_in.post("/account/two-step/codes/new/").status_code == 422
    assert not Authenticator.objects.exists()


def test_turned_off_the_password_alone_signs_in(signed_in: Client, secret: str, holder: User) -> None:
    assert "Turn it off" in text(signed_in.get("/account/two-step/off/"))
    assert signed_in.post("/account/two-step/off/").status_code == 302
    assert not Authenticator.objects.exists()
    client = Client()
    sign_in(client)
    assert who(client) == holder.pk


def test_few_guesses_are_allowed_even_to_who_knows_the_password(at_second_step: Client, secret: str) -> None:
    for _ in range(5):
        at_second_step.post("/account/login/code/", {"code": "000000"})
    page = at_second_step.post("/account/login/code/", {"code": next_code(secret)})
    assert "Too many tries" in text(page)
    assert who(at_second_step) is None


def test_giving_up_leads_back_to_the_password(at_second_step: Client, secret: str) -> None:
    at_second_step.post("/account/logout/", {"next": "/account/login/"})
    assert at_second_step.get("/account/login/code/")["Location"] == "/account/login/"
    at_second_step.post("/account/login/code/", {"code": next_code(secret)})
    assert who(at_second_step) is None


def test_the_safety_of_an_account_is_changed_only_by_who_shows_again_that_it_is_them(
    client: Client, holder: User, secret: str
) -> None:
    fresh = Client()
    fresh.force_login(holder)
    for path in (
        "two-step/off/",
        "two-step/codes/",
        "two-step/codes/new/",
        "two-step/codes/download/",
        "passkeys/add/",
    ):
        assert fresh.get(f"/account/{path}")["Location"].startswith("/account/reauthenticate/"), path
    for path in ("two-step/off/", "two-step/codes/new/", "passkeys/add/"):
        assert fresh.post(f"/account/{path}")["Location"].startswith("/account/reauthenticate/"), path
    assert Authenticator.objects.count() == 2
    assert text(fresh.get("/account/reauthenticate/")).count("<h1>") == 1
    assert fresh.post("/account/reauthenticate/", {"password": "wrong"}).status_code == 422
    assert "Use a code" in text(fresh.get("/account/reauthenticate/"))
    assert fresh.post("/account/reauthenticate/code/", {"code": "000000"}).status_code == 422
    response = fresh.post(
        "/account/reauthenticate/code/", {"code": next_code(secret), "next": "/account/two-step/off/"}
    )
    assert response["Location"] == "/account/two-step/off/"
    assert fresh.get("/account/two-step/off/").status_code == 200


def test_a_guest_waits_through_the_second_step(
    guest_client: Client, answered_guest: User, holder: User, site_with_mail
) -> None:
    mine = Client()
    sign_in(mine)
    show_it_is_you(mine)
    secret = turn_on(mine)
    sign_in(guest_client)
    assert who(guest_client) == answered_guest.pk
    assert guest_client.get("/study/").status_code == 200
    assert guest_client.get("/account/login/code/").status_code == 200
    response = guest_client.post("/account/login/code/", {"code": next_code(secret)})
    assert response["Location"].startswith("/account/add/")
    assert who(guest_client) == holder.pk
    guest_client.post("/account/logout/")
    assert who(guest_client) == answered_guest.pk


class TestSecrets:
    def test_they_are_sealed(self, signed_in: Client, secret: str) -> None:
        stored = {method.type: str(method.data) for method in Authenticator.objects.all()}
        assert set(stored) == {"totp", "recovery_codes"}
        assert secret not in stored["totp"]
        assert sealing.unseal(Authenticator.objects.get(type="totp").data["secret"]) == secret

    def test_a_changed_secret_key_ends_two_step_and_keeps_nobody_out(
        self, secret: str, holder: User, settings, caplog
    ) -> None:
        settings.SECRET_KEY = "another key " * 5
        client = Client()
        response = sign_in(client)
        assert response["Location"] == "/"
        assert who(client) == holder.pk
        assert "Two-step sign-in is off now" in text(client.get("/account/"))
        assert not Authenticator.objects.exists()
        assert "another secret key" in caplog.text
        show_it_is_you(client)
        turn_on(client)

    def test_a_key_that_is_kept_as_fallback_still_opens_them(self, secret: str, holder: User, settings) -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key " * 5
        client = Client()
        assert sign_in(client)["Location"] == "/account/login/code/"
        client.post("/account/login/code/", {"code": next_code(secret)})
        assert who(client) == holder.pk

    def test_what_cannot_be_read_fits_no_code_and_breaks_no_page(self, signed_in: Client, secret: str) -> None:
        for method in Authenticator.objects.all():
            method.data = {name: "broken" if isinstance(value, str) else value for name, value in method.data.items()}
            method.save()
        for path in ("two-step/", "two-step/codes/", "two-step/codes/new/", "two-step/off/", ""):
            assert signed_in.get(f"/account/{path}").status_code == 200, path
        fresh = Client()
        fresh.force_login(User.objects.get())
        for code in (app_code(secret), app_code(""), "000000"):
            assert fresh.post("/account/reauthenticate/code/", {"code": code}).status_code == 422


class TestWhoeverRunsTheSite:
    def test_can_let_in_who_lost_phone_and_codes(self, secret: str, holder: User, capsys) -> None:
        call_command("remove_two_step", "ADA")
        assert not Authenticator.objects.exists()
        client = Client()
        sign_in(client)
        assert who(client) == holder.pk

    def test_by_address_and_passkeys_stay(self, holder: User, capsys) -> None:
        Authenticator.objects.create(user=holder, type="totp", data={})
        Authenticator.objects.create(user=holder, type="webauthn", data={"name": "my phone"})
        call_command("remove_two_step", ADDRESS)
        assert [method.type for method in Authenticator.objects.all()] == ["webauthn"]

    def test_is_told_of_a_wrong_name(self, db) -> None:
        with pytest.raises(CommandError, match="nobody"):
            call_command("remove_two_step", "nobody")

    def test_is_told_that_it_was_off(self, holder: User, capsys) -> None:
        call_command("remove_two_step", "ada")
        assert "off already" in capsys.readouterr().out


def test_the_code_alone_opens_nothing(client: Client, holder: User) -> None:
    assert client.get("/account/login/code/")["Location"] == "/account/login/"
    assert client.post("/account/login/code/", {"code": "000000"})["Location"] == "/account/login/"
