"""Outline: what the source asserts, paragraph by paragraph, in our words, and the hashes of its own words.

The repository holds no copy of the source. It holds the outline, which every fact points into, and one hash for each
run of eight consecutive words of the source, so that a copied passage is noticed without the passage being there.
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from cards.facts.kinds import Assertion, Outline, Paragraph, Run, Section
from cards.facts.problems import BaseErrors, Problem, Spot, blocks
from cards.facts.tables import Fields, listed

OUTLINE_FILE = "outline.toml"
RUNS_FILE = "runs.txt"
RUN_WORDS = 8

_RUN_LINE = re.compile(r"(\d+) ([0-9a-f]{16})")
_CURLY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def normalised_words(text: str) -> list[str]:
    """The words of a text as runs compare them: no case, no punctuation, straight apostrophes."""
    text = unicodedata.normalize("NFKC", text).translate(_CURLY).casefold()
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text)


def run_hashes(text: str) -> list[Run]:
    """Every run of the text, read as one stream of words over its lines; paragraphs are its non-blank lines, from 1."""
    lines = [line for line in text.splitlines() if line.strip()]
    words = [(number, word) for number, line in enumerate(lines, 1) for word in normalised_words(line)]
    starts = range(len(words) - RUN_WORDS + 1)
    return [Run(words[start][0], _hashed([word for _, word in words[start : start + RUN_WORDS]])) for start in starts]


def read_outline(folder: Path) -> Outline:
    """The outline in this folder.

    Raises BaseErrors with every mistake in it.
    """
    problems: list[Problem] = []
    outline = read_outline_into(folder, problems)
    if problems or outline is None:
        raise BaseErrors(problems)
    return outline


def read_outline_into(folder: Path, problems: list[Problem]) -> Outline | None:
    """The outline in this folder, its mistakes added to `problems`; None if it cannot be parsed at all."""
    path = folder / OUTLINE_FILE
    name = f"{folder.name}/{OUTLINE_FILE}"
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(Problem(name, None, "", f"cannot be read: {error}", "outline"))
        return None
    lines = text.splitlines()
    fields = Fields(table, Spot(name, problems, what="outline"))
    sections = tuple(_read_section(each, lines) for each in fields.tables("section", required=True))
    spots = blocks(lines, "paragraph")
    paragraphs = []
    for number, each in enumerate(fields.tables("paragraph", required=True)):
        start, end = spots[number] if number < len(spots) else (0, len(lines))
        each.spot = Spot(name, problems, lines, start, end, what=f"paragraph {each.table.get('number', '?')}")
        paragraphs.append(_read_paragraph(each, sections))
    fields.finish()
    _refuse_twins(paragraphs, name, problems)
    return Outline(sections, tuple(paragraphs), _read_runs(folder, problems))


def _read_section(fields: Fields, lines: list[str]) -> Section:
    fields.spot = Spot(fields.spot.file, fields.spot.problems, lines, 0, len(lines), what="section")
    section = Section(fields.string("title"), fields.boolean("heading"))
    fields.finish()
    return section


def _read_paragraph(fields: Fields, sections: tuple[Section, ...]) -> Paragraph:
    fields.path = ""
    numbers = fields.integers("number", required=True)
    section, note = fields.string("section"), fields.string("note", required=False)
    if section and section not in {each.title for each in sections}:
        fields.problem(
            f'section "{section}" is unknown; expected one of {listed(each.title for each in sections)}', key="section"
        )
    assertions = []
    for each in fields.tables("assertions"):
        each.spot = fields.spot
        assertions.append(Assertion(each.string("id"), each.string("text")))
        each.finish()
    fields.finish()
    if not assertions and not note:
        fields.problem("asserts nothing and has no note; expected a note why", key="assertions")
    return Paragraph(numbers[0] if numbers else 0, section, tuple(assertions), note)


def _refuse_twins(paragraphs: list[Paragraph], name: str, problems: list[Problem]) -> None:
    numbers: set[int] = set()
    holders: dict[str, int] = {}
    for paragraph in paragraphs:
        what = f"paragraph {paragraph.number}"
        if paragraph.number in numbers:
            problems.append(Problem(name, None, "", "stands twice", what))
        numbers.add(paragraph.number)
        for assertion in paragraph.assertions:
            if assertion.id in holders:
                message = f'assertion "{assertion.id}" stands also in paragraph {holders[assertion.id]}'
                problems.append(Problem(name, None, "", message, what))
            holders[assertion.id] = paragraph.number


def _read_runs(folder: Path, problems: list[Problem]) -> tuple[Run, ...]:
    name = f"{folder.name}/{RUNS_FILE}"
    try:
        lines = (folder / RUNS_FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, None, "", f"cannot be read: {error}", "runs"))
        return ()
    runs = []
    for number, line in enumerate(lines, 1):
        if match := _RUN_LINE.fullmatch(line):
            runs.append(Run(int(match.group(1)), match.group(2)))
        elif line.strip() and not line.startswith("#"):
            message = f'"{line:.40}" is no run; expected a paragraph number and 16 hexadecimal digits'
            problems.append(Problem(name, number, "", message, "runs"))
    return tuple(runs)


def copied_runs(text: str, runs: Mapping[str, int]) -> list[tuple[int, int]]:
    """Where the text repeats the source: (line of the text, paragraph of the source) for each run; `runs` maps hashes
    to paragraphs. Unlike paragraphs, lines of the text count with the blank ones."""
    words = [(number, word) for number, line in enumerate(text.splitlines(), 1) for word in normalised_words(line)]
    found = []
    for start in range(len(words) - RUN_WORDS + 1):
        paragraph = runs.get(_hashed([word for _, word in words[start : start + RUN_WORDS]]))
        if paragraph is not None:
            found.append((words[start][0], paragraph))
    return found


def _hashed(words: list[str]) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]
