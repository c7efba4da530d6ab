"""Payload: an item as JSON-able data and back. What has its default is left out, so that new fields need no rewrite."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from cards.items.kinds import Exhibit, Format, Item, Option, Slot


def item_payload(item: Item) -> dict[str, Any]:
    """The item as plain lists, tables, strings and numbers."""
    payload: dict[str, Any] = _plain(item)
    return payload


def item_from_payload(payload: Mapping[str, Any]) -> Item:
    """The item that `item_payload` wrote out. Raises KeyError, TypeError or ValueError for what no item wrote."""
    values = dict(payload)
    values["format"] = Format(values["format"])
    if values.get("marked_as"):
        values["marked_as"] = Format(values["marked_as"])
    values["slots"] = tuple(_slot(each) for each in values["slots"])
    values["exhibits"] = tuple(
        Exhibit(each["label"], each.get("text", ""), tuple(tuple(row) for row in each.get("rows", ())))
        for each in values.get("exhibits", ())
    )
    for name in ("facts", "audiences", "paragraphs", "tags"):
        if name in values:
            values[name] = tuple(values[name])
    return Item(**values)


def item_digest(item: Item, payload: Mapping[str, Any] | None = None) -> str:
    """A digest that changes exactly when the item does. payload: of the item, if that is at hand."""
    text = json.dumps(
        item_payload(item) if payload is None else payload, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _slot(payload: Mapping[str, Any]) -> Slot:
    values = dict(payload)
    values["options"] = tuple(Option(**each) for each in values.get("options", ()))
    for name in ("accepts", "near", "units"):
        if name in values:
            values[name] = tuple(values[name])
    return Slot(**values)


# The fields of what an item is made of, with their defaults: looked up once, items are written by the thousand.
_DEFAULTS = {made: [(field.name, field.default) for field in fields(made)] for made in (Item, Slot, Option, Exhibit)}


def _plain(thing: Any) -> Any:
    if defaults := _DEFAULTS.get(type(thing)):
        return {
            name: _plain(value)
            for name, default in defaults
            if (value := getattr(thing, name)) != default or default is MISSING
        }
    if isinstance(thing, tuple):
        return [_plain(each) for each in thing]
    return str(thing) if isinstance(thing, Format) else thing
