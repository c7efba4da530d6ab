"""Structure of items: one whole item of each format, then what is missing when one thing of it is changed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.facts.texts import AUDIENCES, REGISTERS, SENSITIVITIES
from cards.items.checks import structure_problems
from cards.items.kinds import ANY, Exhibit, Format, Item, Option, Slot


def options(*texts: str) -> tuple[Option, ...]:
    """Options a, b, c ...; a star makes a key."""
    return tuple(
        Option(chr(ord("a") + number), text.removeprefix("*"), is_key=text.startswith("*"))
        for number, text in enumerate(texts)
    )


def slot(slot_id: str, *texts: str, choose: int = 1) -> Slot:
    return Slot(slot_id, options=options(*texts), choose=choose)


def item(made: Format, *slots: Slot, **more: object) -> Item:
    known = {"register": "nursing", "facts": ("denosumab",)} | more
    return Item(uid="x", format=made, topic="t", stem="Which?", slots=slots, **known)


BOW_TIE = item(
    Format.BOW_TIE,
    slot("actions", "*one", "*two", "three", "four", choose=2),
    slot("condition", "*one", "two", "three"),
    slot("parameters", "*one", "*two", "three", "four", choose=2),
)
TREND = item(
    Format.TREND,
    slot("answer", "*up", "down", "level"),
    marked_as=Format.MULTIPLE_CHOICE,
    exhibits=(Exhibit("08:00", "Calm."), Exhibit("12:00", rows=(("Pulse", "Pain"), ("80", "3")))),
)
WHOLE = {
    Format.MULTIPLE_CHOICE: item(Format.MULTIPLE_CHOICE, slot("answer", "*one", "two", "three", "four")),
    Format.SELECT_ALL: item(Format.SELECT_ALL, slot("answer", "*one", "*two", "three", choose=ANY)),
    Format.SELECT_N: item(Format.SELECT_N, slot("answer", "*one", "*two", "three", choose=2)),
    Format.MATRIX_CHOICE: item(Format.MATRIX_CHOICE, slot("first", "*yes", "no"), slot("second", "yes", "*no")),
    Format.MATRIX_RESPONSE: item(
        Format.MATRIX_RESPONSE, slot("first", "*yes", "*no", choose=ANY), slot("second", "yes", "*no", choose=ANY)
    ),
    Format.DROPDOWN: item(Format.DROPDOWN, slot("first", "*one", "two", "three"), text="Here {first} stands."),
    Format.DYAD: item(
        Format.DYAD, slot("claim", "*a", "b", "c"), slot("reason", "d", "*e", "f"), text="{claim} because {reason}."
    ),
    Format.TRIAD: item(
        Format.TRIAD,
        *(slot(name, "*one", "two", "three") for name in ("x", "y", "z")),
        text="{x}, {y} and {z}.",
    ),
    Format.HIGHLIGHT: item(Format.HIGHLIGHT, slot("answer", "*one", "two", choose=ANY), text="{a}, not {b}."),
    Format.MATCHING: item(
        Format.MATCHING, slot("first", "*one", "two", "three"), slot("second", "one", "*two", "three")
    ),
    Format.SHORT_ANSWER: item(Format.SHORT_ANSWER, Slot("answer", accepts=("bone",))),
    Format.NUMERIC: item(Format.NUMERIC, Slot("answer", number=6, unit="months")),
    Format.ORDERED: item(Format.ORDERED, slot("answer", "*one", "*two", "*three", choose=3)),
    Format.BOW_TIE: BOW_TIE,
    Format.TREND: TREND,
}


@pytest.mark.parametrize("made", Format)
def test_a_whole_item_of_each_format_has_no_problem(made):
    assert structure_problems(WHOLE[made]) == []


def changed(made: Format, place: int = 0, /, **values: object) -> Item:
    """The whole item with other values in one of its slots."""
    whole = WHOLE[made]
    slots = list(whole.slots)
    slots[place] = replace(slots[place], **values)
    return replace(whole, slots=tuple(slots))


MC, SATA, N = Format.MULTIPLE_CHOICE, Format.SELECT_ALL, Format.SELECT_N
BROKEN = {
    "no stem": (replace(WHOLE[MC], stem=" "), "the stem is empty"),
    "too hard": (replace(WHOLE[MC], difficulty=101), "difficulty is 101; expected 0 to 100"),
    "unknown register": (
        replace(WHOLE[MC], register="latin"),
        'register "latin" is not known; expected nursing or plain',
    ),
    "no register": (replace(WHOLE[MC], register=""), 'register "" is not known'),
    "unknown sensitivity": (
        replace(WHOLE[MC], sensitivity="secret"),
        'sensitivity "secret" is not known; expected none or survival',
    ),
    "no fact": (replace(WHOLE[MC], facts=()), "the item has no fact; expected at least one"),
    "blank fact": (replace(WHOLE[MC], facts=("",)), "fact is empty"),
    "fact twice": (replace(WHOLE[MC], facts=("a", "b", "a")), 'fact "a" stands 2 times; expected once'),
    "no audience": (replace(WHOLE[MC], audiences=()), "the item has no audience; expected at least one"),
    "unknown audience": (
        replace(WHOLE[MC], audiences=("nursing", "doctors")),
        'audience "doctors" is not known; expected nursing or caregivers',
    ),
    "audience twice": (
        replace(WHOLE[MC], audiences=("nursing", "nursing")),
        'audience "nursing" stands 2 times; expected once',
    ),
    "no slot": (replace(WHOLE[MC], slots=()), "the item has no slot; expected at least one"),
    "slots with one name": (
        replace(WHOLE[Format.MATCHING], slots=(WHOLE[Format.MATCHING].slots[0],) * 2),
        'slot "first" stands 2 times; expected once',
    ),
    "options with one name": (
        changed(MC, options=(*options("*one", "two"), Option("a", "three"))),
        'slot "answer": option "a" stands 2 times; expected once',
    ),
    "options with one text": (
        changed(MC, options=options("*one", "Two", "two ")),
        'slot "answer": the text "two" stands 2 times; expected once',
    ),
    "blank option": (changed(MC, options=options("*one", "two", " ")), 'slot "answer": the text is empty'),
    "typed and chosen": (changed(MC, accepts=("one",)), "has a typed answer, but multiple_choice is chosen"),
    "chosen and typed": (
        changed(Format.SHORT_ANSWER, options=options("*one")),
        "has options, but short_answer is typed",
    ),
    "nothing to choose": (changed(MC, options=()), 'slot "answer" has no options'),
    "two questions in one": (
        replace(WHOLE[MC], slots=(slot("one", "*a", "b", "c"), slot("two", "*a", "b", "c"))),
        "multiple_choice has 2 slot(s); expected 1",
    ),
    "two choices": (changed(MC, options=options("*one", "two")), "has 2 options; expected 3 to 4"),
    "five choices": (
        changed(MC, options=options("*one", "two", "three", "four", "five")),
        "has 5 options; expected 3 to 4",
    ),
    "two keys": (changed(MC, options=options("*one", "*two", "three")), "has 2 keys; expected 1"),
    "no key": (changed(MC, options=options("one", "two", "three")), "has 0 keys; expected 1"),
    "several to choose": (changed(MC, choose=2), "lets choose 2; expected 1"),
    "select all of none": (changed(SATA, options=options("one", "two")), "has no key"),
    "all of the above": (changed(SATA, options=options("*one", "*two")), "has no wrong option"),
    "select all of a number": (changed(SATA, choose=2), "lets choose 2; expected 0 (any number)"),
    "select n of another number": (changed(N, choose=3), "lets choose 3; expected 2"),
    "select one": (changed(N, options=options("*one", "two"), choose=1), "else it is a multiple_choice"),
    "matrix of one row": (
        replace(WHOLE[Format.MATRIX_CHOICE], slots=WHOLE[Format.MATRIX_CHOICE].slots[:1]),
        "matrix_choice has 1 slot(s); expected at least 2",
    ),
    "matrix of other columns": (
        changed(Format.MATRIX_CHOICE, 1, options=options("yes", "*never")),
        'slot "second" has other options than slot "first"',
    ),
    "row with two keys": (changed(Format.MATRIX_CHOICE, options=options("*yes", "*no")), "has 2 keys; expected 1"),
    "column without a key": (
        changed(Format.MATRIX_RESPONSE, 1, options=options("yes", "no")),
        'slot "second" has no key',
    ),
    "column of one": (changed(Format.MATRIX_RESPONSE, choose=1), "lets choose 1; expected 0 (any number)"),
    "blank without a place": (replace(WHOLE[Format.DROPDOWN], text="Here."), "holds {first} 0 times; expected once"),
    "place without a blank": (
        replace(WHOLE[Format.DROPDOWN], text="{first} {last}"),
        "holds {last}, which is nothing of this item",
    ),
    "blank of two choices": (
        changed(Format.DROPDOWN, options=options("*one", "two")),
        "has 2 options; expected at least 3",
    ),
    "dyad of one": (
        replace(WHOLE[Format.DYAD], slots=WHOLE[Format.DYAD].slots[:1], text="{claim}"),
        "dyad has 1 slot(s); expected 2",
    ),
    "triad of two": (
        replace(WHOLE[Format.TRIAD], slots=WHOLE[Format.TRIAD].slots[:2], text="{x} {y}"),
        "triad has 2 slot(s); expected 3",
    ),
    "phrase out of the text": (replace(WHOLE[Format.HIGHLIGHT], text="{a}."), "holds {b} 0 times"),
    "phrase twice": (replace(WHOLE[Format.HIGHLIGHT], text="{a}, {a} and {b}."), "holds {a} 2 times"),
    "nothing wrong to highlight": (changed(Format.HIGHLIGHT, options=options("*one", "*two")), "has no wrong option"),
    "two prompts with one answer": (
        changed(Format.MATCHING, 1, options=options("*one", "two", "three")),
        'option "a" is the key of slots "first" and "second"',
    ),
    "accepts nothing": (changed(Format.SHORT_ANSWER, accepts=(" ",)), 'slot "answer" accepts nothing'),
    "no number": (changed(Format.NUMERIC, number=None), 'slot "answer" has no number'),
    "no unit": (changed(Format.NUMERIC, unit=""), 'slot "answer" has no unit'),
    "negative tolerance": (changed(Format.NUMERIC, tolerance=-1), "has the tolerance -1; expected 0 or more"),
    "two to order": (changed(Format.ORDERED, options=options("*one", "*two"), choose=2), "has 2 elements"),
    "order with a wrong one": (
        changed(Format.ORDERED, options=options("*one", "*two", "three")),
        "expected that each element has its place",
    ),
    "order of some": (changed(Format.ORDERED, choose=2), "lets choose 2; expected 3"),
    "bow-tie upside down": (
        replace(BOW_TIE, slots=BOW_TIE.slots[::-1]),
        "has the slots parameters, condition, actions; expected actions, condition, parameters",
    ),
    "bow-tie with one action": (
        changed(Format.BOW_TIE, options=options("*one", "two", "three", "four")),
        'slot "actions" has 1 keys; expected 2',
    ),
    "bow-tie of few choices": (
        changed(Format.BOW_TIE, 1, options=options("*one", "two")),
        'slot "condition" has 2 options; expected at least 3',
    ),
    "trend marked as nothing": (replace(TREND, marked_as=None), "trend needs marked_as"),
    "trend marked as a trend": (replace(TREND, marked_as=Format.TREND), "trend needs marked_as"),
    "trend marked as a bow-tie": (
        replace(BOW_TIE, format=Format.TREND, marked_as=Format.BOW_TIE, exhibits=TREND.exhibits),
        "is marked as bow_tie; expected another format",
    ),
    "trend of one time": (replace(TREND, exhibits=TREND.exhibits[1:]), "a trend item shows one time"),
    "trend with wrong slots": (
        replace(TREND, slots=(slot("answer", "*up", "down"),)),
        "has 2 options; expected 3 to 4",
    ),
    "marked as another": (replace(WHOLE[MC], marked_as=MC), "expected it on a trend item alone"),
    "empty exhibit": (replace(WHOLE[MC], exhibits=(Exhibit("Note"),)), 'exhibit "Note" shows nothing'),
    "exhibits with one name": (
        replace(WHOLE[MC], exhibits=(Exhibit("Note", "a"), Exhibit("Note", "b"))),
        'the exhibit "Note" stands 2 times',
    ),
    "ragged exhibit": (
        replace(WHOLE[MC], exhibits=(Exhibit("Table", rows=(("Time", "Pain"), ("08:00",))),)),
        'exhibit "Table" has rows of different lengths',
    ),
}


@pytest.mark.parametrize(("broken", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_told(broken, message):
    problems = structure_problems(broken)
    assert any(message in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("register", REGISTERS),
        ("sensitivity", SENSITIVITIES),
        ("audiences", [*((each,) for each in AUDIENCES), AUDIENCES]),
    ],
)
def test_an_item_may_be_for_whatever_a_fact_is_for(name, known):
    for value in known:
        assert structure_problems(replace(WHOLE[MC], **{name: value})) == []


def test_a_table_of_several_rows_tells_several_times():
    rows = (("Time", "Pain"), ("08:00", "3"), ("12:00", "6"))
    assert structure_problems(replace(TREND, exhibits=(Exhibit("Chart", rows=rows),))) == []


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_a_select_n_item_is_whole_exactly_if_it_lets_choose_its_keys_of_more(keys, wrong, choose):
    texts = [*(f"*right {number}" for number in range(keys)), *(f"wrong {number}" for number in range(wrong))]
    asked = item(N, slot("answer", *texts, choose=choose))
    assert (structure_problems(asked) == []) == (keys >= 2 and wrong >= 1 and choose == keys)


@given(st.lists(st.sampled_from(["{first}", "{second}", "{third}", "word"]), max_size=5))
def test_a_dropdown_is_whole_exactly_if_each_blank_has_one_place(parts):
    asked = item(Format.DROPDOWN, *(slot(name, "*a", "b", "c") for name in ("first", "second")), text=" ".join(parts))
    places = sorted(part for part in parts if part != "word")
    assert (structure_problems(asked) == []) == (places == ["{first}", "{second}"])
