"""Writing questions: one saved from its form, several tagged or held out at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cards.facts.item_readers import MOST_TAGS
from learn.accounts.models import User
from learn.authoring import drafts
from learn.authoring.models import Act, Entry, What
from learn.libraries.models import Library


class TooManyTagsError(Exception):
    """A question would have more tags than it may; nothing was stored."""


def save_item(*, library: Library, table: Mapping[str, Any], by: User, now: datetime, seen: int) -> Entry:
    """Stores a question, a new one or a new version. seen: the version its author saw, 0 for none.

    Learners get it when the library is published; attempts keep what they asked. Raises StaleEntryError and
    ArchivedError (of learn.authoring.drafts and learn.libraries.locking).
    """
    return drafts.save_entry(
        library=library,
        what=What.ITEM,
        uid=str(table["uid"]),
        table=table,
        act=Act.EDITED if seen else Act.WRITTEN,
        by=by,
        now=now,
        seen=seen,
    )


@transaction.atomic
def label_items(
    *,
    library: Library,
    uids: Collection[str],
    by: User,
    now: datetime,
    add: Sequence[str] = (),
    remove: Collection[str] = (),
    held_out: bool | None = None,
) -> drafts.Saved:
    """Gives these live questions tags, takes others from them, and holds them out or no longer; None leaves that.

    A tag that is there in another case is the same tag. Raises TooManyTagsError and ArchivedError.
    """
    tables = []
    gone = {tag.casefold() for tag in remove}
    for entry in Entry.objects.of(library).live().filter(what=What.ITEM, uid__in=uids).order_by("position", "pk"):
        table = dict(entry.table)
        kept = [tag for tag in table.pop("tags", ()) if tag.casefold() not in gone]
        known = {tag.casefold() for tag in kept}
        if tags := [*kept, *(tag for tag in add if tag.casefold() not in known)]:
            table["tags"] = tags
        if len(tags) > MOST_TAGS:
            raise TooManyTagsError(entry.uid)
        if held_out is not None:
            table.pop("held_out", None)
            table |= {"held_out": True} if held_out else {}
        tables.append((What.ITEM.value, table))
    return drafts.save_entries(library=library, tables=tables, act=Act.EDITED, by=by, now=now)
