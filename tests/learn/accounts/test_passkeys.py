"""Passkeys as far as HTTP reaches: whose they are, and that garbage is refused. A journey adds a real one."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from learn.accounts.models import User
from tests.learn.accounts.conftest import PASSWORD, show_it_is_you, sign_in, who

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

GARBAGE = [
    "",
    "{",
    "null",
    "[]",
    "17",
    '"text"',
    "{}",
    '{"id": 1}',
    '{"response": {"userHandle": "MQ"}}',
    '{"response": {"userHandle": 5}}',
    '{"response": null, "id": "a", "rawId": "a", "type": "public-key"}',
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AA", "userHandle": "MQ"},
            "clientExtensionResults": {},
        }
    ),
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {"clientDataJSON": "e30", "attestationObject": "AAAA"},
        }
    ),
]


@pytest.fixture
def signed_in(client: Client, holder: User) -> Client:
    sign_in(client)
    show_it_is_you(client)
    return client


@pytest.fixture
def passkey(holder: User) -> Authenticator:
    return Authenticator.objects.create(user=holder, type="webauthn", data={"name": "my phone", "credential": {}})


@pytest.mark.parametrize("sent", GARBAGE)
def test_garbage_signs_nobody_in(client: Client, holder: User, sent: str) -> None:
    options = client.get("/account/login/passkey/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"
    response = client.post("/account/login/passkey/", {"credential": sent})
    assert (response.status_code, response["Location"]) == (302, "/account/login/")
    assert who(client) is None


@pytest.mark.parametrize("sent", GARBAGE)
def test_garbage_is_no_passkey(signed_in: Client, sent: str) -> None:
    assert signed_in.get("/account/passkeys/add/").status_code == 200
    page = signed_in.post("/account/passkeys/add/", {"name": "x", "credential": sent})
    assert page.status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("sent", GARBAGE)
def test_garbage_is_no_proof_of_who_one_is(client: Client, holder: User, sent: str) -> None:
    Authenticator.objects.create(user=holder, type="totp", data={})
    client.force_login(holder)
    assert client.post("/account/reauthenticate/passkey/", {"credential": sent}).status_code == 302
    assert client.get("/account/passkeys/add/")["Location"].startswith("/account/reauthenticate/")


def test_a_passkey_is_asked_to_check_its_holder_and_to_sign_in_by_itself(signed_in: Client) -> None:
    page = signed_in.get("/account/passkeys/add/").content.decode()
    data = json.loads(page.partition('<script id="passkey_data" type="application/json">')[2].partition("</script>")[0])
    options = data["creation_options"]["publicKey"]
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["user"]["name"] == options["user"]["displayName"] == "ada@example.org"


def test_it_is_listed_renamed_and_removed(signed_in: Client, passkey: Authenticator) -> None:
    assert "my phone" in signed_in.get("/account/passkeys/").content.decode()
    assert "my phone" in signed_in.get("/account/").content.decode()
    path = f"/account/passkeys/{passkey.pk}"
    assert signed_in.get(f"{path}/rename/").status_code == 200
    assert signed_in.post(f"{path}/rename/", {"name": ""}).status_code == 422
    assert signed_in.post(f"{path}/rename/", {"name": "the <b>old</b> phone"}).status_code == 302
    assert "the &lt;b&gt;old&lt;/b&gt; phone" in signed_in.get("/account/passkeys/").content.decode()
    assert signed_in.get(f"{path}/remove/").status_code == 200
    assert signed_in.post(f"{path}/remove/").status_code == 302
    assert not Authenticator.objects.exists()


def test_nobody_elses_is_touched(signed_in: Client, db) -> None:
    grace = User.objects.create_user("grace", password=PASSWORD)
    theirs = Authenticator.objects.create(user=grace, type="webauthn", data={"name": "theirs", "credential": {}})
    for action in ("rename", "remove"):
        for ask in (signed_in.get, signed_in.post):
            assert ask(f"/account/passkeys/{theirs.pk}/{action}/").status_code == 404
            assert ask(f"/account/passkeys/999999/{action}/").status_code == 404
    assert Authenticator.objects.get().data["name"] == "theirs"


def test_with_a_passkey_the_password_still_signs_in(client: Client, holder: User, passkey: Authenticator) -> None:
    assert sign_in(client)["Location"] == "/"
    assert who(client) == holder.pk


def test_pages_may_use_passkeys_and_no_other_site_may(client: Client) -> None:
    policy = client.get("/account/login/")["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in policy
    assert "publickey-credentials-create=(self)" in policy


def test_only_the_passkey_script_gets_json(client: Client, holder: User) -> None:
    for headers in ({"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}):
        for path in ("/account/login/", "/account/signup/", "/account/password/reset/"):
            assert client.get(path, headers=headers)["Content-Type"].startswith("text/html")
            assert client.post(path, {}, headers=headers)["Content-Type"].startswith("text/html")
