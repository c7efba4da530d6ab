"""Which libraries somebody sees: those they write in, and those open to a class they came into."""

from typing import Any

from django.db.models import F, QuerySet

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
