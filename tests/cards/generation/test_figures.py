"""Whether a figure is one number; and what is asked of one that is not."""

from dataclasses import replace

import pytest

from cards.facts.kinds import Statistic, Text
from cards.generation.card_rules import findings
from cards.generation.figures import is_one_number
from cards.generation.items import items_of
from cards.items.kinds import Format


@pytest.mark.parametrize(
    "words",
    [
        "330,000 people", "about 330 000 people", "12.5 mg", "0,5 mg", "-5 degrees", "ten cancers", "within 6 months",
        "over time, 5%", "1,000,000",
    ],
)  # fmt: skip
def test_one_number(words: str) -> None:
    assert is_one_number(words)


@pytest.mark.parametrize(
    "words",
    [
        "0.5 to 2 ng/mL", "0.5\u20132 ng/mL", "0.5-2 ng/mL", "between 3 and 5", "less than 5%", "More than 5%",
        "at least 5", "up to 5", "two to three weeks", "> 5", "5 or more", "over 5 years", "5+", "1 of 4",
    ],
)  # fmt: skip
def test_no_one_number(words: str) -> None:
    assert not is_one_number(words)


def test_a_unit_may_hold_a_digit() -> None:
    assert is_one_number("90 mL/min/1.73 m2", "mL/min/1.73 m2")


def test_a_range_is_not_asked_for_as_a_number_and_is_found(sample) -> None:
    def asked(words: str) -> tuple[set[Format], set[str]]:
        fact = Statistic(
            uid="f",
            topic=sample.topics[0].uid,
            audiences=("nursing",),
            wording=Text.shared("The level is so."),
            value=Text.shared(words),
            number=0.5,
            unit="ng/mL",
            measures=Text.shared("the level in blood"),
            ask_value=Text.shared("What is the level in blood?"),
        )
        base = replace(sample, facts=(fact,))
        return {each.format for each in items_of(base)}, {each.code for each in findings(base)}

    one, found = asked("0.5 ng/mL")
    assert Format.NUMERIC in one and "several-numbers" not in found
    several, found = asked("0.5 to 2 ng/mL")
    assert Format.NUMERIC not in several and "several-numbers" in found
