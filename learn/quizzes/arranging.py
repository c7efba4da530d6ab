"""Arranging the options of a quiz: where the right ones stand must tell nothing.

Order: {"": [slot id, ...], slot id: [option id, ...]} of one item. It is frozen with the attempt, so that a page shows
the same on every visit and device.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from random import Random

from cards.items.kinds import Format, Item, Slot

Order = dict[str, list[str]]

_ROWS_ARE_SLOTS = frozenset({Format.MATRIX_CHOICE, Format.MATCHING})
_FIXED_COLUMNS = frozenset({Format.MATRIX_CHOICE})


def arrange(items: Sequence[Item], random: Random) -> list[Order]:
    """The order of each item's slots and options.

    Where a slot has one right option among k, its place is dealt from a pack that holds each place equally often: in a
    quiz of n such slots no place is right more than ceil(n / k) times. Options with an order of their own keep it.
    """
    packs = {size: _places(size, count, random) for size, count in _dealt(items).items()}
    return [_order(item, packs, random) for item in items]


def _dealt(items: Sequence[Item]) -> dict[int, int]:
    """How many slots get the place of their key dealt, by their number of options."""
    sizes: dict[int, int] = {}
    for item in items:
        for slot in item.slots:
            if _is_dealt(item, slot):
                sizes[len(slot.options)] = sizes.get(len(slot.options), 0) + 1
    return sizes


def _is_dealt(item: Item, slot: Slot) -> bool:
    return item.shape not in _ROWS_ARE_SLOTS and not slot.is_fixed and slot.choose == 1 and len(slot.keys) == 1


def _places(size: int, count: int, random: Random) -> Iterator[int]:
    places = [place for _ in range(ceil(count / size)) for place in range(size)]
    # Which places are left over when the pack is not used up is chance, too.
    full, rest = divmod(count, size)
    dealt = places[: full * size] + random.sample(range(size), rest)
    random.shuffle(dealt)
    return iter(dealt)


def _order(item: Item, packs: dict[int, Iterator[int]], random: Random) -> Order:
    order: Order = {"": [slot.id for slot in item.slots]}
    if item.shape in _ROWS_ARE_SLOTS:
        random.shuffle(order[""])
        # One order for all rows: the same answers stand under each prompt.
        shared = [option.id for option in item.slots[0].options]
        if item.shape not in _FIXED_COLUMNS:
            random.shuffle(shared)
        return order | {slot.id: list(shared) for slot in item.slots}
    if item.shape == Format.MATRIX_RESPONSE:
        shared = [option.id for option in item.slots[0].options]
        random.shuffle(shared)
        return order | {slot.id: list(shared) for slot in item.slots}
    for slot in item.slots:
        order[slot.id] = _options(item, slot, packs, random)
    return order


def _options(item: Item, slot: Slot, packs: dict[int, Iterator[int]], random: Random) -> list[str]:
    ids = [option.id for option in slot.options]
    # Phrases to highlight stand where the text has them.
    if slot.is_fixed or item.shape == Format.HIGHLIGHT:
        return ids
    if _is_dealt(item, slot):
        key = slot.keys[0].id
        others = [each for each in ids if each != key]
        random.shuffle(others)
        others.insert(next(packs[len(ids)]), key)
        return others
    shuffled = random.sample(ids, len(ids))
    if item.shape == Format.ORDERED and shuffled == ids:
        # Shown in the right order it would be answered already.
        shuffled = ids[1:] + ids[:1]
    return shuffled
