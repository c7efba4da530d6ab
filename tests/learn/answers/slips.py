"""Slips of the pen, and the distance between words by its definition."""

import string
from functools import cache

from hypothesis import assume
from hypothesis import strategies as st


@st.composite
def slips(draw: st.DrawFn, term: str) -> str:
    """The term with one letter left out, put in or changed, or two neighbours swapped."""
    places = [place for place, letter in enumerate(term) if letter.isalpha()]
    place = draw(st.sampled_from(places))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    kind = draw(st.sampled_from(["out", "in", "changed", "swapped"]))
    if kind == "out":
        return term[:place] + term[place + 1 :]
    if kind == "in":
        return term[:place] + letter + term[place:]
    if kind == "changed":
        return term[:place] + letter + term[place + 1 :]
    assume(place + 1 in places)
    return term[:place] + term[place + 1] + term[place] + term[place + 2 :]


def every_slip(term: str) -> set[str]:
    """All that `slips` can draw."""
    found: set[str] = set()
    for place, letter in enumerate(term):
        if not letter.isalpha():
            continue
        before, after = term[:place], term[place + 1 :]
        found.add(before + after)
        found |= {before + other + rest for other in string.ascii_lowercase for rest in (letter + after, after)}
        if after[:1].isalpha():
            found.add(before + after[0] + letter + after[1:])
    return found - {term}


@cache
def plain_distance(one: str, other: str) -> int:
    """Optimal string alignment by its recursive definition."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        plain_distance(one[1:], other) + 1,
        plain_distance(one, other[1:]) + 1,
        plain_distance(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and (one[0], one[1]) == (other[1], other[0]):
        ways.append(plain_distance(one[2:], other[2:]) + 1)
    return min(ways)
