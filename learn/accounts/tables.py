"""Table: rows of one learner, as a room gives them to "Download my data"; and rows as the lines of a CSV file."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# What a spreadsheet takes for a number or a day of its own and saves otherwise: 007, 1E5, more digits than it counts
# with, 1/2, 2026-11. A whole date stays one, to be reckoned with.
_REWRITTEN = re.compile(
    r"0\d+|\d{16,}|\d+(?:\.\d+)?E[+-]?\d+|\d{1,2}[/-]\d{1,2}(?:[/-]\d{1,4})?|\d{4}[/-]\d{1,2}", re.IGNORECASE
)


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
    """A CSV file (RFC 4180) line by line, as spreadsheets open it; its texts are guarded (see there)."""
    # Excel takes a file without this mark for one in the machine's own encoding.
    yield "\ufeff"
    yield _line(columns)
    for row in rows:
        yield _line(row)


def _line(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_cell(value) for value in values])
    return line.getvalue()


def inert(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def guarded(text: str) -> str:
    """The same, and where a spreadsheet would save another text in its place.

    What Osteon takes in from a file loses that apostrophe again.
    """
    return f"'{text}" if _REWRITTEN.fullmatch(text) else inert(text)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else value
