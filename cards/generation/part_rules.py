"""The rule of what an item of several parts must tell: why each part's key is right, and not only one's."""

from collections.abc import Iterator

from cards.generation.option_rules import Bench
from cards.generation.saying import says
from cards.items.kinds import Format, Item, Slot

# Formats whose parts each have an answer of their own. In a matrix of several answers each row has its reason, and is
# named with it.
_IN_PARTS = frozenset(
    {Format.DROPDOWN, Format.DYAD, Format.TRIAD, Format.MATCHING, Format.MATRIX_CHOICE, Format.BOW_TIE}
)


def part_unexplained(item: Item, bench: Bench) -> str:
    """A key of one of several parts that no reason shown with this part speaks of; an item without any is told so."""
    if item.shape not in _IN_PARTS or len(item.slots) < 2:
        return ""
    missing = [f'"{key}"' for slot in item.slots for key in _unexplained(item, slot, bench)]
    return f"no reason speaks of {', '.join(missing)}" if missing else ""


def _unexplained(item: Item, slot: Slot, bench: Bench) -> Iterator[str]:
    facts = [bench.facts[uid] for uid in item.facts if uid in bench.facts]
    for key in slot.keys:
        # A row's own reason stands beside it; that of another row, in the rationale, is not looked for there.
        reason = f"{slot.why or item.rationale} {key.why}".strip()
        if reason and not says(reason, key.text, facts=facts, generic=bench.generic):
            yield key.text
