"""A library without curated wrong answers: its facts lend each other theirs."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from cards.facts.kinds import Outline
from cards.facts.reader import read_base_text
from cards.facts.truths import answers, folder
from cards.generation.item_rules import item_findings
from cards.generation.items import coverage, items_of
from cards.items.kinds import Format
from tests.cards.generation.builders import base, definition, role, statement, wrong

CARDS = ("meaning", "term")


@pytest.fixture(scope="module")
def library():
    return read_base_text((Path(__file__).parent / "cardiology.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def chosen(library):
    """The multiple choice items of the library by uid."""
    return choices_of(library)


def choices_of(library):
    return {item.uid: item for item in items_of(library) if item.format is Format.MULTIPLE_CHOICE}


def wrong_of(item):
    return [option for option in item.slots[0].options if not option.is_key]


def test_terms_without_distractors_are_asked_by_multiple_choice_both_ways(library, chosen):
    assert set(chosen) == {f"{fact.uid}/mc:{card}" for fact in library.facts for card in CARDS}
    assert {len(item.slots[0].options) for item in chosen.values()} == {4}
    assert coverage(library) == ()


def test_what_is_made_passes_every_rule(library):
    assert item_findings(library, items_of(library)) == []


def test_nothing_borrowed_is_true(library, chosen):
    fold = folder(library.facts)
    for item in chosen.values():
        right = {fold(answer) for answer in answers(library.fact(item.facts[0]))}
        assert right.isdisjoint(fold(option.text) for option in wrong_of(item)), item.uid


def test_each_wrong_answer_says_whose_it_is(library, chosen):
    for item in chosen.values():
        for option in wrong_of(item):
            lender = library.fact(option.false_by)
            assert lender.uid not in item.facts
            assert lender.term.nursing in option.why
            assert option.text.casefold() in {text.nursing.casefold() for text in (lender.term, lender.meaning)}
    meaning, term = chosen["preload/mc:meaning"], chosen["preload/mc:term"]
    assert "That is what “afterload” means." in {option.why for option in wrong_of(meaning)}
    assert any(option.why.startswith("“afterload” means resistance") for option in wrong_of(term))


def test_the_topics_own_come_first(library, chosen):
    lent = [library.fact(option.false_by).topic for option in wrong_of(chosen["preload/mc:term"])]
    assert lent == ["pump"] * 3


def test_the_same_facts_in_any_order_lend_the_same(library, chosen):
    shuffled = list(library.facts)
    random.Random(7).shuffle(shuffled)
    assert choices_of(replace(library, facts=tuple(shuffled))) == chosen


def test_a_base_with_an_outline_borrows_nothing(library):
    assert choices_of(replace(library, outline=Outline((), (), ()))) == {}


def test_too_few_to_lend_make_none(library):
    assert choices_of(replace(library, facts=library.facts[:2])) == {}


def edited(library, uid, **values):
    return replace(library, facts=tuple(replace(each, **values) if each.uid == uid else each for each in library.facts))


def lenders(library, uid, card="term"):
    item = choices_of(library).get(f"{uid}/mc:{card}")
    return {option.false_by for option in wrong_of(item)} if item else set()


def test_who_answers_the_same_question_lends_nothing(library):
    assert {"afterload", "stenosis"} & lenders(library, "preload")
    related = edited(edited(library, "preload", relation="loads"), "afterload", relation="loads")
    assert "afterload" not in lenders(related, "preload") | lenders(related, "preload", "meaning")


def test_another_name_of_the_term_is_no_wrong_answer(library):
    preload = library.fact("preload")
    known = edited(library, "preload", synonyms={preload.term.nursing: ("afterload",)})
    assert "afterload" not in lenders(known, "preload")


def test_what_means_nearly_the_same_is_no_wrong_answer(library):
    again = replace(library.fact("preload"), uid="again", term=library.fact("asystole").term)
    known = replace(library, facts=(*library.facts, again))
    # The other sense of a term counts as well: "asystole" is now said to mean what "preload" means.
    for card in CARDS:
        assert not {"again", "asystole"} & lenders(known, "preload", card)


def test_a_fact_that_gives_no_item_is_about_survival_or_held_out_lends_none(library):
    for values in ({"no_item": "Not yet."}, {"sensitivity": "survival"}, {"held_out": True}):
        for card in CARDS:
            assert "afterload" not in lenders(edited(library, "afterload", **values), "preload", card)


def test_one_curated_answer_stays_and_is_joined(library):
    own = wrong("width of the mitral annulus at the end of systole", "meaning", false_by="stenosis")
    item = choices_of(edited(library, "preload", distractors=(own,)))["preload/mc:meaning"]
    assert "Width of the mitral annulus at the end of systole" in {option.text for option in wrong_of(item)}
    assert len(wrong_of(item)) == 3


def agents(**classes):
    does = {
        "weir": "slows the current",
        "lock": "lifts the boats",
        "mill": "grinds the corn",
        "sluice": "drains a field",
    }
    return [role(uid, f"a {uid}", says, classes.get(uid, "barrier")) for uid, says in does.items()]


def test_agents_of_one_class_lend_each_other_names_and_roles():
    made = choices_of(base(*agents()))
    assert {"weir/mc:role", "weir/mc:agent"} <= set(made)
    assert {option.false_by for option in wrong_of(made["weir/mc:agent"])} == {"lock", "mill", "sluice"}
    assert "That is said of “a lock”." in {option.why for option in wrong_of(made["weir/mc:role"])}
    assert item_findings(base(*agents()), list(made.values()), are_all=True) == []


def test_a_name_of_another_class_is_no_wrong_answer():
    made = choices_of(base(*agents(mill="building")))
    assert {option.false_by for option in wrong_of(made["weir/mc:agent"])} == {"lock", "sluice"}


def test_other_kinds_borrow_nothing():
    asks = [statement(uid, asks=((uid, f"What is it that {uid} does here?", f"It {uid} water"),)) for uid in "abcd"]
    assert choices_of(base(*asks)) == {}


def test_a_word_of_the_key_in_the_question_is_shared_by_a_wrong_answer_or_nothing_is_asked():
    others = ("long bank of clay", "wide pool of silt", "deep bed of chalk")
    facts = [
        definition(f"other{number}", name, words)
        for number, (name, words) in enumerate(zip(("groyne", "oxbow", "thalweg"), others, strict=True))
    ]
    lone = definition("flood", "flood plain", "flat plain of mud")
    assert "flood/mc:meaning" not in choices_of(base(lone, *facts))
    facts.append(definition("peneplain", "peneplane", "worn plain of rock"))
    assert "flood/mc:meaning" in choices_of(base(lone, *facts))
