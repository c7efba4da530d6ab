"""Explained: a word that a fact explains, and what it says it means.

A definition explains its term, a role the agent it is about, and any fact the words of its `explains`. From these a
glossary is made, and against them the hard words of plain texts are checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cards.facts.kinds import Definition, Fact, Role, Text


@dataclass(frozen=True, slots=True)
class Explained:
    """`also`: other names of the same thing. `is_ours`: the source uses the word and does not explain it."""

    word: Text
    meaning: Text
    also: tuple[str, ...] = ()
    is_ours: bool = False


def explained(fact: Fact) -> tuple[Explained, ...]:
    """The words that the fact explains, its own term first."""
    return tuple(_explained(fact))


def _explained(fact: Fact) -> Iterator[Explained]:
    others = tuple(name for names in fact.synonyms.values() for name in names)
    if isinstance(fact, Definition):
        yield Explained(fact.term, fact.meaning, (*fact.also, *others))
    elif isinstance(fact, Role):
        # What it is used for is what the source tells of it.
        yield Explained(fact.agent, fact.wording, others)
    for word, meaning in fact.explains.items():
        yield Explained(Text.shared(word), meaning, is_ours=True)
