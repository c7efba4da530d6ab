"""Incoming: what a file or a paste says, row by row, before it is compared with the library. Pure.

A paste has two columns, term and meaning; a CSV file has headings; TOML is the project's own. Nothing is judged here
but what makes a row unreadable.
"""

import csv
import io
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cards.facts.problems import blocks
from learn.classrooms.roster.decoding import decoded
from learn.classrooms.roster.headers import plain
from learn.classrooms.roster.refusal import RefusedError
from learn.classrooms.roster.tables import rows_of, tidied

MOST_BYTES = 5 * 1024 * 1024
MOST_PASTED = 2 * 1024 * 1024
"""Bytes; what is typed is kept in memory, a file is not, so that Django itself refuses a little more."""
MOST_ROWS = 10_000

LONGEST_TITLE = 300
"""Characters of a library's title that are looked at; none here is as long."""

WHATS = ("topic", "study", "pool", "fact", "question", "grid", "passage", "item", "deck")
"""The tables of a TOML file, in the order in which they are stored."""

COLUMNS = (
    "uid",
    "kind",
    "term",
    "meaning",
    "plain term",
    "plain meaning",
    "also",
    "topic",
    "source",
    "link",
    "as of",
    "hedge",
    "tags",
    "note",
    "wording",
)
"""The headings of a CSV file as it is given out."""

_WORDS: dict[str, tuple[str, ...]] = {
    "uid": ("uid",),
    "kind": ("kind", "sort", "type"),
    "term": ("term", "word", "front", "question", "concept", "name", "key term"),
    "meaning": ("meaning", "definition", "back", "answer", "description"),
    "plain term": ("plain term", "term in plain words"),
    "plain meaning": ("plain meaning", "plain", "in plain words", "plain words", "meaning in plain words", "lay"),
    "also": ("also", "synonyms", "other names", "abbreviation"),
    "topic": ("topic", "chapter", "unit", "section", "subject"),
    "source": ("source", "reference", "citation", "from", "where it is from"),
    "link": ("link", "url", "doi", "address"),
    "as of": ("as of", "asof", "date", "year"),
    "hedge": ("hedge", "certainty"),
    "tags": ("tags", "tag", "keywords"),
    "note": ("note", "notes", "comment"),
    "wording": ("wording", "sentence", "statement"),
}
_MEANINGS = {word: (name, place) for name, words in _WORDS.items() for place, word in enumerate(words)}
_BETWEEN = ("\t", ";", " - ", " \u2013 ", " \u2014 ", ",")
TERM = "{term}"
"""Where the term goes in the question that is made of a pair."""

_TOML = re.compile(r"^\s*\[\[(?:fact|topic|study|deck|item)\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is left out. code: what is wrong; told: what stands there; other: another row's number."""

    row: int
    code: str
    told: str = ""
    other: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A row by its headings. row: its number in a spreadsheet, or of the line."""

    row: int
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Incoming:
    """lines: of a paste or CSV; tables: of TOML, each [what, table, line]. ignored: headings that are not used.

    title: what a TOML's own library is called, empty where it does not say.
    """

    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[str, dict[str, Any], int]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    title: str = ""

    @property
    def is_toml(self) -> bool:
        return bool(self.tables)

    @property
    def size(self) -> int:
        return len(self.lines) + len(self.tables)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def incoming_from(data: Mapping[str, Any]) -> Incoming:
    """What as_data made."""
    return Incoming(
        lines=[Line(**each) for each in data["lines"]],
        tables=[(what, table, line) for what, table, line in data["tables"]],
        problems=[RowProblem(**each) for each in data["problems"]],
        columns=dict(data["columns"]),
        ignored=list(data["ignored"]),
        title=str(data.get("title", "")),
    )


def read_file(data: bytes, name: str) -> Incoming:
    """What a file says. Raises RefusedError where nothing can be read from it as a whole."""
    text = decoded(data, most_bytes=MOST_BYTES)
    if name.lower().endswith(".toml") or _TOML.search(text):
        return read_toml(text.removeprefix("\ufeff"))
    return read_csv(text)


def read_paste(text: str, *, most_bytes: int = MOST_PASTED) -> Incoming:
    """What a paste says. Raises RefusedError."""
    if len(text.encode(errors="replace")) > most_bytes:
        raise RefusedError("paste_too_large", most=most_bytes // (1024 * 1024), file=MOST_BYTES // (1024 * 1024))
    if not text.strip():
        raise RefusedError("empty")
    if _TOML.search(text):
        return read_toml(text)
    if has_headings(text):
        return read_csv(text)
    lines: list[Line] = []
    problems: list[RowProblem] = []
    for number, cells in _pairs(text):
        if not cells[0] and not any(cells[1:]):
            continue
        if len(lines) >= MOST_ROWS:
            raise RefusedError("too_many_rows", most=MOST_ROWS, rows=len(text.splitlines()))
        term, meaning = cells[0], " ".join(cell for cell in cells[1:] if cell)
        if problem := _lacks(number, term, meaning, " ".join(cells)):
            problems.append(problem)
        else:
            lines.append(Line(number, {"term": term, "meaning": meaning}))
    return Incoming(lines=lines, problems=problems)


def asked_with(incoming: Incoming, pattern: str) -> Incoming:
    """The same rows, each that names no kind and is no question yet turned into one. pattern: holds {term} once."""
    lines = [
        each if each.said.get("kind") or each.said["term"].endswith("?") else Line(each.row, _asked(each.said, pattern))
        for each in incoming.lines
    ]
    return replace(incoming, lines=lines)


def _asked(said: Mapping[str, str], pattern: str) -> dict[str, str]:
    own = {name: pattern.replace(TERM, said[name]) for name in ("term", "plain term") if said.get(name)}
    if said.get("plain meaning"):
        own = {"plain term": own["term"]} | own
    return {**said, **own, "kind": "statement"}


def has_headings(text: str) -> bool:
    """Whether the first line of a text is one of headings."""
    first = next((line for line in text.removeprefix("\ufeff").splitlines() if line.strip()), "")
    return any({"term", "meaning"} <= set(recognised(first.split(mark))) for mark in ("\t", ";", ","))


def read_csv(text: str) -> Incoming:
    """What a table with headings says. Raises RefusedError."""
    rows = rows_of(text, known=recognised, most_rows=MOST_ROWS)
    head = rows[0].cells
    columns = recognised(head)
    if not {"term", "meaning"} <= set(columns):
        if len(head) == 2 and not columns:
            return read_paste(text.removeprefix("\ufeff"), most_bytes=len(text) * 4)
        raise RefusedError("no_columns", headings=", ".join(head[:12]))
    if len(rows) == 1:
        raise RefusedError("only_headings")
    lines: list[Line] = []
    problems: list[RowProblem] = []
    for row in rows[1:]:
        if len(row.cells) > len(head):
            problems.append(RowProblem(row.number, "extra_cells", " | ".join(row.cells[:12])[:200]))
            continue
        said = {
            name: row.cells[place] for name, place in columns.items() if place < len(row.cells) and row.cells[place]
        }
        if problem := _lacks(row.number, said.get("term", ""), said.get("meaning", ""), " | ".join(row.cells)):
            problems.append(problem)
        else:
            lines.append(Line(row.number, said))
    used = set(columns.values())
    return Incoming(
        lines=lines,
        problems=problems,
        columns={name: head[place] for name, place in columns.items()},
        ignored=[cell for place, cell in enumerate(head) if cell and place not in used],
    )


def read_toml(text: str) -> Incoming:
    """The tables of a TOML text; its [source] is left out, as a library has its own. Raises RefusedError."""
    try:
        whole = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RefusedError("toml", told=str(error)[:200]) from error
    except ValueError as error:
        # Python reads no number of more than 4,300 digits.
        raise RefusedError("endless") from error
    lines = text.splitlines()
    if unknown := [key for key in whole if key not in (*WHATS, "source")]:
        raise RefusedError("toml_table", told=unknown[0][:60])
    tables: list[tuple[str, dict[str, Any], int]] = []
    for what in WHATS:
        rows = whole.get(what, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise RefusedError("toml_table", told=what)
        spots = blocks(lines, what)
        for number, table in enumerate(rows):
            tables.append((what, table, spots[number][0] + 1 if len(spots) == len(rows) else 0))
    if not tables:
        raise RefusedError("only_headings")
    if len(tables) > MOST_ROWS:
        raise RefusedError("too_many_rows", most=MOST_ROWS, rows=len(tables))
    problems = [RowProblem(line, "unstorable") for _what, table, line in tables if not is_storable(table)]
    sound = [each for each in tables if is_storable(each[1])]
    return Incoming(tables=sound, problems=problems, title=_title(whole.get("source")))


def _title(source: object) -> str:
    title = source.get("title") if isinstance(source, dict) else ""
    return title[:LONGEST_TITLE] if isinstance(title, str) and is_storable(title) else ""


def recognised(cells: list[str]) -> dict[str, int]:
    """{heading: column} of the headings that are known; of two for one thing the better, of two alike the first."""
    best: dict[str, tuple[int, int]] = {}
    for column, cell in enumerate(cells):
        name, place = _MEANINGS.get(plain(cell), ("", 0))
        if name and (name not in best or place < best[name][0]):
            best[name] = (place, column)
    return {name: column for name, (_place, column) in best.items()}


def is_storable(value: object, depth: int = 0) -> bool:
    """Whether a value can be kept as JSON in any database: no dates, no endless numbers, no characters of no text."""
    match value:
        case bool() | None:
            return True
        case str():
            return "\x00" not in value and not re.search(r"[\ud800-\udfff]", value)
        case int():
            return abs(value) < 2**63
        case float():
            return math.isfinite(value)
        case list():
            return depth < 20 and all(is_storable(each, depth + 1) for each in value)
        case dict():
            return depth < 20 and all(is_storable(part, depth + 1) for pair in value.items() for part in pair)
    return False


def _lacks(row: int, term: str, meaning: str, whole: str) -> RowProblem | None:
    if not term:
        return RowProblem(row, "no_term", whole[:200])
    if not meaning:
        return RowProblem(row, "no_meaning", whole[:200])
    return None


def _pairs(text: str) -> Iterable[tuple[int, list[str]]]:
    """The lines of a paste in two parts each, by what stands between them in most lines."""
    text = text.removeprefix("\ufeff")
    lines = text.splitlines()
    said = [line for line in lines if line.strip()]
    counts = Counter({mark: sum(mark in line for line in said) for mark in _BETWEEN})
    between = max(_BETWEEN, key=lambda mark: (counts[mark], -_BETWEEN.index(mark)))
    if between == "\t" and '"' in text:
        # As a spreadsheet copies it: a cell of several lines stands in quotation marks.
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
            read = [(reader.line_num, [tidied(cell) for cell in row]) for row in reader]
        except csv.Error:
            pass
        else:
            return [(number, cells or [""]) for number, cells in read]
    return [(number, _parted(line, between)) for number, line in enumerate(lines, 1)]


def _parted(line: str, between: str) -> list[str]:
    """A line in two, by what stands between in most of them; one that has none of that, by what else it has."""
    mark = between if between in line else next((each for each in _BETWEEN if each in line), between)
    return [tidied(part) for part in line.split(mark, 1)]
