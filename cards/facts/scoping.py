"""Scoping: a base under names of its own, so that two libraries may call two things alike.

Every uid that stands for ever in the database (fact, deck, care question, written item, grid, passage) gets the
library's code before it, and so does every place that names one. Topics, studies and pools belong to their source and
keep their names. The slots and options of written items get names that tell nothing (cards.items.veiling).
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from cards.facts.kinds import Base, Pool, Source, Study, Topic
from cards.items.veiling import veiled

_Thing = TypeVar("_Thing")

_NAMING = frozenset({"uid", "fact", "facts", "false_by", "relation"})
"""The fields, anywhere in a base, that may hold such a uid."""

_OF_THEIR_SOURCE = (Source, Study, Topic, Pool)


def scoped(base: Base, code: str, *, secret: str = "") -> Base:
    """The base of a library: the same, but for its uids, each with the code and a hyphen before it.

    The source is called as the library's code itself. secret: what no learner of the library knows, for the names of
    slots and options in its written items.
    """
    named = (base.facts, base.decks, base.questions, base.grids, base.passages, base.items)
    names = {each.uid: f"{code}-{each.uid}" for group in named for each in group}
    renamed = {
        field.name: _renamed(getattr(base, field.name), names)
        for field in fields(base)
        if field.name not in ("source", "outline")
    }
    renamed["items"] = tuple(veiled(item, secret) for item in renamed["items"])
    return replace(base, source=replace(base.source, uid=code), **renamed)


def unscoped(uid: str, code: str) -> str:
    """The uid as its author knows it: without the library's code."""
    return uid.removeprefix(f"{code}-")


def _renamed(thing: _Thing, names: Mapping[str, str]) -> _Thing:
    if isinstance(thing, tuple):
        return tuple(_renamed(each, names) for each in thing)  # type: ignore[return-value]  # a tuple it was
    if not is_dataclass(thing) or isinstance(thing, (type, *_OF_THEIR_SOURCE)):
        return thing
    changed: dict[str, Any] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        new = _name(value, names) if field.name in _NAMING else _renamed(value, names)
        if new is not value:
            changed[field.name] = new
    return replace(thing, **changed) if changed else thing


def _name(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(_name(each, names) for each in value)
    return value
