"""What the coming days are expected to cost."""

from hypothesis import given
from hypothesis import strategies as st

from learn.scheduling import sm2
from learn.scheduling.outlook import Group, Learner, outlook
from learn.scheduling.sm2 import Memory

SURE = Learner(pass_rate=1, review_seconds=10, new_seconds=30, limit=100)


def reviews(days) -> list[float]:
    return [round(day.reviews, 6) for day in days]


def test_a_new_card_that_is_always_passed_comes_after_1_6_and_15_days() -> None:
    days = outlook([], new=[1] + [0] * 30, unseen=5, learner=SURE)
    assert [place for place, n in enumerate(reviews(days)) if n] == [1, 7, 22]
    assert (days[0].new, days[0].seconds, days[1].seconds) == (1, 30, 10)


def test_a_card_that_is_always_failed_comes_every_day_and_once_more_in_the_drill() -> None:
    never = SURE._replace(pass_rate=0)
    days = outlook([Group(0, Memory(3, 15, 250))], new=[0] * 4, unseen=0, learner=never)
    assert [(day.reviews, day.drills, day.seconds) for day in days] == [(1, 1, 20)] * 4


def test_half_passed_is_half_of_both() -> None:
    half = SURE._replace(pass_rate=0.5)
    days = outlook([Group(0, Memory(1, 1, 250), cards=8)], new=[0] * 7, unseen=0, learner=half)
    # 4 fail and come tomorrow; of those 2 pass then (a first interval again) and 2 fail: all 4 the day after.
    assert reviews(days)[:3] == [8, 4, 4]
    assert reviews(days)[6] > 4  # with the four that passed on the first day


def test_what_is_over_the_limit_waits_and_is_told() -> None:
    days = outlook([Group(-5, Memory(4, 40, 250), 25)], new=[0] * 3, unseen=0, learner=SURE._replace(limit=10))
    assert [(day.reviews, day.left) for day in days] == [(10, 15), (10, 5), (5, 0)]


def test_no_more_cards_begin_than_there_are() -> None:
    days = outlook([], new=[3] * 4, unseen=7, learner=SURE)
    assert [day.new for day in days] == [3, 3, 1, 0]


@given(
    st.lists(st.tuples(st.integers(-5, 20), st.integers(1, 40), st.integers(130, 300), st.integers(1, 50)), max_size=8),
    st.integers(0, 40),
    st.integers(0, 300),
    st.floats(0, 1),
    st.integers(1, 60),
)
def test_no_day_is_over_its_limit_and_no_card_is_lost(cards, new, unseen, pass_rate, limit) -> None:
    groups = [Group(day, Memory(2, interval, ease), n) for day, interval, ease, n in cards]
    learner = Learner(pass_rate, 10, 25, limit)
    days = outlook(groups, new=[new] * 30, unseen=unseen, learner=learner)
    assert all(day.reviews <= limit + 1e-6 and day.left >= -1e-6 for day in days)
    assert sum(day.new for day in days) <= unseen + 1e-6
    first = sum(group.cards for group in groups if group.in_days <= 0)
    assert abs(days[0].reviews + days[0].left - first) < 1e-6


def test_memory_of_a_new_card_is_sm2s() -> None:
    assert sm2.review(Memory(0, 0, 250), 4) == sm2.review(sm2.NEW, 4)
