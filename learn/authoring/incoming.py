"""Plan: what taking a file in would do to a library, row by row. Pure.

A row is found again by its uid, else by what it is about; so a file that is taken in twice changes nothing the second
time. What a row does not say stays as it is; nothing is retired.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.facts.problems import BaseErrors, Problem
from cards.facts.reader import read_base_tables, read_one_fact
from cards.facts.texts import CAREGIVERS, NURSING, PLAIN
from cards.facts.truths import plain_fold
from learn.authoring import incoming_tables
from learn.authoring.fact_tables import Table, heading_of, said, slug_of
from learn.authoring.proposals import completed, following
from learn.authoring.sheets import WHATS, Incoming, Line, RowProblem

ADDED, CHANGED, UNCHANGED, RETURNED = "added", "changed", "unchanged", "returned"

_KINDS = ("definition", "statement", "recommendation")
_SOURCE = {"uid": "library", "title": "Library"}


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the library as a plan sees it."""

    what: str
    uid: str
    table: Mapping[str, Any]
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Defaults:
    """uids of topic and source, and a date, for new facts that name none; new_topic, citation: made for them.

    pattern: the question that pairs were asked with, if they were.
    """

    topic: str = ""
    study: str = ""
    as_of: str = ""
    new_topic: str = ""
    citation: str = ""
    link: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of a row. table: with its uid; was: the table that it comes in place of, empty for none."""

    row: int
    what: str
    state: str
    table: Table
    was: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """problems: rows that are left out, each with (path, Problem) where the reader found it, else with a RowProblem."""

    planned: list[Planned] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    mistakes: list[tuple[int, Problem, str]] = field(default_factory=list)

    def of(self, state: str) -> list[Planned]:
        return [each for each in self.planned if each.state == state]

    @property
    def to_store(self) -> list[tuple[str, Table]]:
        rows = [each for each in self.planned if each.state != UNCHANGED]
        return [(each.what, each.table) for each in sorted(rows, key=lambda each: WHATS.index(each.what))]

    def counts(self) -> dict[str, int]:
        """How many facts of each state, and how much else that is not unchanged ("others")."""
        counts = Counter(each.state for each in self.planned if each.what == "fact")
        return {**counts, "others": len([each for each in self.to_store if each[0] != "fact"])}

    @property
    def unsourced(self) -> int:
        """How many new facts would not say where they are from, and so could not be published."""
        return sum(each.what == "fact" and not each.table.get("study") for each in self.of(ADDED))

    @property
    def refused(self) -> int:
        return len({each.row for each in self.problems} | {row for row, _problem, _kind in self.mistakes})


Linked = Callable[[str], Mapping[str, str] | None]
"""Where a link leads, as a reference has it; None for what is no link."""


def plan(
    incoming: Incoming,
    known: Sequence[Known],
    defaults: Defaults,
    *,
    linked: Linked,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """What would come of taking it in."""
    planner = _Planner(incoming, known, defaults, linked)
    planner.plan.problems.extend(incoming.problems)
    if incoming.is_toml:
        planner.take_tables(incoming.tables)
    else:
        for done, line in enumerate(incoming.lines):
            if done % 500 == 0:
                progress(done)
            planner.take_line(line)
    planner.plan.problems.sort(key=lambda each: each.row)
    return planner.plan


class _Planner:
    def __init__(self, incoming: Incoming, known: Sequence[Known], defaults: Defaults, linked: Linked) -> None:
        self.plan = Plan()
        self.defaults, self.linked = defaults, linked
        self.by_uid = {(each.what, each.uid): each for each in known}
        self.taken = {each.uid for each in known}
        facts = [each for each in known if each.what == "fact"]
        self.by_heading = {plain_fold(heading_of(each.table)): each for each in reversed(facts)}
        self.topics = self._by(known, "topic", lambda table: said(table.get("title")))
        self.studies = self._by(known, "study", lambda table: str(table.get("citation", "")))
        named = [each for each in known if each.is_retired and each.what in ("topic", "study")]
        titles = [said(each.table.get("title")) or str(each.table.get("citation", "")) for each in named]
        self.gone = {(each.what, plain_fold(title)): each for each, title in zip(named, titles, strict=True)}
        self.seen: dict[str, tuple[int, Mapping[str, str]]] = {}
        self.found: set[str] = set()
        self.given: set[str] = set()

    @staticmethod
    def _by(known: Sequence[Known], what: str, name: Callable[[Mapping[str, Any]], str]) -> dict[str, str]:
        return {plain_fold(name(each.table)): each.uid for each in known if each.what == what and not each.is_retired}

    def take_line(self, line: Line) -> None:
        key = plain_fold(line.said["term"])
        if key in self.seen:
            other, before = self.seen[key]
            code = "repeated" if before == dict(line.said) else "twice"
            self.plan.problems.append(RowProblem(line.row, code, line.said["term"], other))
            return
        own = self.by_uid.get(("fact", line.said.get("uid", ""))) or self.by_heading.get(key)
        if own and own.uid in self.found:
            self.plan.problems.append(RowProblem(line.row, "twice", line.said["term"]))
            return
        kind = _kind_of(line.said, own)
        if kind not in _KINDS:
            code = "other_kind" if own and not line.said.get("kind") else "kind"
            self.plan.problems.append(RowProblem(line.row, code, line.said.get("kind", "") or line.said["term"]))
            return
        if own and own.table.get("kind") != kind:
            self.plan.problems.append(RowProblem(line.row, "other_kind", line.said["term"]))
            return
        where = self.linked(line.said.get("link", ""))
        if where is None:
            self.plan.problems.append(RowProblem(line.row, "no_link", line.said["link"]))
            return
        self.seen[key] = (line.row, dict(line.said))
        table = self._written(line, kind, own, where)
        if self._holds(line.row, table, kind):
            self._add(line.row, "fact", own, table)

    def _written(self, line: Line, kind: str, own: Known | None, where: Mapping[str, str]) -> Table:
        before: Table = dict(own.table) if own else {"kind": kind, "audiences": [NURSING]}
        table = before | _fields(line.said, kind, before)
        if topic := line.said.get("topic"):
            table["topic"] = self._topic(topic)
        if source := line.said.get("source") or line.said.get("link"):
            table["study"] = self._study(source, where)
        if own is None:
            table = self._with_defaults(table)
            uid = line.said.get("uid", "")
            free = uid and uid not in self.taken
            uid = uid if free else slug_of(heading_of(table), taken=self.taken, longest=50, otherwise="fact")
            self.taken.add(uid)
            table = {"uid": uid, **table}
        return completed(following(table, own.table if own else {}))

    def _with_defaults(self, table: Table) -> Table:
        defaults, filled = self.defaults, dict(table)
        if not filled.get("topic"):
            filled["topic"] = self._topic(defaults.new_topic) if defaults.new_topic else defaults.topic
        if not filled.get("study"):
            study = self._study(defaults.citation, defaults.link) if defaults.citation else defaults.study
            filled |= {"study": study} if study else {}
        if not filled.get("as_of") and defaults.as_of:
            filled["as_of"] = defaults.as_of
        return filled

    def _topic(self, title: str) -> str:
        return self._named(self.topics, "topic", title, {"title": title})

    def _study(self, citation: str, where: Mapping[str, str]) -> str:
        return self._named(self.studies, "study", citation, {"citation": citation, **where})

    def _named(self, names: dict[str, str], what: str, name: str, table: Table) -> str:
        key = plain_fold(name)
        if key not in names and (gone := self.gone.get((what, key))):
            names[key] = gone.uid
            self.plan.planned.append(Planned(0, what, RETURNED, dict(gone.table)))
        elif key not in names:
            uid = slug_of(name, taken=self.taken, longest=50, otherwise=what)
            self.taken.add(uid)
            names[key] = uid
            self.plan.planned.append(Planned(0, what, ADDED, {"uid": uid, **table}))
        return names[key]

    def _holds(self, row: int, table: Table, kind: str) -> bool:
        try:
            fact = read_one_fact(table)
        except BaseErrors as errors:
            self.plan.mistakes.extend((row, problem, kind) for problem in errors.problems)
            return False
        if fact.hedge:
            # What it takes more than one field to see.
            found = _alone_problems(table)
            self.plan.mistakes.extend((row, problem, kind) for problem in found)
            return not found
        return True

    def _add(self, row: int, what: str, own: Known | None, table: Table) -> None:
        if own is None:
            state = ADDED
        else:
            self.found.add(own.uid)
            state = RETURNED if own.is_retired else UNCHANGED if dict(own.table) == table else CHANGED
        self.plan.planned.append(Planned(row, what, state, table, own.table if own else {}))

    def take_tables(self, tables: Sequence[tuple[str, Table, int]]) -> None:
        named, unnamed = incoming_tables.named(tables)
        self.given = {table["uid"] for _what, table, _line in named if table.get("uid")}
        self.taken |= self.given
        rows = [(what, self._uid_given(what, table), line) for what, table, line in named]
        kept, mistakes, fallen = incoming_tables.sound(rows, self._toml_problems)
        self.plan.problems += unnamed + fallen
        self.plan.mistakes += mistakes
        for what, table, line in kept:
            self._add(line, what, self.by_uid.get((what, table["uid"])), table)

    def _uid_given(self, what: str, table: Table) -> Table:
        if what != "fact":
            return table
        if not table.get("uid"):
            own = self.by_heading.get(plain_fold(heading_of(table)))
            uid = own.uid if own and own.uid not in self.given else ""
            uid = uid or slug_of(heading_of(table), taken=self.taken, longest=50, otherwise="fact")
            self.given.add(uid)
            self.taken.add(uid)
            table = {"uid": uid, **table}
        before = self.by_uid.get(("fact", str(table.get("uid"))))
        whole = {"audiences": [NURSING], **table}
        return completed(following(whole, before.table) if before else self._with_defaults(whole))

    def _toml_problems(self, rows: Sequence[tuple[str, Table, int]]) -> Iterator[tuple[str, str, Problem]]:
        """What is wrong with the tables, taken together with those of the library that they may name."""
        own = {(what, str(table.get("uid"))) for what, table, _line in rows}
        mentioned = {text for _what, table, _line in rows for text in _texts(table)}
        tables: dict[str, list[Mapping[str, Any]]] = {"source": [_SOURCE]}
        for each in (*self.by_uid.values(), *self._made()):
            if (each.what, each.uid) in own or each.is_retired:
                continue
            if each.what in ("topic", "study", "pool"):
                tables.setdefault(each.what, []).append(each.table)
            elif each.what == "fact" and each.uid in mentioned:
                tables.setdefault("fact", []).append({k: v for k, v in each.table.items() if k not in ("distractors",)})
        for what, table, _line in rows:
            # A deck that is called by its library's title has none of its own.
            tables.setdefault(what, []).append({"title": "Deck", **table} if what == "deck" else table)
        try:
            read_base_tables(tables)
        except BaseErrors as errors:
            for problem in errors.problems:
                if (problem.what, problem.uid) in own or not problem.uid:
                    yield problem.what, problem.uid, problem

    def _made(self) -> Iterator[Known]:
        return (Known(each.what, str(each.table["uid"]), each.table, False) for each in self.plan.planned)


def _kind_of(said_: Mapping[str, str], own: Known | None) -> str:
    kind = said_.get("kind", "").strip().lower()
    if kind:
        return kind
    if own:
        return str(own.table.get("kind"))
    return "statement" if said_["term"].rstrip().endswith("?") else "definition"


def _fields(line: Mapping[str, str], kind: str, before: Mapping[str, Any]) -> Table:
    """What a row says, as the fact's table has it."""
    table: Table = {}
    term, meaning = line["term"], line["meaning"]
    plain_term, plain_meaning = line.get("plain term", ""), line.get("plain meaning", "")
    if kind == "statement":
        asks = before.get("asks")
        first = dict(asks[0]) if isinstance(asks, list) and asks else {"slug": "answer"}
        ask = _worded(term, plain_term, first.get("ask"))
        answer = _worded(meaning, plain_meaning, first.get("answer"))
        table["asks"] = [first | {"ask": ask, "answer": answer}, *(asks[1:] if isinstance(asks, list) else [])]
    else:
        names = ("term", "meaning") if kind == "definition" else ("ask", "action")
        table[names[0]] = _worded(term, plain_term, before.get(names[0]))
        table[names[1]] = _worded(meaning, plain_meaning, before.get(names[1]))
    if plain_term or plain_meaning:
        table["audiences"] = [NURSING, CAREGIVERS]
    for heading, name in (("as of", "as_of"), ("hedge", "hedge"), ("note", "note"), ("wording", "wording")):
        if line.get(heading):
            table[name] = line[heading]
    if line.get("wording"):
        table["wording"] = _worded(line["wording"], "", before.get("wording"))
    for heading, name in (("tags", "tags"), ("also", "also")):
        parts = [part.strip() for part in line.get(heading, "").replace(";", ",").split(",") if part.strip()]
        if parts and (name == "tags" or kind == "definition"):
            table[name] = parts
    return table


def _worded(nursing: str, plain: str, before: object) -> object:
    was = before if isinstance(before, dict) else {}
    own = plain or said(was, PLAIN)
    others = {face: wording for face, wording in was.items() if face not in (NURSING, PLAIN)}
    if own and own != nursing:
        return {NURSING: nursing, PLAIN: own, **others}
    if was and PLAIN not in was:
        return {NURSING: nursing, **others}
    return {NURSING: nursing, PLAIN: nursing, **others} if others else nursing


def _alone_problems(table: Table) -> list[Problem]:
    topic = [{"uid": table.get("topic"), "title": "Topic"}]
    study = [{"uid": table["study"], "citation": "Study"}] if table.get("study") else []
    try:
        read_base_tables({"source": [_SOURCE], "topic": topic, "study": study, "fact": [table]})
    except BaseErrors as errors:
        return errors.problems
    return []


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
