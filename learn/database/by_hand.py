"""Statements by hand: running one, and values as the database keeps them.

SQLite keeps days, moments and ids as text; PostgreSQL has types of its own (kept_..., read_...). JSON is text
in both: Django's cursors leave it undecoded.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection


def run(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def one(sql: str, *parameters: Any) -> Any:
    """The first row; None if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()


def every(sql: str, *parameters: Any) -> list[Any]:
    """All rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def kept_day(value: date | None) -> Any:
    return connection.ops.adapt_datefield_value(value) if value is not None else None


def kept_moment(value: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if value is not None else None


def kept_uuid(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex


def read_day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def read_moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def read_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
