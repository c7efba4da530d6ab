"""Sheet: what a roster file says. Person: one of its rows that can be taken. Problem: what is wrong with a row."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from learn.classrooms.names import LONGEST_NAME, in_order, joined
from learn.classrooms.roster.decoding import decoded
from learn.classrooms.roster.headers import EMAIL, FIRST, LAST, NAME, NUMBER, SECTION, recognised, twice
from learn.classrooms.roster.refusal import RefusedError
from learn.classrooms.roster.tables import Row, rows_of

LONGEST_NUMBER, LONGEST_EMAIL = 40, 254

_EMAIL = re.compile(r"\A[^@\s,;:<>()\[\]\"]+@[^@\s,;:<>()\[\]\"]+\.[^@\s.,;:<>()\[\]\"]+\Z")
_IN_BRACKETS = re.compile(r"<([^<>]+)>\s*\Z")
# 1.23457E+11, as a spreadsheet shows a long number; what stood behind the dots is gone.
_SCIENTIFIC = re.compile(r"\A\d(?:[.,]\d+)?E\+\d+\Z", re.IGNORECASE)
_DECIMAL = re.compile(r"\A\d+[.,]0+\Z")


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the file that can be taken. row: its number in a spreadsheet; email: lower case; empty: not said."""

    row: int
    name: str
    sort_name: str
    email: str = ""
    number: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken. column: name, email, number or section, or empty; told: what stands there."""

    row: int
    column: str
    code: str
    told: str = ""
    other_row: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """columns: {meaning: heading as it is written}; ignored: headings of columns that are not used.

    is_guessed: there was no row of headings, and what the columns hold was told from what stands in them.
    """

    persons: list[Person] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    is_guessed: bool = False

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def sheet_from(data: dict[str, Any]) -> Sheet:
    """A sheet from what as_data made of it."""
    rows = {
        "persons": [Person(**each) for each in data["persons"]],
        "problems": [Problem(**each) for each in data["problems"]],
    }
    return Sheet(**data | rows)


def read_roster(data: bytes) -> Sheet:
    """What a roster file says. Raises RefusedError where nothing can be read from it as a whole."""
    rows = rows_of(decoded(data))
    head, columns = rows[0], recognised(rows[0].cells)
    is_guessed = not columns
    if is_guessed:
        columns, below = _guessed(rows), rows
    else:
        below = rows[1:]
        if doubled := twice(head.cells):
            raise RefusedError("column_twice", heading=doubled)
    if not {NAME, FIRST, LAST} & set(columns):
        raise RefusedError("no_name_column", headings=", ".join(head.cells[:12]))
    if not {EMAIL, NUMBER} & set(columns):
        raise RefusedError("no_key_column", headings=", ".join(head.cells[:12]))
    if not below:
        raise RefusedError("only_headings")
    width = len(head.cells) if not is_guessed else max(len(row.cells) for row in rows)
    read = [_person(row, columns, width) for row in below]
    persons, problems = _without_doubles([each for each in read if isinstance(each, Person)])
    problems += [each for each in read if isinstance(each, Problem)]
    used = set(columns.values())
    return Sheet(
        persons=persons,
        problems=sorted(problems, key=lambda each: each.row),
        columns={} if is_guessed else {meaning: head.cells[place] for meaning, place in columns.items()},
        ignored=[] if is_guessed else [cell for place, cell in enumerate(head.cells) if cell and place not in used],
        is_guessed=is_guessed,
    )


def _guessed(rows: list[Row]) -> dict[str, int]:
    """What each column holds, where that is beyond doubt: one of names, one of addresses, one of numbers."""
    columns: dict[str, int] = {}
    for column in range(max(len(row.cells) for row in rows)):
        cells = [row.cells[column] for row in rows if len(row.cells) > column and row.cells[column]]
        meaning = _meaning(cells)
        if meaning in columns:
            raise RefusedError("no_headings", first=", ".join(rows[0].cells[:6]))
        if cells:
            columns[meaning] = column
    if NAME not in columns or len(columns) < 2:
        raise RefusedError("no_headings", first=", ".join(rows[0].cells[:6]))
    return columns


def _meaning(cells: list[str]) -> str:
    if cells and all("@" in cell for cell in cells):
        return EMAIL
    if cells and all(re.search(r"\d", cell) and " " not in cell for cell in cells) and len(set(cells)) == len(cells):
        return NUMBER
    return NAME


def _person(row: Row, columns: dict[str, int], width: int) -> Person | Problem:
    """The person of a row, or the first thing that is wrong with it."""
    if len(row.cells) > width:
        return Problem(row.number, "", "extra_cells", " | ".join(row.cells[:12])[:200])
    said = {meaning: row.cells[place] if place < len(row.cells) else "" for meaning, place in columns.items()}
    if said.get(FIRST) or said.get(LAST):
        name, sort_name = joined(said.get(FIRST, ""), said.get(LAST, ""))
    else:
        name, sort_name = in_order(said.get(NAME, ""))
    email, number, section = said.get(EMAIL, ""), said.get(NUMBER, ""), said.get(SECTION, "")
    in_brackets = _IN_BRACKETS.search(email)
    email = (in_brackets[1] if in_brackets else email).removeprefix("mailto:").strip().lower()
    checks: tuple[tuple[str, str, str, Callable[[], bool]], ...] = (
        (NAME, "no_name", "", lambda: not name),
        (NAME, "too_long", name, lambda: len(name) > LONGEST_NAME or len(sort_name) > LONGEST_NAME),
        (NAME, "name_is_address", name, lambda: "@" in name),
        (EMAIL, "no_address", email, lambda: bool(email) and not _EMAIL.match(email)),
        (EMAIL, "too_long", email, lambda: len(email) > LONGEST_EMAIL),
        (NUMBER, "scientific", number, lambda: bool(_SCIENTIFIC.match(number))),
        (NUMBER, "decimal", number, lambda: bool(_DECIMAL.match(number))),
        (NUMBER, "too_long", number, lambda: len(number) > LONGEST_NUMBER),
        (SECTION, "too_long", section, lambda: len(section) > LONGEST_NAME),
        ("", "no_key", name, lambda: not email and not number),
    )
    for column, code, told, is_wrong in checks:
        if is_wrong():
            return Problem(row.number, column, code, told[:200])
    return Person(row.number, name, sort_name, email, number, section)


def _without_doubles(persons: Iterable[Person]) -> tuple[list[Person], list[Problem]]:
    """Of rows that are the same in all, the first; of two that share only address or number, neither."""
    firsts: dict[Person, int] = {}
    problems = []
    for person in persons:
        first = firsts.setdefault(replace(person, row=0), person.row)
        if first != person.row:
            problems.append(Problem(person.row, "", "repeated", person.name, first))
    kept = [replace(person, row=row) for person, row in firsts.items()]
    for column in (EMAIL, NUMBER):
        rows_with = defaultdict(list)
        for person in kept:
            if value := getattr(person, column).casefold():
                rows_with[value].append(person)
        problems += [
            Problem(each.row, column, "twice", getattr(each, column), next(o.row for o in group if o is not each))
            for group in rows_with.values()
            if len(group) > 1
            for each in group
        ]
    bad = {problem.row for problem in problems}
    # A row that shares both is told once.
    told = Counter[int]()
    once = []
    for problem in problems:
        told[problem.row] += 1
        if told[problem.row] == 1:
            once.append(problem)
    return [person for person in kept if person.row not in bad], once
