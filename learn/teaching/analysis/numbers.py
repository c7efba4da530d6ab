"""Correlation and its kin. Figure: a number, or why there is none. Pure.

A figure of values that are all alike is none: it would be nothing by nothing. That they are alike is asked of the
values themselves and not of their variance, which rounding may leave a little above 0.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atanh, fsum, sqrt, tanh
from operator import mul
from typing import NamedTuple

_Z95 = 1.959963984540054


class Why(StrEnum):
    """Why there is no figure."""

    FEW = "few"
    ALIKE = "alike"
    ALIKE_ELSEWHERE = "alike_elsewhere"
    ALONE = "alone"
    DRAWN = "drawn"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or None and why. The two are never both there, nor both missing."""

    value: float | None = None
    why: Why | None = None


def is_alike(values: Collection[float]) -> bool:
    """Whether no two of them differ."""
    return not values or min(values) == max(values)


def mean(values: Collection[float]) -> float:
    """Raises ZeroDivisionError for none."""
    return fsum(values) / len(values)


def off_mean(values: Collection[float]) -> list[float]:
    """How far each is from their mean."""
    middle = mean(values)
    return [value - middle for value in values]


def deviation(values: Collection[float]) -> float | None:
    """The standard deviation, with n - 1; None for fewer than two."""
    if len(values) < 2:
        return None
    return 0.0 if is_alike(values) else sqrt(squares(off_mean(values)) / (len(values) - 1))


def squares(values: Collection[float]) -> float:
    """The sum of their squares."""
    return products(values, values)


def products(xs: Collection[float], ys: Collection[float]) -> float:
    """The sum of the products of the two, pair by pair; there are as many of each."""
    return fsum(map(mul, xs, ys))


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's correlation, -1 to 1: cov(x, y) / sqrt(var(x) var(y)). None where either is alike."""
    if is_alike(xs) or is_alike(ys):
        return None
    dx, dy = off_mean(xs), off_mean(ys)
    return _clamped(products(dx, dy) / sqrt(squares(dx) * squares(dy)))


def efficiency(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The covariance by the greatest that these same values could have: cov(x, y) / cov(sorted x, sorted y).

    At most 1; it may be below -1. None where either is alike. Source: "discriminative efficiency" of Moodle's quiz
    statistics, see the package; that pairing in order gives the greatest sum is the rearrangement inequality.
    """
    if is_alike(xs) or is_alike(ys):
        return None
    dx, dy = off_mean(xs), off_mean(ys)
    return min(1.0, products(dx, dy) / products(sorted(dx), sorted(dy)))


def _clamped(r: float) -> float:
    return max(-1.0, min(1.0, r))


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a correlation lies, 95 times of 100."""

    low: float
    high: float


def interval(r: float, n: int) -> Interval:
    """Of a correlation of n pairs, by Fisher's transformation: tanh(atanh(r) +- 1.96 / sqrt(n - 3)).

    R. A. Fisher, "On the 'probable error' of a coefficient of correlation deduced from a small sample", Metron 1
    (1921). Raises ValueError for fewer than four pairs.
    """
    if n < 4:
        raise ValueError(f"{n} pairs tell nothing of where a correlation lies.")
    if abs(r) == 1:
        return Interval(r, r)
    half = _Z95 / sqrt(n - 3)
    return Interval(tanh(atanh(r) - half), tanh(atanh(r) + half))


LARGEST_POOLED = 0.99
"""A correlation that is pooled counts as at most so strong: Fisher's z of 1 has no end, and one small class in which
all agreed would outweigh all others."""


class Pool(NamedTuple):
    """A correlation of several groups together. weight: the sum of n - 3 of the groups; groups: how many there are."""

    r: float
    weight: int
    groups: int


def pool(correlations: Iterable[tuple[float, int]]) -> Pool | None:
    """Correlations of separate groups, each with its number of pairs, as one: the mean of Fisher's z, each weighted by
    n - 3, which is one by its variance, and back: tanh(sum((n - 3) atanh r) / sum(n - 3)). None for no group.

    R. A. Fisher, "Statistical methods for research workers" (1925), chapter VI; L. V. Hedges, I. Olkin, "Statistical
    methods for meta-analysis" (1985), chapter 11. It takes the groups to have one correlation in common; that means of
    z stray little from it in small groups: D. M. Corey, W. P. Dunlap, M. J. Burke, The Journal of General Psychology
    125 (1998). Raises ValueError for a group of fewer than four.
    """
    found = [(max(-LARGEST_POOLED, min(LARGEST_POOLED, r)), n) for r, n in correlations]
    if any(n < 4 for _, n in found):
        raise ValueError("Fewer than four pairs tell nothing of where a correlation lies.")
    if not found:
        return None
    weight = sum(n - 3 for _, n in found)
    return Pool(tanh(fsum((n - 3) * atanh(r) for r, n in found) / weight), weight, len(found))


def alpha(rows: Sequence[Sequence[int]]) -> float | None:
    """Cronbach's alpha: k / (k - 1) * (1 - sum of the questions' variances / variance of the totals).

    rows: the points of each student, question by question, all as many. At most 1; it may be below 0. None for fewer
    than two students or questions, and where all totals are alike. Exact up to the last division. L. J. Cronbach,
    "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951); Moodle calls it the coefficient
    of internal consistency.
    """
    k = len(rows[0]) if rows else 0
    totals = [sum(row) for row in rows]
    if len(rows) < 2 or k < 2 or is_alike(totals):
        return None
    spread = sum(_spread(column) for column in zip(*rows, strict=True))
    whole = _spread(totals)
    return k * (whole - spread) / ((k - 1) * whole)


def _spread(values: Sequence[int]) -> int:
    """The variance times n (n - 1): whole, and so exact."""
    return len(values) * sum(value * value for value in values) - sum(values) ** 2
