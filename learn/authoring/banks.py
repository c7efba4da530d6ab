"""The bank of a library: its published questions, made from facts and written, and its drafts; and what asks the same.

Choice: what is looked for. Row: a question in a list. Twins: two that ask the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from cards.facts.truths import plain_fold
from cards.generation.alike import Asked, asked_by, asked_of, pairs_alike
from cards.generation.cueing import Tells
from cards.items.kinds import Format
from cards.items.kinds import Item as TypedItem
from cards.items.markup import plain
from cards.models import Item, ItemTag, ItemVersion
from learn.authoring.item_reading import MADE, local_uid, search, typed_of
from learn.authoring.models import Entry, What
from learn.libraries.models import Library

MOST_TWINS = 200
"""Pairs that are listed; where there are more, these are mended first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked for: words, and of each thing what it must be; empty for any. made: "facts" or "written"."""

    text: str = ""
    topic: str = ""
    format: str = ""
    level: str = ""
    tag: str = ""
    held_out: str = ""
    made: str = ""

    @property
    def is_narrowed(self) -> bool:
        return any((self.text, self.topic, self.format, self.level, self.tag, self.held_out, self.made))


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the list. uid: of its entry, empty for one made from facts; key: of its published row, if any.

    state: "published", "changed", "new" or "retired".
    """

    stem: str
    uid: str
    key: int | None
    format: str
    topic: str
    level: str
    tags: tuple[str, ...]
    is_held_out: bool
    state: str

    @property
    def copy_of(self) -> str:
        """The name by which it is copied."""
        return f"entry:{self.uid}" if self.uid else f"item:{self.key}"


@dataclass(frozen=True, slots=True)
class Twins:
    """Two questions that ask the same; each as (stem, uid of its entry or empty, key or None)."""

    one: Row
    other: Row
    is_same: bool


def published(library: Library, choice: Choice) -> QuerySet[Item]:
    """The questions that learners of the library may be asked, those held out among them."""
    items = Item.objects.filter(source__uid=library.code, retired_at=None, current__isnull=False)
    if choice.topic:
        items = items.filter(topic__uid=choice.topic)
    if choice.format:
        items = items.filter(format=choice.format)
    if choice.level:
        items = items.filter(level=choice.level)
    if choice.tag:
        items = items.filter(pk__in=ItemTag.objects.filter(tag=choice.tag).order_by().values("item_id"))
    if choice.held_out:
        items = items.filter(is_held_out=choice.held_out == "yes")
    if choice.made == "facts":
        items = items.filter(uid__contains=MADE)
    elif choice.made == "written":
        items = items.exclude(uid__contains=MADE)
    return search(items, choice.text).order_by("topic__position", "position", "pk")


def drafts_of(library: Library, choice: Choice) -> QuerySet[Entry]:
    """The written questions that learners do not have as they stand here."""
    entries = Entry.objects.of(library).filter(what=What.ITEM).unpublished()
    if choice.topic:
        entries = entries.filter(topic=choice.topic)
    if choice.format:
        entries = entries.filter(table__format=choice.format)
    if choice.held_out == "yes":
        entries = entries.filter(table__held_out=True)
    return search(entries, choice.text).order_by("-changed_at", "pk")


def rows_of(library: Library, keys: Sequence[int]) -> list[Row]:
    """The published questions of these keys, in this order, in three queries."""
    items = Item.objects.filter(source__uid=library.code).select_related("topic", "current").prefetch_related("tags")
    # Only now what they say: to put whole questions in order would cost more than to find them.
    by_key = items.in_bulk(keys)
    found = [by_key[key] for key in keys if key in by_key]
    uids = [local_uid(library, item.uid) for item in found if MADE not in item.uid]
    entries = {entry.uid: entry for entry in Entry.objects.of(library).filter(what=What.ITEM, uid__in=uids)}
    return [_published_row(library, item, entries) for item in found]


def draft_rows(entries: Sequence[Entry], topics: Mapping[str, str]) -> list[Row]:
    """These entries as rows."""
    return [_draft_row(entry, topics) for entry in entries]


def tags_of(library: Library) -> list[str]:
    """The tags of the library's published questions."""
    tags = ItemTag.objects.filter(item__source__uid=library.code, item__retired_at=None).order_by()
    return sorted(tags.values_list("tag", flat=True).distinct(), key=str.casefold)


def formats_of(library: Library) -> set[str]:
    """The formats of which there is a published question."""
    return set(
        Item.objects.filter(source__uid=library.code, retired_at=None)
        .order_by()
        .values_list("format", flat=True)
        .distinct()
    )


def twins_of(library: Library) -> list[Twins]:
    """Pairs of questions that ask the same, published and written, up to MOST_TWINS."""
    asked: list[Asked] = []
    entries = Entry.objects.of(library).live().filter(what=What.ITEM)
    # What a question asks was worked out when it was published: only what was changed since is read anew.
    as_published = set(entries.filter(published_version=F("version")).values_list("uid", flat=True))
    for entry in entries.exclude(published_version=F("version")).iterator(chunk_size=1000):
        typed = typed_of(entry)
        if typed is not None:
            asked.append(asked_by(typed, f"entry:{entry.uid}"))
    items = Item.objects.filter(source__uid=library.code, retired_at=None)
    columns = items.values_list("pk", "uid", "tells", "current__body").order_by("position", "pk")
    for pk, uid, told, body in columns.iterator(chunk_size=1000):
        is_made, own = MADE in uid, local_uid(library, uid)
        if is_made or own in as_published:
            name = f"item:{pk}" if is_made else f"entry:{own}"
            asked.append(asked_of(name, _said(body), Tells.from_payload(told), is_made=is_made))
    pairs = pairs_alike(asked)[:MOST_TWINS]
    rows = _named_rows(library, {name for pair in pairs for name in (pair.one, pair.other)})
    return [
        Twins(rows[pair.one], rows[pair.other], pair.is_same) for pair in pairs if {pair.one, pair.other} <= rows.keys()
    ]


def _said(body: Mapping[str, Any]) -> str:
    labels = (str(slot.get("label", "")) for slot in body.get("slots", ()))
    stem = str(body.get("stem", ""))
    stem = plain(stem) if body.get("is_marked_up") else stem
    return plain_fold(" ".join([stem, str(body.get("text", "")), *labels]))


def _named_rows(library: Library, names: set[str]) -> dict[str, Row]:
    keys = [int(name.removeprefix("item:")) for name in names if name.startswith("item:")]
    uids = [name.removeprefix("entry:") for name in names if name.startswith("entry:")]
    made = rows_of(library, keys)
    written = draft_rows(list(Entry.objects.of(library).filter(what=What.ITEM, uid__in=uids)), {})
    return {row.copy_of: row for row in (*made, *written)}


def _published_row(library: Library, item: Item, entries: Mapping[str, Entry]) -> Row:
    version: ItemVersion | None = item.current
    uid = local_uid(library, item.uid) if MADE not in item.uid else ""
    entry = entries.get(uid)
    changed = entry is not None and entry.published_version != entry.version
    return Row(
        stem=_stem(version.typed) if version is not None else "",
        uid=uid if entry is not None else "",
        key=item.pk,
        format=item.format,
        topic=item.topic.title,
        level=item.level,
        tags=tuple(sorted(each.tag for each in item.tags.all())),
        is_held_out=item.is_held_out,
        state="changed" if changed else "published",
    )


def _draft_row(entry: Entry, topics: Mapping[str, str]) -> Row:
    table = entry.table
    typed = typed_of(entry)
    made, tags = str(table.get("format", "")), table.get("tags")
    state = "retired" if entry.retired_at else "new" if entry.published_version is None else "changed"
    return Row(
        stem=_stem(typed) if typed is not None else str(table.get("stem", "")),
        uid=entry.uid,
        key=None,
        format=made if made in tuple(Format) else Format.MULTIPLE_CHOICE,
        topic=topics.get(str(table.get("topic", "")), ""),
        level="",
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        is_held_out=bool(table.get("held_out")),
        state=state if entry.published_version != entry.version or entry.retired_at else "published",
    )


def _stem(item: TypedItem) -> str:
    return plain(item.stem).replace("\n", " ") if item.is_marked_up else item.stem
