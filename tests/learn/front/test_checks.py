"""Settings that cannot be meant are named, with what to do."""

import sqlite3

import pytest
from django.core.checks import run_checks


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"HTTPS": True, "ALLOWED_HOSTS": ["localhost"]}, {"osteon.E001"}),
        ({"HTTPS": True, "ALLOWED_HOSTS": ["osteon.example"]}, set()),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["osteon.example"]}, {"osteon.E002"}),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["127.0.0.1"]}, set()),
        ({"SECRET_KEY": "short"}, {"osteon.W001"}),
        ({"CLASSES_BY": "instructors"}, {"osteon.E005"}),
        ({"HAS_MAIL": True}, {"osteon.W002", "osteon.W004"}),
        ({"HAS_MAIL": True, "SITE_URL": "https://osteon.example"}, {"osteon.W002"}),
        ({"HAS_MAIL": True, "DEFAULT_FROM_EMAIL": "Osteon <osteon@osteon.example>"}, {"osteon.W004"}),
    ],
)
def test_settings(settings, changes: dict, expected: set[str]) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    found = [message for message in run_checks() if message.id.startswith("osteon.")]
    assert {message.id for message in found} == expected
    assert all(message.hint for message in found)


def test_an_old_sqlite(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    # Copied: changed in place it would stay so for every connection that a later test opens.
    settings.DATABASES = {"default": settings.DATABASES["default"] | {"ENGINE": "learn.database.sqlite"}}
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
    assert "osteon.E003" in {message.id for message in run_checks()}


def test_an_sqlite_without_full_text_search(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Memory:
        def execute(self, sql: str) -> None:
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self) -> None: ...

    # Copied: changed in place it would stay so for every connection that a later test opens.
    settings.DATABASES = {"default": settings.DATABASES["default"] | {"ENGINE": "learn.database.sqlite"}}
    monkeypatch.setattr(sqlite3, "connect", lambda name: Memory())
    found = {message.id: message for message in run_checks()}
    assert "PostgreSQL" in found["osteon.E004"].hint


@pytest.mark.one_database
@pytest.mark.django_db
def test_the_table_of_the_shared_cache(settings) -> None:
    def found() -> set[str]:
        return {message.id for message in run_checks(databases=["default"]) if message.id.startswith("osteon.")}

    assert found() == set()
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "nowhere"}}
    assert found() == {"osteon.W003"}
