"""Choosing the items of a quiz: what never stands together, and what comes first."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.generation.cueing import Tells, clash
from learn.quizzes.choosing import Candidate, choose


def candidate(number: int, **values: object) -> Candidate:
    """An item on a fact of its own that gives nothing away."""
    tells = Tells(
        words=f" what of thing{number} ",
        keys=(f"answer{number}",),
        facts=(f"fact{number}",),
        asks=(f"fact{number}/role",),
        stems=(f"thing{number}", f"of{number}", f"what{number}"),
    )
    values = {
        "item_id": number,
        "version_id": number,
        "topic_id": 1,
        "format": "multiple_choice",
        "level": "medium",
        "tells": tells,
    } | values
    return Candidate(**values)


def chosen(candidates, number=5, level="mixed", seed=1):
    return choose(candidates, number=number, level=level, random=Random(seed))


def test_as_many_as_asked_for_and_each_once() -> None:
    found = chosen([candidate(n) for n in range(40)], number=10)
    assert len({each.item_id for each in found}) == len(found) == 10


def test_the_same_seed_gives_the_same_quiz_and_another_seed_another() -> None:
    bank = [candidate(n) for n in range(40)]
    assert chosen(bank, seed=3) == chosen(bank, seed=3)
    assert chosen(bank, seed=3) != chosen(bank, seed=4)


def test_an_item_that_tells_anothers_answer_is_left_out() -> None:
    telling = candidate(1, tells=Tells(words=" it is answer2 that does it ", facts=("fact1",), asks=("fact1/role",)))
    found = chosen([telling, candidate(2)], number=2)
    assert len(found) == 1


def test_one_question_in_two_formats_is_asked_once() -> None:
    typed = candidate(1, item_id=9, format="short_answer")
    assert len(chosen([candidate(1), typed], number=2)) == 1


def test_a_fact_comes_twice_only_when_there_is_nothing_else() -> None:
    other_side = Tells(words=" side b ", keys=("b",), facts=("fact1",), asks=("fact1/agent",), stems=("b", "c", "d"))
    bank = [candidate(1), candidate(2, tells=other_side), candidate(3)]
    for seed in range(20):
        assert {each.item_id for each in chosen(bank, number=2, seed=seed)} in ({1, 3}, {2, 3})
    assert len(chosen(bank, number=3)) == 3


def test_topics_take_turns() -> None:
    bank = [candidate(n, topic_id=1) for n in range(30)] + [candidate(n, topic_id=2) for n in range(30, 35)]
    assert Counter(each.topic_id for each in chosen(bank, number=10)) == {1: 5, 2: 5}


@pytest.mark.parametrize(("level", "expected"), [("easy", {"easy"}), ("hard", {"hard"})])
def test_the_level_asked_for_comes_first_and_its_neighbour_next(level: str, expected: set[str]) -> None:
    levels = ["easy"] * 5 + ["medium"] * 5 + ["hard"] * 5
    bank = [candidate(n, level=each) for n, each in enumerate(levels)]
    assert {each.level for each in chosen(bank, number=5, level=level)} == expected
    assert {each.level for each in chosen(bank, number=8, level=level)} == expected | {"medium"}


def test_what_was_seen_least_comes_first() -> None:
    bank = [candidate(n, times=n % 2) for n in range(20)]
    assert all(each.times == 0 for each in chosen(bank, number=10))


def test_what_was_asked_for_by_name_comes_before_all_else() -> None:
    bank = [candidate(n, rank=0 if n == 7 else 2, times=9 if n == 7 else 0, level="hard") for n in range(20)]
    for seed in range(10):
        assert 7 in {each.item_id for each in chosen(bank, number=5, level="easy", seed=seed)}


def test_a_quiz_has_several_formats_where_there_are_several() -> None:
    formats = ["multiple_choice"] * 20 + ["dropdown"] * 20 + ["matching"] * 20
    bank = [candidate(n, format=each) for n, each in enumerate(formats)]
    for seed in range(20):
        assert len({each.format for each in chosen(bank, number=10, seed=seed)}) == 3


WORDS = st.sampled_from(["bone", "drug", "scan", "pain", "cell", "node"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(WORDS, WORDS, st.sampled_from("abc"), st.integers(1, 3)), min_size=1, max_size=25),
    st.integers(0, 9),
)
def test_no_two_of_a_quiz_ever_clash(specs, seed) -> None:
    bank = [
        candidate(
            n,
            topic_id=topic,
            tells=Tells(words=f" the {shown} ", keys=(key,), facts=(fact,), asks=(f"{fact}/{n}",), stems=(shown,)),
        )
        for n, (shown, key, fact, topic) in enumerate(specs)
    ]
    found = chosen(bank, number=8, seed=seed)
    assert found
    assert not any(clash(one.tells, other.tells) for n, one in enumerate(found) for other in found[:n])
