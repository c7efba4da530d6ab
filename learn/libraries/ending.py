"""What becomes of libraries whose author deletes their account."""

from datetime import datetime

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from cards import removing
from learn.accounts.models import User
from learn.libraries.models import Author, AuthorRole, Library, Share


def end_authorships(*, learner: User, now: datetime) -> list[Library]:
    """The learner writes in no library any more. Returns those that stay without an author.

    A library with other authors goes on, and one of them owns it. Without another it stays where it is open to a class:
    what was published, for its learners. Else it goes with its cards; but where somebody else once studied it, these
    are retired instead, and it stays for them, so that no log loses what it points at and no attempt the pictures that
    it was asked with. Call it once what the learner did with them is gone.
    """
    orphaned = []
    mine = list(Author.objects.filter(learner=learner).values_list("library_id", flat=True))
    for library in Library.objects.select_for_update().filter(pk__in=mine).order_by("pk"):
        Author.objects.filter(library=library, learner=learner).delete()
        others = Author.objects.filter(library=library).order_by("added_at", "pk")
        if (heir := others.first()) is not None:
            if not others.filter(role=AuthorRole.OWNER).exists():
                Author.objects.filter(pk=heir.pk).update(role=AuthorRole.OWNER)
        elif Share.objects.current().filter(library=library).exists():
            orphaned.append(library)
        elif _is_of_others(library.code, learner):
            removing.empty_library(library.code, now)
            orphaned.append(library)
        else:
            library.delete()
            removing.remove_library(library.code)
    return orphaned


def _is_of_others(code: str, learner: User) -> bool:
    """Whether a row of somebody else, or of a class, points at the content of this library."""
    for rows in removing.rows_pointing_at(code):
        if _has(rows.model, "learner"):
            rows = rows.exclude(learner=learner)
        elif not _has(rows.model, "classroom"):
            continue
        if rows.exists():
            return True
    return False


def _has(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
