"""Items made of facts, and what their options say."""

from cards.generation.items import items_of
from tests.cards.generation.builders import (
    base,
    definition,
    wrong,
)

TURNS = [wrong("Drifting sand", "ask:turns"), wrong("Falling dust", "ask:turns"), wrong("Rolling dunes", "ask:turns")]


def made(*facts, **own):
    return {each.uid: each for each in items_of(base(*facts, **own))}


def texts(slot, is_key):
    return sorted(option.text for option in slot.options if option.is_key is is_key)


def mean(uid, term, plain, **own):
    return definition(uid, term, f"in our trade, {plain}", plain, **own)


WORDS = (
    mean("delta", "delta", "land made of mud at the sea"),
    mean("loess", "loess", "dust that the wind has laid down"),
    mean("moraine", "moraine", "stones that ice has left behind"),
    mean("mere", "mere", "a lake that is broad and shallow"),
)
