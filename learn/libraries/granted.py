"""Which libraries somebody sees: those they write in, and those open to a class they came into; which a class does."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from learn.accounts import granting
from learn.accounts.models import User
from learn.libraries.models import Author, Share


def codes(learner_id: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Queries of one column each, `code`, for a learner's key or a reference to one.

    Both begin with the learner, so that they cost what that learner has and not what there is.
    """
    written = Author.objects.filter(learner_id=learner_id).order_by()
    opened = Share.objects.current().filter(
        classroom__enrollments__learner_id=learner_id, classroom__enrollments__is_removed=False
    )
    return tuple(each.annotate(code=F("library__code")).values("code") for each in (written, opened.order_by()))


def written_by(learner: User) -> frozenset[str]:
    """The codes of the libraries that a learner writes in, as they were when the learner was read; no query."""
    written, _opened = granting.ways_of(learner)
    return written


def open_to(classroom_id: UUID) -> frozenset[str]:
    """The codes of the libraries that are open to a class; one query."""
    shares = Share.objects.current().filter(classroom_id=classroom_id)
    return frozenset(shares.values_list("library__code", flat=True))
