"""Re-scoring: what counts of a question once its class's instructors have said that its key was not right. Pure.

Rule: one rescoring, as an instructor made it; Ruling: what all of a question's rescorings in force come to; Marks:
points of those possible.

Which of several counts: that the question is dropped goes before full marks, and these go before another key. Of keys,
the last that replaced the item's own stands, and what was accepted after it counts as well. So a ruling is a function
of what is in force, and taking one back is the same as never having made it.

- drop: it counts for nobody, neither its points nor its maximum.
- full: everybody who was asked it has its maximum, whatever they answered, or if they left it.
- accept: what is named counts as right as well. The maximum stays, and so does every point that an answer had: more
  answers earn a point, what is now right costs none, and no part brings more than it could.
- replace: what is named is right, and nothing else in the places that it names; points can be lost by it, and the
  maximum is that of the new key.

An attempt of which nothing would be left keeps the marks of what was dropped: nothing of nothing is no grade.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from typing import NamedTuple

from cards.items.kinds import ANY, TYPED, Format, Item, Option, Slot
from learn.answers import LONGEST_ANSWER, fold
from learn.answers.numbers import plainly
from learn.quizzes import marking

MOST_ANSWERS = 20
"""Typed answers that one rescoring may name for one place."""

Key = Mapping[str, Sequence[str]]
"""{slot id: what is right there}: ids of options; typed answers; of an ordered slot, all ids in order; of a numeric
one, [number, tolerance]."""


class Way(StrEnum):
    """What becomes of a question."""

    DROP = "drop"
    FULL = "full"
    ACCEPT = "accept"
    REPLACE = "replace"


_ONE_KEY_EACH = frozenset({Format.NUMERIC, Format.ORDERED})
"""Where a second key is no part of the first: another number, another order."""

WITH_KEY = frozenset({Way.ACCEPT, Way.REPLACE})


class BadKeyError(ValueError):
    """A key that the item cannot have: of an unknown place or option, empty, no number, no whole order."""


class NothingNewError(Exception):
    """A key that names nothing but what counts as right already."""


class Marks(NamedTuple):
    """Points of those possible."""

    points: int
    possible: int


@dataclass(frozen=True, slots=True)
class Rule:
    """key: of the ways that have one."""

    way: Way
    key: Key


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds for one question. base: the item by the key that stands; others: by keys that count as well."""

    way: Way
    base: Item
    others: tuple[Item, ...] = ()

    @property
    def widest(self) -> Item:
        """The item with all that counts as right, where that can be said of one item: what may be chosen or typed."""
        is_one = self.base.shape not in _ONE_KEY_EACH and self.others
        return self.others[-1] if is_one else self.base

    def marks(self, points: int, possible: int, given: Mapping[str, Sequence[str]] | None) -> Marks:
        """What an answer counts for that was marked so. given: the answer, None for none."""
        match self.way:
            case Way.DROP:
                return Marks(0, 0)
            case Way.FULL:
                return Marks(possible, possible)
            case Way.ACCEPT:
                return Marks(max(points, min(possible, self._earned(given or {}))), possible)
            case Way.REPLACE:
                return Marks(self._earned(given or {}), _possible(self.base))

    def _earned(self, given: Mapping[str, Sequence[str]]) -> int:
        marked = [marking.mark(each, given) for each in (self.base, *self.others)]
        points = 0
        for slot in self.base.slots:
            brought = max(sum(part.points for part in each.parts_of(slot.id)) for each in marked)
            points += max(0, min(_most(self.base, slot), brought))
        return points


def ruling(item: Item, rules: Sequence[Rule]) -> Ruling | None:
    """What these rules, the earliest first, make of a question; None where there are none."""
    ways = {rule.way for rule in rules}
    for way in (Way.DROP, Way.FULL):
        if way in ways:
            return Ruling(way, item)
    if not rules:
        return None
    last = max((place for place, rule in enumerate(rules) if rule.way == Way.REPLACE), default=None)
    base = item if last is None else _replaced(item, rules[last].key)
    others: list[Item] = []
    widened = base
    for rule in rules if last is None else rules[last + 1 :]:
        if base.shape in _ONE_KEY_EACH:
            others.append(_replaced(base, rule.key))
        else:
            widened = _widened(widened, rule.key)
    if widened is not base:
        others.append(widened)
    return Ruling(Way.ACCEPT if last is None else Way.REPLACE, base, tuple(others))


class Held(NamedTuple):
    """What an attempt holds of a question: how it was marked first, and what was answered."""

    version_id: int
    points: int
    possible: int
    given: Mapping[str, Sequence[str]] | None


Known = dict[tuple[int, int], Marks]
"""What answers were found to count for, by the objects of ruling and answer: most answers are one of a few."""


def counted(
    held: Sequence[Held], rulings: Mapping[int, Ruling], *, whole: int, known: Known | None = None
) -> list[Marks]:
    """What each of these questions of one attempt counts for. rulings: by version; whole: the attempt's maximum.

    known: where many attempts are asked about that share their Held; whoever has it keeps these and the rulings.
    """
    known = {} if known is None else known
    found = [_counted(each, rulings.get(each.version_id), known) for each in held]
    if not any(ruling.way == Way.DROP for ruling in rulings.values()):
        return found
    if whole and whole + sum(new.possible - old.possible for new, old in zip(found, held, strict=True)) <= 0:
        return [
            Marks(old.points, old.possible) if not new.possible else new for new, old in zip(found, held, strict=True)
        ]
    return found


def _counted(held: Held, ruling: Ruling | None, known: Known) -> Marks:
    if ruling is None:
        return Marks(held.points, held.possible)
    name = (id(ruling), id(held))
    marks = known.get(name)
    if marks is None:
        marks = known[name] = ruling.marks(held.points, held.possible, held.given)
    return marks


def clean_key(item: Item, key: Key, *, adds: bool, may_be_own: bool = False) -> dict[str, list[str]]:
    """The key made plain: without places that it says nothing of, and, where it adds, without what is right already.

    may_be_own: another key counts by now, so that the item's own would be a change.
    Raises BadKeyError, and NothingNewError where nothing remains or the key is the item's own.
    """
    found: dict[str, list[str]] = {}
    for slot_id, values in key.items():
        slot = item.slot(slot_id)
        if slot is None:
            raise BadKeyError(f"{item.uid} has no slot {slot_id!r}.")
        said = _clean_values(item, slot, values)
        if adds and item.shape not in _ONE_KEY_EACH:
            said = [value for value in said if value not in _own(item, slot)]
        if said and (may_be_own or said != _own(item, slot)):
            found[slot_id] = said
        elif not said and not adds:
            raise BadKeyError(f"{item.uid}: nothing would be right for the slot {slot_id!r}.")
    if not found:
        raise NothingNewError
    return found


def own_key(item: Item) -> dict[str, list[str]]:
    """The item's own key, as `clean_key` has it."""
    return {slot.id: _own(item, slot) for slot in item.slots}


def in_words(item: Item, key: Key) -> list[str]:
    """What a key names, place by place: "Row: answer", without the row where there is one place only."""
    said = []
    for slot in item.slots:
        if slot.id not in key:
            continue
        values = list(key[slot.id])
        if item.shape == Format.NUMERIC:
            number, tolerance = values
            text = f"{number} {slot.unit}".strip() + (f" ± {tolerance}" if float(tolerance) else "")
        elif item.shape in TYPED:
            text = "; ".join(values)
        else:
            texts = [option.text for each in values if (option := slot.option(each)) is not None]
            text = (" → " if item.shape == Format.ORDERED else "; ").join(texts)
        said.append(f"{slot.label}: {text}" if slot.label and len(item.slots) > 1 else text)
    return said


def _own(item: Item, slot: Slot) -> list[str]:
    if item.shape == Format.SHORT_ANSWER:
        return list(slot.accepts)
    if item.shape == Format.NUMERIC:
        return [] if slot.number is None else [plainly(slot.number), plainly(slot.tolerance)]
    return [option.id for option in (slot.options if item.shape == Format.ORDERED else slot.keys)]


def _clean_values(item: Item, slot: Slot, values: Sequence[str]) -> list[str]:
    if item.shape == Format.NUMERIC:
        return _number(item, values) if any(values) else []
    if item.shape == Format.SHORT_ANSWER:
        said = list(dict.fromkeys(text for value in values if (text := " ".join(value.split()))))
        if len(said) > MOST_ANSWERS or any(len(text) > LONGEST_ANSWER or not fold(text) for text in said):
            raise BadKeyError(f"{item.uid}: not answers that anybody can type.")
        return said
    if any(slot.option(value) is None for value in values) or len(set(values)) < len(values):
        raise BadKeyError(f"{item.uid}: no options of the slot {slot.id!r}.")
    if item.shape == Format.ORDERED:
        if values and len(values) != len(slot.options):
            raise BadKeyError(f"{item.uid}: an order has every element once.")
        return list(values)
    return [option.id for option in slot.options if option.id in values]


def _number(item: Item, values: Sequence[str]) -> list[str]:
    try:
        number, tolerance = (float(value or "0") for value in values)
    except ValueError as error:
        raise BadKeyError(f"{item.uid}: no number with its tolerance.") from error
    if not values[0] or not isfinite(number) or not isfinite(tolerance) or tolerance < 0 or abs(number) > _LARGEST:
        raise BadKeyError(f"{item.uid}: no number with its tolerance.")
    return [plainly(number), plainly(tolerance)]


_LARGEST = 10**12


def _replaced(item: Item, key: Key) -> Item:
    return replace(
        item, slots=tuple(_with(item, slot, key[slot.id]) if slot.id in key else slot for slot in item.slots)
    )


def _with(item: Item, slot: Slot, values: Sequence[str]) -> Slot:
    """The slot with this key alone."""
    if item.shape == Format.NUMERIC:
        return replace(slot, number=float(values[0]), tolerance=float(values[1]))
    if item.shape == Format.SHORT_ANSWER:
        return replace(slot, accepts=tuple(values), near=_still_near(slot, values))
    if item.shape == Format.ORDERED:
        return replace(slot, options=tuple(option for each in values if (option := slot.option(each)) is not None))
    return replace(slot, options=tuple(_key(option, option.id in values) for option in slot.options))


def _widened(item: Item, key: Key) -> Item:
    return _replaced(item, {slot.id: [*_own(item, slot), *key[slot.id]] for slot in item.slots if slot.id in key})


def _still_near(slot: Slot, accepts: Sequence[str]) -> tuple[str, ...]:
    right = {fold(text) for text in accepts}
    return tuple(text for text in slot.near if fold(text) not in right)


def _key(option: Option, is_key: bool) -> Option:
    return option if option.is_key == is_key else replace(option, is_key=is_key)


def _possible(item: Item) -> int:
    if item.shape in marking.RATIONALE:
        return len(item.slots) - 1
    return sum(_most(item, slot) for slot in item.slots)


def _most(item: Item, slot: Slot) -> int:
    """The most that a slot can bring, however many options count as right: no more than may be chosen."""
    if item.shape in TYPED or item.shape == Format.ORDERED or slot.choose == 1:
        return 1
    return len(slot.keys) if slot.choose == ANY else min(slot.choose, len(slot.keys))
