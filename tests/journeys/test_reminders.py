"""Reminders in a real browser: switched on, ended from the mail, and a calendar's address made and ended."""

import re

import pytest
from django.core import mail
from django.test import Client
from icalendar import Calendar
from playwright.sync_api import Page, expect

from learn.accounts.models import User
from learn.reminders.models import Digest
from learn.reminders.sending import send_due
from learn.reviews.subscribing import subscribe
from tests.journeys.conftest import assert_accessible
from tests.journeys.test_accounts import enter
from tests.learn.accounts.conftest import holder, site_with_mail  # noqa: F401  (fixtures)


def send(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(
    ("width", "scheme", "javascript"), [(360, "light", True), (360, "dark", True), (1280, "light", False)]
)
def test_a_mail_is_switched_on_comes_and_is_ended_with_one_tap(
    page_at,
    holder: User,  # noqa: F811
    site_with_mail,  # noqa: F811
    settings,
    site: str,
    today,
    width: int,
    scheme: str,
    javascript: bool,
) -> None:
    from cards.models import Deck

    settings.SITE_URL = site
    subscribe(learner=holder, deck=Deck.objects.get(uid="nursing"), now=today())
    page = page_at(width, scheme, java_script_enabled=javascript)
    enter(page, holder)
    page.goto("/settings/")
    page.get_by_role("link", name="Set up reminders").click()
    expect(page.get_by_role("heading", name="Reminders", exact=True)).to_be_visible()
    if javascript:
        assert_accessible(page)
    page.get_by_label("Every day").check()
    page.get_by_label("Hour").select_option("20:00")
    send(page, "Save")
    expect(page.locator("#main").get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("It comes every day at 20:00")).to_be_visible()
    assert send_due(now=Digest.objects.get().next_at).sent == 1
    stop = re.search(r"To end it: (\S+)", str(mail.outbox[0].body))[1]
    other = page_at(width, scheme, java_script_enabled=javascript)
    other.goto(stop)
    expect(other.get_by_role("heading", name="End the reminders")).to_be_visible()
    if javascript:
        assert_accessible(other)
    send(other, "End these mails")
    expect(other.get_by_role("heading", name="No more reminders")).to_be_visible()
    if javascript:
        assert_accessible(other)
    page.reload()
    expect(page.get_by_label("Never")).to_be_checked()


def test_a_guest_gives_a_calendar_the_address_and_ends_it(page_at, site: str) -> None:
    page = page_at(360)
    page.get_by_role("button", name="I care for someone").click()
    page.goto("/reminders/")
    expect(page.get_by_text("This site sends no mail.")).to_be_visible()
    send(page, "Make an address")
    address = page.get_by_label("Your calendar’s address").input_value()
    assert_accessible(page)
    assert address.startswith(f"{site}/calendar/")
    fetched = Client().get(address.removeprefix(site))
    assert Calendar.from_ical(fetched.content).walk("VEVENT")
    send(page, "End the address")
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
    assert Client().get(address.removeprefix(site)).status_code == 404
