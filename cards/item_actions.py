"""Every write to items: import_items brings them in line with a base, edit_item gives one a new version.

A version is never changed and never deleted, so that an attempt that froze it keeps what it showed. What a base no
longer has is retired. An item that a person edited keeps their wording: an import says so and leaves it alone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from cards import rows
from cards.generation.cueing import tells
from cards.generation.difficulty import level_of
from cards.generation.made import MadeItem
from cards.items.checks import structure_problems
from cards.items.kinds import Item as TypedItem
from cards.items.markup import as_plain, shown_in, texts_of
from cards.items.payload import item_digest, item_payload
from cards.models import Fact, Item, ItemFact, ItemTag, ItemVersion, Source, Topic
from cards.rows import assign as _assign
from cards.searching.folding import fold, indexed
from cards.uids import refuse_taken

_BATCH = rows.BATCH
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
    "is_held_out",
    "words",
)


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
def import_items(
    *, source: Source, made: Mapping[str, MadeItem], topics: Mapping[str, Topic], now: datetime, library: str
) -> ItemReport:
    """Brings the items of a source in line with what its facts make, by uid and in order.

    An item whose digest is the one it was last made with is as it was, with what it tells.
    Raises ForeignUidError; nothing is stored then.
    """
    report = ItemReport()
    known = {item.uid: item for item in source.items.defer("tells")}
    refuse_taken("item", Item, source, [uid for uid in made if uid not in known])
    new: list[Item] = []
    moved: list[Item] = []
    changed: list[Item] = []
    remade: list[Item] = []
    reworded: list[tuple[Item, MadeItem]] = []
    for position, (uid, item) in enumerate(made.items()):
        row = known.pop(uid, None)
        values = _values(item.typed, topics[item.typed.topic].pk, library)
        if row is None:
            row = _new(uid, source, item, values, position)
            new.append(row)
            reworded.append((row, item))
            report.added.append(uid)
            continue
        is_first = row.retired_at == rows.UNSEEN
        if is_first:
            report.added.append(uid)
        elif row.retired_at is not None:
            report.returned.append(uid)
        is_remade = row.made_digest != item.digest
        if _assign(row, {"position": position, "retired_at": None, "made_digest": item.digest}):
            moved.append(row)
        if row.is_edited:
            report.kept += [uid] if is_remade else []
            continue
        if is_remade:
            reworded.append((row, item))
            remade.append(row)
            report.changed += [] if is_first else [uid]
            values["tells"] = item.tells
        if is_remade or not row.words:
            values["words"] = words_of(item.typed)
        if is_remade or _assign(row, values):
            _assign(row, values)
            changed.append(row)
    for row in known.values():
        if row.retired_at is None:
            row.retired_at = now
            moved.append(row)
            report.retired.append(row.uid)
    Item.objects.bulk_create(new, batch_size=_BATCH)
    rows.update(moved, ["position", "retired_at", "made_digest"])
    rows.update(changed, _COLUMNS)
    rows.update(remade, ["tells"])
    _add_versions([(row, item.payload, item.digest) for row, item in reworded], now)
    _tie_to_facts(source, [(row, item.typed) for row, item in reworded])
    _tag([(row, item.typed) for row, item in reworded])
    return report


@transaction.atomic
def lay_items(
    *,
    source: Source,
    made: Sequence[tuple[int, str, MadeItem]],
    topics: Mapping[str, Topic],
    facts: Mapping[str, int],
    now: datetime,
    library: str,
) -> None:
    """Stores items that the source does not have, unseen. made: position, uid and item; facts: keys by uid."""
    new = [
        (_new(uid, source, item, _values(item.typed, topics[item.typed.topic].pk, library), position), item)
        for position, uid, item in made
    ]
    for row, _ in new:
        row.retired_at = rows.UNSEEN
    Item.objects.bulk_create([row for row, _ in new], batch_size=_BATCH)
    _add_versions([(row, item.payload, item.digest) for row, item in new], now)
    _tie([(row, item.typed) for row, item in new], facts)
    _tag([(row, item.typed) for row, item in new])


def _new(uid: str, source: Source, item: MadeItem, values: Mapping[str, Any], position: int) -> Item:
    row = Item(uid=uid, source=source, draw_key=draw_key(uid), made_digest=item.digest, position=position)
    _assign(row, dict(values) | {"tells": item.tells, "words": words_of(item.typed)})
    return row


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
    _assign(row, _values(edited, topic.pk, row.library) | _own_words(edited) | {"is_edited": True})
    row.save()
    _add_versions([(row, item_payload(edited), item_digest(edited))], now)
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


def _values(typed: TypedItem, topic_id: int, library: str) -> dict[str, Any]:
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
        "is_held_out": typed.held_out,
    }


def words_of(typed: TypedItem) -> str:
    """All that an item says, its tags too, as search compares it: folded words between single spaces."""
    pictures = [shown_in(text) for _name, text in texts_of(typed)] if typed.is_marked_up else []
    typed = as_plain(typed)
    said = [typed.stem, typed.text, typed.rationale, *typed.tags, *pictures]
    for exhibit in typed.exhibits:
        said += [exhibit.label, exhibit.text, *(cell for row in exhibit.rows for cell in row)]
    for slot in typed.slots:
        said += [slot.label, *slot.accepts, *(option.text for option in slot.options)]
    return indexed(dict.fromkeys(fold(" ".join(said))))


def _own_words(typed: TypedItem) -> dict[str, Any]:
    return {"tells": tells(typed).payload(), "words": words_of(typed)}


def draw_key(uid: str) -> int:
    """A number that scatters items evenly and stays the same for ever."""
    return int.from_bytes(hashlib.sha256(uid.encode()).digest()[:6], "big")


def _add_versions(reworded: Sequence[tuple[Item, Mapping[str, Any], str]], now: datetime) -> None:
    """Adds a version to each item, of this payload and digest, and makes it the current one."""
    last: dict[int, int] = {}
    for batch in rows.batches([row.current_id for row, _, _ in reworded if row.current_id is not None]):
        last.update(ItemVersion.objects.filter(pk__in=batch).values_list("item_id", "number"))
    versions = [
        ItemVersion(item=row, number=last.get(row.pk, 0) + 1, body=payload, digest=digest, made_at=now)
        for row, payload, digest in reworded
    ]
    ItemVersion.objects.bulk_create(versions, batch_size=_BATCH)
    for (row, _, _), version in zip(reworded, versions, strict=True):
        row.current = version
    rows.update([row for row, _, _ in reworded], ["current"])


def _tie_to_facts(source: Source, reworded: Sequence[tuple[Item, TypedItem]]) -> None:
    """Ties each item to just the facts it names."""
    if not reworded:
        return
    _tie(reworded, dict(Fact.objects.filter(source=source).values_list("uid", "pk")))


def _tie(reworded: Sequence[tuple[Item, TypedItem]], ids: Mapping[str, int]) -> None:
    for batch in rows.batches([row.pk for row, _ in reworded]):
        ItemFact.objects.filter(item_id__in=batch).delete()
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
    for batch in rows.batches([row.pk for row, _ in reworded]):
        ItemTag.objects.filter(item_id__in=batch).delete()
    ItemTag.objects.bulk_create(
        (ItemTag(item=row, tag=tag) for row, typed in reworded for tag in typed.tags), batch_size=_BATCH
    )
