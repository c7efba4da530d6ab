"""A gradebook as other systems take it. Sheet: what there is to write; Format: how one system wants it. Pure.

Every grade is a plain number, as these programs count with it. Names, addresses and titles are guarded, so that no
spreadsheet runs one as a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

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


def moodle(sheet: Sheet) -> Iterator[str]:
    """Moodle: Grades > Import > CSV file (https://docs.moodle.org/en/Grade_import).

    Its import asks which column names the student, "Email address" or "ID number", and which grade item each other
    column is. What is exempt or not yet there is left empty, which changes nothing there; a missing one is 0.
    """
    yield _line(["Email address", "ID number", "First name", *map(_safe, sheet.titles)])
    for pupil, grades, _mean in sheet.rows:
        yield _line([_safe(pupil.email), _safe(pupil.number), _safe(pupil.name), *(_number(each) for each in grades)])


def canvas(sheet: Sheet) -> Iterator[str]:
    """Canvas: Gradebook > Import (https://community.canvaslms.com, "How do I import grades in the Gradebook?").

    The columns Student, ID, SIS User ID, SIS Login ID and Section come first in this order; below the head a row
    "Points Possible". A column whose title has no id of Canvas in brackets makes a new assignment, or is the one of the
    same title. ID is Canvas's own and left empty; then the SIS ids, and last the name, find the student. EX excuses.
    """
    yield _line(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *map(_safe, sheet.titles)])
    yield _line(["    Points Possible", "", "", "", "", *([WHOLE] * len(sheet.titles))])
    for pupil, grades, _mean in sheet.rows:
        student = [_safe(pupil.sort_name), "", _safe(pupil.number), _safe(pupil.email), _safe(pupil.section)]
        yield _line([*student, *("EX" if each.is_exempt else _number(each) for each in grades)])


def blackboard(sheet: Sheet) -> Iterator[str]:
    """Blackboard: Grade Center > Work Offline > Upload, comma delimited ("Uploading or Downloading Grade Center Items
    for Working Offline", library.blackboard.com).

    Every cell in quotation marks. Username finds the student; it is the part of the address before the @, as we know no
    other. A column's head ends with its points and would end with |id for one that Blackboard has; without an id it
    makes a new column.
    """
    heads = ["Last Name", "First Name", "Username", "Student ID"]
    titles = [f"{_safe(title)} [Total Pts: {WHOLE} Score]" for title in sheet.titles]
    yield _line([*heads, *titles], quoting=csv.QUOTE_ALL)
    for pupil, grades, _mean in sheet.rows:
        last, first = _names(pupil)
        who = [_safe(last), _safe(first), _safe(pupil.email.partition("@")[0]), _safe(pupil.number)]
        yield _line([*who, *(_number(each) for each in grades)], quoting=csv.QUOTE_ALL)


def plain(sheet: Sheet) -> Iterator[str]:
    """For a spreadsheet: after each grade what is said of it, and at the end the mean of what counts."""
    # Excel takes a file without this mark for one in the machine's own encoding.
    yield "\ufeff"
    heads = ["Name", "Email address", "Student number", "Section"]
    columns = (column for title in sheet.titles for column in (f"{_safe(title)} (%)", f"{_safe(title)}: state"))
    yield _line([*heads, *columns, "Mean (%)"])
    for pupil, grades, mean in sheet.rows:
        who = [_safe(pupil.name), _safe(pupil.email), _safe(pupil.number), _safe(pupil.section)]
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


def _safe(text: str) -> str:
    # A spreadsheet would run a text that begins like this as a formula.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


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
