"""One write to a library at a time: what it is decided by stays so until it is stored.

Who needs a class too takes the class first.
"""

from learn.libraries.models import Library


class ArchivedError(Exception):
    """The library is archived; nothing was changed."""


def locked(library: Library, *, also_archived: bool = False) -> Library:
    """The library as it stands now, kept by this transaction.

    Raises ArchivedError, unless that makes no difference, and Library.DoesNotExist.
    """
    # SQLite has one writer at a time anyway.
    kept = Library.objects.select_for_update().get(pk=library.pk)
    if kept.is_archived and not also_archived:
        raise ArchivedError
    return kept
