"""Item: a question of a quiz, made from facts. Coverage: which facts are asked at all.

An item's uid never depends on its wording or on the order of facts, so that what learners answered stays with it:

FACT/mc:PLAN          multiple choice on a card ("denosumab/mc:role"); FACT/mc:PLAN:hard with closer distractors
FACT/typed:PLAN       the card's answer, typed
FACT/number:PLAN      the number in the card's answer
FACT/all, FACT/n      select all and select N of a set
FACT/dropdown         drop-down cloze
FACT/dyad             a claim and its reason
FACT/order            ordered response
grid:UID/FORMAT       matching, matrix multiple choice, matrix multiple response
passage:UID/highlight
...@plain             the same in plain words, for caregivers

Written items keep the uid that their author gave them, and the difficulty, if they did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cards.facts.kinds import Base
from cards.generation.difficulty import difficulty_of
from cards.generation.making.from_cards import card_items
from cards.generation.making.from_facts import fact_items
from cards.generation.making.from_grids import grid_items, passage_items
from cards.generation.making.stock import Stock
from cards.generation.progress import GENERATING, Progress, not_told, told
from cards.items.kinds import Item

__all__ = ["coverage", "items_of"]

UNWEIGHED = 50
"""The difficulty of an item that nobody has weighed: what an Item has by default."""


def items_of(base: Base, progress: Progress = not_told) -> tuple[Item, ...]:
    """Every item of a base, by topic and then by uid: the same for the same facts, in whatever order they stand.

    progress: is told of "generating" now and then, with the facts whose items are made.
    """
    stock = Stock(base)
    topics = {topic.uid: number for number, topic in enumerate(base.topics)}
    made = (_weighed(item, stock) for item in _items(base, stock, progress))
    return tuple(sorted(made, key=lambda item: (topics.get(item.topic, len(topics)), item.uid)))


def coverage(base: Base, items: Sequence[Item] | None = None) -> tuple[str, ...]:
    """The uids of facts that no item rests on although they name no reason for it.

    items: all of the base's, if they are made.
    """
    asked = {uid for item in (items_of(base) if items is None else items) for uid in item.facts}
    return tuple(fact.uid for fact in base.facts_in_order() if fact.uid not in asked and not fact.no_item)


def _weighed(item: Item, stock: Stock) -> Item:
    """The item with its difficulty, unless its author gave it one."""
    return item if item.difficulty != UNWEIGHED else replace(item, difficulty=difficulty_of(item, stock.facts))


def _items(base: Base, stock: Stock, progress: Progress) -> Iterator[Item]:
    for fact in told(base.facts, GENERATING, progress):
        if not fact.no_item:
            yield from card_items(fact, stock)
            yield from fact_items(fact, stock)
    for grid in base.grids:
        yield from grid_items(grid, stock)
    for passage in base.passages:
        yield from passage_items(passage, stock)
    yield from (item for item in base.items if stock.has(item.facts))
