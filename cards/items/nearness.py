"""Near: terms that look so much alike that one typed for the other is no slip of the pen.

An item for a term carries the near ones among the base's terms, so that "osteolytic" never passes for a misspelt
"osteoblastic".
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

FARTHEST = 4
"""The greatest number of letters between near terms: put in, left out, changed, or swapped with a neighbour."""

# At most this share of the longer term may differ: three letters of "pain" are most of it.
_MOST_DIFFERENT = 0.4
# Terms that end alike ("denosumab", "trastuzumab") are of one family, however they begin.
_ENDING = 4
_FEWEST_LETTERS = 6


def near_terms(term: str, terms: Iterable[str]) -> tuple[str, ...]:
    """Those of `terms` that are near `term` and not the same word, each once, in alphabetical order."""
    own = _letters(term)
    found = {other for other in terms if _are_near(own, _letters(other))}
    return tuple(sorted(found, key=lambda other: (other.casefold(), other)))


def distance(one: str, other: str, *, farthest: int = FARTHEST) -> int:
    """The letters between two texts; a swap of neighbours counts as one, and `farthest` + 1 stands for all beyond.

    The restricted Damerau-Levenshtein distance: a swapped pair is not changed again.
    """
    if abs(len(one) - len(other)) > farthest or max(len(one), len(other)) - _shared(one, other) > farthest:
        return farthest + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > farthest and min(last) > farthest:
            return farthest + 1
        before, last = last, current
    return min(last[-1], farthest + 1)


def _shared(one: str, other: str) -> int:
    """How many letters two texts share, wherever they stand: each of the longer's others costs a change or more."""
    return sum(min(one.count(letter), other.count(letter)) for letter in set(one))


def _are_near(one: str, other: str) -> bool:
    if not one or not other or one == other:
        return False
    if _are_kin(one, other):
        return True
    farthest = min(FARTHEST, int(max(len(one), len(other)) * _MOST_DIFFERENT))
    return distance(one, other, farthest=farthest) <= farthest


def _are_kin(one: str, other: str) -> bool:
    """Whether two single words end alike."""
    if " " in one or " " in other or min(len(one), len(other)) < _FEWEST_LETTERS:
        return False
    # The plural's ending is no family's.
    return one.removesuffix("s")[-_ENDING:] == other.removesuffix("s")[-_ENDING:]


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    """The text as it is compared: small letters and digits, with one space between words."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(each for each in text if not unicodedata.combining(each))))
