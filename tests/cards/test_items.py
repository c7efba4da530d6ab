"""Items in the database: made by an import, edited by people, never changed under an attempt."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cards.actions import ForeignUidError, import_facts
from cards.facts.kinds import Base
from cards.facts.reader import read_base_text
from cards.generation.items import items_of
from cards.item_actions import ItemProblemsError, edit_item
from cards.lens import Lens
from cards.models import Item, ItemVersion, VersionIsFixedError
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(db) -> Base:
    text = (Path(__file__).parent / "sample.toml").read_text(encoding="utf-8")
    base = read_base_text(text)
    import_facts(base=base, now=NOON)
    return base


def some_item(base: Base):
    return next(item for item in items_of(base) if item.format == "multiple_choice")


def assert_as_made(item) -> None:
    """Nothing was stored but what the import made of it."""
    row = Item.objects.get(uid=item.uid)
    assert (row.current.typed, row.is_edited, row.versions.count()) == (item, False, 1)
    assert (row.register, row.sensitivity) == (item.register, item.sensitivity)
    assert {fact.uid for fact in row.facts.all()} == set(item.facts)


def reworded(base: Base, uid: str, **values: object) -> Base:
    return replace(base, facts=tuple(replace(fact, **values) if fact.uid == uid else fact for fact in base.facts))


def test_an_import_makes_just_the_items_of_the_facts(sample: Base) -> None:
    rows = {row.uid: row for row in Item.objects.select_related("current").prefetch_related("facts")}
    made = {item.uid: item for item in items_of(sample)}
    assert set(rows) == set(made)
    for uid, item in made.items():
        assert rows[uid].current.typed == item
        assert {fact.uid for fact in rows[uid].facts.all()} == set(item.facts)


def test_the_same_again_changes_nothing(sample: Base) -> None:
    assert import_facts(base=sample, now=NOON).is_empty
    assert set(ItemVersion.objects.values_list("number", flat=True)) == {1}


def test_a_new_wording_of_a_fact_makes_a_version_and_keeps_the_old(sample: Base) -> None:
    uid = some_item(sample).facts[0]
    wording = next(fact.wording for fact in sample.facts if fact.uid == uid)
    changed = replace(wording, faces={**wording.faces, "nursing": f"{wording.nursing} So it is."})
    report = import_facts(base=reworded(sample, uid, wording=changed), now=NOON)
    assert some_item(sample).uid in report.items_changed
    versions = ItemVersion.objects.filter(item__uid=some_item(sample).uid)
    assert [version.number for version in versions] == [1, 2]
    assert versions[0].typed == some_item(sample)
    assert versions[1] == Item.objects.get(uid=some_item(sample).uid).current


def test_what_the_facts_no_longer_make_is_retired_and_can_return(sample: Base) -> None:
    uid = some_item(sample).facts[0]
    report = import_facts(base=reworded(sample, uid, no_item="Not now.", distractors=(), typed={}), now=NOON)
    assert some_item(sample).uid in report.items_retired
    assert not Item.objects.through(Lens()).filter(uid=some_item(sample).uid).exists()
    assert some_item(sample).uid in import_facts(base=sample, now=NOON).items_returned
    assert Item.objects.through(Lens()).filter(uid=some_item(sample).uid).exists()
    assert ItemVersion.objects.filter(item__uid=some_item(sample).uid).count() == 1


def test_a_version_is_never_changed(sample: Base) -> None:
    version = ItemVersion.objects.first()
    version.body = {}
    with pytest.raises(VersionIsFixedError):
        version.save()


class TestEditing:
    def test_an_edit_is_a_new_version_and_an_import_leaves_it_alone(self, sample: Base) -> None:
        item = some_item(sample)
        edit_item(uid=item.uid, edited=replace(item, stem="What else could it be?"), now=NOON)
        row = Item.objects.get(uid=item.uid)
        assert (row.current.number, row.current.typed.stem) == (2, "What else could it be?")
        assert import_facts(base=sample, now=NOON).is_empty
        wording = next(fact.wording for fact in sample.facts if fact.uid == item.facts[0])
        changed = replace(wording, faces={**wording.faces, "nursing": f"{wording.nursing} So it is."})
        report = import_facts(base=reworded(sample, item.facts[0], wording=changed), now=NOON)
        assert item.uid in report.items_kept
        assert Item.objects.get(uid=item.uid).current.typed.stem == "What else could it be?"

    def test_the_same_wording_is_no_edit(self, sample: Base) -> None:
        item = some_item(sample)
        assert edit_item(uid=item.uid, edited=item, now=NOON).number == 1
        assert not Item.objects.get(uid=item.uid).is_edited

    @pytest.mark.parametrize(
        ("spoilt", "said"),
        [
            ({"stem": " "}, "the stem is empty"),
            ({"slots": ()}, "no slot"),
            ({"uid": "another"}, 'expected "'),
            ({"topic": "nowhere"}, 'the topic "nowhere" does not exist'),
            ({"facts": ("nobody",)}, 'the fact "nobody" does not exist'),
            ({"facts": ()}, "the item has no fact"),
            ({"facts": ("delta", "delta")}, 'fact "delta" stands 2 times'),
            ({"register": "latin"}, 'register "latin" is not known'),
            ({"sensitivity": "secret"}, 'sensitivity "secret" is not known'),
            ({"audiences": ()}, "the item has no audience"),
            ({"audiences": ("doctors",)}, 'audience "doctors" is not known'),
            ({"format": "trend", "marked_as": "multiple_choice"}, "the format is trend"),
        ],
    )
    def test_what_does_not_hold_together_is_refused_with_the_reason(self, sample: Base, spoilt, said: str) -> None:
        item = some_item(sample)
        with pytest.raises(ItemProblemsError) as error:
            edit_item(uid=item.uid, edited=replace(item, **spoilt), now=NOON)
        assert any(said in problem for problem in error.value.problems)
        assert_as_made(item)

    def test_a_fact_of_another_source_is_refused(self, sample: Base) -> None:
        item, strange = some_item(sample), replace(sample.facts[0], uid="strange")
        other = replace(
            sample, source=replace(sample.source, uid="other"), facts=(strange,), decks=(), questions=(), grids=(),
            passages=(), items=(),
        )  # fmt: skip
        import_facts(base=other, now=NOON)
        with pytest.raises(ItemProblemsError) as error:
            edit_item(uid=item.uid, edited=replace(item, facts=(*item.facts, "strange")), now=NOON)
        assert error.value.problems == [
            f'the fact "strange" is of another source; expected one of "{sample.source.uid}"'
        ]
        assert_as_made(item)

    def test_by_command(self, sample: Base, tmp_path: Path) -> None:
        item, out = some_item(sample), StringIO()
        call_command("edit_item", item.uid, stdout=out)
        edited = json.loads(out.getvalue()) | {"stem": "By hand: what is it?"}
        file = tmp_path / "item.json"
        file.write_text(json.dumps(edited), encoding="utf-8")
        call_command("edit_item", item.uid, str(file), stdout=out)
        assert "is now at version 2" in out.getvalue()
        assert Item.objects.get(uid=item.uid).current.typed.stem == "By hand: what is it?"
        file.write_text('{"slots": 3}', encoding="utf-8")
        with pytest.raises(CommandError, match="is not an item as this command prints it"):
            call_command("edit_item", item.uid, str(file))
        with pytest.raises(CommandError, match='There is no item "nothing"'):
            call_command("edit_item", "nothing")
        assert ItemVersion.objects.filter(item__uid=item.uid).count() == 2


def test_an_items_uid_belongs_to_one_source(sample: Base) -> None:
    taken = some_item(sample)
    other = replace(
        sample, source=replace(sample.source, uid="other"), facts=(), decks=(), questions=(), grids=(), passages=(),
        items=(replace(taken, facts=()),),
    )  # fmt: skip
    with pytest.raises(ForeignUidError, match="item"):
        import_facts(base=other, now=NOON)


def test_an_item_passes_a_lens_by_register_audience_and_survival(content) -> None:
    nursing = Item.objects.through(Lens(audiences=frozenset({"nursing"}), survival=True))
    assert set(nursing.values_list("register", flat=True)) == {"nursing"}
    assert nursing.filter(sensitivity="survival").exists()
    plain = Item.objects.through(Lens(audiences=frozenset({"caregivers"}), register="plain", survival=True))
    assert set(plain.values_list("register", flat=True)) == {"plain"}
    assert not nursing.filter(pk__in=plain).exists()
    careful = Item.objects.through(Lens(audiences=frozenset({"nursing"})))
    assert not careful.filter(sensitivity="survival").exists()
    assert not Item.objects.through(Lens(libraries=frozenset({"another"}))).exists()
