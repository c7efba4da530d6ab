"""Figures of questions, of their options and of the quiz, beside the same from numpy."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.items.kinds import Format, Item, Option, Slot
from learn.teaching.analysis.advice import Kind, advice
from learn.teaching.analysis.items import (
    EASY,
    FEWEST_FOR_CORRELATIONS,
    FEWEST_FOR_SHARES,
    FEWEST_WRONG,
    Scored,
    questions,
)
from learn.teaching.analysis.numbers import Why
from learn.teaching.analysis.quiz import whole

CLOSE = {"rel": 1e-9, "abs": 1e-9}
LETTERS = "abcd"


def choice(keys: str = "a", fmt: Format = Format.MULTIPLE_CHOICE, options: str = LETTERS) -> Item:
    slot = Slot("s", options=tuple(Option(each, f"Option {each}", is_key=each in keys) for each in options))
    return Item(uid="q", format=fmt, register="nursing", topic="", stem="Which?", slots=(slot,))


ITEM = choice()
RIGHT, WRONG, NONE = Scored(1, 1, {"s": ["a"]}), Scored(0, 1, {"s": ["b"]}), Scored(0, 1, None)


def picked(letter: str) -> Scored:
    return Scored(int(letter == "a"), 1, {"s": [letter]} if letter else None)


def of_one(attempts, item: Item = ITEM):
    return questions({1: item}, attempts)[1]


points = st.integers(1, 4).flatmap(lambda possible: st.tuples(st.integers(0, possible), st.just(possible)))
drawn_attempts = st.lists(
    st.tuples(st.sampled_from(["", *LETTERS]), st.dictionaries(st.integers(2, 6), points, max_size=5)),
    min_size=FEWEST_FOR_CORRELATIONS,
    max_size=60,
)


@given(drawn_attempts)
def test_a_question_of_draws_of_many_kinds(drawn) -> None:
    attempts = [{1: picked(letter)} | {key: Scored(*each) for key, each in others.items()} for letter, others in drawn]
    found = of_one(attempts)
    letters, rests = [], []
    for letter, others in drawn:
        if others:
            letters.append(letter)
            rests.append(sum(p for p, _ in others.values()) / sum(of for _, of in others.values()))
    shares = np.array([letter == "a" for letter in letters], dtype=float)
    assert (found.n, found.paired) == (len(drawn), len(rests))
    assert found.facility.value == pytest.approx(np.mean([letter == "a" for letter, _ in drawn]), **CLOSE)
    assert found.unanswered == sum(not letter for letter, _ in drawn)

    def check(figure, values) -> None:
        if not rests:
            assert figure.why is Why.ALONE
        elif len(rests) < FEWEST_FOR_CORRELATIONS:
            assert figure.why is Why.FEW
        elif len(set(values)) == 1:
            assert figure.why is Why.ALIKE
        elif len(set(rests)) == 1:
            assert figure.why is Why.ALIKE_ELSEWHERE
        else:
            assert figure.value == pytest.approx(np.corrcoef(values, rests)[0, 1], **CLOSE)

    check(found.discrimination, shares)
    if found.efficiency.value is not None:
        expected = np.cov(shares, rests)[0, 1] / np.cov(np.sort(shares), np.sort(rests))[0, 1]
        assert found.efficiency.value == pytest.approx(expected, **CLOSE)
    for option in found.options:
        assert option.share.value == pytest.approx(np.mean([letter == option.option for letter, _ in drawn]), **CLOSE)
        check(option.discrimination, np.array([letter == option.option for letter in letters], dtype=float))


@given(st.lists(st.lists(points, min_size=3, max_size=3), min_size=FEWEST_FOR_CORRELATIONS, max_size=50))
def test_a_quiz_that_all_had_alike(rows) -> None:
    possible = [4, 3, 2]
    attempts = [
        {key: Scored(min(p, of), of) for key, ((p, _), of) in enumerate(zip(row, possible, strict=True))}
        for row in rows
    ]
    found = whole(attempts)
    table = np.array([[tried[key].points for key in range(3)] for tried in attempts])
    totals = table.sum(axis=1)
    scores = totals / 9
    assert found.mean.value == pytest.approx(scores.mean(), **CLOSE)
    assert found.deviation.value == pytest.approx(scores.std(ddof=1), **CLOSE)
    if len(set(totals)) == 1:
        assert (found.alpha.why, found.error.why) == (Why.ALIKE, Why.ALIKE)
        return
    alpha = 1.5 * (1 - table.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    assert found.alpha.value == pytest.approx(alpha, **CLOSE)
    # The root of next to nothing magnifies what rounding leaves.
    assert found.error_ratio.value**2 == pytest.approx(1 - alpha, **CLOSE)
    assert found.error.value == pytest.approx(scores.std(ddof=1) * found.error_ratio.value, **CLOSE)


def test_nothing_is_told_of_nobody_and_of_one() -> None:
    for attempts in ([], [{1: RIGHT, 2: WRONG}]):
        found = of_one(attempts)
        assert found.facility.why is Why.FEW and found.discrimination.value is None and advice(found) == ()
        assert all(each.share.why is Why.FEW and each.functions is None for each in found.options)
        assert whole(attempts).mean.why is Why.FEW


@pytest.mark.parametrize(("n", "facility", "correlates"), [(9, False, False), (10, True, False), (20, True, True)])
def test_from_how_many_on_figures_are_told(n: int, facility: bool, correlates: bool) -> None:
    assert (FEWEST_FOR_SHARES, FEWEST_FOR_CORRELATIONS) == (10, 20)
    found = of_one([{1: RIGHT, 2: RIGHT} if place % 2 else {1: WRONG, 2: WRONG} for place in range(n)])
    assert (found.facility.value is not None) is facility
    assert (found.discrimination.value is not None) is correlates
    assert all((each.share.value is not None) is facility for each in found.options)


def test_everyone_right() -> None:
    found = of_one([{1: RIGHT, 2: RIGHT if place % 3 else WRONG} for place in range(40)])
    assert found.facility.value == 1
    assert found.discrimination.why is Why.ALIKE and found.efficiency.why is Why.ALIKE
    assert [each.discrimination.why for each in found.options] == [Why.ALIKE] * 4
    # Nobody is wrong, and so nobody can say what would draw them.
    assert [each.functions for each in found.options] == [None] * 4
    assert [each.kind for each in advice(found)] == [Kind.TOO_EASY]


def test_everyone_alike_elsewhere_and_no_other_question() -> None:
    alike = [{1: RIGHT if place % 2 else WRONG, 2: RIGHT} for place in range(30)]
    assert of_one(alike).discrimination.why is Why.ALIKE_ELSEWHERE
    assert of_one([{1: tried[1]} for tried in alike]).discrimination.why is Why.ALONE
    assert whole([{1: tried[1]} for tried in alike]).alpha.why is Why.ALONE
    assert whole([*alike, {3: RIGHT}]).alpha.why is Why.DRAWN


def test_nobody_answered() -> None:
    found = of_one([{1: NONE, 2: RIGHT if place % 2 else WRONG} for place in range(30)])
    assert (found.unanswered, found.facility.value) == (30, 0)
    assert [each.kind for each in advice(found)] == [Kind.TOO_HARD, Kind.NOBODY_CHOSE, Kind.LEFT_OPEN]


def test_which_distractors_function() -> None:
    # Of 100: 80 right, 16 b, 4 c, none d; five of a hundred would do.
    def functions(counts: dict[str, int]) -> list[bool | None]:
        tried = [{1: picked(letter)} for letter, times in counts.items() for _ in range(times)]
        return [each.functions for each in of_one(tried).options]

    assert functions({"a": 80, "b": 16, "c": 4}) == [None, True, False, False]
    assert functions({"a": 80, "b": 15, "c": 5}) == [None, True, True, False]
    # Easy: 1 of 20 wrong answers is enough, which would be 1 of 400 students.
    assert EASY < 380 / 400 and functions({"a": 380, "b": 19, "c": 1}) == [None, True, True, False]
    # Too few are wrong to say.
    assert functions({"a": 200, "b": FEWEST_WRONG - 1}) == [None] * 4


def test_where_options_are_shared_by_rows_none_is_called_idle() -> None:
    item = choice(fmt=Format.MATCHING)
    found = of_one([{1: RIGHT} for _ in range(50)] + [{1: WRONG} for _ in range(50)], item)
    assert [each.functions for each in found.options] == [None] * 4
    assert of_one([{1: RIGHT}] * 30, choice("abcd", Format.ORDERED)).options == ()


def klass(seed: int, students: int, key_of_first: str = "a") -> list[dict[int, Scored]]:
    """A class of which each knows as much as chance gave them: ten questions, whose right answer is a."""
    chance = random.Random(seed)
    attempts = []
    for _ in range(students):
        knows = chance.betavariate(3, 2)
        tried = {}
        for key in range(1, 11):
            letter = "a" if chance.random() < knows else chance.choice("bcd")
            marked = key_of_first if key == 1 else "a"
            tried[key] = Scored(int(letter == marked), 1, {"s": [letter]})
        attempts.append(tried)
    return attempts


def test_a_wrong_key_is_found_nine_times_of_ten_among_120_and_never_suspected_where_there_is_none() -> None:
    seen = 0
    for seed in range(40):
        found = questions({1: choice("b")} | dict.fromkeys(range(2, 11), ITEM), klass(seed, 120, key_of_first="b"))
        seen += (Kind.CHECK_KEY, "a") in [(each.kind, each.option) for each in advice(found[1])]
        others = {each.kind for key in range(2, 11) for each in advice(found[key])}
        assert not others & {Kind.CHECK_KEY, Kind.REVERSED}
    assert seen >= 36


def test_of_a_small_class_a_wrong_key_is_not_claimed() -> None:
    found = questions({1: choice("b")}, klass(1, FEWEST_FOR_CORRELATIONS - 1, key_of_first="b"))[1]
    assert not {each.kind for each in advice(found)} & {Kind.CHECK_KEY, Kind.REVERSED, Kind.WEAK}


def test_a_question_that_tells_nothing_is_called_weak_where_enough_did_it() -> None:
    chance = random.Random(3)
    tried = [
        {1: picked(chance.choice(LETTERS))} | {key: Scored(int(chance.random() < knows), 1) for key in range(2, 9)}
        for knows in (chance.random() for _ in range(200))
    ]
    assert [each.kind for each in advice(of_one(tried))] == [Kind.WEAK]
    assert Kind.WEAK not in [each.kind for each in advice(of_one(tried[:25]))]
