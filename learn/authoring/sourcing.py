"""One source for all facts of a library that say none, in one step."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from learn.accounts.models import User
from learn.authoring import drafts, reading
from learn.authoring.actions import save_reference
from learn.authoring.models import Act, What
from learn.libraries.locking import locked
from learn.libraries.models import Library


class StaleFactsError(Exception):
    """Other facts are without a source now than those that the author was shown; nothing was stored."""


def state_of(library: Library) -> str:
    """A digest of the facts without a source, as they stand: what an author was shown."""
    rows = reading.unsourced(library).order_by("pk").values_list("pk", "version")
    return sha256(repr(list(rows)).encode()).hexdigest()[:16]


@transaction.atomic
def give_source(
    *, library: Library, seen: str, by: User, now: datetime, study: str = "", citation: str = "", link: str = ""
) -> int:
    """Gives every live fact that says no source this one, each as a new version; returns how many. All, or none.

    study: the uid of a reference of the library; citation, link: of a new one, which goes first. seen: state_of the
    library as it was shown.

    Raises StaleFactsError (as well where the reference is gone), NoLinkError and ArchivedError.
    """
    kept = locked(library)
    if state_of(kept) != seen:
        raise StaleFactsError
    if citation:
        study = save_reference(library=kept, citation=citation, link=link, by=by, now=now).uid
    elif not reading.live(kept, What.STUDY).filter(uid=study).exists():
        raise StaleFactsError
    tables = [(What.FACT, {**entry.table, "study": study}) for entry in reading.unsourced(kept)]
    saved = drafts.save_entries(library=kept, tables=tables, act=Act.EDITED, by=by, now=now)
    return len(saved.changed)
