"""The text of a file as rows of tidy cells, numbered as a spreadsheet numbers them."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from learn.classrooms.roster.headers import recognised
from learn.classrooms.roster.refusal import RefusedError

MOST_ROWS = 5000
MOST_COLUMNS = 200
DELIMITERS = (",", ";", "\t")

_SEP = re.compile(r'\A\ufeff?"?sep=(.)"?[ \t;,]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u200c\u200d\u2060\ufeff\u00ad]")
# Written by programs so that a spreadsheet keeps a text as it stands: ="007", '=1+1, '007.
_WRAPPED = re.compile(r'\A="(.*)"\Z', re.DOTALL)
_ESCAPED = re.compile(r"\A'(?=[=+\-@0-9\t\r])")


@dataclass(frozen=True, slots=True)
class Row:
    """number: as a spreadsheet numbers it, 1 for the first."""

    number: int
    cells: list[str]


def rows_of(
    text: str, *, known: Callable[[list[str]], Mapping[str, int]] = recognised, most_rows: int = MOST_ROWS
) -> list[Row]:
    """The rows that hold something. Raises RefusedError for quotation marks that do not close and cells without end.

    Too many rows or columns as well: what a column holds is told from all of its cells. known: which headings are, by
    which it is told what parts the cells.
    """
    sep = _SEP.match(text)
    delimiter = sep[1] if sep is not None and sep[1] in DELIMITERS else None
    # A spreadsheet takes that line in, and counts from the next.
    body = text[sep.end() :] if sep is not None else text.removeprefix("\ufeff")
    rows = []
    for row in _read(body, delimiter or _delimiter_of(body, known)):
        if len(row.cells) > MOST_COLUMNS:
            raise RefusedError("too_many_columns", most=MOST_COLUMNS, columns=len(row.cells), row=row.number)
        rows.append(row)
    if not rows:
        raise RefusedError("empty")
    if len(rows) > most_rows + 1:
        raise RefusedError("too_many_rows", most=most_rows, rows=len(rows) - 1)
    return rows


def tidied(cell: str) -> str:
    """A cell without what only programs see in it; white space of any kind is one space."""
    text = " ".join(_INVISIBLE.sub("", cell).split())
    wrapped = _WRAPPED.match(text)
    return (wrapped[1].strip() if wrapped else _ESCAPED.sub("", text)).strip()


def _read(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, line in enumerate(reader, start=1):
            cells = [tidied(cell) for cell in line]
            if any(cells):
                while not cells[-1]:
                    cells.pop()
                yield Row(number, cells)
    except csv.Error as error:
        # Told apart by the module's own words: there is no other sign.
        if "field limit" in str(error):
            raise RefusedError("long_cell", row=number + 1, most=csv.field_size_limit()) from error
        raise RefusedError("quotes", row=number + 1) from error


def _delimiter_of(text: str, known: Callable[[list[str]], Mapping[str, int]]) -> str:
    """Which one parts the cells: the one by which most headings are known, or else the most columns come out."""
    return max(DELIMITERS, key=lambda each: _score(text, each, known))


def _score(text: str, delimiter: str, known: Callable[[list[str]], Mapping[str, int]]) -> tuple[int, int]:
    try:
        first = next(_read(text, delimiter), None)
    except RefusedError:
        first = None
    return (0, 0) if first is None else (len(known(first.cells)), len(first.cells))
