"""Shelf: texts of facts, arranged so that those most like a given one come first without all being compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge

from cards.facts.kinds import Fact
from cards.generation.forms import form_of


@dataclass(frozen=True, slots=True)
class Shelved:
    """A text that a fact has. group: what it may be looked for by first, such as its topic."""

    text: str
    fact: Fact
    group: str


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
            self._in_groups.setdefault((form, each.group), {}).setdefault(length, []).append(each)

    def like(self, text: str, group: str) -> Iterator[Shelved]:
        """The texts of the same form in the group, then those elsewhere; each time the ones about as long first."""
        form, length = form_of(text), len(text)
        yield from _outwards(self._in_groups.get((form, group), {}), length)
        yield from (each for each in _outwards(self._everywhere.get(form, {}), length) if each.group != group)


def _outwards(shelved: _ByLength, length: int) -> Iterator[Shelved]:
    """By the difference in length, then by the facts' uids."""
    farthest = max((abs(each - length) for each in shelved), default=-1)
    for away in range(farthest + 1):
        shorter, longer = shelved.get(length - away, []), shelved.get(length + away, []) if away else []
        yield from merge(shorter, longer, key=lambda each: each.fact.uid)
