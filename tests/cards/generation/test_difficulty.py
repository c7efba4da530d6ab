from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.generation.difficulty import BASES, LEVELS, closeness, difficulty_of, level_of, likeness
from cards.items.kinds import WRITTEN_ONLY, Format, Option, Slot
from tests.cards.generation.builders import choice, definition, item, role

FACTS = {
    fact.uid: fact
    for fact in (
        role("weir", "a weir", "slows the flow"),
        role("lock", "a lock", "lifts boats"),
        role("gull", "a gull", "eats fish", "bird"),
        definition("delta", "delta", "land of mud"),
    )
}
SHORT = st.text(alphabet="abcd ", max_size=20)


def test_levels_part_at_34_and_67():
    assert [level_of(each) for each in (0, 33, 34, 66, 67, 100)] == [
        "easy",
        "easy",
        "medium",
        "medium",
        "hard",
        "hard",
    ]


@given(st.integers(0, 100))
def test_every_difficulty_has_one_level(difficulty):
    assert sum(difficulty in each for each in LEVELS.values()) == 1


@pytest.mark.parametrize("number", [-1, 101])
def test_there_is_no_level_beyond(number):
    with pytest.raises(ValueError, match=f"{number} is no difficulty"):
        level_of(number)


def test_every_format_has_a_base():
    assert set(BASES) == set(Format)


# Dice of trigrams, by hand: "weir" padded gives __w _we wei eir ir_, "weird" gives __w _we wei eir ird rd_.
def test_likeness_is_dice_of_trigrams():
    assert likeness("weir", "weird") == pytest.approx(2 * 4 / (5 + 6))
    assert likeness("weir", "weir") == 1
    assert likeness("weir", "lock") == 0


@given(SHORT, SHORT)
def test_likeness_is_the_same_both_ways_and_at_most_1(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def test_what_is_nearer_in_meaning_is_closer():
    weir = FACTS["weir"]

    def close(false_by):
        return closeness("holds sand", "slows the flow", false_by, weir, FACTS)

    assert close("weir") > close("lock") > close("gull") > close("pool:dry")
    assert close("gull") > close("delta")


def test_closeness_is_the_stated_mix():
    # 0.40 x likeness + 0.35 x 0.7 (same topic) + 0.25 x 1 (same class of agents)
    measured = closeness("slows the flood", "slows the flow", "lock", FACTS["weir"], FACTS)
    assert measured == pytest.approx(0.40 * likeness("slows the flood", "slows the flow") + 0.35 * 0.7 + 0.25)


def test_closer_distractors_make_a_harder_item():
    far = choice(others=("Bakes bread", "Sings songs"), false_by="pool:dry")
    near = choice(others=("Slows the flood", "Slows the flows"), false_by="weir")
    assert difficulty_of(far, FACTS) < difficulty_of(near, FACTS)
    assert level_of(difficulty_of(far, FACTS)) == "easy"
    assert level_of(difficulty_of(near, FACTS)) == "hard"


def test_a_third_distractor_that_is_far_makes_nothing_easier():
    two = choice(others=("Slows the flood", "Slows the flora"), false_by="lock")
    three = choice(others=("Slows the flood", "Slows the flora", "Bakes"), false_by="lock")
    assert difficulty_of(three, FACTS) == difficulty_of(two, FACTS)


def test_recall_is_harder_than_recognition():
    recognised = choice(others=("Lifts boats", "Grinds corn"))
    recalled = item(format=Format.SHORT_ANSWER, slots=(Slot("answer", accepts=("slows the flow",)),))
    assert difficulty_of(recalled, FACTS) > difficulty_of(recognised, FACTS)


def test_a_typed_answer_is_harder_where_another_looks_like_it():
    plain = item(format=Format.SHORT_ANSWER, slots=(Slot("answer", accepts=("osteolytic",)),))
    near = item(format=Format.SHORT_ANSWER, slots=(Slot("answer", accepts=("osteolytic",), near=("osteoblastic",)),))
    assert difficulty_of(near, FACTS) > difficulty_of(plain, FACTS)


def test_more_parts_are_harder_up_to_a_bound():
    def blanks(count):
        options = (Option("k", "flow", is_key=True), Option("w", "sand", false_by="pool:dry"))
        slots = tuple(Slot(f"s{number}", options=options) for number in range(count))
        return difficulty_of(item(format=Format.DROPDOWN, slots=slots), FACTS)

    assert blanks(1) < blanks(2) < blanks(3)
    assert blanks(9) == blanks(5) == blanks(1) + 12


def test_a_trend_is_as_hard_as_what_it_is_marked_as():
    plain = choice(others=("Bakes bread", "Sings songs"))
    assert difficulty_of(replace(plain, format=Format.TREND, marked_as=Format.MULTIPLE_CHOICE), FACTS) == difficulty_of(
        plain, FACTS
    )


@given(st.sampled_from(sorted(set(Format) - WRITTEN_ONLY)), st.lists(SHORT.filter(str.strip), min_size=1, max_size=4))
def test_a_difficulty_is_between_0_and_100(form, texts):
    options = (Option("k", "flow", is_key=True), *(Option(str(n), each) for n, each in enumerate(texts)))
    slots = tuple(Slot(str(number), options=options, accepts=tuple(texts)) for number in range(len(texts)))
    assert 0 <= difficulty_of(item(format=form, slots=slots), FACTS) <= 100
