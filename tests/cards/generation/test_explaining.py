"""Which facts an item of several parts rests on, and so what its rationale says."""

from dataclasses import replace

import pytest

from cards.facts.item_sources import Because
from cards.generation.items import items_of
from tests.cards.generation.builders import base, statement, text, wrong

MILL = statement(
    wording="A mill is turned by water.",
    dropdown=text("A mill is turned by [[what|water]] and grinds [[food|corn]]."),
    distractors=(
        wrong("sand", "dropdown:what"),
        wrong("dust", "dropdown:what"),
        wrong("chalk", "dropdown:food", "miller"),
        wrong("wood", "dropdown:food", "miller"),
    ),
)


def miller(wording, **own):
    return statement("miller", wording=wording, no_item="Not asked here.", **own)


def dropdown(*facts):
    return next(each for each in items_of(base(*facts)) if each.uid == "mill/dropdown")


def test_a_blank_that_another_fact_answers_rests_on_this_one_too():
    other = miller("Corn is ground in a mill.", paragraphs=(7,), hedge="", as_of="As of 1999.")
    asked = dropdown(MILL, other)
    assert asked.facts == ("mill", "miller")
    assert asked.rationale == "A mill is turned by water. Corn is ground in a mill."
    assert asked.paragraphs == (7,)
    assert asked.note == "As of 1999."
    # A slip in this blank brings forward the cards of the fact that it asks for.
    assert [slot.fact for slot in asked.slots] == ["", "miller"]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (miller("A mill has a wheel."), "does not say the answer"),
        (miller("Corn is eaten by gulls."), "is about something else"),
        (miller("Corn is ground in a mill.", audiences=("caregivers",)), "is not for nursing"),
    ],
)
def test_a_fact_that_does_not_explain_a_blank_is_left_out(other, why):
    asked = dropdown(MILL, other)
    assert asked.facts == ("mill",), why


def test_a_fact_that_says_every_answer_stands_alone():
    own = replace(MILL, wording=text("A mill is turned by water and grinds corn."))
    asked = dropdown(own, miller("Corn is ground in a mill."))
    assert asked.facts == ("mill",)
    assert asked.slots[1].fact == ""


def test_the_reason_of_a_dyad_may_be_another_fact():
    fact = statement(
        wording="In spring a mill turns faster.",
        because=Because(text("a mill turns faster"), text("snow melts")),
        distractors=(
            wrong("a mill rests", "because:claim"),
            wrong("a mill burns", "because:claim"),
            wrong("sand drifts", "because:reason", "thaw"),
            wrong("dust falls", "because:reason", "thaw"),
        ),
    )
    thaw = statement("thaw", wording="In spring snow melts.", no_item="Not asked here.")
    asked = next(each for each in items_of(base(fact, thaw)) if each.uid == "mill/dyad")
    assert asked.rationale == "In spring a mill turns faster. In spring snow melts."
