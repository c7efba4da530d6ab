"""NearIndex: many terms, arranged so that those near one of them are found without comparing it with every other.

Two texts that are few letters apart share most of their letters and of their pairs of neighbouring letters. To put in,
take out or change a letter costs two pairs at most; a swap of neighbours costs three, but no letter. Of two texts of
which the longer has L letters, and so L + 1 pairs (the ends count as letters for these), that are s such steps and t
swaps apart, s + t <= k, at least L - s letters and L + 1 - 2s - 3t pairs are shared, together never fewer than
2L + 1 - 3k. What shares fewer is out of reach (after Ukkonen 1992, Theoretical Computer Science 92:191-211).

What each term shares with one is counted for all terms at once: a part (a letter or a pair) has a number with a bit for
each term that holds it, and these numbers are added up bit by bit into counters, of which the first number holds the
ones of every term, the second the twos, and so on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cards.items.nearness import FARTHEST, alphabetically, distance, family_of, farthest_of, letters_of

_Part = tuple[str, int]


class NearIndex:
    """Terms to find near ones among; what they are is said by cards.items.nearness.near_terms."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: dict[str, list[str]] = {}
        for term in sorted(set(terms), key=alphabetically):
            if letters := letters_of(term):
                self._terms.setdefault(letters, []).append(term)
        self._kin: dict[str, list[str]] = {}
        for letters in self._terms:
            if family := family_of(letters):
                self._kin.setdefault(family, []).append(letters)
        # By length, so that terms of one length are a run of bits.
        self._texts = sorted(self._terms, key=len)
        self._place_of = {letters: place for place, letters in enumerate(self._texts)}
        self._measured: dict[int, int] = {}
        self._holders: dict[_Part, int] = {}
        self._runs: dict[int, int] = {}
        self._reaches: dict[int, _Reach] = {}
        for place, letters in enumerate(self._texts):
            for part in _parts(letters):
                self._holders[part] = self._holders.get(part, 0) | 1 << place
            self._runs[len(letters)] = self._runs.get(len(letters), 0) | 1 << place

    def near(self, term: str, *, most: int, fits: Callable[[str], bool] = lambda _term: True) -> list[tuple[int, str]]:
        """The near terms that fit, the nearest first, each with the letters between; at most `most` of them.

        Those that merely end alike count FARTHEST + 1: they are the first to be left out.
        """
        own = letters_of(term)
        found: list[tuple[int, str]] = []
        known = {own}
        by_distance = self._by_distance(own)
        for away in range(1, FARTHEST + 1):
            if len(found) >= most:
                break
            for letters in next(by_distance):
                known.add(letters)
                found += [(away, each) for each in self._terms[letters] if fits(each)]
        for letters in self._kin.get(family_of(own), ()):
            if len(found) >= most:
                break
            if letters not in known:
                found += [(FARTHEST + 1, each) for each in self._terms[letters] if fits(each)]
        return sorted(found, key=lambda pair: (pair[0], *alphabetically(pair[1])))[:most]

    def _by_distance(self, own: str) -> Iterator[list[str]]:
        """The texts within reach that are one letter away, then those two away, and so on."""
        sharing = self._sharing(own)
        measured: dict[int, list[str]] = {}
        seen = 0
        for away in range(1, FARTHEST + 1):
            new = next(sharing) & ~seen
            seen |= new
            for place in _places(new):
                letters = self._texts[place]
                farthest = farthest_of(max(len(own), len(letters)))
                if letters != own and (exact := self._distance(own, place, farthest)) <= farthest:
                    measured.setdefault(exact, []).append(letters)
            yield measured.get(away, [])

    def _distance(self, own: str, place: int, farthest: int) -> int:
        """The distance to the text in this place; a pair that is asked for from both its ends is measured once."""
        here = self._place_of.get(own)
        if here is None:
            return distance(own, self._texts[place], farthest=farthest)
        pair = min(here, place) * len(self._texts) + max(here, place)
        known = self._measured.pop(pair, None)
        if known is None:
            known = self._measured[pair] = distance(own, self._texts[place], farthest=farthest)
        return known

    def _sharing(self, own: str) -> Iterator[int]:
        """A bit for each text that shares enough parts to be one letter away, then to be two away, and so on."""
        if len(own) not in self._reaches:
            self._reaches[len(own)] = self._reach_of(len(own))
        reach = self._reaches[len(own)]
        counters = list(reach.starts)
        for part in _parts(own):
            if holders := self._holders.get(part):
                _add(counters, holders)
        for away, runs in enumerate(reach.runs, 1):
            yield runs and runs & _at_least(reach.whole + 3 * (FARTHEST - away), counters)

    def _reach_of(self, own: int) -> "_Reach":
        lengths = range(max(1, own - FARTHEST), own + FARTHEST + 1)
        whole = 1 << (2 * (own + FARTHEST) + 1).bit_length()
        starts = {length: whole + 3 * FARTHEST - 2 * max(own, length) - 1 for length in lengths}
        able = [
            [length for length in lengths if abs(own - length) <= away <= farthest_of(max(own, length))]
            for away in range(1, FARTHEST + 1)
        ]
        return _Reach(
            whole,
            tuple(
                sum(self._runs.get(length, 0) for length, start in starts.items() if start >> power & 1)
                for power in range(whole.bit_length() + 1)
            ),
            tuple(sum(self._runs.get(length, 0) for length in each) for each in able),
        )


@dataclass(frozen=True, slots=True)
class _Reach:
    """What texts of one length are compared with.

    starts: counters in which each text has what its length lets it lack, so that all have to come to the same sum;
    whole: this sum for the farthest; runs: the texts whose length lets them be one letter away, two, and so on.
    """

    whole: int
    starts: tuple[int, ...]
    runs: tuple[int, ...]


def _add(counters: list[int], carried: int) -> None:
    """Adds one to the counter of each place that has a bit."""
    for power, ones in enumerate(counters):
        if not carried:
            break
        counters[power], carried = ones ^ carried, ones & carried


def _at_least(number: int, counters: list[int]) -> int:
    """A bit for each place whose counter has come to the number."""
    found = -1
    for power, ones in enumerate(counters):
        found = ones & found if number >> power & 1 else ones | found
    return found


def _parts(letters: str) -> Iterator[_Part]:
    """The letters of a text and its pairs of neighbours, those that stand in it several times numbered."""
    ended = f"\n{letters}\n"
    counts = Counter([*letters, *(ended[start : start + 2] for start in range(len(ended) - 1))])
    return ((part, number) for part, count in counts.items() for number in range(count))


def _places(bits: int) -> Iterator[int]:
    """The places of the bits that are set."""
    digits = f"{bits:b}"[::-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)
