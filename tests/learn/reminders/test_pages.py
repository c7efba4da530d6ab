"""The page of reminders, and ending the mails by a link that needs no sign-in."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from learn.accounts.models import User
from learn.reminders.models import CalendarFeed, Digest, Rhythm
from tests.learn.reminders.conftest import EARLY, ask_for

pytestmark = pytest.mark.django_db

DAILY = {"rhythm": "daily", "weekday": "1", "hour": "8"}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def as_holder(client: Client, make_holder, site_with_mail) -> tuple[Client, User]:
    holder = make_holder(zone="Europe/Berlin")
    client.force_login(holder)
    return client, holder


# ---- the digest


def test_it_is_off_until_it_is_switched_on(as_holder) -> None:
    client, _ = as_holder
    page = text_of(client.get("/reminders/"))
    assert re.search(r'value="off"[^>]*checked', page)
    assert "By the clock in Europe/Berlin." in page
    assert not Digest.objects.exists()
    client.post("/reminders/digest/", DAILY | {"rhythm": "off"})
    assert not Digest.objects.exists(), "whoever wants none has no row"


def test_what_is_chosen_is_kept(as_holder) -> None:
    client, holder = as_holder
    saved = client.post("/reminders/digest/", {"rhythm": "weekly", "weekday": "7", "hour": "20"}, follow=True)
    assert "Saved." in text_of(saved)
    assert "every Sunday at 20:00" in text_of(saved)
    digest = Digest.objects.get()
    assert (digest.learner, digest.rhythm, digest.weekday, digest.hour) == (holder, "weekly", 7, 20)
    token = digest.token
    client.post("/reminders/digest/", DAILY)
    digest.refresh_from_db()
    assert (digest.rhythm, digest.token) == ("daily", token)
    client.post("/reminders/digest/", DAILY | {"rhythm": "off"})
    digest.refresh_from_db()
    assert (digest.rhythm, digest.next_at) == ("off", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("rhythm", "hourly"), ("rhythm", ""), ("weekday", "8"), ("weekday", "x"), ("hour", "24"), ("hour", "-1")],
)
def test_a_mistake_is_named_and_nothing_is_saved(as_holder, field: str, value: str) -> None:
    client, _ = as_holder
    answer = client.post("/reminders/digest/", DAILY | {field: value})
    assert answer.status_code == 422
    assert "Nothing was saved" in text_of(answer)
    assert f'id="id_{field}_error"' in text_of(answer)
    assert not Digest.objects.exists()


@pytest.mark.parametrize(
    ("who", "said", "link"),
    [
        ("guest", "You study without an account", "/account/signup/"),
        ("without address", "has no email address yet", "/account/email/"),
        ("unproved", "is not proved yet", "/account/email/"),
    ],
)
def test_who_cannot_have_it_is_told_why_and_what_to_do(
    who: str, said: str, link: str, client: Client, make_learner, make_holder, site_with_mail
) -> None:
    learner = make_learner() if who == "guest" else make_holder(is_proved=False)
    if who == "without address":
        learner.emailaddress_set.all().delete()
        User.objects.filter(pk=learner.pk).update(email="")
    client.force_login(learner)
    page = text_of(client.get("/reminders/"))
    assert said in page
    assert f'href="{link}"' in page
    assert 'name="rhythm"' not in page
    assert "Make an address" in page, "the calendar is for everyone"
    assert client.post("/reminders/digest/", DAILY).status_code == 422
    assert not Digest.objects.exists()


def test_where_the_site_sends_no_mail_the_page_says_so(client: Client, make_holder) -> None:
    client.force_login(make_holder())
    page = text_of(client.get("/reminders/"))
    assert "This site sends no mail." in page
    assert client.post("/reminders/digest/", DAILY).status_code == 422


def test_a_digest_that_cannot_be_sent_any_more_can_still_be_ended(as_holder, settings) -> None:
    client, _ = as_holder
    client.post("/reminders/digest/", DAILY)
    settings.HAS_MAIL = False
    assert "Switch the mail off" in text_of(client.get("/reminders/"))
    client.post("/reminders/digest/", DAILY | {"rhythm": "off"})
    assert Digest.objects.get().rhythm == Rhythm.OFF


def test_settings_lead_here(as_holder) -> None:
    assert 'href="/reminders/"' in text_of(as_holder[0].get("/settings/"))


# ---- ending it from the mail


@pytest.fixture
def stop_path(make_holder, site_with_mail) -> str:
    digest = ask_for(make_holder(address="ada@example.org"), now=EARLY)
    return f"/reminders/stop/{digest.token}/"


def test_a_mail_program_ends_it_with_one_post_and_again_without_harm(stop_path: str) -> None:
    """RFC 8058: no session, no cookie, no form of ours."""
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = program.post(stop_path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
    assert Digest.objects.get().rhythm == Rhythm.OFF


def test_looking_at_the_link_ends_nothing(stop_path: str) -> None:
    """Mail scanners open every link."""
    visitor = Client()
    for _ in range(2):
        assert "End these mails" in text_of(visitor.get(stop_path))
        visitor.head(stop_path)
    assert Digest.objects.get().is_on


def test_the_page_tells_nothing_of_the_learner(stop_path: str) -> None:
    visitor, digest = Client(), Digest.objects.get()
    for page in (visitor.get(stop_path), visitor.post(stop_path)):
        assert "ada@example.org" not in text_of(page)
        assert digest.learner.username not in text_of(page)
        assert "no-store" in page["Cache-Control"]
    ended = Client().get(stop_path)
    assert text_of(ended) == text_of(visitor.get(stop_path))
    assert "End these mails" in text_of(ended), "it does not tell whether it has ended already"


@pytest.mark.parametrize("token", ["x", "0" * 43, "1", "%00", "a/b"])
def test_an_unknown_token_is_missing(token: str, stop_path: str) -> None:
    for answer in (Client().get(f"/reminders/stop/{token}/"), Client().post(f"/reminders/stop/{token}/")):
        assert answer.status_code == 404
    assert Digest.objects.get().is_on


def test_it_is_switched_on_again_with_the_same_token(stop_path: str) -> None:
    Client().post(stop_path)
    digest = ask_for(Digest.objects.get().learner)
    assert stop_path == f"/reminders/stop/{digest.token}/"
    assert digest.is_on


# ---- the calendar's forms


def test_an_address_is_made_shown_made_anew_and_ended(as_holder) -> None:
    client, _ = as_holder

    def shown() -> str:
        return re.search(r'value="(http://testserver/calendar/[\w-]{43}\.ics)"', text_of(client.get("/reminders/")))[1]

    assert "/calendar/" not in text_of(client.get("/reminders/")).replace("/reminders/calendar/", "")
    client.post("/reminders/calendar/make/")
    first = shown()
    assert shown() == first
    assert client.get(first).status_code == 200
    client.post("/reminders/calendar/make/")
    second = shown()
    assert first != second
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    client.post("/reminders/calendar/remove/")
    client.post("/reminders/calendar/remove/")
    assert client.get(second).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_the_database_alone_opens_no_calendar(as_holder) -> None:
    client, _ = as_holder
    client.post("/reminders/calendar/make/")
    token = re.search(r"/calendar/([\w-]{43})\.ics", text_of(client.get("/reminders/")))[1]
    feed = CalendarFeed.objects.get()
    assert token not in (feed.token_hash, feed.sealed_token)
    for guess in (feed.token_hash, feed.sealed_token):
        assert client.get(f"/calendar/{guess}.ics").status_code == 404


def test_with_another_secret_key_the_address_still_opens_and_is_no_longer_shown(as_holder, settings) -> None:
    client, holder = as_holder
    client.post("/reminders/calendar/make/")
    address = re.search(r"/calendar/[\w-]{43}\.ics", text_of(client.get("/reminders/")))[0]
    settings.SECRET_KEY = "another" * 10
    client.force_login(holder)
    assert "cannot be shown any more" in text_of(client.get("/reminders/"))
    assert client.get(address).status_code == 200


def test_the_command_counts(make_holder, post_office, capsys) -> None:
    call_command("send_reminders")
    assert capsys.readouterr().out == "Sent: 0. Refused: 0. Perhaps lost: 0. Nothing to send: 0.\n"
