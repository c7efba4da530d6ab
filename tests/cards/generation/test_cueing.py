import json

import pytest

from cards.generation.cueing import Tells, asks, clash, cues, near_duplicates, tells
from cards.items.kinds import Exhibit, Format, Option, Slot
from tests.cards.generation.builders import choice, item


def asking(stem, key, uid="a/mc:role", **own):
    return tells(choice(key=key, uid=uid, stem=stem, **own))


WEIR = asking("What does a weir do in a river?", "Slows the flow", uid="weir/mc:role")
TELLTALE = asking("Which work slows the flow, and spares the fish?", "Fish ladder", uid="ladder/mc:agent")


def test_a_stem_that_says_an_answer_cues_it():
    assert cues(TELLTALE, WEIR)
    assert not cues(WEIR, TELLTALE)
    assert clash(WEIR, TELLTALE)
    assert clash(TELLTALE, WEIR)


@pytest.mark.parametrize(
    "shown",
    [
        "Where a weir is built, flow is slow. What follows?",
        "A lock slows. The flow of what is meant here?",
        "What slows, in the flow of a river, a boat?",
        # Whole words only: "slow flow" is no part of these.
        "Which bank slows flowers in spring?",
    ],
)
def test_words_that_do_not_stand_together_tell_nothing(shown):
    assert not cues(asking(shown, "Weeds"), WEIR)


@pytest.mark.parametrize("shown", ["Why does it matter that it SLOWS flow?", "Two weirs “slows flows” here?"])
def test_case_articles_and_plurals_do_not_hide_a_cue(shown):
    assert cues(asking(shown, "Weeds"), WEIR)


def test_options_tell_nothing():
    one = asking("What helps the fish of a river?", "Ladders", others=("Slows the flow", "Lifts"))
    assert not cues(one, WEIR)


@pytest.mark.parametrize(
    "own",
    [
        {"text": "Here a weir slows the flow of {answer}."},
        {"exhibits": (Exhibit("Plan", "It slows the flow."),)},
        {"exhibits": (Exhibit("Plan", rows=(("work", "effect"), ("weir", "slows the flow"))),)},
        {"slots": (Slot("answer", "slows the flow", accepts=("weeds",)),)},
    ],
)
def test_all_that_is_shown_can_cue(own):
    assert cues(tells(item(uid="x", stem="What grows here?", **own)), WEIR)


def test_a_blank_parts_what_stands_around_it():
    split = tells(item(uid="x", format=Format.DROPDOWN, stem="Complete it.", text="It slows {answer} flow."))
    assert not cues(split, WEIR)


def test_phrases_to_highlight_are_shown():
    options = (Option("p1", "slows the flow", is_key=True), Option("p2", "sinks"))
    shown = item(
        uid="x", format=Format.HIGHLIGHT, stem="Mark.", text="It {p1} or {p2}.", slots=(Slot("a", options=options),)
    )
    assert cues(tells(shown), WEIR)


@pytest.mark.parametrize("key", ["One", "Rain", "The"])
def test_a_key_of_few_letters_tells_nothing(key):
    assert not cues(asking("Where does one see rain and the sun?", "Hills"), asking("What is wet?", key))


def test_generic_words_tell_nothing():
    rivers = choice(key="Rivers", uid="b/mc:role", stem="What floods?")
    assert cues(asking("Which rivers freeze?", "Cold ones"), tells(rivers))
    assert not cues(asking("Which rivers freeze?", "Cold ones"), tells(rivers, lambda stem: stem == "river"))


def test_a_long_number_tells_without_its_unit():
    counted = tells(item(uid="x", format=Format.NUMERIC, slots=(Slot("a", number=330000, unit="boats"),)))
    assert cues(asking("What does the count of 330,000 mean?", "All boats"), counted)
    small = tells(item(uid="x", format=Format.NUMERIC, slots=(Slot("a", number=10, unit="boats"),)))
    assert not cues(asking("What do 10 locks do?", "Lift"), small)
    assert cues(asking("What do 10 boats do?", "Sail"), small)


def test_only_row_and_answer_together_tell_a_matrix():
    columns = (Option("c1", "Wears away", is_key=True), Option("c2", "Builds up"))
    matrix = item(uid="grid:bank/matrix_choice", format=Format.MATRIX_CHOICE, slots=(Slot("r", "Outer bank", columns),))
    told = tells(matrix)
    assert not cues(asking("What wears away in rain?", "Chalk"), told)
    assert not cues(asking("Where is the outer bank?", "Far out"), told)
    assert cues(asking("What follows where the outer bank wears away?", "A bend"), told)


# ---- the same question


@pytest.mark.parametrize(
    ("uid", "ask"),
    [
        ("weir/mc:role", "weir/role"),
        ("weir/mc:role:hard", "weir/role"),
        ("weir/mc:role@plain", "weir/role"),
        ("weir/typed:role", "weir/role"),
        ("weir/mc:ask:fitted", "weir/ask:fitted"),
        ("speed/number:value", "speed/value"),
        ("parts/all", "parts/all"),
        ("parts/n", "parts/all"),
        ("parts/order", "parts/order"),
        ("weir/dropdown", "weir/dropdown"),
        ("grid:works/matching", "grid:works"),
        ("grid:works/matching@plain", "grid:works"),
        ("passage:valley/highlight", "passage:valley"),
        ("our-own", "our-own"),
    ],
)
def test_an_ask_is_the_same_in_every_format(uid, ask):
    assert list(asks(item(uid=uid, slots=()))) == [ask]


def test_the_same_card_in_two_formats_is_asked_twice():
    chosen = asking("What does a weir do?", "Slows the flow", uid="weir/mc:role")
    typed = tells(item(uid="weir/typed:role", stem="Say what it does.", slots=(Slot("a", accepts=("slows",)),)))
    assert near_duplicates(chosen, typed)
    assert near_duplicates(typed, chosen)


def test_stems_that_share_four_of_five_content_stems_are_the_same_question():
    one = asking("Which works slow the winter floods of broad rivers?", "a", uid="a/mc:x")
    two = asking("Which works slow the winter flood of a broad river?", "b", uid="b/mc:x")
    three = asking("Which works slow the spring floods of narrow rivers?", "c", uid="c/mc:x")
    assert near_duplicates(one, two)
    assert not near_duplicates(one, three)


def test_short_questions_are_not_the_same_by_their_words_alone():
    assert not near_duplicates(asking("What is a weir?", "a", uid="a/mc:x"), asking("Why a weir?", "b", uid="b/mc:x"))


def test_what_to_do_is_no_part_of_the_question():
    text = "Choose the option that completes the sentence."
    one = item(uid="a/dropdown", format=Format.DROPDOWN, stem=text, text="A weir slows the {a}.")
    two = item(uid="b/dropdown", format=Format.DROPDOWN, stem=text, text="A mill grinds the {b}.")
    assert not near_duplicates(tells(one), tells(two))


# ---- kept beside an item


def test_tells_come_back_from_json():
    again = Tells.from_payload(json.loads(json.dumps(TELLTALE.payload())))
    assert again == TELLTALE
    assert cues(again, WEIR)
