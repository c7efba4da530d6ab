"""Confidence intervals of a share. Pure."""

from math import sqrt
from typing import NamedTuple

_Z95 = 1.959963984540054
FEWEST = 20
"""Under so many answers a share says too little to be told: "not enough yet"."""


class Share(NamedTuple):
    """A share of n, with its 95 % confidence interval; each 0-1."""

    share: float
    low: float
    high: float


def wilson(passed: int, n: int) -> Share:
    """The share passed/n with Wilson's score interval at 95 %, which holds for small n and near 0 and 1.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927). Raises
    ValueError unless 0 <= passed <= n and n > 0.
    """
    if not 0 <= passed <= n or n == 0:
        raise ValueError(f"There is no share of {passed} in {n}.")
    share, z2 = passed / n, _Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Share(share, max(0.0, middle - half), min(1.0, middle + half))


def share_of(passed: int, n: int) -> Share | None:
    """The share passed/n with its interval; None under FEWEST answers."""
    return wilson(passed, n) if n >= FEWEST else None
