"""Listing: every item of a base on a few lines. Spread: how the difficulties of a topic's items lie.

For whoever weighs the items of a base: authors, reviewers, the golden test.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cards.facts.kinds import NURSING, Base
from cards.generation.difficulty import EASY, HARD, LEVELS, level_of
from cards.generation.items import items_of
from cards.items.kinds import Format, Item, Option, Slot

# Each row has the same columns to choose from.
_SHARED = frozenset({Format.MATCHING, Format.MATRIX_CHOICE})


@dataclass(frozen=True, slots=True)
class Spread:
    """The nursing items of a topic: how many of each format and level, and how far easy and hard ones lie apart.

    easiest and hardest: the mean difficulty of the easiest and of the hardest third, at least one item each.
    """

    topic: str
    formats: dict[str, int]
    levels: dict[str, int]
    easiest: float
    hardest: float


def spreads(base: Base, items: Sequence[Item] | None = None) -> list[Spread]:
    """The spread of each topic that has nursing items, in the topics' order."""
    found = []
    items = items_of(base) if items is None else items
    for topic in base.topics:
        asked = [item for item in items if item.topic == topic.uid and item.register == NURSING]
        if asked:
            found.append(_spread(topic.uid, asked))
    return found


def _spread(topic: str, items: Sequence[Item]) -> Spread:
    difficulties = sorted(item.difficulty for item in items)
    third = max(len(difficulties) // 3, 1)
    levels = Counter(level_of(each) for each in difficulties)
    return Spread(
        topic,
        dict(sorted(Counter(item.format.value for item in items).items())),
        {level: levels[level] for level in LEVELS},
        sum(difficulties[:third]) / third,
        sum(difficulties[-third:]) / third,
    )


def spread_line(spread: Spread) -> str:
    """A topic's spread on one line."""
    formats = ", ".join(f"{count} {name}" for name, count in spread.formats.items())
    levels = ", ".join(f"{count} {level}" for level, count in spread.levels.items())
    ends = f"{EASY} third {spread.easiest:.0f}, {HARD} third {spread.hardest:.0f}"
    return f"{spread.topic}: {levels} ({ends}); {formats}"


def items_listing(base: Base) -> str:
    """Every item with all that it shows: right options marked "+", wrong ones "-" with what makes them so."""
    return "\n".join([line for item in items_of(base) for line in item_lines(item)] + [""])


def item_lines(item: Item) -> Iterator[str]:
    """An item's lines in the listing."""
    form = f"{item.format.value} as {item.marked_as.value}" if item.marked_as else item.format.value
    yield f"{item.uid} [{item.register}, {form}, {item.difficulty}] {item.stem}"
    for exhibit in item.exhibits:
        yield f"    exhibit {exhibit.label}: {exhibit.text}".rstrip(": ")
        yield from (f"        {' | '.join(row)}" for row in exhibit.rows)
    if item.text:
        yield f"    text: {item.text}"
    if item.shape in _SHARED:
        yield f"    columns: {' | '.join(option.text for option in item.slots[0].options)}"
        yield from (_row_line(slot) for slot in item.slots)
    else:
        for slot in item.slots:
            yield from _slot_lines(slot, is_alone=len(item.slots) == 1)
    if len(item.facts) > 1 and item.shape not in _SHARED:
        yield f"    rationale: {item.rationale}"
    if item.note:
        yield f"    note: {item.note}"


def _row_line(slot: Slot) -> str:
    facts = ", ".join(dict.fromkeys(option.false_by for option in slot.options if not option.is_key))
    return f"    {slot.label} => {' | '.join(key.text for key in slot.keys)} ({facts}: {slot.why})"


def _slot_lines(slot: Slot, *, is_alone: bool) -> Iterator[str]:
    if not is_alone:
        yield f"    {slot.id}: {slot.label}".rstrip(": ") + ":"
    if slot.accepts:
        yield f"    = {' | '.join(slot.accepts)}"
    if slot.near:
        yield f"    near: {', '.join(slot.near)}"
    if slot.number is not None:
        yield f"    = {slot.number:.10g} {slot.unit} ({', '.join(slot.units)})"
    yield from (_option_line(option) for option in slot.options)


def _option_line(option: Option) -> str:
    if option.is_key:
        return f"    + {option.text}" + (f" ({option.why})" if option.why else "")
    return f"    - {option.text} ({option.false_by}: {option.why})"
