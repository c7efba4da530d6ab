"""The search index of a library follows each import: as it would be, had it been made anew."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cards.actions import import_facts
from cards.facts.kinds import Base, Definition
from cards.facts.reader import read_base
from cards.models import SearchText
from cards.searching.index import rebuild
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

CARDIOLOGY = Path(__file__).parent / "generation" / "cardiology.toml"


def index() -> list[tuple]:
    return sorted(SearchText.objects.values_list("face_id", "about", "asked", "names", "rest", "size"))


def with_fact(base: Base, place: int, change: Callable[[Definition], Definition]) -> Base:
    facts = list(base.facts)
    facts[place] = change(facts[place])
    return replace(base, facts=tuple(facts))


def reworded(base: Base) -> Base:
    return with_fact(base, 0, lambda fact: replace(fact, note={"nursing": "Seen in athletes, too."}))


def renamed(base: Base) -> Base:
    """By a word that another fact says, too: its cards are found by the new name as well."""
    return with_fact(base, 0, lambda fact: replace(fact, also=(*fact.also, "heartbeat")))


def shorter(base: Base) -> Base:
    return replace(base, facts=base.facts[1:])


def changed_twice(base: Base) -> Base:
    return shorter(renamed(base))


@pytest.mark.parametrize("change", [reworded, renamed, shorter, changed_twice])
def test_after_every_import_and_back_again_the_index_is_what_it_should_be(change: Callable[[Base], Base]) -> None:
    base = read_base(CARDIOLOGY)
    for each in (base, change(base), base):
        import_facts(base=each, now=NOON, library="library")
        found = index()
        assert found
        rebuild()
        assert index() == found


def test_a_name_that_only_a_fact_held_out_knows_is_found_with_it_alone() -> None:
    base = read_base(CARDIOLOGY)
    secret = with_fact(
        base, 0, lambda fact: replace(fact, also=(*fact.also, "heartbeat", "quixotropin"), held_out=True)
    )

    def saying_it() -> set[str]:
        found = SearchText.objects.filter(about__contains="quixotropin") | SearchText.objects.filter(
            names__contains="quixotropin"
        )
        return set(
            (found | SearchText.objects.filter(rest__contains="quixotropin")).values_list("card__fact__uid", flat=True)
        )

    import_facts(base=secret, now=NOON, library="library")
    assert saying_it() == {base.facts[0].uid}
    told = with_fact(secret, 0, lambda fact: replace(fact, held_out=False))
    import_facts(base=told, now=NOON, library="library")
    assert len(saying_it()) > 1, "others speak of heartbeats"
    import_facts(base=secret, now=NOON, library="library")
    assert saying_it() == {base.facts[0].uid}
