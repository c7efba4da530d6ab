"""Rows written by the thousand: the values that differ, and one statement for all rows.

Django's bulk_update makes one statement with a case for each row and column, which takes a millisecond a row; the same
statement with other values each time takes some microseconds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection, models

BATCH = 500
"""Rows that are asked for or written at a time."""

UNSEEN = datetime(1970, 1, 1, tzinfo=UTC)
"""When a row retired that was laid down ahead and never shown (see cards.laying): as nobody met it, it does not return
but is added."""

_Thing = TypeVar("_Thing")


def assign(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Sets the values that differ; says whether any did, or whether the row is new."""
    is_changed = row.pk is None
    for name, value in values.items():
        if is_changed or getattr(row, name, None) != value:
            setattr(row, name, value)
            is_changed = True
    return is_changed


def update(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Stores the fields of these names of rows of one model, within the caller's transaction."""
    names = frozenset(names)
    if not rows:
        return
    meta = rows[0]._meta
    key = meta.pk
    fields = [field for field in meta.concrete_fields if field.name in names]
    quote = connection.ops.quote_name
    assert key is not None
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    statement = f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(str(key.column))} = %s"  # noqa: S608
    values = (
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk] for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(values))


def batches(things: Sequence[_Thing], size: int = BATCH) -> Iterator[Sequence[_Thing]]:
    """The things, so many at a time."""
    return (things[start : start + size] for start in range(0, len(things), size))
