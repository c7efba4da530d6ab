"""Questions: how hard each was, and whether those who know more did better in it. Pure.

Scored: what one student's attempt holds of a question; Tried: one attempt. QuestionFigures: a question; OptionFigures:
one of its options.

- Facility: the mean share of the points possible.
- Rest: what an attempt earned in its other questions, as the share of what was possible there. Where students were
  asked different questions, their points could not be compared; where all had the same ones, the share is the points
  but for the scale, and all that follows is what the points would give.
- Discrimination: Pearson's correlation of a question's share with the rest ("item-rest correlation"; Moodle's
  discrimination index). The question itself is no part of the rest, or it would always agree with itself a little.
- Discriminative efficiency: see numbers.efficiency.
- Of an option: the share of students who chose it; the correlation of choosing it (1 or 0) with the rest, a
  point-biserial one. It ought to be positive for a right option and negative for a wrong one.

A wrong option functions if RARE or more of the students choose it: T. M. Haladyna, S. M. Downing, "How many options is
enough for a multiple-choice test item?", Educational and Psychological Measurement 53 (1993); so used for nursing by M.
Tarrant, J. Ware, A. M. Mohammed, BMC Medical Education 9:40 (2009). These also ask that its discrimination be negative;
here the two are told side by side. If a question is easy (facility over EASY) too few are wrong at all for that, and
the share is one of the wrong answers. Two or three idle options are common in medicine (A. Rogausch, R. Hofer, R.
Krebs, BMC Medical Education 10:85 (2010)), and no fault of a question.

Fewest: how far figures of 5 to 160 students stray was simulated by J. D. Kromrey, T. P. Bacon, "Item analysis of
achievement tests based on small numbers of examinees" (1992, ERIC ED348378). The bounds here are our own: a share of
FEWEST_FOR_SHARES lies within about 0.3 of the true one, a correlation of FEWEST_FOR_CORRELATIONS within about 0.45,
and one of 20 students is RARE just.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import NamedTuple

from cards.items.kinds import TYPED, Format, Item, Slot
from learn.teaching.analysis.numbers import (
    Figure,
    Why,
    correlation,
    efficiency,
    is_alike,
    mean,
    off_mean,
    squares,
)

FEWEST_FOR_SHARES = 10
FEWEST_FOR_CORRELATIONS = 20
FEWEST_WRONG = 10
"""Of fewer wrong answers nobody can say which options draw them."""

RARE = 0.05
EASY = 0.9

_DISTRACTING = frozenset(
    {
        Format.MULTIPLE_CHOICE,
        Format.SELECT_ALL,
        Format.SELECT_N,
        Format.DROPDOWN,
        Format.DYAD,
        Format.TRIAD,
        Format.BOW_TIE,
    }
)
"""Where wrong options were written to draw those who do not know. In a matrix and in matching the same ones stand in
every row, wherever they make no sense; phrases to highlight are what the text happens to hold."""


class Scored(NamedTuple):
    """What one attempt holds of a question. given: {slot id: what was chosen}; None for no answer."""

    points: int
    possible: int
    given: Mapping[str, Sequence[str]] | None = None


Tried = Mapping[int, Scored]
"""One student's attempt: what it holds by question."""


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One option of a slot. chosen: by how many; of_wrong: its share of the slot's wrong answers.

    functions: whether it draws wrong answers; None for a key, and where that is not asked or cannot be told. paired: of
    its discrimination, where that is pooled; 0 where it is the question's.
    """

    slot: str
    option: str
    is_key: bool
    chosen: int
    share: Figure
    discrimination: Figure
    of_wrong: float | None = None
    functions: bool | None = None
    paired: int = 0


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """n: students who had it; unanswered: of these, those who left it; paired: those who had others beside it."""

    n: int
    unanswered: int
    paired: int
    facility: Figure
    discrimination: Figure
    efficiency: Figure
    options: tuple[OptionFigures, ...] = ()


class _Rest(NamedTuple):
    """The pairs of a question: what an attempt holds of it, and how far its rest is from the mean of all rests.

    fewest: of fewer there is no correlation.
    """

    scored: list[Scored]
    shares: list[float]
    rests: list[float]
    off: list[float]
    spread: float
    fewest: int


def questions(items: Mapping[int, Item], attempts: Sequence[Tried]) -> dict[int, QuestionFigures]:
    """The figures of each of these questions from the first attempts at them, one a student."""
    totals = [
        (sum(each.points for each in tried.values()), sum(each.possible for each in tried.values()))
        for tried in attempts
    ]
    held: dict[int, list[tuple[Scored, int]]] = {}
    for place, tried in enumerate(attempts):
        for key, scored in tried.items():
            held.setdefault(key, []).append((scored, place))
    return {key: question(item, held.get(key, []), totals) for key, item in items.items()}


def question(
    item: Item,
    held: Sequence[tuple[Scored, int]],
    totals: Sequence[tuple[int, int]],
    *,
    fewest: int = FEWEST_FOR_CORRELATIONS,
) -> QuestionFigures:
    """The figures of one question. held: what attempts hold of it, and the place of each in totals; totals: points of
    those possible of whole attempts. fewest: pairs of which a correlation is told.
    """
    n = len(held)
    shares = [scored.points / scored.possible for scored, _ in held if scored.possible]
    rest = _rest(held, totals, fewest)
    facility = _if_enough(len(shares), FEWEST_FOR_SHARES) or Figure(mean(shares))
    silent = _silent(rest, rest.shares)
    discrimination = silent or Figure(correlation(rest.shares, rest.rests))
    return QuestionFigures(
        n,
        sum(not _is_answered(scored) for scored, _ in held),
        len(rest.rests),
        facility,
        discrimination,
        silent or Figure(efficiency(rest.shares, rest.rests)),
        tuple(_options(item, [scored for scored, _ in held], rest, facility.value)),
    )


def _rest(held: Sequence[tuple[Scored, int]], totals: Sequence[tuple[int, int]], fewest: int) -> _Rest:
    scored, shares, rests = [], [], []
    for each, place in held:
        points, possible = totals[place]
        elsewhere = possible - each.possible
        if elsewhere > 0 and each.possible:
            scored.append(each)
            shares.append(each.points / each.possible)
            rests.append((points - each.points) / elsewhere)
    off = off_mean(rests) if rests else []
    return _Rest(scored, shares, rests, off, 0.0 if is_alike(rests) else squares(off), fewest)


def _if_enough(n: int, fewest: int) -> Figure | None:
    return Figure(why=Why.FEW) if n < fewest else None


def _silent(rest: _Rest, values: Sequence[float]) -> Figure | None:
    """Why there is no correlation of these values with the rest; None where there is one."""
    if not rest.rests:
        return Figure(why=Why.ALONE)
    if few := _if_enough(len(rest.rests), rest.fewest):
        return few
    if is_alike(values):
        return Figure(why=Why.ALIKE)
    return None if rest.spread else Figure(why=Why.ALIKE_ELSEWHERE)


def _is_answered(scored: Scored) -> bool:
    return any(chosen for values in (scored.given or {}).values() for chosen in values)


class _Same(NamedTuple):
    """All answers that chose the very same. off: how far the rests of those who gave it are from the mean."""

    scored: Scored
    times: int
    off: list[float]


def _options(item: Item, held: Sequence[Scored], rest: _Rest, facility: float | None) -> Iterator[OptionFigures]:
    # Where an order is asked for, everybody chooses every option.
    if item.shape in TYPED or item.shape == Format.ORDERED:
        return
    # Most answers are one of a few objects: what each chose is looked up once for all who gave it.
    times: dict[int, int] = {}
    offs: dict[int, list[float]] = {}
    objects: dict[int, Scored] = {}
    for scored in held:
        times[id(scored)] = times.get(id(scored), 0) + 1
        objects[id(scored)] = scored
    for scored, off in zip(rest.scored, rest.off, strict=True):
        offs.setdefault(id(scored), []).append(off)
    same = [_Same(scored, times[name], offs.get(name, [])) for name, scored in objects.items()]
    for slot in item.slots:
        yield from _of_slot(item, slot, same, len(held), rest, facility)


def _of_slot(
    item: Item, slot: Slot, same: Sequence[_Same], n: int, rest: _Rest, facility: float | None
) -> Iterator[OptionFigures]:
    keys = {option.id for option in slot.keys}
    picked = [(frozenset((each.scored.given or {}).get(slot.id, ())), each) for each in same]
    wrong = sum(each.times for chosen, each in picked if chosen - keys)
    for option in slot.options:
        takers = [each for chosen, each in picked if option.id in chosen]
        chosen = sum(each.times for each in takers)
        share = _if_enough(n, FEWEST_FOR_SHARES) or Figure(chosen / n)
        of_wrong = chosen / wrong if wrong and not option.is_key else None
        is_asked = item.shape in _DISTRACTING and not option.is_key
        yield OptionFigures(
            slot.id,
            option.id,
            option.is_key,
            chosen,
            share,
            _point_biserial(takers, rest),
            of_wrong,
            _functions(n, chosen, wrong, facility) if is_asked else None,
        )


def _point_biserial(takers: Sequence[_Same], rest: _Rest) -> Figure:
    """The correlation of choosing an option, 1 or 0, with the rest.

    With p of n choosing it, the sum of squares of the 1s and 0s about their mean is n p (1 - p), and the sum of
    products with the rest is that of the rests' own deviations over those who chose it.
    """
    n, chosen = len(rest.rests), sum(len(each.off) for each in takers)
    if silent := _silent(rest, [0, 1] if 0 < chosen < n else [0]):
        return silent
    together = fsum(off for each in takers for off in each.off)
    return Figure(max(-1.0, min(1.0, together / sqrt(chosen * (n - chosen) / n * rest.spread))))


def _functions(n: int, chosen: int, wrong: int, facility: float | None) -> bool | None:
    """Whether a wrong option that so many of n chose draws wrong answers; None where that cannot be told."""
    if n < FEWEST_FOR_CORRELATIONS or facility is None:
        return None
    if facility <= EASY:
        return chosen >= RARE * n
    return chosen >= RARE * wrong if wrong >= FEWEST_WRONG else None
