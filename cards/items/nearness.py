"""Near: terms that look so much alike that one typed for the other is no slip of the pen.

An item for a term carries the near ones among the base's terms, so that "osteolytic" never passes for a misspelt
"osteoblastic". `near_terms` says which they are; cards.items.near_index finds the same ones among thousands.
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
    own = letters_of(term)
    found = {other for other in terms if _are_near(own, letters_of(other))}
    return tuple(sorted(found, key=alphabetically))


def distance(one: str, other: str, *, farthest: int = FARTHEST) -> int:
    """The letters between two texts; a swap of neighbours counts as one, and `farthest` + 1 stands for all beyond.

    The restricted Damerau-Levenshtein distance: a swapped pair is not changed again. Counted a column at a time, whose
    differences are the bits of a number (Hyyrö 2003, Nordic Journal of Computing 10:29-39).
    """
    if abs(len(one) - len(other)) > farthest:
        return farthest + 1
    one, other = _without_shared_ends(one, other)
    if not one or not other:
        return min(max(len(one), len(other)), farthest + 1)
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    every, last = (1 << len(one)) - 1, 1 << len(one) - 1
    found, more, fewer, even, before = len(one), every, 0, 0, 0
    for left, letter in zip(range(len(other) - 1, -1, -1), other, strict=True):
        same = places.get(letter, 0)
        swapped = (~even & same) << 1 & before
        even = (((same & more) + more) ^ more) | same | fewer | swapped
        rising, falling = fewer | (every & ~(even | more)), even & more
        if rising & last:
            found += 1
        elif falling & last:
            found -= 1
        if found - left > farthest:
            return farthest + 1
        rising, falling = rising << 1 | 1, falling << 1 & every
        more, fewer = falling | (every & ~(even | rising)), rising & even & every
        before = same
    return min(found, farthest + 1)


def _without_shared_ends(one: str, other: str) -> tuple[str, str]:
    """What remains of two texts without the letters that both begin and end with: nothing there lies between them."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _are_near(one: str, other: str) -> bool:
    if not one or not other or one == other:
        return False
    if family_of(one) and family_of(one) == family_of(other):
        return True
    farthest = farthest_of(max(len(one), len(other)))
    return distance(one, other, farthest=farthest) <= farthest


def farthest_of(length: int) -> int:
    """The most letters that may lie between near terms of which the longer has this length."""
    return min(FARTHEST, int(length * _MOST_DIFFERENT))


def family_of(letters: str) -> str:
    """The ending by which a single word is known as one of a family; nothing for other terms."""
    if " " in letters or len(letters) < _FEWEST_LETTERS:
        return ""
    # The plural's ending is no family's.
    return letters.removesuffix("s")[-_ENDING:]


def alphabetically(term: str) -> tuple[str, str]:
    return term.casefold(), term


@lru_cache(maxsize=4096)
def letters_of(text: str) -> str:
    """The text as it is compared: small letters and digits, with one space between words."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(each for each in text if not unicodedata.combining(each))))
