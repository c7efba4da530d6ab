"""Tells: what an item gives away, and what would give it away. Cue: one item's text holding another's answer.

Whoever draws a quiz has hundreds of candidates and a few milliseconds. What it takes to keep two items apart is
therefore worked out once, when an item is made, and stored beside it.

A key phrase of an item with rows is its label and its answer together ("prostate cancer|osteoblastic"): neither tells
anything alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cards.facts.truths import plain_fold
from cards.generation.word_stems import Generic, content_stems
from cards.items.kinds import Format, Item, Slot
from cards.items.markup import as_plain

SAME_QUESTION = 0.8
"""Two questions that share this part of their content stems (of all that either has) ask the same."""

# Fewer stems than this say too little to call two questions the same.
_FEWEST_STEMS = 3
_BOTH = "|"
_PLACE = re.compile(r"\{[\w-]+\}")
_MADE = re.compile(r"^(?P<fact>.+?)/(?:mc|typed|number):(?P<plan>.+?)(?::hard)?$")
_SET = frozenset({"all", "n"})
# Without letters enough to tell anything: "one", "pain", "bone" stand in every other stem.
_FEWEST_LETTERS = 5

# What an item tells to do is no part of what it asks.
_TO_DO = frozenset("answer apply article blank choose complete option select sentence text".split())  # noqa: SIM905  (a list of words)

# The keys of these are headings that stand in plain sight; only label and key together are the answer.
_PAIRED = frozenset({Format.MATCHING, Format.MATRIX_CHOICE, Format.MATRIX_RESPONSE})


@dataclass(frozen=True)
class Tells:
    """What it takes to keep an item apart from others.

    words: all that it shows before it is answered, folded, with a space at both ends; keys: the folded answers; facts:
    the uids it rests on; asks: names of its questions, the same in whatever format they are asked; stems: the content
    stems of its question.
    """

    words: str
    keys: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()

    def payload(self) -> dict[str, Any]:
        """The tells as JSON-able data."""
        return {
            "words": self.words,
            "keys": list(self.keys),
            "facts": list(self.facts),
            "asks": list(self.asks),
            "stems": list(self.stems),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "Tells":
        """The tells that `payload` wrote out. Raises KeyError for what it did not write."""
        lists = {name: tuple(payload[name]) for name in ("keys", "facts", "asks", "stems")}
        return cls(payload["words"], **lists)

    # Kept at the first call: a draw compares the same few hundred items again and again.
    @cached_property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """The keys, each as the phrases that tell it where they stand together."""
        return tuple(tuple(f" {part} " for part in key.split(_BOTH)) for key in self.keys)

    @cached_property
    def ask_set(self) -> frozenset[str]:
        return frozenset(self.asks)

    @cached_property
    def stem_set(self) -> frozenset[str]:
        return frozenset(self.stems)


def tells(item: Item, generic: Generic | None = None) -> Tells:
    """The tells of an item. generic: which stems are too common in its base to tell anything."""
    item = as_plain(item)
    visible = list(_visible(item))
    question = [item.stem, item.text, *(slot.label for slot in item.slots)]
    return Tells(
        words=f" {_folded(' '.join(visible))} ",
        keys=tuple(dict.fromkeys(key for key in _keys(item) if _is_telling(key, generic))),
        facts=item.facts,
        asks=tuple(asks(item)),
        stems=tuple(asked_stems(" ".join(question))),
    )


def cues(one: Tells, other: Tells) -> bool:
    """Whether an answer of `other` stands in what `one` shows."""
    words = one.words
    for parts in other.phrases:
        # Most keys are one phrase: asked for first, since a draw comes here thousands of times.
        if parts[0] in words and (len(parts) == 1 or all(part in words for part in parts[1:])):
            return True
    return False


def near_duplicates(one: Tells, other: Tells) -> bool:
    """Whether both ask the same, in the same format or another."""
    return not one.ask_set.isdisjoint(other.ask_set) or asks_the_same(one.stem_set, other.stem_set)


def asks_the_same(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two questions of these content stems are the same."""
    fewer, more = sorted((len(mine), len(theirs)))
    if fewer < _FEWEST_STEMS or fewer < SAME_QUESTION * more:
        return False
    shared = len(mine & theirs)
    return shared >= SAME_QUESTION * (len(mine) + len(theirs) - shared)


def asked_stems(question: str) -> list[str]:
    """The content stems of what is asked, without what is only to be done."""
    return sorted(each for each in content_stems(_PLACE.sub(" ", question)) if each not in _TO_DO)


def clash(one: Tells, other: Tells) -> bool:
    """Whether the two may not stand in one quiz: they ask the same, or one tells the other's answer."""
    return near_duplicates(one, other) or cues(one, other) or cues(other, one)


def asks(item: Item) -> Iterator[str]:
    """The names of an item's questions: "denosumab/role", whether chosen or typed, in whatever register."""
    uid = item.uid.removesuffix("@plain")
    if made := _MADE.match(uid):
        yield f"{made['fact']}/{made['plan']}"
        return
    head, _, tail = uid.rpartition("/")
    if head.startswith(("grid:", "passage:")):
        yield head
    elif tail in _SET:
        # Select all and select N ask for the same members.
        yield f"{head}/all"
    else:
        yield uid


def _visible(item: Item) -> Iterator[str]:
    yield item.stem
    yield _shown_text(item)
    for slot in item.slots:
        yield slot.label
    for exhibit in item.exhibits:
        yield from (exhibit.label, exhibit.text)
        yield from (cell for row in exhibit.rows for cell in row)
    if item.shape is Format.MATRIX_RESPONSE and item.slots:
        yield from (option.text for option in item.slots[0].options)


def _shown_text(item: Item) -> str:
    """The text with blanks, or with the phrases that can be highlighted: these stand in it for all to read."""
    if item.shape is not Format.HIGHLIGHT:
        # A letter that no fold takes away: what stands on both sides of a blank is no phrase.
        return _PLACE.sub(" ; ", item.text)
    phrases = {option.id: option.text for slot in item.slots for option in slot.options}
    return _PLACE.sub(lambda match: phrases.get(match.group()[1:-1], " "), item.text)


def _keys(item: Item) -> Iterator[str]:
    for slot in item.slots:
        for key in _answers(item, slot):
            yield f"{plain_fold(slot.label)}{_BOTH}{key}" if item.shape in _PAIRED else key


def _answers(item: Item, slot: Slot) -> Iterator[str]:
    if item.shape is Format.ORDERED:
        # The elements are shown; their order is no phrase.
        return
    for text in (*(option.text for option in slot.keys), *slot.accepts):
        yield from _with_number(plain_fold(text))
    if slot.number is not None:
        yield from _with_number(plain_fold(f"{slot.number:.10g} {slot.unit}"))


def _with_number(folded: str) -> Iterator[str]:
    """The phrase, and a long number in it on its own: "330000" tells as much as "330000 people"."""
    yield folded
    first = folded.split(" ", 1)[0]
    if first.isdigit() and len(first) >= 4 and first != folded:
        yield first


def _is_telling(key: str, generic: Generic | None) -> bool:
    if _BOTH in key:
        return True
    stems = content_stems(key)
    if generic is not None:
        stems = [each for each in stems if not generic(each)]
    letters = sum(map(len, stems))
    return letters >= _FEWEST_LETTERS or any(each[0].isdigit() for each in stems)


def _folded(text: str) -> str:
    # Folded part by part: a fold joins the words on both sides of a full stop into one phrase.
    return " ; ".join(plain_fold(part) for part in _parts(text) if part)


def _parts(text: str) -> Iterable[str]:
    return (part.strip() for part in re.split(r"[;:.?!](?:\s|$)|\n", text))
