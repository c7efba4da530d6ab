"""What other rooms ask about a library's drafts: where a fact or question is edited, and whether it changed since.

They ask by learn.libraries.editing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from cards.facts.scoping import unscoped
from cards.models import Item
from learn.authoring.models import Entry, EntryVersion, Publication, Status, What
from learn.libraries.editing import Editing
from learn.libraries.models import Library

_CARRIED_OUT = (Status.DONE, Status.UNDONE)

_Published = dict[int, int]
"""The version of each entry that learners had, by the entry's key."""


def fact_address(library: Library, uid: str) -> str:
    """The editor of a fact, by its uid in cards."""
    return reverse("authoring:fact", args=[library.pk, unscoped(uid, library.code)])


def item_address(library: Library, item: Item) -> str:
    """The editor of a written question; of one that was made from facts, that of the main one."""
    own = unscoped(item.uid, library.code)
    if Entry.objects.of(library).filter(what=What.ITEM, uid=own).exists():
        return reverse("authoring:item", args=[library.pk, own])
    main = item.facts.order_by("itemfact__position").values_list("uid", flat=True).first()
    return fact_address(library, main) if main is not None else ""


def has_changed(library: Library, uid: str, since: datetime) -> bool:
    """Whether learners have the fact or its source otherwise than at that time: what was published and taken back is
    no change.
    """
    carried_out = Publication.objects.filter(library=library, status__in=_CARRIED_OUT).order_by("-done_at", "-number")
    latest = carried_out.first()
    if latest is None or latest.done_at is None or latest.done_at <= since:
        return False
    before = carried_out.filter(done_at__lte=since).first()
    name = unscoped(uid, library.code)
    was = _as_published(library, dict(before.versions) if before is not None else {}, name)
    return was != _as_published(library, dict(latest.versions), name)


def _as_published(library: Library, published: _Published, uid: str) -> list[Mapping[str, Any] | None]:
    """The tables of a fact and of its source."""
    fact = _table(library, published, What.FACT, uid)
    return [fact, _table(library, published, What.STUDY, str(fact.get("study", ""))) if fact is not None else None]


def _table(library: Library, published: _Published, what: What, uid: str) -> Mapping[str, Any] | None:
    entry = Entry.objects.of(library).filter(what=what, uid=uid).only("pk").first()
    if entry is None or entry.pk not in published:
        return None
    found = EntryVersion.objects.filter(entry=entry, number=published[entry.pk])
    return found.values_list("table", flat=True).first()


EDITING = Editing(fact=fact_address, item=item_address, has_changed=has_changed)
