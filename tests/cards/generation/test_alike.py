"""Questions that ask the same are found among many, and nothing else is."""

import random

from cards.generation.alike import Asked, Pair, asked_by, pairs_alike
from cards.items.kinds import Format, Item, Option, Slot


def item(stem: str, key: str = "calcium", *, facts: tuple[str, ...] = ("f",), **own: object) -> Item:
    options = (Option("a", key, is_key=True), Option("b", "sodium"), Option("c", "iron"))
    slots = (Slot("answer", options=options),)
    return Item(
        uid="x",
        format=Format.MULTIPLE_CHOICE,
        register="nursing",
        topic="t",
        stem=stem,
        slots=slots,
        facts=facts,
        **own,
    )


def pairs(*items: Item, made: bool = False) -> list[Pair]:
    return pairs_alike([asked_by(each, str(number), is_made=made) for number, each in enumerate(items)])


def test_the_same_words_are_the_same_question():
    one = item("Which mineral rises in the blood when bone dissolves?")
    assert pairs(one, item("which MINERAL rises in the blood when bone dissolves")) == [Pair("0", "1", True)]
    marked = item("Which **mineral** rises in the blood when bone dissolves?", is_marked_up=True)
    assert pairs(one, marked) == [Pair("0", "1", True)]


def test_nearly_the_same_question_with_the_same_answer_is_near():
    one = item("Which mineral value rises in the blood when bone dissolves quickly?")
    assert pairs(one, item("Which mineral value rises in her blood when bone dissolves quickly here?")) == [
        Pair("0", "1", False)
    ]
    assert (
        pairs(one, item("Which mineral value rises in her blood when bone dissolves quickly here?", "magnesium")) == []
    )
    assert pairs(one, item("Which mineral value rises in the blod when bone dissolves quickly?")) == [
        Pair("0", "1", False)
    ]


def test_what_is_to_be_done_may_be_said_of_any_number_of_questions():
    assert pairs(item("Match each word.", "calcium"), item("Match each word.", "magnesium")) == []
    assert pairs(item("Match each word.", "calcium"), item("Match each word.", "calcium")) == [Pair("0", "1", True)]


def test_what_two_formats_ask_of_one_fact_is_the_same_on_purpose():
    one = item("Which mineral rises in the blood when bone dissolves?")
    assert pairs(one, one, made=True) == []
    other = item(one.stem, facts=("g",))
    assert pairs(one, other, made=True) == [Pair("0", "1", True)]


def test_every_pair_that_comparing_all_would_find_is_found():
    chance = random.Random(3)
    words = [f"w{number}ord" for number in range(14)]
    asked = []
    for number in range(200):
        said = chance.sample(words, chance.randint(3, 7))
        asked.append(Asked(str(number), " ".join(said), frozenset(said), frozenset({"k"}), frozenset()))
    found = {(pair.one, pair.other) for pair in pairs_alike(asked)}
    wanted = {
        (one.name, other.name)
        for place, one in enumerate(asked)
        for other in asked[place + 1 :]
        if len(one.stems & other.stems) >= 0.8 * len(one.stems | other.stems)
    }
    assert wanted
    assert wanted <= found


def test_a_twin_is_found_among_thousands():
    chance = random.Random(5)
    words = [f"{chance.choice('bcdfgklmnprst')}{number:x}ane" for number in range(3000)]
    asked = [
        Asked(str(number), " ".join(said), frozenset(said), frozenset({said[0]}), frozenset())
        for number in range(2_000)
        for said in [["which", "drug", *chance.choices(words[:300], k=2), *chance.choices(words, k=5)]]
    ]
    asked.append(Asked("twin", asked[77].said, asked[77].stems, asked[77].keys, frozenset()))
    assert Pair("77", "twin", True) in pairs_alike(asked)
