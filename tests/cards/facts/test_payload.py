import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.facts.kinds import (
    KINDS,
    Ask,
    Definition,
    Distractor,
    Inference,
    Member,
    Place,
    Rank,
    SetMembership,
    Statement,
    Text,
)
from cards.facts.payload import common_payload, fact_from_payload, fact_payload, kind_payload, payload_digest
from cards.facts.problems import BaseErrors

wordings = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=40)
texts = st.fixed_dictionaries({"nursing": wordings, "plain": wordings}, optional={"plain-es": wordings}).map(Text)
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
common = st.fixed_dictionaries(
    {
        "uid": slugs,
        "topic": slugs,
        "audiences": st.sampled_from([("nursing",), ("nursing", "caregivers")]),
        "wording": texts,
    },
    optional={
        "paragraphs": st.lists(st.integers(1, 99)).map(tuple),
        "hedge": wordings,
        "sensitivity": st.sampled_from(["none", "survival"]),
        "note": st.dictionaries(st.sampled_from(["nursing", "plain", "plain-es"]), wordings),
        "inference": st.builds(
            Inference,
            wordings,
            st.lists(wordings, max_size=2).map(tuple),
            st.lists(st.sampled_from(["nursing", "plain"]), max_size=2).map(tuple),
        ),
        "respell": st.dictionaries(wordings, wordings, max_size=2),
        "relation": slugs,
        "distractors": st.lists(st.builds(Distractor, texts, wordings, slugs, st.just("") | wordings), max_size=2).map(
            tuple
        ),
        "synonyms": st.dictionaries(wordings, st.lists(wordings, min_size=1, max_size=2).map(tuple), max_size=2),
    },
)
unique = {"unique_by": lambda each: each.slug, "min_size": 2, "max_size": 4}
members = st.lists(st.builds(Member, slugs, texts, st.none() | texts), **unique).map(tuple)
asks = st.lists(st.builds(Ask, slugs, texts, texts), **unique).map(tuple)
facts = st.one_of(
    st.builds(
        lambda given, **own: Definition(**given, **own), common, term=texts, meaning=texts, ask_term=st.none() | texts
    ),
    st.builds(
        lambda given, **own: SetMembership(**given, **own),
        common,
        question=texts,
        members=members,
        cloze=st.just(Text.shared("All: {members}")),
        open=st.booleans(),
    ),
    st.builds(
        lambda given, scale, names: Rank(
            **given, scale=scale, places=tuple(Place(f"p{n}", name, (n,)) for n, name in enumerate(names, 1))
        ),
        common,
        texts,
        st.lists(texts, min_size=1, max_size=4),
    ),
    st.builds(lambda given, **own: Statement(**given, **own), common, asks=asks),
)


@given(facts)
def test_a_fact_comes_back_from_its_payload(fact):
    stored = json.loads(json.dumps(fact_payload(fact)))
    again = fact_from_payload(fact.kind, stored)
    assert again == fact
    assert payload_digest(again) == payload_digest(fact)


@pytest.mark.parametrize("kind", KINDS)
def test_the_samples_of_every_kind_come_back_too(sample, kind):
    of_kind = [fact for fact in sample.facts if fact.kind == kind]
    assert of_kind, "the sample has every kind"
    for fact in of_kind:
        assert fact_from_payload(kind, json.loads(json.dumps(fact_payload(fact)))) == fact


def test_shipped_facts_come_back(shipped):
    for fact in shipped.facts:
        assert fact_from_payload(fact.kind, json.loads(json.dumps(fact_payload(fact)))) == fact


def test_an_inference_about_the_whole_fact_stays_a_string(sample):
    flood = sample.fact("flood")
    assert fact_payload(flood)["inference"] == "the valley is ours."
    narrowed = replace(flood, inference=Inference("x", cards=("why",)))
    assert fact_payload(narrowed)["inference"] == {"text": "x", "cards": ["why"], "faces": []}


def test_the_two_halves_of_a_payload_make_the_whole(sample):
    for fact in sample.facts:
        assert not set(common_payload(fact)) & set(kind_payload(fact))
        assert common_payload(fact) | kind_payload(fact) == fact_payload(fact)
    assert set(kind_payload(sample.fact("weir"))) == {"agent", "agent_class", "role", "one_way"}


def test_the_digest_changes_with_the_fact_and_only_with_it(sample):
    weir = sample.fact("weir")
    assert payload_digest(weir) == payload_digest(replace(weir))
    assert payload_digest(replace(weir, hedge="often")) != payload_digest(weir)
    assert payload_digest(replace(weir, wording=Text.shared("x"))) != payload_digest(weir)


junk = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
junk = st.recursive(
    junk, lambda each: st.lists(each, max_size=2) | st.dictionaries(st.text(max_size=5), each, max_size=2)
)


@given(st.data())
def test_whatever_stands_in_a_payload_is_read_or_refused(sample, data):
    fact = data.draw(st.sampled_from(sample.facts))
    payload = json.loads(json.dumps(fact_payload(fact)))
    place = payload
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(junk)
    try:
        again = fact_from_payload(fact.kind, payload)
    except BaseErrors as errors:
        assert errors.problems
    else:
        assert fact_from_payload(fact.kind, fact_payload(again)) == again


def test_a_broken_payload_is_refused_with_its_mistakes(sample):
    payload = fact_payload(sample.fact("weir")) | {"agent": 3, "rolle": "x"}
    with pytest.raises(BaseErrors) as caught:
        fact_from_payload("role", payload)
    assert [problem.message for problem in caught.value.problems] == [
        "agent is 3; expected a string, or a table of wordings (nursing, plain)",
        '"rolle" is not a known key; did you mean "role"?',
    ]
    with pytest.raises(BaseErrors):
        fact_from_payload("roll", payload)
