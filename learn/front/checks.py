"""Settings that cannot be meant, found when the site starts."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

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
