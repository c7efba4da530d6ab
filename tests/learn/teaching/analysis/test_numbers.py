"""Figures equal those of numpy to 1e-9, and are silent where there is nothing to tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.teaching.analysis.numbers import alpha, correlation, deviation, efficiency, interval, mean

CLOSE = {"rel": 1e-9, "abs": 1e-9}

shares = st.builds(lambda possible, points: min(points, possible) / possible, st.integers(1, 60), st.integers(0, 60))
pairs = st.lists(st.tuples(shares, shares), min_size=1, max_size=60)
tables = st.integers(1, 8).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 5), min_size=k, max_size=k), min_size=1, max_size=40)
)


def apart(values) -> bool:
    return len(set(values)) > 1


@given(pairs)
def test_correlation_and_efficiency(drawn) -> None:
    xs, ys = map(list, zip(*drawn, strict=True))
    if not (apart(xs) and apart(ys)):
        assert correlation(xs, ys) is None and efficiency(xs, ys) is None
        return
    assert correlation(xs, ys) == pytest.approx(np.corrcoef(xs, ys)[0, 1], **CLOSE)
    most = np.cov(np.sort(xs), np.sort(ys))[0, 1]
    assert efficiency(xs, ys) == pytest.approx(np.cov(xs, ys)[0, 1] / most, **CLOSE)
    assert -1 <= correlation(xs, ys) <= 1 and efficiency(xs, ys) <= 1


@given(pairs)
def test_mean_and_deviation(drawn) -> None:
    values = [x for x, _ in drawn]
    assert mean(values) == pytest.approx(np.mean(values), **CLOSE)
    if len(values) < 2:
        assert deviation(values) is None
    else:
        assert deviation(values) == pytest.approx(np.std(values, ddof=1), **CLOSE)


@given(tables)
def test_alpha(rows) -> None:
    k, totals = len(rows[0]), [sum(row) for row in rows]
    if len(rows) < 2 or k < 2 or not apart(totals):
        assert alpha(rows) is None
        return
    points = np.array(rows)
    expected = k / (k - 1) * (1 - points.var(axis=0, ddof=1).sum() / points.sum(axis=1).var(ddof=1))
    assert alpha(rows) == pytest.approx(expected, **CLOSE)


# A third three times over is a little more or less than one: alike all the same.
@pytest.mark.parametrize("values", [[1 / 3] * 7, [0.1] * 10, [0.0] * 4, [1.0], []])
def test_what_is_alike_correlates_with_nothing(values) -> None:
    others = [n / 7 for n in range(len(values))]
    assert correlation(values, others) is None and correlation(others, values) is None
    assert efficiency(values, others) is None and efficiency(others, values) is None


def test_what_agrees_wholly_is_one_and_no_more() -> None:
    xs = [n / 7 for n in range(20)]
    assert correlation(xs, xs) == pytest.approx(1) and efficiency(xs, xs) == 1
    assert correlation(xs, xs[::-1]) == pytest.approx(-1)
    assert alpha([[n, n] for n in range(5)]) == 1 and alpha([]) is None
    # Everybody has the other question right: nothing holds together.
    assert alpha([[2, 0], [0, 1], [2, 0], [0, 1]]) == -8


@given(st.floats(-0.99, 0.99), st.integers(4, 5000))
def test_interval_of_a_correlation(r: float, n: int) -> None:
    found = interval(r, n)
    low, high = np.tanh(np.arctanh(r) + np.array([-1, 1]) * 1.959963984540054 / np.sqrt(n - 3))
    assert (found.low, found.high) == (pytest.approx(low, **CLOSE), pytest.approx(high, **CLOSE))
    assert found.low < r < found.high


def test_interval_at_its_ends() -> None:
    assert interval(1.0, 20).low == 1 and interval(-1.0, 20).high == -1
    with pytest.raises(ValueError, match="3 pairs"):
        interval(0.5, 3)
