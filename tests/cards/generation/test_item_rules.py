from dataclasses import replace
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.facts.kinds import Outline
from cards.facts.outline import run_hashes
from cards.generation.item_rules import chance_of_longest, item_findings
from cards.generation.items import items_of
from cards.items.kinds import ANY, Format, Option, Slot
from tests.cards.generation.builders import (
    base,
    choice,
    definition,
    grid,
    item,
    members,
    passage,
    role,
    statement,
    text,
    works,
    wrong,
)

EXCUSED = "Not asked here."


def known(**own):
    """A base of works in a river, none of which needs an item."""
    facts = (
        role("weir", "a weir", "slows the flow", "work", relation="barrier", no_item=EXCUSED, **own),
        role("dam", "a dam", "holds back the water", "work", relation="barrier", no_item=EXCUSED),
        role("lock", "a lock", "lifts boats", "work", no_item=EXCUSED),
        role("gull", "a gull", "eats fish", "bird", no_item=EXCUSED),
        role("heron", "a heron", "wades", "bird", no_item=EXCUSED),
        definition("delta", "delta", "land of mud", synonyms={"delta": ("mud fan",)}, no_item=EXCUSED),
    )
    return base(*facts)


def codes(*items, facts=None):
    return {finding.code for finding in item_findings(facts or known(), items)}


def of_options(*texts, **own):
    """Options of a slot, the first of them the key."""
    return choice(key=texts[0], others=texts[1:], **own)


def listing(*texts, keys=2, form=Format.SELECT_ALL, choose=ANY, **own):
    options = tuple(
        Option(str(n), each, n < keys, "" if n < keys else "It is dry.", "" if n < keys else "pool:dry")
        for n, each in enumerate(texts)
    )
    return item(uid="weir/all", format=form, slots=(Slot("answer", options=options, choose=choose),), **own)


def test_a_sound_item_has_no_findings():
    assert item_findings(known(), [choice()]) == []


SPOILED = {
    "structure": choice(others=("Lifts the boats",)),
    "structure, two keys": item(
        slots=(Slot("a", options=tuple(Option(str(n), f"Does thing {n}", n < 2) for n in range(3))),)
    ),
    "option-count": listing(*(f"Works like thing {n}" for n in "abcdefghi")),
    "all-or-none": choice(others=("Lifts the boats", "Grinds the corn", "All of the above")),
    "all-or-none, none": choice(others=("Lifts the boats", "Grinds the corn", "None of these")),
    "absolute": choice(others=("Always lifts boats", "Grinds the corn", "Drains a field")),
    "absolute, in the key": choice(key="Slows every flow", others=("Lifts the boats", "Grinds the corn")),
    "unexplained": choice(why=""),
    "unfounded": choice(false_by="no-such-fact"),
    "unfounded, pool": choice(false_by="pool:wet"),
    "same-options": choice(others=("Lifts the boats", "Lifts the boat", "Drains a field")),
    "same-options, as the key": choice(others=("Slows a flow", "Grinds the corn", "Drains a field")),
    "true-distractor": choice(others=("Holds back water", "Grinds the corn", "Drains a field")),
    "mixed-types, number": of_options("6 months", "2 months", "after the flood", stem="How long is the flood here?"),
    "mixed-types": of_options("A weir", "A lock", "A gull", stem="Which work slows the flow?"),
    "mixed-units": of_options("6 months", "2 years", "3 months", stem="How long is the flood here?"),
    "number-order": of_options("6 months", "2 months", "9 months", stem="How long is the flood here?"),
    "number-order, shuffled": of_options("2 months", "6 months", "9 months", stem="How long is the flood here?"),
    "number-order, inside": of_options(
        "Within 6 days", "Within 2 days", "Within 9 days", stem="How soon is the flood here?"
    ),
    "looks": choice(others=("lifts the boats", "Grinds the corn", "Drains a field")),
    "looks, full stop": choice(key="Slows the flow.", others=("Lifts the boats", "Grinds the corn")),
    "grammar": choice(key="Slowing the flow", others=("Lifts the boats", "Grinds the corn", "Drains a field")),
    "grammar, plural": of_options("Weirs", "A lock", "A mill", stem="What slows the flow of a river?"),
    "grammar, article": of_options(
        "Otter", "Beaver", "Heron", stem="Fill in the blank: The beast that builds a dam is an ____."
    ),
    "long-key": choice(key="Slows the flow and keeps its bed wet", others=("Lifts the boats", "Grinds the corn")),
    "clang": choice(stem="What does a weir do to the flow of the water?"),
    "no-question": choice(stem="The weir in a river"),
    "no-question, short": choice(stem="Why so?"),
    "no-question, statement": choice(stem="A weir in a river does this."),
    "negative": choice(stem="Which of these does a weir NOT do?"),
    "negative, except": choice(stem="A weir does each of these except which?"),
    "negative, small": choice(stem="Which of these does not happen at a weir?"),
    "gives-itself-away": choice(stem="A weir slows the flow of a river. What does it do?"),
    "no-rationale": choice(rationale=""),
    "not-plain": choice(register="plain", facts=("outlaw",), format=Format.SELECT_ALL),
}


@pytest.mark.parametrize("case", SPOILED)
def test_a_broken_rule_is_found(case):
    assert case.split(",")[0] in codes(SPOILED[case])


SOUND = {
    "two distractors": choice(others=("Lifts the boats", "Grinds the corn")),
    "numbers that rise": replace(
        of_options("2 months", "6 months", "9 months", stem="How long is the flood here?", is_fixed=True)
    ),
    "a name of one word": of_options("Hydroelectricity", "Irrigation", "Fishery", stem="What is the river used for?"),
    "a word that a distractor shares": choice(
        stem="What does a weir do to the flow of the water?", others=("Stops the flow", "Grinds the corn")
    ),
    "select all of five": listing("A rib", "A skull", "A toe", "A heel", "A wrist"),
    "a type that is not asked for": of_options("A weir", "A lock", "A gull", stem="What is seen on the river here?"),
    "a key within the bound": choice(key="Slows the flow here", others=("Lifts the boats", "Grinds the corn")),
    "an article that fits all": of_options(
        "otter", "eagle", "ibis", stem="Fill in the blank: The beast that builds a dam is an ____."
    ),
    "nouns with and without article": of_options("A weir", "The lock", "Mill", stem="What slows the flow of a river?"),
    "for example": choice(stem="What does a weir do, except for a rainy year?"),
}


@pytest.mark.parametrize("case", SOUND)
def test_a_kept_rule_is_no_finding(case):
    assert codes(SOUND[case]) == set()


def test_an_absolute_of_the_source_may_stand():
    spoiled = choice(others=("Always lifts boats", "Grinds the corn", "Drains a field"))
    assert codes(spoiled, facts=known(wording="A weir always slows the flow.")) == set()


def test_what_the_source_denies_may_be_asked_for():
    asked = choice(stem="Which of these does not happen at a weir?")
    assert codes(asked, facts=known(wording="A weir does not lift boats.")) == set()
    shouted = replace(asked, stem="Which of these does a weir NOT do?")
    assert codes(shouted, facts=known(wording="A weir does not lift boats.")) == {"negative"}


def test_a_synonym_does_not_hide_a_true_distractor():
    asked = of_options("Loess", "Mud fans", "Moraine", uid="delta/mc:term", facts=("delta",), stem="What is mud here?")
    assert "true-distractor" in codes(asked)


def test_a_fact_that_answers_another_question_makes_no_distractor_true():
    eats = choice(others=("Eats fish", "Grinds the corn", "Drains a field"))
    assert codes(eats) == set()


def test_another_answer_of_the_same_fact_may_be_wrong_here():
    turns = (("low", "Which river is lowest in spring?", "The Lena"), ("high", "Which is highest?", "The Ob"))
    fact = statement(
        "levels", asks=turns, relation="rivers", distractors=(wrong("The Ob", "ask:low"), wrong("The Don", "ask:low"))
    )
    facts = base(fact)
    (asked,) = items_of(facts)
    assert "true-distractor" not in codes(asked, facts=facts)
    other = statement("rival", asks=(("low", "Which is it?", "The Don"),), relation="rivers", no_item=EXCUSED)
    assert "true-distractor" in codes(asked, facts=base(fact, other))


def test_a_written_case_makes_options_wrong_by_its_own_data():
    case = choice(format=Format.TREND, marked_as=Format.MULTIPLE_CHOICE, false_by="")
    assert "unfounded" not in codes(case)
    assert "unfounded" in codes(replace(case, format=Format.MULTIPLE_CHOICE, marked_as=None))
    assert "unfounded" in codes(choice(format=Format.TREND, marked_as=Format.MULTIPLE_CHOICE, false_by="nothing"))
    assert "unexplained" in codes(choice(format=Format.TREND, marked_as=Format.MULTIPLE_CHOICE, false_by="", why=""))


def test_the_sample_makes_items_of_every_format(sample):
    made = {each.format for each in items_of(sample)}
    assert made >= set(Format) - {Format.TRIAD, Format.SELECT_ALL, Format.SELECT_N}
    assert not {"structure", "gives-itself-away"} & {each.code for each in item_findings(sample, items_of(sample))}


def test_names_of_one_set_are_of_one_type():
    facts = known()
    together = members("works", ("a weir", "a gull"), no_item=EXCUSED)
    facts = replace(facts, facts=(*facts.facts, together))
    assert codes(SPOILED["mixed-types"], facts=facts) == set()


# ---- hedges, open lists, what is shown to whom


def hedged(stem, key="Slow the flow"):
    return of_options(key, "Lift the boats", "Grind the corn", "Drain a field", stem=stem)


def test_a_hedge_must_be_said():
    facts = known(hedge="often", wording="A weir often slows the flow.")
    assert codes(hedged("What does a weir do in a river?"), facts=facts) == {"hedge-lost"}
    assert codes(hedged("What does a weir often do in a river?"), facts=facts) == set()
    assert codes(hedged("What may a weir do in a river?"), facts=facts) == set()
    assert codes(hedged("What does a weir named in the article do?"), facts=facts) == set()


def test_each_row_says_the_hedge_of_its_own_fact():
    weir, lock, mill = (replace(each, no_item=EXCUSED) for each in works())
    often = replace(weir, hedge="often", wording=text("A weir often slows the flow."))
    facts = base(often, lock, mill, grids=(grid(formats=("matching",)),))
    (made,) = items_of(facts)
    assert "hedge-lost" in codes(made, facts=facts)
    labelled = tuple(
        replace(slot, label=f"{slot.label}, often") if slot.fact == "weir" else slot for slot in made.slots
    )
    assert "hedge-lost" not in codes(replace(made, slots=labelled), facts=facts)
    others = tuple(replace(slot, label=f"{slot.label}, often") if slot.fact == "lock" else slot for slot in made.slots)
    assert "hedge-lost" in codes(replace(made, slots=others), facts=facts)


def test_a_row_that_claims_something_else_needs_no_hedge():
    weir, lock, mill = (replace(each, no_item=EXCUSED) for each in works())
    often = replace(weir, hedge="often", wording=text("A weir stands in a stream; often fish rest there."))
    facts = base(often, lock, mill, grids=(grid(formats=("matching",)),))
    (made,) = items_of(facts)
    assert "hedge-lost" not in codes(made, facts=facts)
    about_fish = tuple(replace(slot, label="A place where fish rest") for slot in made.slots)
    assert "hedge-lost" in codes(replace(made, slots=about_fish), facts=facts)
    game = replace(made, slots=about_fish, stem="Match each word with its meaning.")
    assert "hedge-lost" not in codes(game, facts=facts)


def test_a_word_that_a_fact_explains_claims_nothing():
    weir, lock, mill = (replace(each, no_item=EXCUSED) for each in works())
    often = replace(weir, hedge="often", wording=text("A weir often slows the flow."))
    told = replace(often, explains={"weir": text("a low wall in a river that slows it")})
    plain, explained = (base(each, lock, mill, grids=(grid(formats=("matching",)),)) for each in (often, told))
    (made,) = items_of(plain)
    assert "hedge-lost" in codes(made, facts=plain)
    assert "hedge-lost" not in codes(made, facts=explained)


def test_an_open_list_is_attributed():
    parts = members(is_open=True, distractors=(wrong("dune", "all"), wrong("desert", "all")))
    facts = base(parts)
    asked = {each.uid: each for each in items_of(facts)}["parts/all"]
    assert "open-list" not in codes(asked, facts=facts)
    bare = replace(asked, stem="Which parts does every river have? Select all that apply.")
    assert "open-list" in codes(bare, facts=facts)


def test_caregivers_are_shown_no_survival():
    facts = known(sensitivity="survival")
    assert codes(choice(register="plain"), facts=facts) == {"shows-survival"}
    assert codes(choice(), facts=facts) == {"shows-survival"}
    assert codes(choice(sensitivity="survival"), facts=facts) == set()


def test_caregivers_have_word_games_on_their_own_facts():
    assert codes(choice(register="plain")) == set()
    assert codes(choice(register="plain"), facts=base(replace(known().facts[0], audiences=("nursing",)))) == {
        "not-plain"
    }
    assert "not-plain" in codes(listing("A rib", "A skull", "A toe", "A heel", register="plain"))


def test_a_plain_item_has_no_long_sentence():
    long = f"What does {'a very ' * 10}old weir do in a river?"
    assert codes(choice(register="plain", stem=long)) == {"long-sentence"}
    assert codes(choice(stem=long)) == set()


RUN = "one two three four five six seven eight"


@pytest.mark.parametrize(
    "spoiled",
    [
        choice(stem=f"What follows {RUN} in a river?"),
        choice(rationale=f"Then {RUN}."),
        item(
            uid="weir/dropdown",
            format=Format.DROPDOWN,
            stem="Choose the option that completes the sentence.",
            # Only with its blank filled does the sentence repeat the source.
            text="Then one two three {blank} five six seven eight.",
            slots=(
                Slot(
                    "blank",
                    options=(
                        Option("k", "four", is_key=True),
                        Option("x", "nine", why="No.", false_by="pool:dry"),
                        Option("y", "ten", why="No.", false_by="pool:dry"),
                    ),
                ),
            ),
        ),
    ],
)
def test_copied_words_are_found(spoiled):
    outline = Outline((), (), tuple(run_hashes(RUN)))
    assert "copied" in codes(spoiled, facts=replace(known(), outline=outline))
    assert "copied" not in codes(choice(), facts=replace(known(), outline=outline))


# ---- the bank as a whole


def test_a_uid_is_taken_once():
    assert codes(choice(), choice()) == {"same-uid"}


def test_a_fact_that_is_not_asked_is_found():
    facts = base(statement("ford"), statement("dike", no_item=EXCUSED))
    assert [(each.uid, each.code) for each in item_findings(facts, items_of(facts))] == [("ford", "not-asked")]


def bank(longest, others):
    """Sound items of three options, of which `longest` have their key as the longest."""
    for number in range(longest + others):
        key = "Slows the flow" if number >= longest else "Slows the flow now"
        yield choice(uid=f"i{number}", key=key, others=("Lifts the boats", "Grinds the corn"))


def test_keys_may_be_the_longest_as_often_as_chance_has_it():
    assert codes(*bank(longest=4, others=8)) == set()
    assert codes(*bank(longest=9, others=3)) == {"longest-key"}


def test_the_chance_of_equal_slots_is_binomial():
    # P(X >= 2) for 4 slots of 3 options: 1 - (2/3)^4 - 4 (1/3) (2/3)^3
    assert chance_of_longest([3, 3, 3, 3], 2) == pytest.approx(1 - (2 / 3) ** 4 - 4 * (1 / 3) * (2 / 3) ** 3)


@given(st.integers(1, 30), st.integers(2, 5), st.data())
def test_the_chance_follows_the_binomial_distribution(slots, options, data):
    longest = data.draw(st.integers(0, slots))
    tail = sum(
        comb(slots, hits) * (1 / options) ** hits * (1 - 1 / options) ** (slots - hits)
        for hits in range(longest, slots + 1)
    )
    assert chance_of_longest([options] * slots, longest) == pytest.approx(tail)


def test_slots_of_different_sizes_have_their_own_chances():
    # Both of a slot of two and one of four: 1/2 x 1/4.
    assert chance_of_longest([2, 4], 2) == pytest.approx(1 / 8)


# ---- the generator keeps the rules


def test_what_is_made_of_sound_facts_has_no_findings():
    facts = base(
        *(replace(each, relation="work") for each in works()),
        statement(
            asks=(("turns", "What turns the wheel of a saw in this valley?", "Flowing water"),),
            uid="saw",
            distractors=tuple(wrong(each, "ask:turns") for each in ("Drifting sands", "Falling dust", "Burning coal")),
        ),
        grids=(replace(grid(), ask={"matching": text("What is done by each of these works?")}),),
        passages=(passage(),),
    )
    found = item_findings(facts, items_of(facts))
    assert [f"{each.code}: {each.uid}: {each.message}" for each in found] == []
