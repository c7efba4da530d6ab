import pytest

from cards.facts.asked import cards_asked, parts_asked
from cards.generation.cards import cards_for


def test_names_are_those_of_the_cards_that_are_made(sample, shipped):
    for fact in (*sample.facts, *shipped.facts):
        made = [card.uid.removeprefix(f"{fact.uid}/") for card in cards_for(fact)]
        assert list(cards_asked(fact)) == made, fact.uid


@pytest.mark.parametrize(
    ("uid", "name", "answers"),
    [
        ("delta", "term", ("delta", "delta", "river fan")),
        ("longest", "rank:ob", ("first", "second")),
        ("longest", "at:amur-ob", ("the Ob", "the Ob", "the Amur", "the Amur")),
        ("weir", "agent", ("a weir", "a weir")),
        ("banks", "value:change-outer", ("it is worn away", "it is worn away")),
        ("banks", "which:change-outer", ("outer bank", "outer bank")),
        ("speed", "measures", ("the speed of the Lena in 1999",) * 2),
        ("flood", "why", ("water collects below",) * 2),
        ("rain", "ask:feeds", ("streams",) * 2),
        ("rain", "cloze:small", ("streams", "brooks")),
    ],
)
def test_what_is_right_at_one_question(sample, uid, name, answers):
    assert sorted(cards_asked(sample.fact(uid))[name]) == sorted(answers)


def test_of_a_set_each_member_is_right(sample):
    """A blank in a list can be filled by any member: which one is missing is told by the others alone."""
    asked = cards_asked(sample.fact("parts-of-a-river"))
    assert asked["member:mouth"] == asked["all"]
    assert "a source" in asked["member:mouth"]


def test_parts_of_a_because_and_marks_of_a_dropdown(sample):
    assert parts_asked(sample.fact("dam")) == {
        "because:claim": ("a lake forms behind a dam",),
        "because:reason": ("the dam holds water back",),
        "dropdown:does": ("holds back",),
        "dropdown:makes": ("a lake",),
    }
    assert parts_asked(sample.fact("weir")) == {}
