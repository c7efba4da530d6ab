"""Every write to items: import_items brings them in line with a base, edit_item gives one a new version.

A version is never changed and never deleted, so that an attempt that froze it keeps what it showed. What a base no
longer has is retired. An item that a person edited keeps their wording: an import says so and leaves it alone.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from cards.facts.kinds import Base
from cards.generation.cueing import tells
from cards.generation.difficulty import level_of
from cards.generation.items import items_of
from cards.generation.word_stems import Generic, generic_stems
from cards.items.checks import structure_problems
from cards.items.kinds import Item as TypedItem
from cards.items.markup import as_plain
from cards.items.payload import item_digest, item_payload
from cards.models import Fact, Item, ItemFact, ItemTag, ItemVersion, Source, Topic
from cards.searching.folding import fold, indexed

_BATCH = 500
_COLUMNS = (
    "topic_id",
    "library",
    "format",
    "register",
    "for_nursing",
    "for_caregivers",
    "sensitivity",
    "difficulty",
    "level",
    "tells",
    "is_held_out",
    "words",
)


class ForeignItemError(Exception):
    """A uid of an item belongs to another source already. uids: all of them."""

    def __init__(self, uids: Iterable[str]) -> None:
        self.uids = sorted(uids)
        super().__init__(", ".join(self.uids))


class ItemProblemsError(Exception):
    """An edited item does not hold together; nothing was stored. problems: what is wrong, in words."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(problems))


@dataclass(slots=True)
class ItemReport:
    """What an import did to items, by uid. kept: edited by a person, while the facts would now make another."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def import_items(*, source: Source, base: Base, topics: Mapping[str, Topic], now: datetime, library: str) -> ItemReport:
    """Brings the items of a source in line with what its facts make.

    Raises ForeignItemError; nothing is stored then.
    """
    report = ItemReport()
    made = {item.uid: item for item in items_of(base)}
    generic = generic_stems(base)
    foreign = Item.objects.filter(uid__in=made).exclude(source=source)
    if taken := list(foreign.values_list("uid", flat=True)):
        raise ForeignItemError(taken)
    known = {item.uid: item for item in source.items.select_related("current")}
    new: list[Item] = []
    touched: list[Item] = []
    reworded: list[tuple[Item, TypedItem]] = []
    for position, (uid, typed) in enumerate(made.items()):
        row = known.pop(uid, None)
        digest = item_digest(typed)
        if row is None:
            row = Item(uid=uid, source=source, draw_key=draw_key(uid), made_digest=digest, position=position)
            _assign(row, _values(typed, topics[typed.topic].pk, library, generic))
            new.append(row)
            reworded.append((row, typed))
            report.added.append(uid)
            continue
        is_back = row.retired_at is not None
        is_changed = _assign(row, {"position": position, "retired_at": None})
        if row.made_digest != digest and row.is_edited:
            report.kept.append(uid)
        elif row.made_digest != digest:
            reworded.append((row, typed))
            report.changed.append(uid)
        if not row.is_edited:
            is_changed = _assign(row, _values(typed, topics[typed.topic].pk, library, generic)) or is_changed
        is_changed = _assign(row, {"made_digest": digest}) or is_changed
        if is_back:
            report.returned.append(uid)
        if is_changed:
            touched.append(row)
    for row in known.values():
        if row.retired_at is None:
            row.retired_at = now
            touched.append(row)
            report.retired.append(row.uid)
    Item.objects.bulk_create(new, batch_size=_BATCH)
    Item.objects.bulk_update(touched, [*_COLUMNS, "position", "retired_at", "made_digest"], batch_size=_BATCH)
    _add_versions(reworded, now)
    _tie_to_facts(source, reworded)
    _tag(reworded)
    return report


@transaction.atomic
def edit_item(*, uid: str, edited: TypedItem, now: datetime) -> ItemVersion:
    """Gives an item a new version in a person's own words; attempts made before keep theirs.

    The item keeps its uid and its draw, and rests on facts of its own source. The same wording again is no new version.
    Raises Item.DoesNotExist, and ItemProblemsError if the edited item does not hold together or is of another format
    than before.
    """
    row = Item.objects.select_for_update(of=("self",)).select_related("current", "source").get(uid=uid)
    assert row.current is not None  # an item is never stored without one
    before = row.current.typed
    problems = structure_problems(edited)
    if edited.uid != uid:
        problems.append(f'the uid is "{edited.uid}"; expected "{uid}", which it keeps for ever')
    if edited.format != before.format:
        problems.append(
            f"the format is {edited.format}; expected {before.format}: write another item for another format"
        )
    topic = Topic.objects.filter(source=row.source, uid=edited.topic).first()
    if topic is None:
        problems.append(f'the topic "{edited.topic}" does not exist in this source')
    problems += _fact_problems(row.source, edited)
    if problems:
        raise ItemProblemsError(problems)
    if item_digest(edited) == row.current.digest:
        return row.current
    assert topic is not None
    _assign(row, _values(edited, topic.pk, row.library) | {"is_edited": True})
    row.save()
    _add_versions([(row, edited)], now)
    _tie_to_facts(row.source, [(row, edited)])
    _tag([(row, edited)])
    assert row.current is not None
    return row.current


def _fact_problems(source: Source, edited: TypedItem) -> list[str]:
    """What is wrong with the facts that an item of this source names, in words."""
    named = [uid for uid in dict.fromkeys(edited.facts) if uid]
    sources = dict(Fact.objects.filter(uid__in=named).values_list("uid", "source_id"))
    missing = [f'the fact "{uid}" does not exist' for uid in named if uid not in sources]
    return missing + [
        f'the fact "{uid}" is of another source; expected one of "{source.uid}"'
        for uid in named
        if sources.get(uid, source.pk) != source.pk
    ]


def _values(typed: TypedItem, topic_id: int, library: str, generic: Generic | None = None) -> dict[str, Any]:
    return {
        "topic_id": topic_id,
        "library": library,
        "format": typed.format.value,
        "register": typed.register,
        "for_nursing": "nursing" in typed.audiences,
        "for_caregivers": "caregivers" in typed.audiences,
        "sensitivity": typed.sensitivity,
        "difficulty": typed.difficulty,
        "level": level_of(typed.difficulty),
        "tells": tells(typed, generic).payload(),
        "is_held_out": typed.held_out,
        "words": words_of(typed),
    }


def words_of(typed: TypedItem) -> str:
    """All that an item says, its tags too, as search compares it: folded words between single spaces."""
    typed = as_plain(typed)
    said = [typed.stem, typed.text, typed.rationale, *typed.tags]
    for exhibit in typed.exhibits:
        said += [exhibit.label, exhibit.text, *(cell for row in exhibit.rows for cell in row)]
    for slot in typed.slots:
        said += [slot.label, *slot.accepts, *(option.text for option in slot.options)]
    return indexed(dict.fromkeys(fold(" ".join(said))))


def draw_key(uid: str) -> int:
    """A number that scatters items evenly and stays the same for ever."""
    return int.from_bytes(hashlib.sha256(uid.encode()).digest()[:6], "big")


def _add_versions(reworded: Sequence[tuple[Item, TypedItem]], now: datetime) -> None:
    """Adds a version to each item and makes it the current one."""
    versions = [
        ItemVersion(
            item=row,
            number=1 if row.current is None else row.current.number + 1,
            body=item_payload(typed),
            digest=item_digest(typed),
            made_at=now,
        )
        for row, typed in reworded
    ]
    ItemVersion.objects.bulk_create(versions, batch_size=_BATCH)
    for (row, _), version in zip(reworded, versions, strict=True):
        row.current = version
    Item.objects.bulk_update([row for row, _ in reworded], ["current"], batch_size=_BATCH)


def _tie_to_facts(source: Source, reworded: Sequence[tuple[Item, TypedItem]]) -> None:
    """Ties each item to just the facts it names."""
    if not reworded:
        return
    ids = dict(Fact.objects.filter(source=source).values_list("uid", "pk"))
    rows = {row.pk: row for row, _ in reworded}
    for start in range(0, len(rows), _BATCH):
        ItemFact.objects.filter(item_id__in=list(rows)[start : start + _BATCH]).delete()
    ItemFact.objects.bulk_create(
        (
            ItemFact(item=row, fact_id=ids[uid], position=position)
            for row, typed in reworded
            for position, uid in enumerate(typed.facts)
        ),
        batch_size=_BATCH,
    )


def _tag(reworded: Sequence[tuple[Item, TypedItem]]) -> None:
    """Gives each item just the tags it names."""
    rows = [row.pk for row, _ in reworded]
    for start in range(0, len(rows), _BATCH):
        ItemTag.objects.filter(item_id__in=rows[start : start + _BATCH]).delete()
    ItemTag.objects.bulk_create(
        (ItemTag(item=row, tag=tag) for row, typed in reworded for tag in typed.tags), batch_size=_BATCH
    )


def _assign(row: Item, values: Mapping[str, Any]) -> bool:
    """Sets the values that differ; says whether any did."""
    is_changed = False
    for name, value in values.items():
        if getattr(row, name, None) != value:
            setattr(row, name, value)
            is_changed = True
    return is_changed
