"""The pages of accounts as a whole: all ours, shown to whom they concern, and the two kinds of site by environment."""

import json
import re
import shutil
from pathlib import Path

import allauth
import pytest
from django.conf import settings as django_settings
from django.template.loader import get_template
from django.test import Client

from learn.accounts import sign_in_urls
from learn.accounts.models import User
from learn.accounts.modes import sign_in_settings
from tests.learn.accounts.conftest import ADDRESS, PASSWORD
from tests.served import Site, Visitor, manage

pytestmark = pytest.mark.one_database

OURS = django_settings.BASE_DIR / "templates"
STOCK = Path(allauth.__file__).parent / "templates"
# Of allauth's mails and messages, those that belong to pages which are not here.
NOT_HERE = re.compile(
    r"login_code|password_reset_key|email_confirm_(subject|message)|email_deleted|phone|primary_email_set"
    r"|unverified_primary|base_notification|base_message"
)


def is_ours(template: str) -> bool:
    return Path(get_template(template).origin.name).is_relative_to(OURS)


@pytest.mark.parametrize("pattern", sign_in_urls.urlpatterns, ids=lambda pattern: pattern.name)
def test_every_page_of_allauths_has_a_template_of_ours(pattern) -> None:
    view = getattr(pattern.callback, "view_class", None)
    if view is not None and getattr(view, "template_name", None):
        assert is_ours(view.template_name)


@pytest.mark.parametrize(
    "template",
    [
        str(file.relative_to(STOCK))
        for folder in ("account", "mfa")
        for file in sorted((STOCK / folder).rglob("*.txt"))
        if not NOT_HERE.search(file.name)
    ],
)
def test_every_mail_and_message_is_in_our_words(template: str) -> None:
    assert is_ours(template)


@pytest.mark.django_db
class TestOverview:
    def test_it_leads_to_all_that_can_be_changed(self, client: Client, holder: User, site_with_mail) -> None:
        client.force_login(holder)
        page = client.get("/account/").content.decode()
        assert ADDRESS in page
        for path in ("email/", "password/change/", "two-step/", "passkeys/", "logout/"):
            assert f'href="/account/{path}"' in page

    def test_a_made_up_name_is_not_shown(self, client: Client, holder: User, either_site: str) -> None:
        User.objects.update(username="learner-abcdef123456")
        client.force_login(holder)
        assert "learner-abcdef" not in client.get("/account/").content.decode()

    def test_pages_about_an_account_are_kept_by_no_cache(self, client: Client, holder: User) -> None:
        client.force_login(holder)
        for path in ("/account/", "/account/two-step/", "/account/passkeys/", "/account/password/change/"):
            assert "no-store" in client.get(path)["Cache-Control"], path

    def test_a_guest_is_sent_to_sign_up_and_then_on(self, client: Client, learner: User, site_without_mail) -> None:
        client.force_login(learner)
        response = client.get("/account/two-step/")
        assert response["Location"] == "/account/signup/?next=/account/two-step/"
        assert 'name="next" value="/account/two-step/"' in client.get(response["Location"]).content.decode()
        fields = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD, "next": "/account/two-step/"}
        assert client.post("/account/signup/", fields)["Location"] == "/account/two-step/"

    def test_pages_for_visitors_show_a_guest_as_one(self, client: Client, learner: User) -> None:
        """The navigation is the guest's, their theme too."""
        learner.preferences.theme = "dark"
        learner.preferences.save()
        client.force_login(learner)
        for path in ("/account/login/", "/account/signup/", "/account/password/reset/"):
            page = client.get(path).content.decode()
            assert 'data-theme="dark"' in page
            assert 'href="/settings/"' in page


SETTINGS = """
import json
from django.conf import settings
print(json.dumps({name: repr(getattr(settings, name)) for name in %r}))
"""
MAIL = {"OSTEON_EMAIL_URL": "smtp://localhost", "OSTEON_MAIL_FROM": "o@example.org"}


@pytest.mark.embedded
class TestEnvironment:
    def read(self, data: Path, *names: str, **extra: str) -> dict[str, str]:
        ended = manage(data, "shell", "-v0", "-c", SETTINGS % (names,), **extra)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout.strip().splitlines()[-1])

    @pytest.mark.parametrize("url", ["", "smtp+tls://ada:se%2Bcret@mail.example:587"])
    def test_a_site_has_mail_where_it_is_told_how_to_send_it(self, tmp_path: Path, url: str) -> None:
        extra = {"OSTEON_EMAIL_URL": url, "OSTEON_MAIL_FROM": "Osteon <osteon@example.org>"} if url else {}
        expected = sign_in_settings(has_mail=bool(url))
        read = self.read(tmp_path, *expected, "EMAIL_BACKEND", "DEFAULT_FROM_EMAIL", "EMAIL_HOST_PASSWORD", **extra)
        assert {name: read[name] for name in expected if name != "ACCOUNT_LOGIN_METHODS"} == {
            name: repr(value) for name, value in expected.items() if name != "ACCOUNT_LOGIN_METHODS"
        }
        if url:
            assert (read["DEFAULT_FROM_EMAIL"], read["EMAIL_HOST_PASSWORD"]) == (
                "'Osteon <osteon@example.org>'",
                "'se+cret'",
            )
            assert "smtp" in read["EMAIL_BACKEND"]
        else:
            assert "console" in read["EMAIL_BACKEND"]

    def test_a_few_hundred_guests_may_start_from_one_address_in_an_hour_unless_told_otherwise(self, tmp_path) -> None:
        assert 200 <= int(self.read(tmp_path, "GUESTS_PER_HOUR")["GUESTS_PER_HOUR"]) <= 500
        assert self.read(tmp_path, "GUESTS_PER_HOUR", OSTEON_GUESTS_PER_HOUR="7") == {"GUESTS_PER_HOUR": "7"}

    @pytest.mark.parametrize("extra", [{}, MAIL])
    def test_both_kinds_pass_every_check(self, tmp_path: Path, extra: dict[str, str]) -> None:
        hosts = {"OSTEON_HTTPS": "1", "OSTEON_ALLOWED_HOSTS": "osteon.example"}
        ended = manage(tmp_path, "check", "--deploy", "--fail-level=WARNING", **hosts, **extra)
        assert ended.returncode == 0, ended.stderr

    @pytest.mark.parametrize("url", ["nonsense", "mailto:ada@example.org", "smtp://ada:secret@host:port"])
    def test_an_address_that_cannot_work_is_one_sentence_without_the_password(self, tmp_path: Path, url: str) -> None:
        ended = manage(tmp_path, "serve", OSTEON_EMAIL_URL=url)
        assert ended.returncode != 0
        said = ended.stderr.strip()
        assert "OSTEON_EMAIL_URL cannot be understood" in said.splitlines()[-1]
        assert "secret" not in said

    def test_a_served_site_with_mail_from_sign_up_to_a_new_password(self, tmp_path: Path, served_data: Path) -> None:
        mails = tmp_path / "mails"
        url = f"filemail:///{mails}"
        data = shutil.copytree(served_data, tmp_path / "data")
        with Site(data, OSTEON_EMAIL_URL=url, OSTEON_MAIL_FROM="o@example.org") as site:
            visitor = Visitor(site.port)
            visitor.start()
            fill(visitor, "/account/signup/", {"email": ADDRESS, "password1": PASSWORD})
            code = re.search(r"^ {4}(\S+)$", newest(mails), re.MULTILINE)[1]
            assert fill(visitor, "/account/email/code/", {"code": code}).location == "/"
            assert ADDRESS in visitor.get("/account/").text
            fill(visitor, "/account/logout/", {})
            fill(visitor, "/account/password/reset/", {"email": ADDRESS})
            code = re.search(r"^ {4}(\S+)$", newest(mails), re.MULTILINE)[1]
            fill(visitor, "/account/password/reset/code/", {"code": code})
            new = {"password1": "quite another lamp", "password2": "quite another lamp"}
            assert fill(visitor, "/account/password/reset/new/", new).location == "/account/password/reset/done/"
            signed_in = fill(visitor, "/account/login/", {"login": ADDRESS, "password": "quite another lamp"})
            assert signed_in.location == "/"
        assert "Traceback" not in site.said()


def fill(visitor: Visitor, path: str, fields: dict[str, str]):
    form = visitor.get(path).form(path)
    assert form is not None, path
    reply = visitor.post(path, form.fields | fields)
    assert reply.status == 302, (path, reply.status, reply.text)
    return reply


def newest(mails: Path) -> str:
    """The mail sent last; the file backend appends those of one process to one file."""
    files = sorted(mails.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    return files[-1].read_text().rpartition("Content-Type: text/plain")[2]
