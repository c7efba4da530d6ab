"""A gradebook as other systems take it. Sheet: what there is to write; Format: how one system wants it. Pure.

Every grade is a plain number, as these programs count with it. Names, addresses and titles are guarded, so that no
spreadsheet runs one as a formula.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from learn.accounts.tables import guarded, inert

WHOLE = 100
"""Points possible of everything that is written: grades are written as percent."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A student as other systems know them; what is not known is empty. sort_name: family name first, where known."""

    name: str
    sort_name: str
    email: str
    number: str
    section: str


@dataclass(frozen=True, slots=True)
class Grade:
    """share: None where there is none. word: what is said of it, in words."""

    share: Fraction | None
    word: str
    is_exempt: bool = False
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """titles: of the assignments, no two alike; rows: a student and their grades, in this order, and their mean."""

    titles: tuple[str, ...]
    rows: tuple[tuple[Pupil, tuple[Grade, ...], Fraction | None], ...]


@dataclass(frozen=True, slots=True)
class Format:
    """name: in addresses; label: of the system; write: makes the lines of the file."""

    name: str
    label: str
    write: Callable[[Sheet], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """How Moodle finds students. by_number: by their number, else by their address; absent: who is without it."""

    by_number: bool
    absent: tuple[Pupil, ...]


def finding(pupils: Sequence[Pupil]) -> Finding:
    """By what the most of them are found; by their addresses where it is as many."""
    without_email = tuple(each for each in pupils if not each.email)
    without_number = tuple(each for each in pupils if not each.number)
    by_number = len(without_number) < len(without_email)
    return Finding(by_number, without_number if by_number else without_email)


def moodle(sheet: Sheet) -> Iterator[str]:
    """Moodle: Grades > Import > CSV file (https://docs.moodle.org/en/Grade_import).

    Its import asks which column names the student, "Email address" or "ID number", and which grade item each other
    column is. One student whom it does not find makes it refuse the whole file, so who is without that column is not in
    it (see finding). What is exempt or not yet there is left empty, which takes away a grade that stands there; a
    missing one is 0.
    """
    absent = set(finding([pupil for pupil, _grades, _mean in sheet.rows]).absent)
    yield _line(["Email address", "ID number", "First name", *map(_in_php, sheet.titles)])
    for pupil, grades, _mean in sheet.rows:
        if pupil not in absent:
            who = [inert(pupil.email), inert(pupil.number), _in_php(pupil.name)]
            yield _line([*who, *(_number(each) for each in grades)])


def canvas(sheet: Sheet) -> Iterator[str]:
    """Canvas: Gradebook > Import (https://community.canvaslms.com, "How do I import grades in the Gradebook?").

    The columns Student, ID, SIS User ID, SIS Login ID and Section come first in this order; below the head a row
    "Points Possible". A column whose title has no id of Canvas in brackets makes a new assignment, or is the one of the
    same title; a number in brackets at its end would be read as such an id. ID is Canvas's own and left empty; then
    the SIS ids, and last the name, find the student. EX excuses.
    """
    yield _line(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *map(_in_canvas, sheet.titles)])
    yield _line(["    Points Possible", "", "", "", "", *([WHOLE] * len(sheet.titles))])
    for pupil, grades, _mean in sheet.rows:
        student = [inert(pupil.sort_name), "", inert(pupil.number), inert(pupil.email), inert(pupil.section)]
        yield _line([*student, *("EX" if each.is_exempt else _number(each) for each in grades)])


def blackboard(sheet: Sheet) -> Iterator[str]:
    """Blackboard: Grade Center > Work Offline > Upload, comma delimited ("Uploading or Downloading Grade Center Items
    for Working Offline", library.blackboard.com).

    Every cell in quotation marks. Username finds the student; it is the part of the address before the @, as we know no
    other. A column's head ends with its points and would end with |id for one that Blackboard has; without an id it
    makes a new column.
    """
    heads = ["Last Name", "First Name", "Username", "Student ID"]
    titles = [f"{inert(title)} [Total Pts: {WHOLE} Score]" for title in sheet.titles]
    yield _line([*heads, *titles], quoting=csv.QUOTE_ALL)
    for pupil, grades, _mean in sheet.rows:
        last, first = _names(pupil)
        who = [inert(last), inert(first), inert(pupil.email.partition("@")[0]), inert(pupil.number)]
        yield _line([*who, *(_number(each) for each in grades)], quoting=csv.QUOTE_ALL)


def plain(sheet: Sheet) -> Iterator[str]:
    """For a spreadsheet: after each grade what is said of it, and at the end the mean of what counts."""
    # Excel takes a file without this mark for one in the machine's own encoding.
    yield "\ufeff"
    heads = ["Name", "Email address", "Student number", "Section"]
    columns = (column for title in sheet.titles for column in (f"{inert(title)} (%)", f"{inert(title)}: state"))
    yield _line([*heads, *columns, "Mean (%)"])
    for pupil, grades, mean in sheet.rows:
        who = [inert(pupil.name), inert(pupil.email), guarded(pupil.number), guarded(pupil.section)]
        cells = (cell for each in grades for cell in (_decimal(each.share), each.word))
        yield _line([*who, *cells, _decimal(mean)])


FORMATS = (
    Format("plain", "Spreadsheet", plain),
    Format("moodle", "Moodle", moodle),
    Format("canvas", "Canvas", canvas),
    Format("blackboard", "Blackboard", blackboard),
)


def _number(grade: Grade) -> str:
    """A grade as these systems count it: what is missing is nothing, what is exempt or not yet there is left empty."""
    return "0.00" if grade.is_missing and not grade.share else _decimal(grade.share)


def _decimal(share: Fraction | None) -> str:
    """In percent with two decimals, half up."""
    if share is None:
        return ""
    hundredths = (2 * 10_000 * share.numerator + share.denominator) // (2 * share.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _names(pupil: Pupil) -> tuple[str, str]:
    """Family and given name; where only one name is known it is the family's."""
    last, comma, first = pupil.sort_name.partition(",")
    if comma:
        return last.strip(), first.strip()
    given, _space, family = pupil.name.rpartition(" ")
    return family, given


def _in_canvas(title: str) -> str:
    return inert(re.sub(r"\s\((\d+)\)\Z", r" [\1]", title))


def _in_php(text: str) -> str:
    # PHP takes a quotation mark after a backslash for a part of the cell, and would read on into the next.
    return re.sub(r'\\(?="|\Z)', lambda _backslash: "\\ ", inert(text))


def _line(values: Iterable[object], *, quoting: int = csv.QUOTE_MINIMAL) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=quoting).writerow(list(values))  # type: ignore[arg-type]
    return line.getvalue()


def distinct(titles: Sequence[str]) -> tuple[str, ...]:
    """The titles with a number after those that came before: a column is found by its head."""
    seen: dict[str, int] = {}
    found = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        found.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return tuple(found)
