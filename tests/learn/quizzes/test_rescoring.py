"""What an answer counts for by each way of re-scoring, beside known numbers and stated properties. Pure."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.items.kinds import ANY, Format, Option, Slot
from learn.quizzes import marking
from learn.quizzes.rescoring import (
    BadKeyError,
    Held,
    Marks,
    NothingNewError,
    Rule,
    Way,
    clean_key,
    counted,
    in_words,
    own_key,
    ruling,
)
from tests.learn.quizzes.items_to_mark import make_item, make_slot
from tests.learn.quizzes.samples import SAMPLES

SINGLE = make_item(Format.MULTIPLE_CHOICE, make_slot("a", "bc"))
SEVERAL = make_item(Format.SELECT_ALL, make_slot("ab", "cd", choose=ANY))
TWO_OF = make_item(Format.SELECT_N, make_slot("ab", "cd", choose=2))
MATRIX = make_item(Format.MATRIX_CHOICE, make_slot("a", "b", slot_id="r1"), make_slot("b", "a", slot_id="r2"))
TRIAD = make_item(
    Format.TRIAD,
    make_slot("a", "b", slot_id="c"),
    make_slot("a", "b", slot_id="r1"),
    make_slot("a", "b", slot_id="r2"),
)
TYPED = make_item(Format.SHORT_ANSWER, Slot("s", accepts=("femur",), near=("thigh bone",)))
NUMBER = make_item(Format.NUMERIC, Slot("s", number=10, tolerance=0, unit="months", units=("month",)))
ORDER = SAMPLES[Format.ORDERED]


def marks(item, given, *rules) -> Marks:
    marked = marking.mark(item, given)
    return ruling(item, [Rule(*each) for each in rules]).marks(marked.points, marked.possible, given)


@pytest.mark.parametrize(
    ("item", "way", "key", "given", "expected"),
    [
        # One choice: either is right, and the maximum stays 1.
        (SINGLE, "accept", {"s": ["b"]}, {"s": ["a"]}, (1, 1)),
        (SINGLE, "accept", {"s": ["b"]}, {"s": ["b"]}, (1, 1)),
        (SINGLE, "accept", {"s": ["b"]}, {"s": ["c"]}, (0, 1)),
        (SINGLE, "replace", {"s": ["b"]}, {"s": ["a"]}, (0, 1)),
        (SINGLE, "replace", {"s": ["b"]}, {"s": ["b"]}, (1, 1)),
        (SINGLE, "replace", {"s": ["b", "c"]}, {"s": ["c"]}, (1, 1)),
        # a and b less c was 2 - 1 = 1; with c right as well nothing is taken off, and 3 right are at most the 2.
        (SEVERAL, "accept", {"s": ["c"]}, {"s": ["a", "b", "c"]}, (2, 2)),
        (SEVERAL, "accept", {"s": ["c"]}, {"s": ["a", "b"]}, (2, 2)),
        (SEVERAL, "accept", {"s": ["c"]}, {"s": ["a", "c"]}, (2, 2)),
        (SEVERAL, "accept", {"s": ["c"]}, {"s": ["c", "d"]}, (0, 2)),
        (SEVERAL, "replace", {"s": ["a", "b", "c"]}, {"s": ["a", "b"]}, (2, 3)),
        (SEVERAL, "replace", {"s": ["c"]}, {"s": ["a", "c"]}, (0, 1)),
        (TWO_OF, "accept", {"s": ["c"]}, {"s": ["b", "c"]}, (2, 2)),
        (TWO_OF, "replace", {"s": ["a", "b", "c"]}, {"s": ["b", "c"]}, (2, 2)),
        (TWO_OF, "replace", {"s": ["a"]}, {"s": ["a", "c"]}, (1, 1)),
        (MATRIX, "accept", {"r2": ["a"]}, {"r1": ["a"], "r2": ["a"]}, (2, 2)),
        (MATRIX, "accept", {"r2": ["a"]}, {"r1": ["b"], "r2": ["a"]}, (1, 2)),
        (MATRIX, "replace", {"r1": ["b"]}, {"r1": ["a"], "r2": ["b"]}, (1, 2)),
        # No pair earns its point with the shared first blank wrong; that is right now.
        (TRIAD, "accept", {"c": ["b"]}, {"c": ["b"], "r1": ["a"], "r2": ["a"]}, (2, 2)),
        (TRIAD, "accept", {"c": ["b"]}, {"c": ["b"], "r1": ["b"], "r2": ["a"]}, (1, 2)),
        (TYPED, "accept", {"s": ["thigh bone"]}, {"s": ["thigh bone"]}, (1, 1)),
        (TYPED, "accept", {"s": ["thigh bone"]}, {"s": ["femur"]}, (1, 1)),
        (TYPED, "replace", {"s": ["humerus"]}, {"s": ["femur"]}, (0, 1)),
        (NUMBER, "accept", {"s": ["12", "1"]}, {"s": ["11 months"]}, (1, 1)),
        (NUMBER, "accept", {"s": ["12", "1"]}, {"s": ["10 months"]}, (1, 1)),
        (NUMBER, "accept", {"s": ["12", "1"]}, {"s": ["14 months"]}, (0, 1)),
        (NUMBER, "replace", {"s": ["10", "2"]}, {"s": ["12 months"]}, (1, 1)),
        (ORDER, "accept", {"s1": ["o-step-dry", "o-step-wash", "o-step-dress"]},
         {"s1": ["o-step-dry", "o-step-wash", "o-step-dress"]}, (1, 1)),
        (ORDER, "accept", {"s1": ["o-step-dry", "o-step-wash", "o-step-dress"]},
         {"s1": ["o-step-wash", "o-step-dry", "o-step-dress"]}, (1, 1)),
        (ORDER, "replace", {"s1": ["o-step-dry", "o-step-wash", "o-step-dress"]},
         {"s1": ["o-step-wash", "o-step-dry", "o-step-dress"]}, (0, 1)),
        (SEVERAL, "drop", {}, {"s": ["a"]}, (0, 0)),
        (SEVERAL, "full", {}, {}, (2, 2)),
    ],
)  # fmt: skip
def test_known_numbers(item, way, key, given, expected) -> None:
    assert marks(item, given, (Way(way), key)) == expected


def test_which_of_several_counts() -> None:
    chose_c = {"s": ["c"]}
    b, c = (Way.ACCEPT, {"s": ["b"]}), (Way.ACCEPT, {"s": ["c"]})
    assert marks(SINGLE, chose_c, b) == (0, 1) and marks(SINGLE, chose_c, b, c) == (1, 1)
    # Accepted before the key was replaced is accepted no more; afterwards it is.
    replaced = (Way.REPLACE, {"s": ["b"]})
    assert marks(SINGLE, chose_c, c, replaced) == (0, 1) and marks(SINGLE, chose_c, replaced, c) == (1, 1)
    assert marks(SINGLE, chose_c, (Way.FULL, {}), replaced) == (1, 1)
    assert marks(SINGLE, chose_c, (Way.DROP, {}), (Way.FULL, {})) == (0, 0)
    assert ruling(SINGLE, []) is None
    orders = [["o-step-dry", "o-step-wash", "o-step-dress"], ["o-step-dress", "o-step-dry", "o-step-wash"]]
    for order in (*orders, own_key(ORDER)["s1"]):
        assert marks(ORDER, {"s1": order}, *((Way.ACCEPT, {"s1": each}) for each in orders)) == (1, 1)


def test_of_an_attempt_something_is_left() -> None:
    held = [Held(1, 1, 1, {"s": ["a"]}), Held(2, 0, 1, {"s": ["b"]})]
    drop = ruling(SINGLE, [Rule(Way.DROP, {})])
    assert counted(held, {1: drop}, whole=2) == [(0, 0), (0, 1)]
    assert counted(held, {1: drop, 2: drop}, whole=2) == [(1, 1), (0, 1)]
    assert counted(held, {}, whole=2) == [(1, 1), (0, 1)]


def test_keys_that_an_item_cannot_have() -> None:
    for item, key, adds in (
        (SINGLE, {"other": ["b"]}, True),
        (SINGLE, {"s": ["z"]}, True),
        (SINGLE, {"s": ["b", "b"]}, False),
        (SINGLE, {"s": []}, False),
        (NUMBER, {"s": ["", "1"]}, True),
        (NUMBER, {"s": ["nan", "0"]}, True),
        (NUMBER, {"s": ["5", "-1"]}, True),
        (NUMBER, {"s": ["5"]}, True),
        (TYPED, {"s": ["x" * 500]}, True),
        (TYPED, {"s": ["?"]}, True),
        (ORDER, {"s1": ["o-step-dry"]}, True),
        (ORDER, {"s1": ["o-step-dry", "o-step-dry", "o-step-dry"]}, True),
    ):
        with pytest.raises(BadKeyError):
            clean_key(item, key, adds=adds)
    for item in (SINGLE, SEVERAL, MATRIX, TYPED, NUMBER, ORDER):
        for adds in (True, False):
            with pytest.raises(NothingNewError):
                clean_key(item, own_key(item), adds=adds)
    assert clean_key(SEVERAL, {"s": ["a", "c"]}, adds=True) == {"s": ["c"]}
    assert clean_key(SEVERAL, {"s": ["c", "a"]}, adds=False) == {"s": ["a", "c"]}
    assert clean_key(MATRIX, {"r1": ["a"], "r2": ["a", "b"]}, adds=True) == {"r2": ["a"]}


def test_a_key_in_words() -> None:
    assert in_words(NUMBER, {"s": ["12", "1"]}) == ["12 months ± 1"]
    assert in_words(NUMBER, {"s": ["12", "0"]}) == ["12 months"]
    assert in_words(TYPED, {"s": ["a bone", "os"]}) == ["a bone; os"]
    assert in_words(ORDER, own_key(ORDER)) == ["Step wash → Step dry → Step dress"]
    assert in_words(SAMPLES[Format.MATRIX_CHOICE], {"row-2": ["o-kind-alpha"]}) == ["Row second: Kind alpha"]


LETTERS = "abcde"
some = st.lists(st.sampled_from(LETTERS), unique=True, min_size=1)


@st.composite
def asked(draw):
    """An item of one slot, an answer to it, and rules for it."""
    shape, choose = draw(st.sampled_from([(Format.MULTIPLE_CHOICE, 1), (Format.SELECT_ALL, ANY), (Format.SELECT_N, 2)]))
    keys = draw(st.lists(st.sampled_from(LETTERS), unique=True, min_size=choose or 1, max_size=choose or 4))
    options = tuple(Option(each, each, each in keys) for each in LETTERS)
    item = make_item(shape, Slot("s", options=options, choose=choose))
    answer = {"s": draw(st.lists(st.sampled_from(LETTERS), unique=True, max_size=choose or 5))}
    rule = st.builds(Rule, st.sampled_from(list(Way)), st.builds(lambda said: {"s": said}, some))
    return item, answer, draw(st.lists(rule, max_size=5))


@given(asked())
def test_accepting_takes_nothing_away(drawn) -> None:
    item, answer, rules = drawn
    before = marking.mark(item, answer)
    points = before.points
    for place in range(len(rules) + 1):
        ways = [replace(each, way=Way.ACCEPT) for each in rules[:place]]
        if ways:
            found = ruling(item, ways).marks(before.points, before.possible, answer)
            assert points <= found.points <= found.possible == before.possible
            points = found.points


@given(asked(), st.data())
def test_undone_in_any_order_is_never_done(drawn, data) -> None:
    item, answer, rules = drawn
    marked = marking.mark(item, answer)

    def now(in_force):
        found = ruling(item, in_force)
        return found.marks(marked.points, marked.possible, answer) if found else Marks(marked.points, marked.possible)

    in_force, history = [], []
    for rule in rules:
        history.append(list(in_force))
        in_force.append(rule)
        assert 0 <= now(in_force).points <= now(in_force).possible
        if data.draw(st.booleans()):
            # The last taken back again: exactly what was before.
            assert now(in_force[:-1]) == now(history[-1])
    for each in data.draw(st.permutations(rules)):
        in_force.remove(each)
    assert now(in_force) == (marked.points, marked.possible)
