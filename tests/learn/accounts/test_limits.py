"""How often something may be tried, counted for all processes together."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache.backends.db import DatabaseCache
from django.test import Client, RequestFactory

from learn.accounts import limits
from learn.accounts.addresses import client_address, client_network
from learn.accounts.models import User
from tests.learn.accounts.conftest import ADDRESS, PASSWORD, sign_in, who
from tests.served import ROOT, Site, Visitor, environment

pytestmark = pytest.mark.django_db

HERE, THERE = "203.0.113.7", "198.51.100.9"


def at(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


class TestWrongPasswords:
    def lock(self, name: str, address: str = HERE) -> None:
        statuses = [sign_in(at(address), name, "wrong").status_code for _ in range(8)]
        assert statuses == [422] * 7 + [429]

    def test_after_eight_that_name_waits_at_that_address(self, holder: User, either_site: str) -> None:
        self.lock("ada")
        page = sign_in(at(HERE))
        assert page.status_code == 429
        assert page["Retry-After"] == "900"
        assert "15 minutes" in page.content.decode()
        assert "Forgot your password?" in page.content.decode()

    def test_elsewhere_and_for_others_it_goes_on(self, holder: User) -> None:
        User.objects.create_user("grace", password=PASSWORD)
        self.lock("ada")
        assert sign_in(at(THERE)).status_code == 302
        assert sign_in(at(HERE), "grace").status_code == 302

    def test_how_the_name_is_written_makes_no_difference(self, holder: User, site_with_mail) -> None:
        for name in (ADDRESS, "ADA@example.org", " ada@Example.org", ADDRESS) * 2:
            sign_in(at(HERE), name, "wrong")
        assert sign_in(at(HERE), ADDRESS).status_code == 429

    def test_a_right_password_clears_the_count(self, holder: User, either_site: str) -> None:
        for _ in range(3):
            for _ in range(7):
                assert sign_in(at(HERE), "ada", "wrong").status_code == 422
            assert sign_in(at(HERE)).status_code == 302

    def test_showing_again_that_it_is_you_is_counted_too(self, holder: User) -> None:
        client = at(HERE)
        client.force_login(holder)
        statuses = [client.post("/account/reauthenticate/", {"password": "wrong"}).status_code for _ in range(9)]
        assert statuses == [422] * 7 + [429] * 2
        assert client.get("/account/").status_code == 200

    def test_trying_on_while_locked_does_not_lengthen_it(self, holder: User, monkeypatch) -> None:
        touched = []
        self.lock("ada")
        monkeypatch.setattr(DatabaseCache, "touch", lambda *args, **kwargs: touched.append(1))
        assert sign_in(at(HERE), "ada", "wrong").status_code == 429
        assert touched == []

    def test_one_password_is_not_tried_on_very_many_names(self, holder: User, monkeypatch, either_site: str) -> None:
        monkeypatch.setattr(limits, "WRONG_PASSWORDS_PER_NETWORK", 5)
        for number in range(5):
            assert "do not fit" in sign_in(at(HERE), f"someone{number}", "wrong").content.decode()
        page = sign_in(at(HERE))
        assert page.status_code == 422
        assert "Too many tries" in page.content.decode()
        assert sign_in(at(THERE)).status_code == 302

    def test_a_class_that_signs_in_together_is_no_attack(self, holder: User) -> None:
        for number in range(120):
            User.objects.create_user(f"student{number}", password=PASSWORD)
        assert {sign_in(at(HERE), f"student{number}").status_code for number in range(120)} == {302}

    def test_from_many_addresses_one_account_is_guessed_at_fifty_times_only(self, holder: User) -> None:
        for number in range(60):
            sign_in(at(f"192.0.2.{number}"), "ada", "wrong")
        assert sign_in(at(THERE)).status_code == 302


def test_accounts_are_not_made_without_end(db, monkeypatch, site_without_mail) -> None:
    monkeypatch.setattr(limits, "SIGN_UPS_PER_HOUR", 2)
    fields = {"password1": PASSWORD, "password2": PASSWORD}
    statuses = [at(HERE).post("/account/signup/", fields | {"username": f"new{n}"}).status_code for n in range(3)]
    assert statuses == [302, 302, 429]
    assert at(THERE).post("/account/signup/", fields | {"username": "other"}).status_code == 302
    assert User.objects.count() == 3


class TestGuests:
    def start(self, address: str = HERE):
        client = at(address)
        return client, client.post("/start/", {"path": "nursing"})

    def test_a_classroom_may_start_but_not_without_end(self, content, settings) -> None:
        settings.GUESTS_PER_HOUR = 3
        assert [self.start()[1].status_code for _ in range(3)] == [302] * 3
        client, page = self.start()
        assert page.status_code == 429
        assert 0 < int(page["Retry-After"]) <= 3600
        assert "from your network" in page.content.decode()
        assert who(client) is None
        assert User.objects.count() == 3
        assert self.start(THERE)[1].status_code == 302

    def test_who_is_a_guest_already_is_not_counted(self, content, settings) -> None:
        settings.GUESTS_PER_HOUR = 1
        client, _ = self.start()
        assert [client.post("/start/", {"path": "nursing"}).status_code for _ in range(3)] == [302] * 3

    def test_the_next_hour_starts_anew(self, content, settings, monkeypatch) -> None:
        from django.utils import timezone

        settings.GUESTS_PER_HOUR = 1
        for hour, expected in ((9, [302, 429]), (10, [302, 429])):
            now = datetime(2026, 3, 2, hour, 59, tzinfo=UTC)
            monkeypatch.setattr(timezone, "now", lambda now=now: now)
            assert [self.start()[1].status_code for _ in range(2)] == expected
            assert self.start()[1]["Retry-After"] == "60"


class TestAddresses:
    @pytest.mark.parametrize(
        ("proxies", "remote", "forwarded", "expected"),
        [
            (0, "203.0.113.7", "", "203.0.113.7"),
            (0, "203.0.113.7", "198.51.100.9", "203.0.113.7"),
            (1, "10.0.0.1", "198.51.100.9", "198.51.100.9"),
            (1, "10.0.0.1", "192.0.2.66, 198.51.100.9", "198.51.100.9"),
            (2, "10.0.0.1", "192.0.2.66, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
            (2, "10.0.0.1", "198.51.100.9", "10.0.0.1"),
            (1, "10.0.0.1", "", "10.0.0.1"),
            (1, "10.0.0.1", "198.51.100.9:5050", "198.51.100.9"),
            (1, "10.0.0.1", "[2001:db8::1]:5050", "2001:db8::1"),
            (0, "::ffff:198.51.100.9", "", "198.51.100.9"),
            (0, "", "", "0.0.0.0"),
            (1, "10.0.0.1", "nonsense", "0.0.0.0"),
        ],
    )
    def test_the_address_is_what_our_own_proxies_saw(self, settings, proxies, remote, forwarded, expected) -> None:
        settings.PROXIES = proxies
        headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
        assert client_address(request) == expected

    def test_of_ipv6_a_household_counts_as_one(self) -> None:
        networks = {
            client_network(RequestFactory().get("/", REMOTE_ADDR=address))
            for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")
        }
        assert networks == {"2001:db8:1:2::"}
        assert client_network(RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:3::1")) == "2001:db8:1:3::"

    def test_allauths_limits_and_axes_go_by_the_same_address(self, holder: User, site_with_mail, settings) -> None:
        settings.PROXIES = 1
        for number in range(8):
            Client(REMOTE_ADDR=f"10.0.0.{number}").post(
                "/account/login/",
                {"login": "ada", "password": "wrong"},
                headers={"x-forwarded-for": f"192.0.2.{number}, {HERE}"},
            )
        locked = Client(REMOTE_ADDR="10.0.0.99").post(
            "/account/login/", {"login": "ada", "password": PASSWORD}, headers={"x-forwarded-for": HERE}
        )
        assert locked.status_code == 429
        settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/h/ip"}
        for remote, seen, expected in (("10.0.0.1", HERE, 302), ("10.0.0.2", HERE, 429), ("10.0.0.2", THERE, 302)):
            response = Client(REMOTE_ADDR=remote).post(
                "/account/password/reset/", {"email": ADDRESS}, headers={"x-forwarded-for": seen}
            )
            assert response.status_code == expected


def post(visitor: Visitor, path: str, fields: dict[str, str]) -> int:
    form = visitor.get(path).form(path)
    assert form is not None
    return visitor.post(path, form.fields | fields).status


@pytest.fixture(scope="module")
def sites(tmp_path_factory, served_data: Path) -> Iterator[tuple[Site, Site]]:
    """Two sites served from one data folder, each with processes of its own."""
    data = shutil.copytree(served_data, tmp_path_factory.mktemp("shared") / "data")
    one, other = (Site(data, workers=1, arguments=["--no-worker"], OSTEON_GUESTS_PER_HOUR="3") for _ in range(2))
    with one, other:
        yield one, other


@pytest.mark.embedded
class TestProcessesShareTheCounts:
    def test_wrong_passwords(self, sites) -> None:
        fields = {"login": "ada", "password": "wrong"}
        statuses = [post(Visitor(sites[number % 2].port), "/account/login/", fields) for number in range(10)]
        assert statuses == [422] * 7 + [429] * 3

    def test_guests(self, sites) -> None:
        statuses = [Visitor(sites[number % 2].port).start().status for number in range(5)]
        assert statuses == [302] * 3 + [429] * 2

    def test_allauths_own(self, sites) -> None:
        # Of a name that was tried fifty times, from wherever, no process tries more.
        code = (
            "import django; django.setup()\n"
            "from django.test import RequestFactory\n"
            "from allauth.core import ratelimit\n"
            "request = RequestFactory().post('/')\n"
            "print([ratelimit.consume(request, action='two_step_code', key='7') for _ in range(3)])\n"
        )
        said = [
            subprocess.run(
                [sys.executable, "-c", code],
                cwd=ROOT,
                env=environment(sites[0].data, DJANGO_SETTINGS_MODULE="learn.settings"),
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
            for _ in range(2)
        ]
        assert said == ["[True, True, True]", "[True, True, False]"]
