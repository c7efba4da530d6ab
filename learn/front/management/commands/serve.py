"""manage.py serve: from a fresh checkout to a site one can study on, in one command."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from learn.front.demo import filling
from learn.front.demo.accounts import accounts

_ADVISORY_LOCK = 0x051E0  # any number, the same for every start
# Editions of htmx that no page loads: to compress them took longer than all the rest.
_UNUSED = ["htmx-2.js", "htmx-4*", "htmax-*", "ext"]
_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  (compared with, not bound to)


class Command(BaseCommand):
    help = "Migrates the database, imports the shipped facts, collects static files and serves the site with gunicorn."
    # They would fail before the messages below could say anything clearer.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes (each with 8 threads)")
        parser.add_argument(
            "--demo",
            action="store_true",
            help="serve invented learners with a year behind them, from a second database",
        )
        parser.add_argument("--no-worker", action="store_true", help="leave reminders and the like to `work` elsewhere")

    def handle(
        self, *args: Any, host: str, port: int, workers: int, demo: bool, no_worker: bool, **options: Any
    ) -> None:
        if demo and not settings.IS_DEMO:
            _start_anew_on_demo()
        if workers < 1:
            raise CommandError("--workers must be at least 1.")
        _check_gunicorn()
        if not 1 <= port <= 65535:
            raise CommandError(f"--port must be from 1 to 65535, not {port}.")
        if not host:
            raise CommandError("--host must name an address, e.g. 127.0.0.1, or 0.0.0.0 for every one.")
        _check_port(host, port)
        self.check()
        with _one_at_a_time():
            _check_database()
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            call_command("import_facts", verbosity=1, stdout=self.stdout)
            call_command("rebuild_progress", missing=True, verbosity=1, stdout=self.stdout)
            if settings.IS_DEMO:
                self._fill_demo()
            call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=_UNUSED)
        connection.close()
        shown = "localhost" if host in _EVERY_ADDRESS else _in_address(host)
        self.stdout.write(f"Osteon is at http://{shown}:{port}/ (data in {settings.DATA_DIR}; Ctrl-C ends it)")
        self.stdout.flush()
        # Gunicorn's processes and the worker must find the folder that was prepared here, wherever they start from.
        os.environ["OSTEON_DATA_DIR"] = str(settings.DATA_DIR)
        if not (os.environ.get("OSTEON_SITE_URL") or os.environ.get("OSTEON_ALLOWED_HOSTS")):
            # What is sent or fetched without a page leads back here; another host name would be another cookie.
            os.environ["OSTEON_SITE_URL"] = f"http://{shown}:{port}"
        if not no_worker:
            _start_worker()
        _become_gunicorn(host, port, workers)

    def _fill_demo(self) -> None:
        filling.fill(now=timezone.now(), told=self.stdout.write)
        there = accounts()
        self.stdout.write(
            f"Invented learners: sign in as {', '.join(there.learners)}, {there.instructor} (teaches a class),"
            f" {there.student} (is in it) or {there.staff}, password {there.password}"
        )


def _start_anew_on_demo() -> None:
    """Replaces this process by one whose settings name the demo's own folder; nothing else is ever touched by it."""
    environment = {name: value for name, value in os.environ.items() if name != "OSTEON_DATABASE_URL"}
    environment |= {"OSTEON_DATA_DIR": str(settings.DATA_DIR / "demo"), "OSTEON_DEMO": "1"}
    os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606  (the same program, no shell)


def _check_gunicorn() -> None:
    try:
        import_module("gunicorn")
    except ImportError as error:
        raise CommandError("gunicorn is not installed: run the block under '## Run' in README.md.") from error


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As gunicorn does: a port whose last connections are only just closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(
                f"Port {port} on {host} cannot be used ({reason}). "
                "Is Osteon running already? Else choose another with --port."
            ) from error


def _check_database() -> None:
    """Refuses a database that cannot be reached, or that a newer Osteon has changed."""
    try:
        loader = MigrationLoader(connection)
    except DatabaseError as error:
        raise _cannot_open(error) from error
    apps = {app for app, _ in loader.disk_migrations}
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in apps and (app, name) not in loader.disk_migrations and not _is_squashed(loader, app, name)
    )
    if unknown:
        raise CommandError(
            f"The database was made by a newer version of Osteon (it has {', '.join(unknown)}, unknown here). "
            "Use that version, or name another data folder in OSTEON_DATA_DIR. Nothing was changed."
        )


def _is_squashed(loader: MigrationLoader, app: str, name: str) -> bool:
    return any((app, name) in migration.replaces for migration in loader.disk_migrations.values())


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Lets two starts on one data folder (or one PostgreSQL database) prepare it one after the other."""
    with (settings.DATA_DIR / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        except DatabaseError as error:
            raise _cannot_open(error) from error
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])


def _cannot_open(error: DatabaseError) -> CommandError:
    reason = " ".join(str(error).split())
    return CommandError(f"The database cannot be opened ({reason}). See OSTEON_DATABASE_URL and OSTEON_DATA_DIR.")


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _start_worker() -> None:
    """Starts `work` beside the site. It ends when this process does, which by then is gunicorn: the number stays."""
    manage = str(settings.BASE_DIR / "manage.py")
    # Ctrl-C comes to both at once; in the middle of its start it would answer with a traceback.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        subprocess.Popen([sys.executable, manage, "work", f"--parent={os.getpid()}"])  # noqa: S603  (our own command)
    finally:
        signal.signal(signal.SIGINT, before)


def _become_gunicorn(host: str, port: int, workers: int) -> None:
    """Replaces this process, so that signals reach gunicorn itself and Ctrl-C ends it and its children."""
    if host not in _EVERY_ADDRESS and "OSTEON_ALLOWED_HOSTS" not in os.environ:
        os.environ["OSTEON_ALLOWED_HOSTS"] = ",".join(dict.fromkeys([*settings.ALLOWED_HOSTS, _in_address(host)]))
    os.execv(  # noqa: S606  (our own interpreter, no shell wanted)
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "learn.wsgi:application",
            f"--bind={_in_address(host)}:{port}",
            f"--workers={workers}",
            "--threads=8",
            "--worker-class=gthread",
            "--keep-alive=5",
            "--log-level=warning",
            f"--pythonpath={settings.BASE_DIR}",
        ],
    )
