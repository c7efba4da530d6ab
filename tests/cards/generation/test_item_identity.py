"""An item stays itself: the same facts make the same items, and new words keep its uid."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cards.generation.items import items_of
from cards.generation.making.stock import option_id
from cards.items.checks import structure_problems
from cards.items.payload import item_from_payload, item_payload
from tests.cards.generation.builders import (
    base,
    grid,
    members,
    passage,
    rank,
    statement,
    statistic,
    text,
    works,
    wrong,
)
from tests.cards.generation.making import TURNS, WORDS


def everything():
    facts = (
        *WORDS,
        *(each for each in works() if each.uid != "mill"),
        statement(
            distractors=tuple(TURNS),
            typed={"ask:turns": ()},
        ),
        members(distractors=(wrong("dune", "all"), wrong("desert", "all"))),
        rank(),
        statistic(),
    )
    return base(*facts, grids=(grid(),), passages=(passage(),))


def test_the_same_base_makes_the_same_items():
    assert items_of(everything()) == items_of(everything())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_facts_changes_nothing(seed):
    shuffled = list(everything().facts)
    random.Random(seed).shuffle(shuffled)
    assert items_of(replace(everything(), facts=tuple(shuffled))) == items_of(everything())


def reworded(fact):
    again = replace(fact, wording=text("Said in quite another way."))
    if fact.kind == "definition":
        return replace(again, term=text(f"{fact.term.nursing} x"), meaning=text(f"in short, {fact.meaning.plain}"))
    if fact.kind == "statement":
        asks = tuple(replace(ask, ask=text("What moves it now?"), answer=text("Streams of rain")) for ask in fact.asks)
        return replace(again, asks=asks)
    if fact.kind == "set":
        return replace(again, question=text("Name them, please?"))
    return again


def test_new_words_keep_every_uid():
    before = {each.uid: each for each in items_of(everything())}
    base_after = replace(everything(), facts=tuple(reworded(fact) for fact in everything().facts))
    after = {each.uid: each for each in items_of(base_after)}
    plain = {uid for uid in before if uid.endswith("@plain")}
    assert set(before) - plain <= set(after)


def test_right_and_wrong_options_are_named_alike():
    """Whoever knows how ids are made, and reads the page, can make every option's id and learns nothing by it."""
    for each in items_of(everything()):
        if each.uid.startswith(("grid:", "passage:")) or each.uid in {written.uid for written in everything().items}:
            continue
        for slot in each.slots:
            for option in slot.options:
                assert option.id == option_id(each.facts[0], option.text), (each.uid, option)


def test_uids_are_said_once():
    uids = [each.uid for each in items_of(everything())]
    assert len(uids) == len(set(uids))


def test_every_item_has_the_structure_of_its_format():
    for each in items_of(everything()):
        assert structure_problems(each) == [], each.uid
        assert item_from_payload(item_payload(each)) == each
