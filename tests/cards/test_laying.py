"""What is laid down ahead is seen by nobody, and the import that shows it leaves what one import would have made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from cards.actions import ForeignUidError, ImportReport, import_facts, prepare
from cards.facts.kinds import Base, Definition
from cards.facts.reader import read_base
from cards.item_models import ItemVersion
from cards.laying import AT_ONCE, lay
from cards.lens import Lens
from cards.models import Card, Deck, Face, Fact, Item, Source, Topic
from cards.removing import remove_unseen
from cards.rows import UNSEEN
from cards.search import find
from cards.searching.index import rebuild
from tests.conftest import CONTENT, NOON

pytestmark = pytest.mark.django_db

LIBRARY = "library"
ALL = Lens(survival=True, libraries=frozenset({LIBRARY}))


@pytest.fixture
def base() -> Base:
    return read_base(Path(__file__).parent / "generation" / "cardiology.toml")


def stored(base: Base) -> ImportReport:
    return import_facts(base=base, now=NOON, library=LIBRARY, made=prepare(base=base))


def laid_down(base: Base) -> frozenset[str]:
    return lay(base=base, made=prepare(base=base), now=NOON, library=LIBRARY)


def laid_and_stored(base: Base) -> ImportReport:
    made = prepare(base=base)
    laid = lay(base=base, made=made, now=NOON, library=LIBRARY)
    return import_facts(base=base, now=NOON, library=LIBRARY, made=made, laid=laid)


def with_fact(base: Base, place: int, **values: Any) -> Base:
    facts = list(base.facts)
    facts[place] = replace(facts[place], **values)
    return replace(base, facts=tuple(facts))


def reworded(base: Base) -> Base:
    return with_fact(base, 0, note={"nursing": "Seen in athletes, too."})


def renamed(base: Base) -> Base:
    """By a word that another fact says, too: its cards are found by the new name as well."""
    fact = base.facts[0]
    assert isinstance(fact, Definition)
    return with_fact(base, 0, also=(*fact.also, "heartbeat"))


def shorter(base: Base) -> Base:
    return replace(base, facts=base.facts[2:])


@contextmanager
def put_back() -> Iterator[None]:
    """What is written within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def named(row: Model | None) -> str | None:
    if isinstance(row, Face):
        return f"{row.card.uid} {row.language} {row.register}"
    if isinstance(row, ItemVersion):
        return f"{row.item.uid} {row.digest}"
    return getattr(row, "uid", None)


def content() -> dict[str, list[str]]:
    """Every row that somebody ever saw, with names in place of keys; of items' versions the current ones."""
    found: dict[str, list[str]] = {}
    for model in CONTENT:
        rows = []
        for row in model._default_manager.all():
            fields = [field for field in model._meta.concrete_fields if field.name not in ("id", "pk", "number")]
            values = {
                field.name: named(getattr(row, field.name))
                if isinstance(field, ForeignKey)
                else getattr(row, field.attname)
                for field in fields
            }
            is_past = isinstance(row, ItemVersion) and row.item.current_id != row.pk
            if not is_past and not is_unseen(row):
                rows.append(repr(values))
        found[model.__name__] = sorted(rows)
    return found


def is_unseen(row: Any) -> bool:
    above = [row, *(getattr(row, name, None) for name in ("card", "item", "fact"))]
    return any(getattr(each, "retired_at", None) == UNSEEN for each in above)


@pytest.mark.parametrize("before", [None, shorter, reworded, renamed])
def test_in_the_end_all_is_as_if_it_had_been_imported_at_once(
    base: Base, before: Callable[[Base], Base] | None
) -> None:
    if before is not None:
        stored(before(base))
    with put_back():
        report, expected = stored(base), content()
    assert expected["SearchText"]
    assert laid_and_stored(base) == report
    assert content() == expected


@pytest.mark.parametrize("change", [reworded, renamed, shorter])
def test_what_no_import_followed_is_taken_up_by_a_later_one(base: Base, change: Callable[[Base], Base]) -> None:
    now = change(base)
    with put_back():
        report, expected = stored(now), content()
    laid_down(base)
    assert laid_and_stored(now) == report
    assert content() == expected


def test_nobody_sees_what_is_laid_down(base: Base) -> None:
    laid = laid_down(base)
    assert laid == {fact.uid for fact in base.facts}
    assert Fact.objects.filter(library=LIBRARY).count() == len(laid)
    for model in (Card, Item, Deck, Topic):
        assert not model.objects.through(ALL).exists()  # type: ignore[attr-defined]
    term = base.facts[0].wording.nursing.split()[0]
    assert not find(term, lens=ALL).exists()
    stored(base)
    assert Card.objects.through(ALL).exists()
    assert Item.objects.through(ALL).exists()
    assert find(term, lens=ALL).exists()


def test_the_import_that_shows_it_writes_no_new_row_but_of_decks(base: Base) -> None:
    made = prepare(base=base)
    laid = lay(base=base, made=made, now=NOON, library=LIBRARY)
    new: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT INTO"):
            new.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        import_facts(base=base, now=NOON, library=LIBRARY, made=made, laid=laid)
    assert set(new) == {"cards_deck", "cards_deckcard"}


def test_it_tells_how_far_it_is(base: Base) -> None:
    told: list[tuple[str, int, int]] = []
    lay(base=base, made=prepare(base=base), now=NOON, library=LIBRARY, progress=lambda *each: told.append(each))
    done = [each[1] for each in told]
    assert {each[0] for each in told} == {"storing"}
    assert done == sorted(done)
    assert told[-1][1] == told[-1][2] == 2 * len(base.facts) + Item.objects.filter(library=LIBRARY).count()
    assert len(told) == 2 * -(-len(base.facts) // AT_ONCE) + -(-Item.objects.filter(library=LIBRARY).count() // AT_ONCE)


def test_an_index_made_anew_meanwhile_is_whole_again(base: Base) -> None:
    with put_back():
        stored(base)
        expected = content()
    made = prepare(base=base)
    laid = lay(base=base, made=made, now=NOON, library=LIBRARY)
    rebuild()
    import_facts(base=base, now=NOON, library=LIBRARY, made=made, laid=laid)
    assert content() == expected


def test_where_a_uid_is_taken_nothing_is_laid_down(base: Base) -> None:
    stored(base)
    other = replace(base, source=replace(base.source, uid="other"))
    with pytest.raises(ForeignUidError, match=base.facts[0].uid):
        laid_down(other)
    assert not Source.objects.filter(uid="other").exists()
    with pytest.raises(ForeignUidError, match="source"):
        lay(base=base, made=prepare(base=base), now=NOON, library="another")


def test_what_was_never_shown_is_removed_and_nothing_else(base: Base) -> None:
    stored(shorter(base))
    expected = content()
    laid_down(base)
    assert Fact.objects.filter(retired_at=UNSEEN).exists()
    remove_unseen(LIBRARY)
    assert content() == expected
    assert Fact.objects.filter(library=LIBRARY).count() == len(shorter(base).facts)
    assert not Card.objects.filter(retired_at=UNSEEN).exists() and not Item.objects.filter(retired_at=UNSEEN).exists()


def test_where_it_may_not_begin_not_even_a_source_is_made(base: Base) -> None:
    with pytest.raises(ZeroDivisionError):
        lay(base=base, made=prepare(base=base), now=NOON, library=LIBRARY, begin=lambda: 1 / 0)
    assert not Source.objects.filter(library=LIBRARY).exists()
