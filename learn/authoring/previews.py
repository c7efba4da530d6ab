"""Preview: the cards and questions that a fact will make, and what is wrong or unwise about it. Pure.

It is made with a bounded number of other facts of its library, so that it costs the same in a small and a large one.
What it takes the whole library to see is seen on publishing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.facts.kinds import Base, Fact, Source
from cards.facts.problems import BaseErrors, Problem
from cards.facts.reader import read_base_tables, read_one_fact
from cards.generation.card_rules import findings
from cards.generation.cards import CardDraft, cards_for
from cards.generation.finding import Finding
from cards.generation.item_rules import findings_of_each
from cards.generation.making.from_cards import card_items
from cards.generation.making.from_facts import fact_items
from cards.generation.making.stock import Stock
from cards.items.kinds import Item
from learn.authoring.fact_tables import repeated_rows

NEIGHBOURS = 24
"""Other facts that a preview looks at, at most."""

NEW_TOPIC = "new-topic"
"""The topic of a fact whose topic is not there yet."""

_MADE_TOPIC = {"uid": NEW_TOPIC, "title": "New"}
_SOURCE = {"uid": "preview", "title": "Preview"}

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Around:
    """What a fact is previewed with; neighbours: other facts of its library, those it names among them."""

    topics: Sequence[Table] = ()
    studies: Sequence[Table] = ()
    pools: Sequence[Table] = ()
    neighbours: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """fact: None where there are problems; cards and items are then empty."""

    fact: Fact | None = None
    cards: tuple[CardDraft, ...] = ()
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def preview(table: Table, around: Around) -> Preview:
    """What the fact of this table makes."""
    problems = problems_of(table, around)
    if problems:
        return Preview(problems=tuple(problems))
    fact = read_one_fact(dict(table))
    base = Base(
        source=Source("preview", "Preview", "", "", "", "", ""),
        studies=(),
        topics=(),
        decks=(),
        pools=(),
        facts=(fact, *_others(fact.uid, around.neighbours)),
    )
    stock = Stock(base)
    items = tuple(_items(fact, stock))
    found = [each for each in findings(base) if each.uid == fact.uid or each.uid.startswith(f"{fact.uid}/")]
    found += findings_of_each(items, base)
    return Preview(fact, cards_for(fact), items, (), tuple(found))


def problems_of(table: Table, around: Around) -> list[Problem]:
    """What is wrong with the fact itself, and with what it names."""
    uid, relation = table.get("uid"), table.get("relation")
    mentioned = {row.get("false_by") for row in _rows(table.get("distractors"))}
    named = [
        each
        for each in around.neighbours
        if each.get("uid") != uid and (each.get("uid") in mentioned or (relation and each.get("relation") == relation))
    ]
    tables: dict[str, Sequence[Mapping[str, object]]] = {
        "source": [_SOURCE],
        "topic": [*around.topics, *([_MADE_TOPIC] if table.get("topic") == NEW_TOPIC else [])],
        "study": list(around.studies),
        "pool": list(around.pools),
        # The others without what they name in turn, which is not at hand.
        "fact": [table, *map(_alone, named)],
    }
    found = [Problem("", None, str(uid), f'{path} repeats "{name}"', "fact") for path, name in repeated_rows(table)]
    try:
        read_base_tables(tables)
    except BaseErrors as errors:
        found += [each for each in errors.problems if each.what == "fact" and each.uid == uid]
    return found


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _alone(table: Table) -> Table:
    return {key: value for key, value in table.items() if key not in ("distractors", "because", "dropdown", "study")}


def _others(uid: str, tables: Sequence[Table]) -> Iterator[Fact]:
    for table in tables:
        if table.get("uid") != uid:
            try:
                yield read_one_fact({key: value for key, value in table.items() if key != "distractors"})
            except BaseErrors:
                # A draft of its own troubles: it is told where it is edited.
                continue


def _items(fact: Fact, stock: Stock) -> Iterator[Item]:
    if not fact.no_item:
        yield from card_items(fact, stock)
        yield from fact_items(fact, stock)
