"""How many new cards an exam date asks for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.scheduling import sm2
from learn.scheduling.pacing import most_new, pace

TODAY = date(2026, 3, 2)


def in_days(n: int) -> date:
    return TODAY + timedelta(days=n)


def test_a_far_exam_spreads_the_cards_evenly_and_then_brings_none() -> None:
    found = pace(unseen=188, today=TODAY, exam_date=in_days(90), reviews_per_day=100)
    # 64 days, the last of them 26 days before the day before the exam.
    assert (found.per_day, found.last_date, found.reviews, found.is_enough) == (3, in_days(63), 3, True)
    assert [found.new_on(in_days(day)) for day in (0, 63, 64, 89)] == [3, 3, 0, 0]


def test_three_reviews_fit_before_the_day_of_the_exam_for_any_pass_and_fail() -> None:
    """By SM-2's own steps: whatever is answered, the card begun last has come back three times."""
    found = pace(unseen=188, today=TODAY, exam_date=in_days(60), reviews_per_day=100)
    for grades in ((5, 5, 5), (3, 3, 3), (0, 5, 5), (5, 0, 5), (4, 4, 0)):
        memory, day, reviews = sm2.review(sm2.NEW, 5), found.last_date, 0
        for grade in grades:
            day += timedelta(days=memory.interval_days)
            memory, reviews = sm2.review(memory, grade), reviews + 1
        assert (reviews, day < in_days(60)) == (3, True)


def test_rest_days_bring_nothing_and_the_others_more() -> None:
    without = pace(unseen=130, today=TODAY, exam_date=in_days(53), reviews_per_day=100)
    rested = pace(unseen=130, today=TODAY, exam_date=in_days(53), reviews_per_day=100, rest_days={6, 7})
    assert (without.per_day, rested.per_day) == (5, 7)


@pytest.mark.parametrize(
    ("days", "unseen", "reviews", "per_day", "not_begun"),
    [
        (40, 300, 3, 22, 0),  # over two weeks
        (20, 300, 2, 25, 0),  # twelve days; three reviews no longer fit
        (5, 60, 1, 15, 0),  # four days
        (1, 20, 0, 20, 0),  # tomorrow
        (1, 100, 0, 33, 67),  # more than a day can bring
        (3, 100, 0, 33, 1),
    ],
)
def test_where_time_is_short_it_says_what_is_still_possible(days, unseen, reviews, per_day, not_begun) -> None:
    found = pace(unseen=unseen, today=TODAY, exam_date=in_days(days), reviews_per_day=100)
    assert (found.reviews, found.per_day, found.not_begun) == (reviews, per_day, not_begun)
    assert not found.is_enough or reviews == 3


def test_on_the_day_itself_and_after_there_is_no_pace() -> None:
    assert pace(unseen=5, today=TODAY, exam_date=TODAY, reviews_per_day=100) is None
    assert pace(unseen=5, today=TODAY, exam_date=in_days(-3), reviews_per_day=100) is None


def test_the_most_new_cards_keep_their_reviews_within_the_limit() -> None:
    assert [most_new(limit) for limit in (1, 30, 100, 9999)] == [1, 10, 33, 50]


@given(
    st.integers(0, 2000),
    st.integers(1, 400),
    st.integers(1, 500),
    st.sets(st.integers(1, 7), max_size=6),
)
def test_followed_day_by_day_every_card_is_begun_that_was_promised(unseen, days, limit, rest_days) -> None:
    exam, left = in_days(days), unseen
    promised = pace(unseen=unseen, today=TODAY, exam_date=exam, reviews_per_day=limit, rest_days=rest_days)
    most = 0
    for place in range(days):
        today = in_days(place)
        found = pace(unseen=left, today=today, exam_date=exam, reviews_per_day=limit, rest_days=rest_days)
        if today.isoweekday() not in rest_days:
            begun = min(left, found.new_on(today))
            most, left = max(most, begun), left - begun
    assert left <= promised.not_begun
    assert most <= max(promised.per_day, most_new(limit))
