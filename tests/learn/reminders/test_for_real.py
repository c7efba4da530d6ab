"""Processes, signals and a mail server: the worker beside the site sends, and a killed run sends nothing twice."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.learn.reminders.mail_server import MailServer
from tests.served import ROOT, Site, environment, manage

pytestmark = [pytest.mark.embedded, pytest.mark.long]

ADDRESSES = [f"{name}@example.org" for name in ("ada", "grace", "mary")]
PATIENCE_SECONDS = 60

# Three account holders whose digest was due less than two hours ago.
_LEARNERS = f"""
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.utils import timezone
from cards.models import Deck
from learn.accounts.models import User
from learn.reminders.actions import set_digest
from learn.reviews.subscribing import subscribe
now = timezone.now()
for address in {ADDRESSES}:
    user = User.objects.create_user(address[:4], address)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    subscribe(learner=user, deck=Deck.objects.get(uid="nursing"), now=now)
    hour = (now - timedelta(hours=1)).hour
    set_digest(learner=user, rhythm="daily", weekday=1, hour=hour, now=now - timedelta(hours=2))
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, served_data: Path) -> Path:
    data = shutil.copytree(served_data, tmp_path_factory.mktemp("prepared") / "data")
    done = manage(data, "shell", "-c", _LEARNERS, OSTEON_EMAIL_URL="smtp://127.0.0.1:1")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared, tmp_path / "data")


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_worker_beside_the_site_sends_what_is_due_once(data: Path) -> None:
    with MailServer() as server, Site(data, OSTEON_EMAIL_URL=server.url) as site:
        wait_until(lambda: len(server.taken) == len(ADDRESSES))
        again = manage(data, "send_reminders", OSTEON_EMAIL_URL=server.url)
        assert "Sent: 0." in again.stdout
        assert sorted(server.taken) == ADDRESSES
        # Where the site is served, though nothing names its address.
        assert all(f"http://127.0.0.1:{site.port}/study/" in text for text in server.texts)
        assert site.interrupt() == 0


def test_two_commands_and_a_worker_at_once_send_each_mail_once(data: Path) -> None:
    with MailServer() as server:
        commands = [
            subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=environment(data, OSTEON_EMAIL_URL=server.url),
                stdout=subprocess.DEVNULL,
            )
            for command in (["send_reminders"], ["send_reminders"], ["work", "--once"])
        ]
        assert [command.wait(PATIENCE_SECONDS) for command in commands] == [0, 0, 0]
        assert sorted(server.taken) == ADDRESSES


def test_killed_in_the_middle_of_a_mail_it_is_not_sent_again(data: Path) -> None:
    with MailServer() as server:
        server.answers.clear()
        command = [sys.executable, "manage.py", "send_reminders"]
        killed = subprocess.Popen(command, cwd=ROOT, env=environment(data, OSTEON_EMAIL_URL=server.url))
        wait_until(lambda: bool(server.taken))
        killed.kill()
        killed.wait()
        server.answers.set()
        again = manage(data, "send_reminders", OSTEON_EMAIL_URL=server.url)
        assert "Sent: 2." in again.stdout
        assert sorted(server.taken) == ADDRESSES
