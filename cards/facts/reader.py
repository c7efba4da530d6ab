"""Reading a base: a folder of TOML files with its outline, or a single TOML file without one.

The files of a folder are read as one base, in name order. Everything that is wrong with it is found in one pass and
raised as one BaseErrors, so that an author fixes it all at once.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cards.facts import checks, item_checks
from cards.facts.checks import Known, ReadFact
from cards.facts.item_checks import ReadSource
from cards.facts.item_readers import read_grid, read_item, read_passage
from cards.facts.kind_readers import read_fact
from cards.facts.kinds import (
    AUDIENCES,
    KINDS,
    REGISTERS,
    Base,
    CareQuestion,
    DeckSpec,
    Fact,
    Grid,
    Item,
    Outline,
    Passage,
    Pool,
    Source,
    Study,
    Topic,
)
from cards.facts.outline import OUTLINE_FILE, read_outline_into
from cards.facts.problems import BaseErrors, Problem, Spot, blocks
from cards.facts.tables import Fields, did_you_mean

OUTLINE_FOLDER = "outline"
_TABLES = ("source", "study", "topic", "deck", "pool", "fact", "question", "grid", "passage", "item")


def read_base(path: Path) -> Base:
    """The base in this folder or file.

    Raises BaseErrors with every mistake of all its files, FileNotFoundError if there is nothing at `path`.
    """
    if path.is_dir():
        files = sorted(path.glob("*.toml"))
        if not files:
            raise FileNotFoundError(f"no .toml file in {path}")
    else:
        files = [path]
    reading = _Reading()
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            reading.unreadable(file.name, None, f"is not UTF-8: {error.reason} at byte {error.start}")
        else:
            reading.read_file(file.name, text)
    if path.is_dir() and (path / OUTLINE_FOLDER).is_dir():
        reading.outline_expected = True
        reading.outline = read_outline_into(path / OUTLINE_FOLDER, reading.problems)
    return reading.base()


def read_base_text(text: str, name: str = "base.toml") -> Base:
    """The base in a text that was handed in; `name` stands in its problems. Raises BaseErrors."""
    reading = _Reading()
    reading.read_file(name, text)
    return reading.base()


def read_base_tables(tables: Mapping[str, Sequence[Mapping[str, object]]], name: str = "") -> Base:
    """The base in tables that are read already, by their names in TOML: {"source": [{...}], "fact": [{...}, ...]}.

    A problem has no line then; `uid` and `what` say which table it is about. Raises BaseErrors.
    """
    reading = _Reading(files=[name])
    for what in _TABLES:
        for table in tables.get(what, ()):
            uid = table.get("uid")
            spot = Spot(name, reading.problems, uid=uid if isinstance(uid, str) else "", what=what)
            reading.read_table(what, Fields(table, spot))
    return reading.base()


@dataclass
class _Reading:
    """What has been read so far, mistakes included."""

    problems: list[Problem] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    decks: list[tuple[DeckSpec, Spot]] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    facts: list[ReadFact] = field(default_factory=list)
    questions: list[tuple[CareQuestion, Spot]] = field(default_factory=list)
    grids: list[ReadSource[Grid]] = field(default_factory=list)
    passages: list[ReadSource[Passage]] = field(default_factory=list)
    items: list[ReadSource[Item]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    outline: Outline | None = None
    outline_expected: bool = False
    parsed: bool = True

    def unreadable(self, name: str, line: int | None, message: str) -> None:
        self.parsed = False
        self.files.append(name)
        self.problems.append(Problem(name, line, "", message, ""))

    def read_file(self, name: str, text: str) -> None:
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            self.unreadable(name, int(line.group(1)) if line else None, f"is not valid TOML: {error}")
            return
        self.files.append(name)
        lines = text.splitlines()
        for key in table:
            if key not in _TABLES:
                spot = Spot(name, self.problems, lines, 0, len(lines), what="")
                spot.problem(f'"{key}" is not a known table{did_you_mean(key, _TABLES)}', near=key)
        for what in _TABLES:
            for fields in _tables(table, what, Spot(name, self.problems, lines, 0, len(lines), what=what)):
                self.read_table(what, fields)

    def read_table(self, what: str, fields: Fields) -> None:
        match what:
            case "source":
                self.sources.append(_read_source(fields))
            case "study":
                self.studies.append(_read_study(fields))
            case "topic":
                self.topics.append(Topic(fields.slug("uid"), fields.text("title")))
            case "deck":
                self.decks.append((_read_deck(fields), fields.spot))
            case "pool":
                self.pools.append(
                    Pool(fields.slug("uid"), fields.string("why"), fields.strings("members", required=True))
                )
            case "question":
                self.questions.append((_read_question(fields), fields.spot))
            case "grid":
                self.grids.append(ReadSource(read_grid(fields), fields.spot))
                return
            case "passage":
                self.passages.append(ReadSource(read_passage(fields), fields.spot))
                return
            case "item":
                if item := read_item(fields):
                    self.items.append(ReadSource(item, fields.spot))
                return
            case _:
                self._read_fact(fields)
                return
        fields.finish()

    def _read_fact(self, fields: Fields) -> None:
        fact = read_fact(fields)
        assertions = fields.table.get("assertions")
        known = tuple(map(str, assertions)) if isinstance(assertions, list) else ()
        self.facts.append(ReadFact(fields.spot.uid, known, fact, fields.spot))

    def base(self) -> Base:
        """The whole, once every file is read; raises BaseErrors."""
        self._check_whole()
        facts = tuple(each.fact for each in self.facts if each.fact)
        if self.problems:
            raise BaseErrors(sorted(self.problems, key=self._order))
        return Base(
            self.sources[0],
            tuple(self.studies),
            tuple(self.topics),
            tuple(deck for deck, _ in self.decks),
            tuple(self.pools),
            facts,
            self.outline,
            tuple(question for question, _ in self.questions),
            tuple(each.thing for each in self.grids),
            tuple(each.thing for each in self.passages),
            tuple(each.thing for each in self.items),
        )

    def _check_whole(self) -> None:
        checks.check_twins(self.facts)
        checks.check_hedges(self.facts)
        item_checks.check_facts(self.facts)
        # What stands in a file that could not be parsed would be reported as missing.
        if not self.parsed:
            return
        if len(self.sources) != 1:
            first = self.files[0]
            message = f"the base has {len(self.sources)} [source] tables; expected exactly one"
            self.problems.append(Problem(first, None, "", message, ""))
        known = Known(
            frozenset(topic.uid for topic in self.topics),
            frozenset(study.uid for study in self.studies),
            {pool.uid: pool for pool in self.pools},
            self.outline,
        )
        checks.check_references(self.facts, known)
        item_checks.check_falsehoods(self.facts, known)
        item_checks.check_grids(self.grids, self.facts, known)
        item_checks.check_passages(self.passages, self.facts, known)
        item_checks.check_items(self.items, self.facts, known)
        item_checks.check_twins((*self.grids, *self.passages, *self.items), self.facts)
        checks.check_decks(self.decks, self.facts)
        if self.outline or not self.outline_expected:
            checks.check_questions(self.questions, known)
            checks.check_outline(self.facts, self.outline, self.problems, f"{OUTLINE_FOLDER}/{OUTLINE_FILE}")
        self._refuse_twins()

    def _refuse_twins(self) -> None:
        for what, uids in (
            ("study", [study.uid for study in self.studies]),
            ("topic", [topic.uid for topic in self.topics]),
            ("deck", [deck.uid for deck, _ in self.decks]),
            ("pool", [pool.uid for pool in self.pools]),
            ("question", [question.uid for question, _ in self.questions]),
        ):
            for uid in sorted({uid for uid in uids if uid and uids.count(uid) > 1}):
                self.problems.append(Problem(self.files[0], None, uid, "this uid is taken twice", what))

    def _order(self, problem: Problem) -> tuple[int, int]:
        number = self.files.index(problem.file) if problem.file in self.files else len(self.files)
        return number, problem.line or 0


def _tables(table: dict[str, object], what: str, whole: Spot) -> list[Fields]:
    """The tables of one name, each with the lines in which it stands."""
    if what == "source":
        tables = Fields({what: [table[what]]} if what in table else {}, whole).tables(what)
    else:
        tables = Fields(table, whole).tables(what)
    spots = blocks(whole.lines, what)
    for number, fields in enumerate(tables):
        # Tables written in another way (facts = [{...}]) have no header of their own.
        start, end = spots[number] if len(spots) == len(tables) else (0, len(whole.lines))
        uid = fields.table.get("uid")
        name = uid if isinstance(uid, str) else ""
        fields.spot = Spot(whole.file, whole.problems, whole.lines, start, end, name, what)
        fields.path = ""
    return tables


def _read_source(fields: Fields) -> Source:
    return Source(
        uid=fields.slug("uid"),
        title=fields.string("title"),
        publisher=fields.string("publisher", required=False),
        url=fields.string("url", required=False),
        citation=fields.string("citation", required=False),
        notice=fields.string("notice", required=False),
        advice=fields.string("advice", required=False),
    )


def _read_study(fields: Fields) -> Study:
    doi = fields.string("doi", required=False)
    # A book has neither.
    url = fields.string("url", required=False)
    return Study(fields.slug("uid"), fields.string("citation"), url or (f"https://doi.org/{doi}" if doi else ""))


def _read_deck(fields: Fields) -> DeckSpec:
    return DeckSpec(
        uid=fields.slug("uid"),
        title=fields.string("title"),
        description=fields.string("description", required=False),
        register=fields.choice("register", REGISTERS),
        audience=fields.choice("audience", AUDIENCES),
        kinds=fields.choices("kinds", tuple(KINDS), required=False),
        facts=fields.strings("facts"),
    )


def _read_question(fields: Fields) -> CareQuestion:
    return CareQuestion(
        uid=fields.slug("uid"),
        topic=fields.string("topic"),
        text=fields.string("text"),
        paragraphs=fields.integers("paragraphs"),
        assertions=fields.strings("assertions"),
    )


def read_one_fact(table: dict[str, object], *, name: str = "") -> Fact:
    """One fact from its own table, without a base around it. Raises BaseErrors."""
    problems: list[Problem] = []
    uid = table.get("uid")
    fact = read_fact(Fields(table, Spot(name, problems, uid=uid if isinstance(uid, str) else "")))
    if problems or fact is None:
        raise BaseErrors(problems)
    return fact
