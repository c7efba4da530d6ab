"""A question over several assignments, beside the same from numpy; and where there is nothing to tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.items.kinds import Format, Option, Slot
from learn.teaching.analysis.advice import Kind, advice
from learn.teaching.analysis.items import Scored
from learn.teaching.analysis.numbers import LARGEST_POOLED, Why, pool
from learn.teaching.analysis.pooled import Asked, pooled
from tests.learn.quizzes.samples import question

CLOSE = {"rel": 1e-9, "abs": 1e-9}
ITEM = question(
    Format.MULTIPLE_CHOICE, "Which?", Slot("s", options=tuple(Option(each, each, each == "a") for each in "abcd"))
)

attempts = st.tuples(st.sampled_from("aabcd"), st.integers(0, 9))
groups = st.lists(st.lists(attempts, max_size=45), min_size=1, max_size=5)


def made(group, possible: int = 10) -> list[Asked]:
    """Attempts of ten points, one of them the question's; (what was chosen, points in the rest)."""
    return [
        Asked(Scored(int(letter == "a"), 1, {"s": [letter]}), rest + int(letter == "a"), possible)
        for letter, rest in group
    ]


def by_numpy(drawn, chosen: str) -> tuple[float | None, int]:
    """The pooled correlation of having chosen this with the rest, and the pairs it is from."""
    weights, zs, pairs = [], [], 0
    for group in drawn:
        xs = np.array([float(letter == chosen) for letter, _ in group])
        ys = np.array([rest / 9 for _, rest in group])
        if len(group) >= 10 and len(set(xs)) > 1 and len(set(ys)) > 1:
            r = np.clip(np.corrcoef(xs, ys)[0, 1], -LARGEST_POOLED, LARGEST_POOLED)
            weights.append(len(group) - 3)
            zs.append(np.arctanh(r))
            pairs += len(group)
    return (float(np.tanh(np.average(zs, weights=weights))) if pairs >= 20 else None), pairs


@given(groups)
def test_pooled_figures(drawn) -> None:
    found = pooled(ITEM, [made(group) for group in drawn])
    everything = [letter for group in drawn for letter, _ in group]
    n, figures = len(everything), found.figures
    assert figures.n == n and [each.n for each in found.groups] == [len(group) for group in drawn]
    if n < 10:
        assert figures.facility.why == Why.FEW
    else:
        assert figures.facility.value == pytest.approx(np.mean([letter == "a" for letter in everything]), **CLOSE)
    expected, _ = by_numpy(drawn, "a")
    assert (figures.discrimination.value is None) is (expected is None)
    if expected is not None:
        assert figures.discrimination.value == pytest.approx(expected, **CLOSE)
    wrong = sum(letter != "a" for letter in everything)
    for option in figures.options:
        chosen = everything.count(option.option)
        assert option.chosen == chosen
        if n >= 10:
            assert option.share.value == pytest.approx(chosen / n, **CLOSE)
        if option.is_key or n < 20:
            assert option.functions is None
        elif (n - wrong) / n <= 0.9:
            assert option.functions is (chosen >= 0.05 * n)
        expected, _ = by_numpy(drawn, option.option)
        assert (option.discrimination.value is None) is (expected is None)
        if expected is not None:
            assert option.discrimination.value == pytest.approx(expected, **CLOSE)


def test_a_pool_by_hand() -> None:
    # tanh((17 * artanh 0.5 + 97 * artanh 0.2) / 114)
    found = pool([(0.5, 20), (0.2, 100)])
    assert found.r == pytest.approx(0.2490639, abs=1e-6)
    assert (found.weight, found.groups) == (114, 2)
    assert pool([]) is None
    assert pool([(0.3, 50)]).r == pytest.approx(0.3, **CLOSE)
    assert pool([(1.0, 20), (1.0, 30)]).r == pytest.approx(0.99, **CLOSE)
    with pytest.raises(ValueError):
        pool([(0.5, 3)])


def test_classes_that_differ_are_no_discrimination() -> None:
    """A strong class and a weak one, in each of which the question tells nothing: thrown together it would seem to."""
    strong = [("a", 8), ("a", 9)] * 18 + [("b", 8), ("b", 9)] * 2
    weak = [("a", 1), ("a", 2)] * 2 + [("b", 1), ("b", 2)] * 18
    found = pooled(ITEM, [made(strong), made(weak)])
    assert found.figures.discrimination.value == pytest.approx(0, abs=1e-9) and found.pooled == 2
    assert pooled(ITEM, [made(strong + weak)]).figures.discrimination.value > 0.7


def test_silent_where_there_is_nothing_to_tell() -> None:
    few = made([("a", 5), ("b", 3)] * 4)
    found = pooled(ITEM, [few, few, few])
    # Together 24, and yet none of the three can say anything.
    assert found.figures.n == 24 and found.figures.facility.value == 0.5
    assert found.figures.discrimination.why == Why.FEW and found.pooled == 0
    alike = pooled(ITEM, [made([("a", 5), ("a", 3)] * 12)])
    assert alike.figures.discrimination.why == Why.ALIKE
    alone = pooled(ITEM, [made([("a", 0), ("b", 0)] * 12, possible=1)])
    assert alone.figures.discrimination.why == Why.ALONE
    ten = made([("a", 5), ("b", 3)] * 5)
    assert pooled(ITEM, [ten]).figures.discrimination.why == Why.FEW
    # Two of ten make twenty; each by itself stays silent.
    two = pooled(ITEM, [ten, ten])
    assert two.figures.discrimination.value == pytest.approx(0.99, **CLOSE) and two.pooled == 2
    assert {each.discrimination.why for each in two.groups} == {Why.FEW}


def test_advice_from_all_together() -> None:
    """Too few in any one assignment to say that the key is in doubt; enough in four."""
    group = made([("b", 9), ("b", 8), ("a", 2), ("a", 3), ("b", 7), ("a", 1), ("b", 6), ("c", 4), ("a", 4), ("b", 5)])
    one, four = pooled(ITEM, [group]), pooled(ITEM, [group] * 4)
    assert Kind.CHECK_KEY not in [each.kind for each in advice(one.figures)]
    assert Kind.CHECK_KEY in [each.kind for each in advice(four.figures)]
