"""Reading an item in the order that was frozen with its attempt (learn.quizzes.arranging). Pure."""

from collections.abc import Mapping, Sequence

from cards.items.kinds import Item, Option, Slot


def in_order(item: Item, order: Mapping[str, Sequence[str]]) -> list[Slot]:
    """The item's slots in their frozen order."""
    return [slot for slot_id in order[""] if (slot := item.slot(slot_id)) is not None]


def options_in_order(slot: Slot, order: Mapping[str, Sequence[str]]) -> list[Option]:
    """The slot's options in their frozen order."""
    return [option for option_id in order.get(slot.id, ()) if (option := slot.option(option_id)) is not None]
