"""The index finds just the terms that near_terms names, or of too many the nearest."""

from hypothesis import given
from hypothesis import strategies as st

from cards.items.near_index import NearIndex
from cards.items.nearness import FARTHEST, alphabetically, distance, farthest_of, letters_of, near_terms

EVERY = 10_000
LETTERS = st.text(alphabet="abc s", min_size=1, max_size=14)
# Parts that make terms alike in every way: at the beginning, in the middle, by the ending.
MADE = st.tuples(
    st.sampled_from(["", "hyper", "hypo", "osteo", "acute ", "ä"]),
    st.sampled_from(["", "calc", "clac", "cal", "kal", "blast"]),
    st.sampled_from(["emia", "emias", "ytic", "lytic", "mab", "2", ""]),
).map("".join)
TERMS = st.lists(st.one_of(LETTERS, MADE), max_size=25)


def found(index, term, **limits):
    return [each for _, each in index.near(term, **{"most": EVERY, **limits})]


@given(TERMS, st.one_of(LETTERS, MADE))
def test_an_index_finds_what_comparing_with_every_term_finds(terms, term):
    index = NearIndex(terms)
    for each in {term, *terms}:
        assert sorted(found(index, each), key=alphabetically) == list(near_terms(each, terms))


def away(term, other):
    one, two = letters_of(term), letters_of(other)
    farthest = farthest_of(max(len(one), len(two)))
    exact = distance(one, two, farthest=farthest)
    return exact if exact <= farthest else FARTHEST + 1


@given(TERMS, st.one_of(LETTERS, MADE), st.integers(1, 4))
def test_of_too_many_the_nearest_are_kept(terms, term, most):
    nearest = sorted(near_terms(term, terms), key=lambda each: (away(term, each), *alphabetically(each)))
    assert NearIndex(terms).near(term, most=most) == [(away(term, each), each) for each in nearest[:most]]


def test_what_does_not_fit_takes_no_ones_place():
    terms = ("denosumab", "trastuzumab", "zalutumumab", "nivolumab")
    index = NearIndex(terms)
    assert found(index, "denosumab", most=1, fits=lambda term: term != "nivolumab") == ["trastuzumab"]


def test_an_index_of_nothing_finds_nothing():
    assert found(NearIndex([]), "mill") == []
    assert found(NearIndex(["", "?"]), "?") == []
