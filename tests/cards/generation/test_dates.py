"""When a fact was so, as its cards say it."""

import pytest

from cards.facts.reader import read_one_fact
from cards.generation.cards import cards_for

FACT = {
    "uid": "half-life",
    "kind": "definition",
    "topic": "words",
    "audiences": ["nursing"],
    "term": "half-life",
    "meaning": "the time in which an amount falls by half",
    "wording": "Half-life means the time in which an amount falls by half.",
}


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2026", "As of 2026."),
        ("2026-11", "As of 2026-11."),
        ("2026-11-27", "As of 2026-11-27."),
        ("Study published in 2017.", "Study published in 2017."),
        ("as of 2024", "as of 2024."),
    ],
)
def test_a_bare_date_is_put_into_words(as_of: str, said: str) -> None:
    for card in cards_for(read_one_fact({**FACT, "as_of": as_of})):
        assert card.face("nursing").note == said
