"""Accounts in a real browser: from guest to account and back, a virtual device's passkey, and every page by axe."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from learn.accounts.models import User
from learn.accounts.modes import sign_in_settings
from learn.reviews.models import ReviewLog
from tests.journeys.conftest import assert_accessible
from tests.learn.accounts.conftest import ADDRESS, PASSWORD, code_in, holder  # noqa: F401  (a fixture)
from tests.learn.accounts.test_two_step import app_code

NEW = "quite another lamp"


@pytest.fixture(autouse=True)
def fresh_counts(transactional_db) -> None:
    """No test waits for what another tried: the table of the shared cache outlives both."""
    cache.clear()


def study(page: Page, answers: int) -> None:
    page.get_by_role("button", name="I study nursing").click()
    for left in range(10, 10 - answers, -1):
        expect(page.get_by_text(f"{left} left")).to_be_visible()
        expect(page.locator("body")).to_have_attribute("data-guard", "off")
        page.get_by_text("Show answer").click()
        expect(page.locator("#answer")).to_be_focused()
        expect(page.locator("body")).to_have_attribute("data-guard", "off")
        page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.get_by_text(f"{10 - answers} left")).to_be_visible()


def send(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, name: str = "ada", password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label(re.compile("^(User name|Email address or user name)$")).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    send(page, "Sign in")
    page.wait_for_url(lambda url: "/login/" not in url or "/code/" in url)


def enter(page: Page, user: User) -> None:
    """As `user`, from the next page on."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url, "httpOnly": True}]
    )


def show_it_is_you(page: Page) -> None:
    page.goto("/account/reauthenticate/?next=/account/")
    page.get_by_label("Your password").fill(PASSWORD)
    send(page, "Continue")
    page.wait_for_url("**/account/")


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (1280, False)])
def test_a_guests_cards_go_along_into_an_account_and_to_another_device(page_at, width: int, javascript: bool) -> None:
    page = page_at(width, java_script_enabled=javascript)
    page.get_by_role("button", name="I study nursing").click()
    page.get_by_text("Show answer").click()
    if javascript:
        expect(page.locator("body")).to_have_attribute("data-guard", "off")
    page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.get_by_text("9 left")).to_be_visible()
    page.goto("/account/signup/")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password once more").fill(PASSWORD)
    send(page, "Make an account")
    page.wait_for_url("**/")
    page.goto("/study/")
    expect(page.get_by_text("9 left")).to_be_visible()
    other = page_at(width, java_script_enabled=javascript)
    sign_in(other)
    other.goto("/study/")
    expect(other.get_by_text("9 left")).to_be_visible()
    other.goto("/account/logout/")
    send(other, "Sign out")
    expect(other.get_by_role("button", name="I study nursing")).to_be_visible()
    assert ReviewLog.objects.get().learner.username == "ada"


def test_on_a_shared_computer_answers_are_asked_about_and_left_out(page_at, holder: User) -> None:  # noqa: F811
    page = page_at()
    study(page, 2)
    sign_in(page)
    expect(page.get_by_role("heading", name="Are these yours?")).to_be_visible()
    expect(page.locator("#main").get_by_text("Add these 2 answers to this account?")).to_be_visible()
    send(page, "Leave them out")
    expect(page.locator("#main").get_by_text("Left out.")).to_be_visible()
    page.goto("/account/")
    expect(page.locator("#main").get_by_text("2 answers were given in this browser")).to_be_visible()
    page.goto("/account/logout/")
    send(page, "Sign out")
    page.goto("/study/")
    expect(page.get_by_text("8 left")).to_be_visible()
    sign_in(page)
    page.get_by_role("button", name="Add them").dblclick()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    assert ReviewLog.objects.filter(learner=holder).count() == 2
    assert not User.objects.filter(is_guest=True).exists()


class Device:
    """A device with a fingerprint reader, as the browser's own tools pretend one."""

    def __init__(self, page: Page) -> None:
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._id = self._tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def knows_its_holder(self, is_so: bool) -> None:
        self._tools.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": is_so})

    @property
    def passkeys(self) -> int:
        return len(self._tools.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"])


@pytest.fixture
def add_passkey(page_at, holder: User) -> Callable[..., tuple[Page, Device]]:  # noqa: F811
    def add(width: int = 360) -> tuple[Page, Device]:
        page = page_at(width)
        assert page.url.startswith("http://localhost:"), "passkeys are bound to a name"
        device = Device(page)
        sign_in(page)
        show_it_is_you(page)
        page.goto("/account/passkeys/add/")
        page.get_by_label("Name").fill("my phone")
        send(page, "Add a passkey")
        expect(page.locator("#main").get_by_text("The passkey is added.")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="my phone")).to_be_visible()
        assert device.passkeys == 1
        return page, device

    return add


def test_a_passkey_signs_in_and_is_renamed_and_removed(add_passkey) -> None:
    page, _ = add_passkey()
    assert_accessible(page)
    page.goto("/account/logout/")
    send(page, "Sign out")
    page.goto("/account/login/?next=/account/")
    send(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.goto("/account/passkeys/")
    expect(page.get_by_text("last used")).to_be_visible()
    page.get_by_role("link", name="Rename my phone").click()
    # Signed in by passkey, it is shown by passkey again that it is you.
    page.get_by_role("link", name="Use a passkey").click()
    send(page, "Use a passkey")
    page.get_by_label("Name").fill("the old phone")
    assert_accessible(page)
    send(page, "Save")
    expect(page.get_by_role("listitem").filter(has_text="the old phone")).to_be_visible()
    page.get_by_role("link", name="Remove the old phone").click()
    assert_accessible(page)
    send(page, "Remove it")
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    page.goto("/account/logout/")
    send(page, "Sign out")
    page.goto("/account/login/")
    send(page, "Sign in with a passkey")
    expect(page.locator("#main").get_by_text("This passkey is not known here")).to_be_visible()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_passkey_that_does_not_know_its_holder_signs_nobody_in(add_passkey) -> None:
    page, device = add_passkey()
    page.goto("/account/logout/")
    send(page, "Sign out")
    device.knows_its_holder(False)
    page.goto("/account/login/")
    send(page, "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    assert_accessible(page)
    sign_in(page)
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_a_passkey_serves_as_the_second_step_and_signs_a_guest_over(add_passkey) -> None:
    page, _ = add_passkey()
    page.goto("/account/two-step/on/")
    secret = page.locator("code").text_content()
    page.get_by_label("Code from the app").fill(app_code(secret))
    send(page, "Turn it on")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/logout/")
    send(page, "Sign out")
    study(page, 1)
    sign_in(page)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    assert_accessible(page)
    send(page, "Use a passkey")
    expect(page.get_by_role("heading", name="Are these yours?")).to_be_visible()


def test_without_javascript_no_passkey_is_offered_and_the_rest_works(page_at, holder: User) -> None:  # noqa: F811
    page = page_at(java_script_enabled=False)
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in(page)
    page.goto("/account/passkeys/add/")
    page.get_by_label("Your password").fill(PASSWORD)
    send(page, "Continue")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()


VISITORS = ["login/", "signup/", "password/reset/", "inactive/"]
HOLDERS = [
    "",
    "logout/",
    "reauthenticate/",
    "password/change/",
    "two-step/",
    "two-step/on/",
    "passkeys/",
    "passkeys/add/",
]


def look(page: Page, path: str) -> None:
    page.goto(f"/account/{path}")
    assert page.url.endswith(f"/account/{path}"), f"{path} led to {page.url}"
    look_at(page)


def look_at(page: Page) -> None:
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    assert page.title().endswith(" · Osteon")


@pytest.mark.parametrize(("width", "scheme", "has_mail"), [(360, "light", True), (1280, "dark", False)])
def test_every_page_is_accessible(page_at, holder: User, settings, width: int, scheme: str, has_mail: bool) -> None:  # noqa: F811
    for name, value in sign_in_settings(has_mail=has_mail).items():
        setattr(settings, name, value)
    page = page_at(width, scheme)
    for path in VISITORS:
        look(page, path)
    page.goto("/account/login/")
    send(page, "Sign in")
    enter(page, holder)
    show_it_is_you(page)
    for path in [*HOLDERS, *(["email/"] if has_mail else [])]:
        look(page, path)
    page.goto("/account/two-step/on/")
    page.get_by_label("Code from the app").fill("000000")
    send(page, "Turn it on")
    expect(page.get_by_role("alert")).to_be_visible()
    look_at(page)
    page.get_by_label("Code from the app").fill(app_code(page.locator("code").text_content()))
    send(page, "Turn it on")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    for path in ("two-step/", "two-step/off/", "two-step/codes/", "two-step/codes/new/", "reauthenticate/code/"):
        look(page, path)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark")])
def test_every_page_a_guest_may_meet_is_accessible(page_at, holder: User, width: int, scheme: str) -> None:  # noqa: F811
    page = page_at(width, scheme)
    study(page, 1)
    for path in ("login/", "signup/", "logout/", "password/reset/"):
        look(page, path)
    page.goto("/account/signup/")
    page.get_by_label("User name").fill("ada@")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Password once more").fill("other")
    send(page, "Make an account")
    expect(page.get_by_label("User name")).to_have_attribute("aria-invalid", "true")
    look_at(page)
    for _ in range(8):
        page.goto("/account/login/")
        page.get_by_label("User name").fill("ada")
        page.get_by_label("Password", exact=True).fill("wrong")
        send(page, "Sign in")
        expect(page.get_by_role("alert").or_(page.get_by_role("heading", name="Please wait"))).to_be_visible()
        look_at(page)
    expect(page.get_by_role("heading", name="Please wait")).to_be_visible()
    enter(page, User.objects.get(is_guest=True))
    cache.clear()
    sign_in(page)
    expect(page.get_by_role("heading", name="Are these yours?")).to_be_visible()
    look_at(page)
    page.goto("/account/")
    look_at(page)
    page.goto("/account/logout/")
    send(page, "Sign out")
    page.goto("/account/logout/")
    page.get_by_role("link", name="Forget me").click()
    look_at(page)
    page.get_by_label("Yes, delete all of it").check()
    send(page, "Delete for good")
    expect(page.locator("#main").get_by_text("Everything was deleted.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light")])
def test_pages_that_wait_for_a_mail_are_accessible(page_at, settings, mailoutbox, width: int, scheme: str) -> None:
    for name, value in sign_in_settings(has_mail=True).items():
        setattr(settings, name, value)
    page = page_at(width, scheme)
    study(page, 1)
    page.goto("/account/signup/")
    page.get_by_label("Email address").fill(ADDRESS)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    send(page, "Make an account")
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    look_at(page)
    page.get_by_label("Code", exact=True).fill("wrong")
    send(page, "Continue")
    expect(page.get_by_role("alert")).to_be_visible()
    look_at(page)
    page.get_by_label("Code", exact=True).fill(code_in(mailoutbox[0]))
    send(page, "Continue")
    page.wait_for_url("**/")
    assert ReviewLog.objects.get().learner.email == ADDRESS
    page.goto("/account/logout/")
    send(page, "Sign out")
    page.goto("/account/password/reset/")
    page.get_by_label("Email address").fill(ADDRESS)
    send(page, "Send the code")
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    look_at(page)
    page.get_by_label("Code", exact=True).fill(code_in(mailoutbox[-1]))
    send(page, "Continue")
    expect(page.get_by_role("heading", name="Set a new password")).to_be_visible()
    look_at(page)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password once more").fill(NEW)
    send(page, "Save")
    expect(page.get_by_role("heading", name="New password set")).to_be_visible()
    look_at(page)
    sign_in(page, ADDRESS, NEW)


def test_a_network_with_too_many_guests_is_told_kindly(page_at, settings) -> None:
    settings.GUESTS_PER_HOUR = 0
    page = page_at(360, "dark")
    page.get_by_role("button", name="I study nursing").click()
    expect(page.get_by_role("heading", name="Please wait")).to_be_visible()
    look_at(page)
