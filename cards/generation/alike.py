"""Alike: questions of a bank that ask the same, found without comparing all with all.

Two questions are looked at only if they share a stem that is rare enough: where two sets of n and m stems have at least
the part t in common (Jaccard), they share one of the first n - t n + 1 stems, in any one order of stems; in the order
of rarity these are the rarest (Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", WWW 2007). Same: the
words of both are the same. Near: they share SAME_QUESTION of their stems and an answer, or are letter by letter as good
as the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from cards.facts.truths import plain_fold
from cards.generation.cueing import SAME_QUESTION, Tells, tells
from cards.items.kinds import Item
from cards.items.markup import as_plain

CANDIDATE = 0.6
"""Questions that share less of their stems than this are not compared letter by letter."""
LIKENESS = 0.85
"""The part of their trigrams that makes two texts as good as the same."""

_FEWEST_STEMS = 3
# A stem in so many questions says nothing of any two of them; without it no pair costs more than it is worth.
_MOST_SHARING = 200


@dataclass(frozen=True)
class Asked:
    """What a question asks, for comparing: name: by which its pairs are told; said: its words; is_made: from facts."""

    name: str
    said: str
    stems: frozenset[str]
    keys: frozenset[str]
    facts: frozenset[str]
    is_made: bool = False

    # Of the few that come so far as to be compared letter by letter.
    @cached_property
    def trigrams(self) -> frozenset[str]:
        padded = f"  {self.said} "
        return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, by their names. is_same: word by word."""

    one: str
    other: str
    is_same: bool


def asked_by(item: Item, name: str, *, is_made: bool = False) -> Asked:
    """What an item asks."""
    item = as_plain(item)
    labels = [slot.label for slot in item.slots]
    return asked_of(name, plain_fold(" ".join([item.stem, item.text, *labels])), tells(item), is_made=is_made)


def asked_of(name: str, said: str, told: Tells, *, is_made: bool = False) -> Asked:
    """The same of what is stored of an item; said: its stem, text and labels, folded."""
    return Asked(name, said, frozenset(told.stems), frozenset(told.keys), frozenset(told.facts), is_made)


def pairs_alike(asked: Sequence[Asked]) -> list[Pair]:
    """All pairs that ask the same, those word by word first, in the order of the questions."""
    found = [(pair.is_same, one, other) for one, other, pair in _pairs(asked)]
    found.sort(key=lambda each: (not each[0], each[1], each[2]))
    return [Pair(asked[one].name, asked[other].name, is_same) for is_same, one, other in found]


def _pairs(asked: Sequence[Asked]) -> Iterator[tuple[int, int, Pair]]:
    rarity = Counter(stem for each in asked for stem in each.stems)
    same: defaultdict[str, list[int]] = defaultdict(list)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(asked):
        near: dict[int, None] = {}
        is_short = len(each.stems) < _FEWEST_STEMS
        stems = sorted(each.stems, key=lambda stem: (rarity[stem], stem))
        first = stems[: len(stems) - ceil(CANDIDATE * len(stems)) + 1]
        for stem in () if is_short else first:
            near.update(dict.fromkeys(holders[stem]))
            if len(holders[stem]) < _MOST_SHARING:
                holders[stem].append(place)
        alike = same[each.said][-_MOST_SHARING:]
        for other in dict.fromkeys((*alike, *near)):
            if not _is_by_design(each, asked[other]) and (verdict := _compared(asked[other], each)) is not None:
                yield other, place, Pair(asked[other].name, each.name, verdict)
        same[each.said].append(place)


def _is_by_design(one: Asked, other: Asked) -> bool:
    """Whether both are made from the same fact: what one format asks, the others ask on purpose."""
    return one.is_made and other.is_made and not one.facts.isdisjoint(other.facts)


def _compared(one: Asked, other: Asked) -> bool | None:
    """Whether two that ask the same do so word by word; None for two that do not.

    What is to be done ("Match each word") may be said of any number of questions: their answers tell them apart.
    """
    has_answer = not one.keys.isdisjoint(other.keys) or not (one.keys or other.keys)
    if one.said == other.said:
        return True if has_answer or min(len(one.stems), len(other.stems)) >= _FEWEST_STEMS + 2 else None
    if not has_answer:
        return None
    shared = len(one.stems & other.stems)
    together = len(one.stems) + len(other.stems) - shared
    if shared >= SAME_QUESTION * together:
        return False
    if shared < CANDIDATE * together:
        return None
    alike = len(one.trigrams & other.trigrams)
    return False if 2 * alike >= LIKENESS * (len(one.trigrams) + len(other.trigrams)) else None
