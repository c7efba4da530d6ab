"""Distractor, Pool, Because, Figure, Grid, Passage: what quiz items need beyond what facts say.

A Grid sets statements (rows) against headings (columns): matching and matrix items are made of it. A Passage is a text
of our own with phrases to highlight. A Because is a claim and its reason, for a rationale dyad.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cards.facts.texts import Text


@dataclass(frozen=True, slots=True)
class Pool:
    """Curated distractors, with the reason why each of them is safely false."""

    uid: str
    why: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distractor:
    """A wrong answer that is known to be wrong: `false_by` is a fact's uid or "pool:<uid>".

    at: which question of its fact it belongs to: the name of a card ("role", "agent", "ask:improves"), a part of its
    `because` ("because:claim", "because:reason") or a mark of its `dropdown` ("dropdown:slug"). Empty: the first card
    of the fact. One with a wording in some faces only (text.plain alone is not allowed) serves items in these.
    """

    text: Text
    why: str
    false_by: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Because:
    """A claim and its reason, as the parts of the sentence "CLAIM because REASON"; without a full stop."""

    claim: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """The number in a card's answer, so that it can be asked for as a number. at: the name of the card."""

    at: str
    number: float
    unit: str


@dataclass(frozen=True, slots=True)
class GridColumn:
    slug: str
    name: Text


@dataclass(frozen=True, slots=True)
class GridRow:
    """A statement, and the columns of which it is true. why: why it is true of these and of no other."""

    slug: str
    fact: str
    text: Text
    columns: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Statements against headings. ask: the stem of items made of it, by format, where they need different words.

    formats: "matching" (each column has exactly one row), "matrix_choice" (each row has exactly one column),
    "matrix_response" (rows may have several). `extra` are columns that no row fits: wrong answers for matching.
    """

    uid: str
    topic: str
    audiences: tuple[str, ...]
    formats: tuple[str, ...]
    ask: Mapping[str, Text] = field(hash=False)
    columns: tuple[GridColumn, ...] = ()
    rows: tuple[GridRow, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a passage that can be highlighted; `fact` says why it is right, or what makes it wrong."""

    slug: str
    fact: str
    is_key: bool
    why: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of our own in which phrases are marked [[slug|phrase]]; `ask` says which of them to highlight."""

    uid: str
    topic: str
    audiences: tuple[str, ...]
    ask: Text
    text: Text
    phrases: tuple[Phrase, ...]
    note: str = ""
