"""Which attempt counts, and what it comes to."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.assignments.counting import AVERAGE, FIRST, HIGHEST, LAST, Try, counted
from tests.conftest import NOON


@st.composite
def tries_made(draw) -> list[Try]:
    hours = draw(st.lists(st.integers(0, 1000), min_size=1, max_size=8, unique=True))
    made = []
    for hour in hours:
        possible = draw(st.integers(1, 50))
        late = draw(st.integers(0, 12))
        made.append(Try(draw(st.integers(0, possible)), possible, NOON + timedelta(hours=hour), late))
    return made


RULES = st.sampled_from([HIGHEST, FIRST, LAST, AVERAGE])
PERCENT = st.integers(0, 100)


@given(tries_made(), RULES, PERCENT)
def test_it_is_a_share_and_never_below_nothing(tries: list[Try], rule: str, late_percent: int) -> None:
    found = counted(tries, rule=rule, late_percent=late_percent)
    assert 0 <= found.share <= 1
    assert found.tries == len(tries)


@given(tries_made(), PERCENT)
def test_the_rules_against_each_other(tries: list[Try], late_percent: int) -> None:
    highest, first, last, average = (
        counted(tries, rule=rule, late_percent=late_percent) for rule in (HIGHEST, FIRST, LAST, AVERAGE)
    )
    shares = [each.share(late_percent) for each in tries]
    assert highest.share == max(shares)
    assert first.share == min(tries, key=lambda each: each.submitted_at).share(late_percent)
    assert last.share == max(tries, key=lambda each: each.submitted_at).share(late_percent)
    assert average.share == sum(shares, Fraction(0)) / len(shares)
    assert min(shares) <= average.share <= highest.share


@given(tries_made(), RULES, PERCENT, st.randoms(use_true_random=False))
def test_their_order_in_the_list_is_nothing(tries: list[Try], rule: str, late_percent: int, random) -> None:
    other = list(tries)
    random.shuffle(other)
    assert counted(tries, rule=rule, late_percent=late_percent) == counted(other, rule=rule, late_percent=late_percent)


def test_without_an_attempt_there_is_nothing() -> None:
    assert counted([], rule=HIGHEST) is None


@pytest.mark.parametrize(("days", "left"), [(0, 80), (1, 70), (8, 0), (9, 0)])
def test_what_a_day_late_costs(days: int, left: int) -> None:
    found = counted([Try(8, 10, NOON, days)], rule=HIGHEST, late_percent=10)
    assert (found.share * 100, found.is_late) == (left, days > 0)


def test_handing_in_again_never_makes_a_result_late() -> None:
    in_time, late = Try(5, 10, NOON), Try(5, 10, NOON + timedelta(days=1), 1)
    assert not counted([late, in_time], rule=HIGHEST).is_late


def test_thirds_are_exact() -> None:
    tries = [Try(1, 3, NOON + timedelta(hours=hour)) for hour in range(3)]
    assert counted(tries, rule=AVERAGE).share == Fraction(1, 3)
