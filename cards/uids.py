"""Uids: each belongs to the source that used it first."""

from collections.abc import Iterable, Sequence

from django.db import models

from cards import rows
from cards.models import Source


class ForeignUidError(Exception):
    """A uid of this base belongs to another source already; nothing was imported."""

    def __init__(self, what: str, uids: Iterable[str]) -> None:
        self.uids = sorted(uids)
        super().__init__(
            f"{what} {', '.join(self.uids)}: another source uses this uid already; choose a uid of your own. "
            "Nothing was imported."
        )


def refuse_taken(what: str, model: type[models.Model], source: Source, new: Sequence[str]) -> None:
    """Raises ForeignUidError if any of these uids, of which the source has no row, has a row of another source."""
    taken: list[str] = []
    for batch in rows.batches(new):
        found = model._default_manager.filter(uid__in=batch).exclude(source=source)
        taken += found.values_list("uid", flat=True)
    if taken:
        raise ForeignUidError(what, taken)
