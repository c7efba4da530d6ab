"""What changed between two tables, field by field, word by word. Pure.

Change: a field that differs. Piece: a run of words that both have, or only the old, or only the new.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from cards.facts.texts import NURSING, PLAIN

SAME, OLD, NEW = "same", "old", "new"

_MOST_WORDS = 600
_UNTOLD = frozenset({"uid", "slug"})

Label = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """state: SAME, OLD or NEW."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """label: of the field; pieces: what it says now, with what it no longer says."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def is_added(self) -> bool:
        return all(piece.state == NEW for piece in self.pieces)

    @property
    def is_removed(self) -> bool:
        return all(piece.state == OLD for piece in self.pieces)


def differences(old: Mapping[str, Any], new: Mapping[str, Any], label: Label) -> list[Change]:
    """What differs. label: what a path ("members[2].name.plain") is called."""
    before, after = dict(_flat(old)), dict(_flat(new))
    paths = [*after, *(path for path in before if path not in after)]
    return [
        Change(label(path), tuple(compared(before.get(path, ""), after.get(path, ""))))
        for path in paths
        if before.get(path, "") != after.get(path, "")
    ]


def compared(old: str, new: str) -> Iterator[Piece]:
    """Two texts word by word."""
    before, after = old.split(), new.split()
    if len(before) + len(after) > _MOST_WORDS:
        # Both as wholes: to match so many words would take long and read badly.
        yield from (Piece(state, text) for state, text in ((OLD, old), (NEW, new)) if text)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, now_start, now_end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, " ".join(before[start:end]))
            continue
        if start < end:
            yield Piece(OLD, " ".join(before[start:end]))
        if now_start < now_end:
            yield Piece(NEW, " ".join(after[now_start:now_end]))


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a table with its path."""
    match value:
        case Mapping():
            if _is_text(value):
                yield from _faces(value, path)
                return
            for key, each in value.items():
                if key not in _UNTOLD:
                    yield from _flat(each, f"{path}.{key}" if path else str(key))
        case list() | tuple():
            if value and all(isinstance(each, str | int | float) for each in value):
                yield path, ", ".join(map(str, value))
                return
            for number, each in enumerate(value, 1):
                yield from _flat(each, f"{path}[{number}]")
        case None:
            return
        case bool():
            if value:
                yield path, "\u2713"
        case float():
            yield path, f"{value:.15g}"
        case _:
            yield path, str(value)


def _is_text(value: Mapping[Any, Any]) -> bool:
    return bool(value) and all(re.fullmatch(rf"({NURSING}|{PLAIN})(-[a-z]{{2}})?", str(key)) for key in value)


def _faces(value: Mapping[Any, Any], path: str) -> Iterator[tuple[str, str]]:
    for face, wording in value.items():
        if face == NURSING:
            yield path, str(wording)
        elif wording != value.get(NURSING):
            yield f"{path}.{face}", str(wording)
