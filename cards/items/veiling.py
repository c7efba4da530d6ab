"""Veiling: names for the slots and options of a written item that tell nothing. Pure.

A page's source holds these names, and whoever writes a question calls its right answer `a1` or `right`. Veiled, a name
follows neither from the order of writing nor from what is right; it follows from the author's own name, so that it
stays the same however the text of an option is edited.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

from cards.items.checks import BOW_TIE_CHOOSES
from cards.items.kinds import Format, Item, Slot

SHARED = frozenset({Format.MATRIX_CHOICE, Format.MATRIX_RESPONSE, Format.MATCHING})
"""The formats of which every slot has the same options, by the same names."""

_PLACE = re.compile(r"\{([^{}]*)\}")


def veiled(item: Item, secret: str) -> Item:
    """The item with such names. secret: what nobody knows who is asked, else the names could be worked out again."""
    slots = tuple(_slot(item, slot, secret) for slot in item.slots)
    return replace(item, slots=slots, text=_text(item, slots))


def _slot(item: Item, slot: Slot, secret: str) -> Slot:
    # A bow-tie's slots have names of their own, the same for each.
    is_known = item.shape == Format.BOW_TIE and slot.id in BOW_TIE_CHOOSES
    within = "" if item.shape in SHARED else slot.id
    return replace(
        slot,
        id=slot.id if is_known else _name("s", secret, item.uid, slot.id),
        options=tuple(replace(option, id=_name("o", secret, item.uid, within, option.id)) for option in slot.options),
    )


def _name(prefix: str, *names: str) -> str:
    return prefix + hashlib.sha256("\0".join([prefix, *names]).encode()).hexdigest()[:10]


def _text(item: Item, slots: tuple[Slot, ...]) -> str:
    """The text with the new names where blanks or phrases stand in it."""
    names: Mapping[str, str] = {
        was.id: now.id
        for slot, new in zip(item.slots, slots, strict=True)
        for was, now in (
            zip(slot.options, new.options, strict=True) if item.shape is Format.HIGHLIGHT else [(slot, new)]
        )
    }
    return _PLACE.sub(lambda found: f"{{{names.get(found[1], found[1])}}}", item.text)
