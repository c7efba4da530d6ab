"""Table: rows of one learner, as a room gives them to "Download my data"; and rows as the lines of a CSV file."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """name: of the CSV file, and the key in the JSON. about: one sentence on what a row is.

    rows: reads the rows afresh at each call, one tuple of plain values for each, never all of them at once.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[tuple[Any, ...]]]


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A CSV file (RFC 4180) line by line, as spreadsheets open it; none of its cells is run as a formula."""
    # Excel takes a file without this mark for one in the machine's own encoding.
    yield "\ufeff"
    yield _line(columns)
    for row in rows:
        yield _line(row)


def _line(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    # A spreadsheet would run a text that begins like this as a formula.
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
