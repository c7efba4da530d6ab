"""What libraries do when another room says something.

Who is deleted leaves their libraries last of all, when what they did with these is gone: learn.authoring hears of it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.accounts.signals import guest_described, learner_exporting, learner_merging
from learn.accounts.tables import Table
from learn.accounts.traces import Trace
from learn.classrooms.models import Classroom
from learn.classrooms.signals import classroom_copied
from learn.libraries import actions
from learn.libraries.models import Author, AuthorRole, Share


@receiver(classroom_copied, dispatch_uid="libraries.copy")
def copy_shares(original: Classroom, copy: Classroom, now: datetime, **kwargs: Any) -> None:
    """The copy has the libraries of who copied it, whose decks and questions its assignments and quizzes are of."""
    actions.copy_shares(original=original, copy=copy, now=now)


@receiver(learner_merging, dispatch_uid="libraries.merge")
def merge(guest: User, account: User, now: datetime, **kwargs: Any) -> None:
    """The guest's libraries are the account's; in one of both, the account has the greater right of the two."""
    own = {row.library_id: row for row in Author.objects.filter(learner=account)}
    for row in Author.objects.filter(learner=guest):
        kept = own.get(row.library_id)
        if kept is None:
            Author.objects.filter(pk=row.pk).update(learner=account)
            continue
        if row.role == AuthorRole.OWNER:
            Author.objects.filter(pk=kept.pk).update(role=AuthorRole.OWNER)
        row.delete()
    Share.objects.filter(by=guest).update(by=account)


@receiver(learner_exporting, dispatch_uid="libraries.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """The libraries that the learner writes in, and the classes that they opened some to."""
    return [
        Table(
            "libraries",
            _("The libraries you write in."),
            ("id", "library", "title", "description", "role", "added_at"),
            lambda: _libraries(learner),
        ),
        Table(
            "library_classes",
            _("The classes that you opened a library to."),
            ("share_id", "library", "classroom", "shared_at", "ended_at"),
            lambda: iter(
                Share.objects.filter(by=learner)
                .order_by("shared_at", "pk")
                .values_list("pk", "library", "classroom", "shared_at", "ended_at")
            ),
        ),
    ]


def _libraries(learner: User) -> Iterator[tuple[Any, ...]]:
    for row in Author.objects.filter(learner=learner).select_related("library").order_by("added_at", "pk"):
        yield row.pk, row.library_id, row.library.title, row.library.description, row.role, row.added_at


@receiver(guest_described, dispatch_uid="libraries.describe_guest")
def describe_guest(guest: User, **kwargs: Any) -> Trace:
    """In how many libraries the guest writes."""
    return Trace(kept=Author.objects.filter(learner=guest).count())
