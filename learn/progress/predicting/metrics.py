"""How near predictions came: log loss, RMSE(bins) and AUC, as github.com/open-spaced-repetition/srs-benchmark has them.

Scores takes predictions one by one: sums, bins, and for AUC two bare arrays (9 bytes a prediction).
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import floor, log, sqrt
from sys import float_info
from typing import NamedTuple

from learn.progress.predicting.answers import Asked

_LEAST = float_info.epsilon
"""As far from 0 and 1 as a prediction is held for its log loss, as scikit-learn's log_loss holds doubles."""


class Bin(NamedTuple):
    """Which answers are taken together for RMSE(bins): powers of 3.62 in days, 1.89 in number, 1.73 in lapses."""

    days: int
    number: int
    lapses: int


def bin_of(asked: Asked) -> Bin:
    """The bin of an answer by days since the last one, its number among the card's counted answers, and its lapses.

    Source: rmse_matrix in utils.py of srs-benchmark, which names each bin by a rounded middle; here the exponents name
    them, which differ exactly where those do. No lapse is a bin of its own, told as -1.
    """
    return Bin(
        _power(max(asked.days, 1), 3.62), _power(asked.number, 1.89), _power(asked.lapses, 1.73) if asked.lapses else -1
    )


@cache
def _power(value: int, base: float) -> int:
    # No whole number above 1 is a power of these bases, so that rounding cannot move one across a border.
    return floor(log(value) / log(base))


class Scores(NamedTuple):
    """How near n predictions came. The lower log loss (nats) and RMSE(bins) (0-1), the better; auc: the higher.

    log_loss and rmse_bins are None without any prediction. auc is None where it is not defined, too: all outcomes are
    the same, or all predictions.
    """

    n: int = 0
    log_loss: float | None = None
    rmse_bins: float | None = None
    auc: float | None = None


@dataclass(slots=True)
class Scorer:
    """Takes predictions in, one by one."""

    _loss: float = 0.0
    _bins: dict[Bin, list[float]] = field(default_factory=dict)
    _predicted: "array[float]" = field(default_factory=lambda: array("d"))
    _passed: bytearray = field(default_factory=bytearray)

    def add(self, bin: Bin, predicted: float, passed: bool) -> None:
        self._loss += loss(predicted, passed)
        sums = self._bins.setdefault(bin, [0, 0.0, 0])
        sums[0] += 1
        sums[1] += predicted
        sums[2] += passed
        self._predicted.append(predicted)
        self._passed.append(passed)

    @property
    def scores(self) -> Scores:
        n = len(self._predicted)
        if not n:
            return Scores()
        return Scores(n, self._loss / n, rmse(self._bins.values()), auc(self._predicted, self._passed))


def loss(predicted: float, passed: bool) -> float:
    """The log loss of one prediction, in nats."""
    held = min(max(predicted, _LEAST), 1 - _LEAST)
    return -log(held if passed else 1 - held)


def rmse(bins: Iterable[Sequence[float]]) -> float:
    """The root of the mean, over bins of (n, sum predicted, sum passed) weighed by n, of (mean predicted - share)^2."""
    squares = total = 0.0
    for n, predicted, passed in bins:
        squares += (predicted - passed) ** 2 / n
        total += n
    return sqrt(squares / total)


def auc(predicted: Sequence[float], passed: Sequence[int]) -> float | None:
    """The chance that a remembered answer was given the higher prediction than a forgotten one; half for equal ones.

    The area under the ROC curve as Mann and Whitney's U over the number of pairs. None where all outcomes, or all
    predictions, are the same.
    """
    n, positives = len(predicted), sum(passed)
    negatives = n - positives
    order = sorted(range(n), key=predicted.__getitem__)
    if not positives or not negatives or predicted[order[0]] == predicted[order[-1]]:
        return None
    ranks, place = 0.0, 0
    while place < n:
        end, alike = place, 0
        while end < n and predicted[order[end]] == predicted[order[place]]:
            alike += passed[order[end]]
            end += 1
        # Ranks count from 1; equal predictions share the middle of theirs.
        ranks += alike * (place + 1 + end) / 2
        place = end
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)
