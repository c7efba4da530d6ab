"""Extensions of many students from a spreadsheet's file. Pure. Row: one line of it as it was understood.

The first line names the columns: email or student number, and any of due, closes, minutes, more attempts, exempt.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from learn.classrooms.roster.tables import rows_of

_NAMES = {
    "email": ("email", "e-mail", "mail", "email address"),
    "number": ("student number", "number", "student id", "id", "student no"),
    "due_at": ("due", "due at", "due date"),
    "closes_at": ("closes", "closes at", "closing", "close"),
    "minutes": ("minutes", "time limit", "min"),
    "more_attempts": ("more attempts", "attempts", "extra attempts"),
    "is_exempt": ("exempt",),
}
_YES = frozenset({"yes", "y", "x", "1", "true"})
_NO = frozenset({"", "no", "n", "0", "false"})
_DAY_ONLY = time(23, 59)
_FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")


class UnreadableError(Exception):
    """The file is no table of extensions. why: "empty" or "columns"."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Row:
    """One line. line: its number in the file; problems: {column: what is wrong: "time", "number", "yes", "who"}.

    told: its times as they were typed, naive.
    """

    line: int
    email: str = ""
    number: str = ""
    told: Mapping[str, datetime] = field(default_factory=dict)
    minutes: int | None = None
    more_attempts: int = 0
    is_exempt: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)


def read(text: str) -> list[Row]:
    """The rows of a file's text. Raises UnreadableError, and RefusedError for what is no table at all."""
    head, *lines = rows_of(text)
    columns = _columns(head.cells)
    if not {"email", "number"}.intersection(columns.values()) or len(columns) < 2:
        raise UnreadableError("columns")
    rows = [_row(each.number, {name: _cell(each.cells, place) for place, name in columns.items()}) for each in lines]
    if not rows:
        raise UnreadableError("empty")
    return rows


def _columns(head: Sequence[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, title in enumerate(head):
        plain = " ".join(re.split(r"[\s_]+", title.strip().lower().lstrip("\ufeff")))
        name = next((name for name, titles in _NAMES.items() if plain in titles), None)
        if name is not None and name not in found.values():
            found[place] = name
    return found


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _row(line: int, values: Mapping[str, str]) -> Row:
    problems: dict[str, str] = {}
    told: dict[str, datetime] = {}
    for name in ("due_at", "closes_at"):
        if typed := values.get(name, ""):
            moment = _moment(typed)
            if moment is None:
                problems[name] = "time"
            else:
                told[name] = moment
    numbers: dict[str, int] = {}
    for name in ("minutes", "more_attempts"):
        if typed := values.get(name, ""):
            if typed.isdecimal() and len(typed) <= 4:
                numbers[name] = int(typed)
            else:
                problems[name] = "number"
    exempt = values.get("is_exempt", "").lower()
    if exempt not in _YES | _NO:
        problems["is_exempt"] = "yes"
    email, number = values.get("email", "").lower(), values.get("number", "")
    if not email and not number:
        problems["who"] = "who"
    return Row(
        line,
        email,
        number,
        told,
        numbers.get("minutes"),
        numbers.get("more_attempts", 0),
        exempt in _YES,
        problems,
    )


def _moment(typed: str) -> datetime | None:
    """A day and time, or a day whose last minute is meant."""
    for form in _FORMATS:
        try:
            return datetime.strptime(typed, form).replace(second=0)  # noqa: DTZ007  (told by the class's clock)
        except ValueError:
            continue
    for form in _DAYS:
        try:
            return datetime.combine(datetime.strptime(typed, form).date(), _DAY_ONLY)  # noqa: DTZ007  (as above)
        except ValueError:
            continue
    return None
