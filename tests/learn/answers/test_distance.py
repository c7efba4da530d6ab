"""Distance against known answers and its recursive definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.answers.distance import distance
from tests.learn.answers.slips import plain_distance


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("osteolytic", "osteolytic", 0),
        ("osteolytic", "osteolitic", 1),  # changed
        ("osteolytic", "osteloytic", 1),  # swapped
        ("osteolytic", "osteolytc", 1),  # left out
        ("osteolytic", "osteoblastic", 3),
        ("kitten", "sitting", 3),  # the textbook example of V. I. Levenshtein's distance
        ("ca", "abc", 3),  # 2 if a swapped pair could be parted afterwards, which no slip of the pen does
    ],
)
def test_known_distances(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 5) == slips


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 4))
def test_it_is_the_recursive_definition_up_to_its_limit_and_the_same_both_ways(one, other, limit) -> None:
    expected = min(plain_distance(one, other), limit + 1)
    assert distance(one, other, limit) == distance(other, one, limit) == expected
