"""The word games that caregivers are given in place of quiz items."""

from dataclasses import replace

import pytest

from tests.cards.generation.builders import (
    grid,
    role,
    text,
    works,
    wrong,
)
from tests.cards.generation.making import WORDS, made, mean, texts


def test_a_caregiver_chooses_the_meaning_among_those_of_other_words():
    asked = made(*WORDS)["delta/mc:meaning@plain"]
    assert (asked.register, asked.audiences) == ("plain", ("caregivers",))
    wrong_options = [option for option in asked.slots[0].options if not option.is_key]
    assert {option.false_by for option in wrong_options} == {"loess", "moraine", "mere"}
    assert "That is what “loess” means." in {option.why for option in wrong_options}


def test_a_meaning_that_says_much_the_same_is_no_distractor():
    alike = mean("spit", "spit", "land made of sand at the sea")
    asked = made(*WORDS, alike)["delta/mc:meaning@plain"]
    assert "spit" not in {option.false_by for option in asked.slots[0].options}


@pytest.mark.parametrize(
    "other",
    [
        # The same words in another order.
        mean("spit", "spit", "mud that the sea has made into land"),
        # It answers the same question, so it may be right as well.
        mean("fan", "river fan", "a broad heap of silt", relation="mouths"),
        mean("bar", "bar", "a bank that the waves heap up", sensitivity="survival"),
        mean("ness", "ness", "a cape that reaches far out", audiences=("nursing",)),
    ],
    ids=["same words", "same relation", "survival", "not for caregivers"],
)
def test_what_may_be_right_or_is_not_for_caregivers_is_no_distractor(other):
    delta = replace(WORDS[0], relation="mouths")
    assert "delta/mc:meaning@plain" in made(delta, *WORDS[1:3])
    asked = made(delta, *WORDS[1:3], other)["delta/mc:meaning@plain"]
    assert {option.false_by for option in asked.slots[0].options} == {"", "loess", "moraine"}


def test_a_meaning_of_another_form_is_no_distractor():
    verb = mean("silt", "to silt up", "to fill with mud by and by")
    asked = made(*WORDS, verb)["delta/mc:meaning@plain"]
    assert "silt" not in {option.false_by for option in asked.slots[0].options}


def test_own_plain_distractors_come_before_other_meanings():
    own = tuple(wrong(each, "meaning", plain=f"{each}, plainly") for each in ("a dry valley", "a high hill"))
    asked = made(*(replace(WORDS[0], distractors=own), *WORDS[1:]))["delta/mc:meaning@plain"]
    assert texts(asked.slots[0], False) == ["A dry valley, plainly", "A high hill, plainly"]


def test_distractors_in_the_professions_words_are_not_shown_to_caregivers():
    fact = replace(
        role("weir", "a weir", "slows the flow"),
        role=text("retards the discharge", "slows the water"),
        distractors=tuple(wrong(each, "role") for each in ("augments the discharge", "abates the discharge")),
    )
    asked = made(fact)
    assert "weir/mc:role" in asked
    assert "weir/mc:role@plain" not in asked


@pytest.mark.parametrize("own", [{"sensitivity": "survival"}, {"audiences": ("nursing",)}])
def test_caregivers_have_no_item_on_survival_or_for_others(own):
    fact = replace(WORDS[0], **own)
    assert not any(uid.startswith("delta/") and uid.endswith("@plain") for uid in made(fact, *WORDS[1:]))


def test_caregivers_match_and_are_not_asked_in_other_formats():
    asked = made(*works(), grids=(grid(audiences=("caregivers",), formats=("matching", "matrix_choice")),))
    games = [each for uid, each in asked.items() if uid.startswith("grid:")]
    assert [each.uid for each in games] == ["grid:works/matching@plain"]
    assert [slot.label for slot in games[0].slots] == ["The weir", "The lock", "The mill"]
    weir, lock, mill = works()
    sensitive = made(weir, replace(lock, sensitivity="survival"), mill, grids=(grid(audiences=("caregivers",)),))
    assert not any(uid.startswith("grid:") for uid in sensitive)
