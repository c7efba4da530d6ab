"""Preview of a question: as a student sees it, what trying it out brings, and what is unwise about it. Pure.

It is made with a bounded number of the library's facts, so that it costs the same in a small and a large library.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from cards.facts.kinds import Base, Fact, Source
from cards.facts.problems import BaseErrors
from cards.facts.reader import read_one_fact
from cards.generation.difficulty import difficulty_of, level_of
from cards.generation.finding import Finding
from cards.generation.item_rules import findings_of
from cards.items.kinds import Item
from learn.authoring.item_problems import Read
from learn.quizzes.arranging import arrange
from learn.quizzes.marking import BadResponseError
from learn.quizzes.results import CheckedItem, checked
from learn.quizzes.shown import ShownItem, shown

TRIED = "try-"
"""What the names of the fields begin with in which a question is tried out."""

# What is wrong with its structure is told as a problem; that a given reason is enough, an author may judge.
_TOLD_ELSEWHERE = frozenset({"structure", "no-rationale"})


@dataclass(frozen=True, slots=True)
class Preview:
    """shown: None as long as it cannot be answered; checked: what was tried, None before.

    difficulty: by the formula; level: of the difficulty that it has.
    """

    shown: ShownItem | None = None
    checked: CheckedItem | None = None
    advice: tuple[Finding, ...] = ()
    difficulty: int = 0
    level: str = ""


def preview(
    found: Read,
    *,
    facts: Sequence[Mapping[str, Any]],
    answers: Mapping[str, Sequence[str]] | None = None,
    is_tried: bool = False,
    is_own_difficulty: bool = False,
) -> Preview:
    """What is made of a question as it was read. facts: tables of those it rests on and of some others.

    answers: what was chosen or typed to try it out. Raises BadResponseError for what its form does not send.
    """
    item = found.item
    if item is None or not found.is_showable:
        return Preview()
    known = typed_facts(facts)
    rated = difficulty_of(item, known)
    order = arrange([item], Random(item.uid))[0]  # noqa: S311  (the same whenever it is shown)
    given = _known(item, answers or {})
    if not is_own_difficulty:
        item = replace(item, difficulty=rated)
    return Preview(
        shown=shown(item, order, given, prefix=TRIED),
        checked=checked(item, order, given) if is_tried else None,
        advice=tuple(_advice(item, known)),
        difficulty=rated,
        level=level_of(item.difficulty) if item.difficulty <= 100 else "",
    )


def typed_facts(tables: Sequence[Mapping[str, Any]]) -> dict[str, Fact]:
    """The facts of these tables by uid, without what makes their wrong answers false, which is not at hand."""
    known = {}
    for table in tables:
        try:
            fact = read_one_fact({name: value for name, value in table.items() if name != "distractors"})
        except BaseErrors:
            # A draft of its own troubles: it is told where it is edited.
            continue
        known[fact.uid] = fact
    return known


def _known(item: Item, answers: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The answers to slots and options that the question still has: it may have been changed since it was shown."""
    given: dict[str, list[str]] = {}
    for slot in item.slots:
        chosen = list(answers.get(slot.id, ()))
        if slot.options:
            chosen = [each for each in dict.fromkeys(chosen) if slot.option(each) is not None]
            most = slot.choose or len(slot.options)
            if len(chosen) > most:
                raise BadResponseError(slot.id)
        given[slot.id] = chosen
    return given


def _advice(item: Item, known: Mapping[str, Fact]) -> Iterator[Finding]:
    base = Base(
        source=Source("library", "Library", "", "", "", "", ""),
        studies=(),
        topics=(),
        decks=(),
        pools=(),
        facts=tuple(known.values()),
    )
    for finding in findings_of(item, base):
        if finding.code in _TOLD_ELSEWHERE:
            continue
        # Which fact makes an answer false is not asked of an author who says why it is wrong.
        if finding.code == "unfounded":
            continue
        yield finding
