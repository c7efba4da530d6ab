"""Payload: a fact as JSON-able data, in the very form of its TOML table, so that one reader reads both."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from cards.facts.kinds import REGISTERS, Fact, Inference, Place, Text
from cards.facts.reader import read_one_fact

_COMMON = frozenset(field.name for field in fields(Fact))
# Left out where nothing is said, so that facts written before there were any keep their digest.
_LATER = ("tags", "held_out")


def fact_payload(fact: Fact) -> dict[str, object]:
    """Everything a fact says but its kind."""
    payload = _object(fact)
    common = {name: value for name, value in payload.items() if name in _COMMON}
    return {**common, **payload}


def common_payload(fact: Fact) -> dict[str, object]:
    """The fields that every kind has."""
    return {name: value for name, value in _object(fact).items() if name in _COMMON}


def kind_payload(fact: Fact) -> dict[str, object]:
    """The fields that only this kind has."""
    return {name: value for name, value in _object(fact).items() if name not in _COMMON}


def fact_from_payload(kind: str, payload: Mapping[str, object]) -> Fact:
    """The fact that `fact_payload` wrote out.

    Raises BaseErrors if the payload is not a valid fact of this kind.
    """
    return read_one_fact({**payload, "kind": kind}, name="payload")


def payload_digest(fact: Fact, written: Mapping[str, object] | None = None) -> str:
    """A digest that changes exactly when the fact does. written: its payload, if that is at hand."""
    payload = {**(fact_payload(fact) if written is None else written), "kind": fact.kind}
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _object(thing: object) -> dict[str, object]:
    """A dataclass as a table; what is None is left out, as TOML leaves it out."""
    if not is_dataclass(thing):
        raise TypeError(f"{thing!r} is no dataclass")
    values = {field.name: getattr(thing, field.name) for field in fields(thing)}
    if isinstance(thing, Place):
        # One word differs: a place's `ranks` are written `rank`.
        values = {"rank" if name == "ranks" else name: value for name, value in values.items()}
    return {
        name: _value(value)
        for name, value in values.items()
        if value is not None and (value or name not in _LATER or not isinstance(thing, Fact))
    }


def _value(value: object) -> object:
    match value:
        case Text():
            return _text(value)
        case Inference(text=text, cards=(), faces=()):
            return text
        case tuple():
            return [_value(each) for each in value]
        case Mapping():
            return {name: _value(each) for name, each in value.items()}
        case str() | bool() | int() | float():
            return value
        case _:
            return _object(value)


def _text(text: Text) -> object:
    same = set(text.faces) == set(REGISTERS) and len(set(text.faces.values())) == 1
    return text.nursing if same else dict(text.faces)
