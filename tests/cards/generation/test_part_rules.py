"""Each part of an item is explained: what the rule finds, and what it lets pass."""

from dataclasses import replace

import pytest

from cards.generation.item_rules import item_findings
from cards.generation.items import items_of
from cards.items.kinds import Format, Option, Slot
from tests.cards.generation.builders import base, definition, grid, item, role, works

EXCUSED = "Not asked here."
CODE = "part-unexplained"


def blank(slot_id, key, others, why=""):
    options = [Option(f"{slot_id}-k", key, is_key=True)]
    options += [Option(f"{slot_id}-{each}", each, why="It is dry.", false_by="pool:dry") for each in others]
    return Slot(slot_id, options=tuple(options), why=why)


def cloze(rationale, *, what="loess", why="", slots=2, form=Format.DROPDOWN):
    """A text with two blanks: a weir slows the flow, and its bed is of loess."""
    both = (blank("does", "slows", ("lifts", "grinds")), blank("what", what, ("granite", "marble"), why))
    return item(
        uid="weir/dropdown",
        format=form,
        stem="For each blank, choose the option that completes the text.",
        text="A weir {does} the flow; its bed is of {what}."[: None if slots == 2 else 24],
        slots=both[:slots],
        rationale=rationale,
    )


def found(asked, *facts):
    known = base(*(facts or (role("weir", "a weir", "slows the flow", no_item=EXCUSED),)))
    return [each.message for each in item_findings(known, [asked]) if each.code == CODE]


def test_a_blank_that_the_reason_leaves_out_is_found():
    assert found(cloze("A weir slows the flow.")) == ['no reason speaks of "loess"']
    assert found(cloze("Rivers are long.")) == ['no reason speaks of "slows", "loess"']


@pytest.mark.parametrize(
    ("rationale", "what"),
    [
        ("A weir slows the flow over LOESS.", "loess"),
        ("It slows what flows over layers of loess.", "a layer of loess"),
        ("Slowed by a weir, water layers its load.", "layered"),
        ("A weir slows 330,000 boats.", "330,000"),
        ("A weir slows the flow, no less.", "no less"),
        # Half of the words that tell it apart.
        ("A weir slows the flow over loess.", "yellow loess"),
    ],
)
def test_a_reason_may_say_an_answer_in_its_own_way(rationale, what):
    assert found(cloze(rationale, what=what)) == []


@pytest.mark.parametrize(
    ("rationale", "what"),
    [
        ("A weir slows the flow over loess.", "fine yellow loess"),
        ("A weir slows 330,000 boats.", "33,000"),
        ("A weir slows the flow, now less.", "no less"),
    ],
)
def test_less_than_half_of_an_answer_does_not_say_it(rationale, what):
    assert found(cloze(rationale, what=what)) == [f'no reason speaks of "{what}"']


def test_an_answer_is_said_by_any_name_that_the_facts_of_the_item_give_it():
    soil = definition("loess", "loess", "wind-blown silt", synonyms={"loess": ("yellow earth",)}, no_item=EXCUSED)
    asked = cloze("A weir slows the flow over yellow earth.")
    assert found(asked, soil) == ['no reason speaks of "loess"']
    assert found(replace(asked, facts=("loess",)), soil) == []


def test_a_part_may_have_a_reason_of_its_own():
    assert found(cloze("A weir slows the flow.", why="Its bed is of loess.")) == []
    # What is said of another part is no reason for this one.
    assert found(cloze("A weir slows it over loess.", why="It is there.")) == ['no reason speaks of "loess"']


def test_one_blank_alone_and_an_item_without_reasons_are_left_to_other_rules():
    assert found(cloze("Rivers are long.", slots=1)) == []
    assert found(cloze("")) == []


def test_each_row_of_a_grid_is_a_part():
    sound = grid(formats=("matching",))
    spoiled = replace(sound, rows=(replace(sound.rows[0], why="It is built of stone."), *sound.rows[1:]))
    for each, messages in ((sound, []), (spoiled, ['no reason speaks of "Slows something"'])):
        asked = next(item for item in items_of(base(*works(), grids=(each,))) if item.format is Format.MATCHING)
        assert found(asked, *works()) == messages


def test_every_part_of_the_shipped_items_is_explained(shipped):
    made = items_of(shipped)
    assert sum(len(each.slots) > 1 for each in made) > 40
    assert [each for each in item_findings(shipped, made, are_all=True) if each.code == CODE] == []
