import pytest

from cards.generation.forms import (
    ING,
    NOUN,
    NUMBER,
    PREPOSITION,
    TO,
    VERB,
    VERB_S,
    form_of,
    is_plural,
    magnitudes,
    number_in,
    unit_in,
)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("To slow the flow", TO),
        ("Slowing the flow", ING),
        ("Slow the flow", VERB),
        ("Slows the flow", VERB_S),
        ("Often slows the flow", VERB_S),
        # Not listed, but no noun stands before "the".
        ("Glazes the rim", VERB_S),
        ("By injection into a vein", PREPOSITION),
        ("6 months", NUMBER),
        ("Two cancers", NUMBER),
        ("One person, seen over many years", NOUN),
        ("A weir", NOUN),
        ("Something wet", NOUN),
        ("Too dense", NOUN),
        ("Breaks", NOUN),
        ("", NOUN),
    ],
)
def test_the_first_word_tells_the_form(text, form):
    assert form_of(text) == form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ribs", True),
        ("bones of the hand", True),
        ("hormones known to play a part", True),
        ("nouns and names", True),
        ("large numbers of people", True),
        ("a steroid", False),
        ("bone metastasis", False),
        ("loss of minerals", False),
        ("an apparatus", False),
        ("weakness in the legs", False),
    ],
)
def test_a_noun_tells_whether_it_is_many(text, expected):
    assert is_plural(text) is expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("330,000 people", 330000),
        ("10 percent", 10),
        ("10%", 10),
        ("0.5 m", 0.5),
        ("Ten", 10),
        ("two cancers", 2),
        ("One person, seen over many years", None),
        ("about 10", None),
        ("", None),
    ],
)
def test_the_number_that_an_option_begins_with(text, number):
    assert number_in(text) == number


@pytest.mark.parametrize(("text", "unit"), [("10%", "percent"), ("10 Percent", "percent"), ("6 months", "months")])
def test_the_unit_behind_a_number(text, unit):
    assert unit_in(text) == unit


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Within 18 months", "Within 6 months"), [18, 6]),
        (("Third", "First"), [3, 1]),
        (("It ranks third", "It ranks tenth"), [3, 10]),
        (("6 months", "2 years"), [6, 2]),
        (("Millionths of a meter", "Billionths of a meter"), [1e-6, 1e-9]),
        # They differ in more than the number.
        (("Within 18 months", "After 6 months"), None),
        (("Within 18 months", "Never"), None),
        (("From 2 to 3 months", "From 2 to 4 months"), None),
        (("Weirs", "Locks"), None),
    ],
)
def test_what_texts_count_that_differ_in_numbers_alone(texts, expected):
    assert magnitudes(texts) == expected
