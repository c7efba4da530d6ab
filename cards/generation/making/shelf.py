"""Shelf: texts of facts, arranged so that those most like a given one come first without all being compared."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from cards.facts.kinds import Fact
from cards.generation.forms import form_of


@dataclass(frozen=True, slots=True)
class Shelved:
    """A text that a fact has. groups: what it may be looked for by first, such as its topic, the closest first."""

    text: str
    fact: Fact
    groups: tuple[str, ...]


# By the number of letters; those of one length by their facts' uids.
_ByLength = dict[int, list[Shelved]]


class Shelf:
    """Texts by form, by group and by length."""

    def __init__(self, texts: Iterable[Shelved]) -> None:
        self._everywhere: dict[str, _ByLength] = {}
        self._in_groups: dict[tuple[str, str], _ByLength] = {}
        for each in sorted(texts, key=lambda shelved: shelved.fact.uid):
            form, length = form_of(each.text), len(each.text)
            self._everywhere.setdefault(form, {}).setdefault(length, []).append(each)
            for group in each.groups:
                self._in_groups.setdefault((form, group), {}).setdefault(length, []).append(each)

    def like(self, text: str, groups: Sequence[str], most: int | None = None) -> Iterator[Shelved]:
        """The texts of the same form in each of the groups, then those elsewhere; each time those about as long first.

        most: how many of each group, and of those elsewhere, to take at most.
        """
        form, length = form_of(text), len(text)
        tried: set[str] = set()
        for place in (*(self._in_groups.get((form, group), {}) for group in groups), self._everywhere.get(form, {})):
            yield from islice((each for each in _outwards(place, length) if tried.isdisjoint(each.groups)), most)
            tried.update(groups[len(tried) : len(tried) + 1])


def _outwards(shelved: _ByLength, length: int) -> Iterator[Shelved]:
    """By the difference in length, then by the facts' uids."""
    farthest = max((abs(each - length) for each in shelved), default=-1)
    for away in range(farthest + 1):
        shorter, longer = shelved.get(length - away, []), shelved.get(length + away, []) if away else []
        yield from merge(shorter, longer, key=lambda each: each.fact.uid)
