"""A quiz as a whole: how the scores lie, and how far they can be trusted. Pure.

Score: an attempt's points as the share of what was possible. Where all had the same questions, also: Cronbach's alpha
(numbers.alpha); the standard error of measurement, SD * sqrt(1 - alpha), by how much a score would differ in another
quiz of the kind; and the error ratio, that error by the SD, so sqrt(1 - alpha), as Moodle has it. Where students drew
different questions, the variance of a question says nothing about the whole, and there is no alpha.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from learn.teaching.analysis.items import FEWEST_FOR_CORRELATIONS, FEWEST_FOR_SHARES, Tried
from learn.teaching.analysis.numbers import Figure, Why, alpha, deviation, mean


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """n: students; is_fixed: all had the same questions. mean, deviation, error: shares of what was possible."""

    n: int
    is_fixed: bool
    mean: Figure
    deviation: Figure
    alpha: Figure
    error: Figure
    error_ratio: Figure


def whole(attempts: Sequence[Tried]) -> QuizFigures:
    """The figures of a quiz from the first attempts at it, one a student."""
    scores = [
        sum(each.points for each in tried.values()) / possible
        for tried in attempts
        if (possible := sum(each.possible for each in tried.values()))
    ]
    n = len(scores)
    sets = {frozenset(tried) for tried in attempts}
    is_fixed = len(sets) <= 1
    if n < FEWEST_FOR_SHARES:
        few = Figure(why=Why.FEW)
        return QuizFigures(n, is_fixed, few, few, few, few, few)
    spread = deviation(scores) or 0.0
    if why := _why_no_alpha(attempts, is_fixed, spread):
        none = Figure(why=why)
        return QuizFigures(n, is_fixed, Figure(mean(scores)), Figure(spread), none, none, none)
    order = sorted(attempts[0])
    found = alpha([[tried[key].points for key in order] for tried in attempts])
    assert found is not None
    # Rounding must not take the root of less than nothing.
    ratio = sqrt(max(0.0, 1 - found))
    return QuizFigures(
        n, True, Figure(mean(scores)), Figure(spread), Figure(found), Figure(spread * ratio), Figure(ratio)
    )


def _why_no_alpha(attempts: Sequence[Tried], is_fixed: bool, spread: float) -> Why | None:
    if not is_fixed:
        return Why.DRAWN
    if len(attempts[0]) < 2:
        return Why.ALONE
    if len(attempts) < FEWEST_FOR_CORRELATIONS:
        return Why.FEW
    return None if spread else Why.ALIKE
