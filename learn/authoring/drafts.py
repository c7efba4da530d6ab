"""Drafts: what stands in a library before it is published, entry by entry, each change a version.

Tables: the live entries of a library by the names of the project's TOML, as one reader reads them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cards import rows
from cards.facts.kinds import Base
from cards.facts.reader import read_base_tables
from cards.searching.folding import fold, indexed
from learn.accounts.models import User
from learn.authoring.fact_tables import slug_of
from learn.authoring.models import Act, Entry, EntryVersion, What
from learn.libraries.locking import locked
from learn.libraries.models import Library

Table = dict[str, Any]
Tables = dict[str, list[Table]]

ALL_DECK = "all"
"""The uid of the deck that every library has from the start: all its cards."""
FIRST_TOPIC = "general"

_BATCH = 500
_LONGEST_SOURCE_TITLE = 200
_NOT_WORDS = frozenset(
    {
        "uid",
        "slug",
        "id",
        "topic",
        "audiences",
        "sensitivity",
        "false_by",
        "fact",
        "facts",
        "kind",
        "format",
        "study",
        "relation",
        "at",
    }
)


class StaleEntryError(Exception):
    """The entry was changed since the page was made; nothing was stored. entry: as it stands."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.uid)
        self.entry = entry


class NoSuchVersionError(Exception):
    """The entry has no version of this number; nothing was stored."""


@dataclass(slots=True)
class Saved:
    """What saving several did, in uids."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def save_entry(
    *,
    library: Library,
    what: str,
    uid: str,
    table: Mapping[str, Any],
    act: str,
    by: User | None,
    now: datetime,
    seen: int | None = None,
) -> Entry:
    """Stores a table as an entry, a new one or a new version; one that says nothing new stays as it is.

    seen: the number of the version that the author saw, where somebody may have changed it meanwhile; 0 for none.

    Raises StaleEntryError and ArchivedError.
    """
    kept = locked(library)
    entry = Entry.objects.of(kept).filter(what=what, uid=uid).first()
    if seen is not None and seen != (entry.version if entry else 0):
        if entry is not None and entry.table == dict(table):
            # The other of two clicks.
            return entry
        raise StaleEntryError(entry or Entry(library=kept, what=what, uid=uid, table={}))
    if entry is None:
        entry = Entry(library=kept, what=what, uid=uid, position=_next_position(kept, what), version=0)
    elif entry.table == dict(table):
        return entry
    return _new_version(entry, table, act, by, now)


@transaction.atomic
def save_entries(
    *, library: Library, tables: Sequence[tuple[str, Mapping[str, Any]]], act: str, by: User | None, now: datetime
) -> Saved:
    """Stores many tables at once, each (what, table) with its uid in it; a retired one comes back. In few statements.

    Raises ArchivedError.
    """
    kept, saved = locked(library), Saved()
    known = {(entry.what, entry.uid): entry for entry in Entry.objects.of(kept)}
    ends = dict(Entry.objects.of(kept).order_by().values_list("what").annotate(end=Max("position")))
    new: list[Entry] = []
    touched: list[Entry] = []
    for what, table in tables:
        uid = str(table["uid"])
        entry = known.get((what, uid))
        if entry is None:
            ends[what] = ends.get(what, -1) + 1
            entry = Entry(library=kept, what=what, uid=uid, position=ends[what], version=0)
            known[what, uid] = entry
            new.append(entry)
            saved.added.append(uid)
        elif entry.table == dict(table) and entry.retired_at is None:
            saved.unchanged.append(uid)
            continue
        else:
            (saved.changed if entry.retired_at is None else saved.returned).append(uid)
            touched.append(entry)
        _assign(entry, table, by, now)
        entry.retired_at = None
    Entry.objects.bulk_create(new, batch_size=_BATCH)
    columns = ["table", "words", "topic", "version", "changed_at", "changed_by", "retired_at"]
    rows.update(touched, columns)
    versions = (_version(entry, act, by, now) for entry in (*new, *touched))
    EntryVersion.objects.bulk_create(versions, batch_size=_BATCH)
    return saved


@transaction.atomic
def retire_entry(*, entry: Entry, by: User | None, now: datetime) -> Entry:
    """Takes an entry out of what is published next. Done twice it is done once. Raises ArchivedError."""
    kept = _again(entry)
    if kept.retired_at is not None:
        return kept
    kept.retired_at = now
    return _new_version(kept, kept.table, Act.RETIRED, by, now)


@transaction.atomic
def return_entry(*, entry: Entry, by: User | None, now: datetime) -> Entry:
    """Brings a retired entry back, for what is published next. Done twice it is done once. Raises ArchivedError."""
    kept = _again(entry)
    if kept.retired_at is None:
        return kept
    kept.retired_at = None
    return _new_version(kept, kept.table, Act.RETURNED, by, now)


@transaction.atomic
def restore_version(*, entry: Entry, number: int, by: User | None, now: datetime) -> Entry:
    """Makes what an entry was once its newest version. Raises NoSuchVersionError and ArchivedError."""
    kept = _again(entry)
    version = kept.versions.filter(number=number).first()
    if version is None:
        raise NoSuchVersionError
    if version.table == kept.table:
        return kept
    return _new_version(kept, version.table, Act.RESTORED, by, now)


@transaction.atomic
def reorder(*, library: Library, what: str, uids: Sequence[str]) -> None:
    """Puts the entries of these uids into this order, the others behind them. Raises ArchivedError."""
    kept = locked(library)
    entries = {entry.uid: entry for entry in Entry.objects.of(kept).filter(what=what)}
    order = [entries.pop(uid) for uid in dict.fromkeys(uids) if uid in entries]
    moved = []
    for position, entry in enumerate([*order, *entries.values()]):
        if entry.position != position:
            entry.position = position
            moved.append(entry)
    rows.update(moved, ["position"])


def ensure_start(*, library: Library, by: User | None, now: datetime) -> None:
    """Sees to it that a library has a topic and a deck with all its cards."""
    has = set(Entry.objects.of(library).filter(what__in=[What.TOPIC, What.DECK]).values_list("what", flat=True))
    start: list[tuple[str, Table]] = []
    if What.TOPIC not in has:
        start.append((What.TOPIC, {"uid": FIRST_TOPIC, "title": _("General")}))
    if What.DECK not in has:
        # Without a title: it is called by the library's, whatever that becomes.
        start.append((What.DECK, {"uid": ALL_DECK, "register": "nursing", "audience": "nursing"}))
    if start:
        save_entries(library=library, tables=start, act=Act.WRITTEN, by=by, now=now)


def tables_of(library: Library) -> Tables:
    """All live entries of a library, its source first, as `read_base_tables` takes them."""
    return tables_from(library, ((entry.what, entry.table) for entry in Entry.objects.of(library).live()))


def tables_from(library: Library, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> Tables:
    """Such tables of given entries. A deck lists only what is among them; one that would list nothing is left out."""
    tables: Tables = {"source": [source_table(library)]}
    for what, table in entries:
        tables.setdefault(what, []).append(dict(table))
    facts = {table.get("uid") for table in tables.get(What.FACT, ())}
    if decks := tables.get(What.DECK):
        tables[What.DECK] = list(_decks(library, decks, facts))
    return tables


def base_of(library: Library) -> Base:
    """The library as it is being written, as one base under its own names. Raises BaseErrors."""
    return read_base_tables(tables_of(library))


def source_table(library: Library) -> Table:
    """What learners are told a library's cards are from."""
    return {"uid": library.code, "title": library.title[:_LONGEST_SOURCE_TITLE]}


def deck_title(library: Library, table: Mapping[str, Any]) -> str:
    title = table.get("title")
    return title if isinstance(title, str) and title else all_cards_of(library.title)


def all_cards_of(title: str) -> str:
    """What the deck of a library of this title is called, as long as nobody calls it otherwise."""
    return (_("All cards of %(library)s") % {"library": title})[:200]


def free_uid(library: Library, text: str, *, otherwise: str, longest: int = 50) -> str:
    """A uid made of a text that nothing in this library has or had."""
    start = slug_of(text, taken=(), longest=longest, otherwise=otherwise)
    taken = Entry.objects.of(library).filter(uid__startswith=start).order_by().values_list("uid", flat=True)
    return slug_of(text, taken=taken, longest=longest, otherwise=otherwise)


def words_of(table: Mapping[str, Any]) -> str:
    """All that a table says, as search compares it."""
    return indexed(dict.fromkeys(fold(" ".join(_said(table)))))


def _said(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key not in _NOT_WORDS:
                yield from _said(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _said(each)


def _decks(library: Library, decks: Iterable[Table], facts: set[Any]) -> Iterator[Table]:
    for table in decks:
        listed = table.get("facts")
        if not isinstance(listed, list) or not listed:
            yield {**table, "title": deck_title(library, table)}
        elif left := [uid for uid in listed if isinstance(uid, str) and uid in facts]:
            yield {**table, "title": deck_title(library, table), "facts": left}


def _again(entry: Entry) -> Entry:
    """The entry as it stands, its library kept by this transaction."""
    locked(entry.library)
    return Entry.objects.select_related("library").get(pk=entry.pk)


def _next_position(library: Library, what: str) -> int:
    end = Entry.objects.of(library).filter(what=what).aggregate(end=Max("position"))["end"]
    return 0 if end is None else end + 1


def _new_version(entry: Entry, table: Mapping[str, Any], act: str, by: User | None, now: datetime) -> Entry:
    _assign(entry, table, by, now)
    entry.save()
    _version(entry, act, by, now).save()
    return entry


def _assign(entry: Entry, table: Mapping[str, Any], by: User | None, now: datetime) -> None:
    entry.table = dict(table)
    entry.words = words_of(table)
    topic = table.get("topic")
    entry.topic = topic if isinstance(topic, str) else ""
    entry.version += 1
    entry.changed_at = now
    entry.changed_by = by


def _version(entry: Entry, act: str, by: User | None, now: datetime) -> EntryVersion:
    return EntryVersion(
        entry=entry,
        number=entry.version,
        table=entry.table,
        act=act,
        is_retired=entry.retired_at is not None,
        at=now,
        by=by,
    )
