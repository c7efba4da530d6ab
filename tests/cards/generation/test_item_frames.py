import pytest

from cards.generation.item_frames import ItemFrames, in_series, unit_words

FRAMES = ItemFrames("nursing")


@pytest.mark.parametrize(
    ("question", "count", "is_open", "expected"),
    [
        ("Which three parts are wet?", 3, False, "Which parts are wet? Select all that apply."),
        ("On which five points does it rest?", 5, False, "On which points does it rest? Select all that apply."),
        ("Which 12 parts are wet?", 12, False, "Which parts are wet? Select all that apply."),
        # Another number is no number of answers, and a measure is none either.
        ("Which two parts of three are wet?", 2, False, "Which parts of three are wet? Select all that apply."),
        ("Which parts last three years?", 3, False, "Which parts last three years? Select all that apply."),
        ("Which parts are wet?", 3, True, "Which parts are wet? Select all that are named in the article."),
        (
            "Which three parts named in the article are wet?",
            3,
            True,
            "Which parts named in the article are wet? Select all that apply.",
        ),
    ],
)
def test_select_all_does_not_say_how_many(question, count, is_open, expected):
    assert FRAMES.select_all(question, count, is_open) == expected


def test_select_n_says_how_many():
    assert FRAMES.select_n("Which parts are wet?", 3, False) == "Which parts are wet? Select three."
    assert FRAMES.select_n("Which parts are wet?", 12, False) == "Which parts are wet? Select 12."


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("months", "How long? Give the answer in months."),
        ("cancers", "How long? Give the number of cancers."),
        ("people", "How long? Give the number of people."),
        ("", "How long? Give a number."),
    ],
)
def test_a_number_is_asked_for_with_its_unit(unit, expected):
    assert FRAMES.number("How long?", unit) == expected


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("percent", ("percent", "%", "per cent", "pct")),
        ("people", ("people", "persons", "person")),
        ("bones", ("bones", "bone")),
        ("mg", ("mg",)),
        ("", ()),
    ],
)
def test_a_unit_can_be_given_in_several_words(unit, words):
    assert unit_words(unit) == words


def test_cancers_are_counted_as_kinds_too():
    assert unit_words("cancers")[:2] == ("cancers", "cancer")
    assert {"types", "types of cancer", "most common cancers"} <= set(unit_words("cancers"))


def test_sentences_stand_in_series_once_and_ended():
    assert in_series(["It rains", "", "It pours.", "It rains", "Does it?"]) == "It rains. It pours. Does it?"
