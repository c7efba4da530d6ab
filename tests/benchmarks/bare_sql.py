"""The statements that answering ran, without anything around them: what the database alone costs.

A run is recorded with its parameters and replayed in order on a copy of the file made before it, so that every
statement finds just what it found.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests.benchmarks.machinery import Sample, timed

Trace = list[tuple[str, Any]]


def copy_database(to: Path) -> Path:
    """A copy of the database as it stands."""
    file = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(file, to)
    return to


@contextmanager
def recorded(trace: Trace) -> Iterator[None]:
    """Notes every statement in `trace`, with the COMMIT that ends a transaction."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        # Many rows are the one statement that they are, and have a list of parameters.
        given = [tuple(each) for each in params] if many else tuple(params or ())
        trace.append((sql.replace("%s", "?").replace("%%", "%"), given))
        return execute(sql, given if many else params, many, context)

    start = len(trace)
    with connection.execute_wrapper(note):
        yield
    if any(sql.startswith("BEGIN") for sql, _ in trace[start:]):
        trace.append(("COMMIT", ()))


def replayed(file: Path, traces: list[Trace]) -> list[Sample]:
    """Runs the traces on `file` under the site's own pragmas, timing each."""
    raw = sqlite3.connect(file, isolation_level=None, cached_statements=256)
    raw.executescript(connection.settings_dict["OPTIONS"]["init_command"])

    def run(trace: Trace) -> None:
        for sql, params in trace:
            if isinstance(params, list):
                raw.executemany(sql, params)
            else:
                raw.execute(sql, params).fetchall()

    try:
        return [timed(lambda trace=trace: run(trace)) for trace in traces]
    finally:
        raw.close()
