"""Made: all that a base makes, worked out before anything is stored.

It takes seconds for a large base, and whoever stores it should hold up nobody meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cards.facts.kinds import Base
from cards.facts.payload import fact_payload, payload_digest
from cards.generation.cards import CardDraft, cards_for, decks_of
from cards.generation.cueing import tells
from cards.generation.items import items_of
from cards.generation.progress import READING, Progress, not_told, told
from cards.generation.word_stems import Generic, generic_stems
from cards.items.kinds import Item
from cards.items.payload import item_digest, item_payload


@dataclass(frozen=True)
class WrittenFact:
    """A fact as it is stored."""

    payload: Mapping[str, object]
    digest: str


@dataclass(frozen=True)
class MadeItem:
    """An item with its digest; its payload and what it tells are worked out when they are asked for."""

    typed: Item
    digest: str
    generic: Generic

    @cached_property
    def payload(self) -> dict[str, Any]:
        return item_payload(self.typed)

    @cached_property
    def tells(self) -> dict[str, Any]:
        return tells(self.typed, self.generic).payload()


@dataclass(frozen=True)
class Made:
    """Facts as written, their cards, the cards of each deck, items; all by uid."""

    facts: Mapping[str, WrittenFact]
    cards: Mapping[str, tuple[CardDraft, ...]]
    decks: Mapping[str, tuple[str, ...]]
    items: Mapping[str, MadeItem]


def made_of(base: Base, *, known: Mapping[str, str] | None = None, progress: Progress = not_told) -> Made:
    """All that the base makes. known: digests of items that are stored, of which no more than the digest is needed.

    progress: is told of "reading" and then of "generating", each counted in facts.
    """
    facts: dict[str, WrittenFact] = {}
    cards: dict[str, tuple[CardDraft, ...]] = {}
    for fact in told(base.facts, READING, progress):
        payload = fact_payload(fact)
        facts[fact.uid] = WrittenFact(payload, payload_digest(fact, payload))
        cards[fact.uid] = cards_for(fact)
    generic = generic_stems(base)
    items: dict[str, MadeItem] = {}
    for item in items_of(base, progress):
        payload = item_payload(item)
        made = items[item.uid] = MadeItem(item, item_digest(item, payload), generic)
        if (known or {}).get(item.uid) != made.digest:
            # Kept with the item, so that they need not be worked out while it is being stored.
            made.__dict__.update(payload=payload, tells=made.tells)
    return Made(facts, cards, decks_of(base, cards), items)
