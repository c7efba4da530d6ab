"""Settings that cannot be meant, found when the site starts."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connection

DEFAULT_SENDER = "osteon@localhost"
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
OLDEST_SQLITE = (3, 35, 0)


@register(Tags.security)
def check_https_has_a_host(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A site reached by https has a name of its own."""
    if not settings.HTTPS or not set(settings.ALLOWED_HOSTS) <= _LOCAL_HOSTS:
        return []
    return [
        Error(
            "OSTEON_HTTPS is on, but the site answers to this machine's own names only.",
            hint="Set OSTEON_ALLOWED_HOSTS to the name that people type, e.g. study.example.org.",
            id="osteon.E001",
        )
    ]


@register(Tags.security)
def check_debug_is_local(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Tracebacks show data and settings: nobody but the machine's own user may see them."""
    if not settings.DEBUG or set(settings.ALLOWED_HOSTS) <= _LOCAL_HOSTS:
        return []
    return [
        Error(
            "OSTEON_DEBUG is on for a site that others can reach.",
            hint="Unset OSTEON_DEBUG, or leave OSTEON_ALLOWED_HOSTS at this machine's own names.",
            id="osteon.E002",
        )
    ]


@register(Tags.security)
def check_secret_key_is_long(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Who guesses the key can sign in as anyone."""
    if len(settings.SECRET_KEY) >= 40:
        return []
    return [
        Warning(
            "OSTEON_SECRET_KEY is shorter than 40 characters.",
            hint="Unset it, and a good one is made and kept in the data folder; or make one of 50 random characters.",
            id="osteon.W001",
        )
    ]


@register(Tags.security)
def check_mail_has_a_sender(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Nobody can make an account where the mail with the code is refused."""
    if not settings.HAS_MAIL or settings.DEFAULT_FROM_EMAIL != DEFAULT_SENDER:
        return []
    return [
        Warning(
            "OSTEON_EMAIL_URL is set, but not who the mail is from: most servers refuse such mail.",
            hint="Set OSTEON_MAIL_FROM to an address that this server may send from.",
            id="osteon.W002",
        )
    ]


@register(Tags.security)
def check_links_in_mail_lead_to_the_site(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A reminder is read on another machine than the site's own."""
    if not settings.HAS_MAIL or urlsplit(settings.SITE_URL).hostname not in {"localhost", "127.0.0.1", "::1"}:
        return []
    return [
        Warning(
            f"Links in reminders lead to {settings.SITE_URL}, which is this machine only.",
            hint="Set OSTEON_SITE_URL to the address that people open, e.g. https://osteon.example.org.",
            id="osteon.W004",
        )
    ]


@register(Tags.security)
def check_who_opens_classes_is_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A word that is neither would be taken for staff."""
    if settings.CLASSES_BY in ("everyone", "staff"):
        return []
    return [
        Error(
            f"OSTEON_CLASSES_BY is {settings.CLASSES_BY!r}; it must be everyone or staff.",
            hint="Unset it, and everyone with an account may open classes.",
            id="osteon.E005",
        )
    ]


@register(Tags.database)
def check_shared_cache_has_its_table(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Without it nobody can sign in or start: what limits both is counted there."""
    table = settings.CACHES["default"]["LOCATION"]
    if DEFAULT_DB_ALIAS not in (databases or ()) or table in connection.introspection.table_names():
        return []
    return [
        Warning(
            f"The table {table}, in which all processes count tries, does not exist yet.",
            hint="Make it: python manage.py createcachetable (`serve` does so by itself).",
            id="osteon.W003",
        )
    ]


@register(Tags.compatibility)
def check_sqlite_is_new_enough(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The answers' statements need upserts whose conflict target is a key of several columns."""
    if settings.DATABASES["default"]["ENGINE"] != "learn.database.sqlite":
        return []
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return []
    return [
        Error(
            f"SQLite {sqlite3.sqlite_version} is too old; Osteon needs {'.'.join(map(str, OLDEST_SQLITE))} or newer.",
            hint="Use a newer Python (it brings a newer SQLite), or PostgreSQL by OSTEON_DATABASE_URL.",
            id="osteon.E003",
        )
    ]


@register(Tags.compatibility)
def check_sqlite_has_full_text_search(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The index that cards are searched by is an FTS5 table; a few Pythons come with an SQLite without it."""
    if settings.DATABASES["default"]["ENGINE"] != "learn.database.sqlite":
        return []
    try:
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    except sqlite3.OperationalError:
        return [
            Error(
                "The SQLite of this Python has no full text search (FTS5).",
                hint="Use another build of Python (those of python.org, Debian and uv have it), or PostgreSQL by "
                "OSTEON_DATABASE_URL.",
                id="osteon.E004",
            )
        ]
    return []
