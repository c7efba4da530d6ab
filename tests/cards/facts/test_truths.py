from dataclasses import replace

import pytest

from cards.facts.truths import answers, folder, plain_fold, truths


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Lungs", "lung"),
        ("metastases", "metastasis"),
        ("therapies", "a therapy"),
        ("51 %", "51 percent"),
        ("330,000", "330000"),
        ("doctor\u2019s", "doctor's"),
    ],
)
def test_the_same_answer_under_another_spelling(one, other):
    assert plain_fold(one) == plain_fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("osteolytic", "osteoblastic"), ("hip", "ship"), ("virus", "viru"), ("a", "")]
)
def test_different_answers_stay_different(one, other):
    assert plain_fold(one) != plain_fold(other)


def test_synonyms_of_the_whole_base_are_folded(sample):
    fold = folder(sample.facts)
    assert fold("the sluices") == fold("lock")
    assert fold("River fans") == fold("mud fan") == fold("delta")


def test_truths_are_told_by_relation_or_else_by_the_fact_itself(sample):
    fold = folder(sample.facts)
    assert truths(sample.fact("locks"), fold) == {("barrier", "lock"), ("barrier", "lift boat")}
    assert ("delta", "delta") in truths(sample.fact("delta"), fold)
    assert truths(replace(sample.fact("locks"), relation=""), fold) == {("locks", "lock"), ("locks", "lift boat")}


@pytest.mark.parametrize(
    ("uid", "answer"),
    [
        ("parts-of-a-river", "an end"),
        ("delta", "river fan"),
        ("longest", "third"),
        ("weir", "slows the flow"),
        ("banks", "it is built up"),
        ("speed", "2 metres a second"),
        ("flood", "water collects below"),
        ("rain", "brooks"),
    ],
)
def test_every_kind_has_its_answers(sample, uid, answer):
    assert answer in set(answers(sample.fact(uid)))
