import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.items.nearness import FARTHEST, distance, near_terms

WORDS = st.text(alphabet="abcde", max_size=8)

# Known distances; "ca" to "abc" is 3 in the restricted kind, which never changes a swapped pair again.
DISTANCES = [
    ("", "", 0),
    ("mill", "mill", 0),
    ("mill", "mil", 1),
    ("mill", "mlil", 1),
    ("mill", "pill", 1),
    ("kitten", "sitting", 3),
    ("osteolytic", "osteoblastic", 3),
    ("ca", "abc", 3),
    ("weir", "watershed", FARTHEST + 1),
    ("abcdefgh", "zyxwvuts", FARTHEST + 1),
]


@pytest.mark.parametrize(("one", "other", "expected"), DISTANCES)
def test_known_distances(one, other, expected):
    assert distance(one, other) == expected


@given(WORDS, WORDS)
def test_a_distance_is_the_same_both_ways_and_none_to_itself(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


@given(WORDS, st.integers(0, 7), st.sampled_from("abcde"))
def test_one_letter_put_in_is_one_apart(word, place, letter):
    assert distance(word, word[:place] + letter + word[place:]) <= 1


def reference(one, other):
    """The restricted distance by its recurrence, without any cut."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        reference(one[:-1], other) + 1,
        reference(one, other[:-1]) + 1,
        reference(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if len(one) > 1 and len(other) > 1 and one[-1] == other[-2] and one[-2] == other[-1]:
        best = min(best, reference(one[:-2], other[:-2]) + 1)
    return best


@given(st.text(alphabet="abc", max_size=5), st.text(alphabet="abc", max_size=5))
def test_a_distance_is_that_of_the_recurrence(one, other):
    assert distance(one, other) == min(reference(one, other), FARTHEST + 1)


@pytest.mark.parametrize(
    ("term", "near"),
    [
        ("osteolytic", ("osteoblastic",)),
        ("hypocalcemia", ("hypercalcemia",)),
        # Of one family by their endings, however they begin.
        ("denosumab", ("trastuzumab",)),
        ("pain", ()),
    ],
)
def test_terms_that_could_be_taken_for_each_other(term, near):
    terms = ("osteolytic", "osteoblastic", "hypercalcemia", "denosumab", "trastuzumab", "bone", "radiation", "surgery")
    assert near_terms(term, terms) == near


def test_a_term_is_not_near_itself_however_written():
    assert near_terms("Bone-building", ("bone building", "BONE BUILDING")) == ()
