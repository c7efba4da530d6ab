"""Every write to a library as a whole: opening, changing, archiving it; and to which classes it is open.

Who writes in it is written in learn.libraries.writers.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from learn.accounts.models import User
from learn.classrooms.audit import Act, note
from learn.classrooms.locking import locked as locked_class
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.libraries.locking import locked
from learn.libraries.models import Author, AuthorRole, Library, Share

MOST_LIBRARIES = 50


class MayNotOpenError(Exception):
    """A guest cannot open a library: nothing would be left of it when their browser forgets them."""


class TooManyLibrariesError(Exception):
    """The learner owns MOST_LIBRARIES libraries that are not archived; none was opened."""


class NotTaughtError(Exception):
    """The learner does not teach this class, or it is archived; nothing was changed."""


@transaction.atomic
def open_library(*, learner: User, library_id: UUID, title: str, now: datetime) -> Library:
    """Opens a library with this learner as its owner; the same id twice is one library.

    Raises MayNotOpenError and TooManyLibrariesError.
    """
    if learner.is_guest:
        raise MayNotOpenError
    # Two clicks at once must not both find it missing. SQLite has one writer at a time anyway.
    list(User.objects.select_for_update().filter(pk=learner.pk).values_list("pk"))
    before = Library.objects.filter(pk=library_id).first()
    if before is not None:
        if Library.objects.written_by(learner).filter(pk=library_id).exists():
            return before
        # Somebody else's: the page that sent it was not made by us.
        library_id = uuid4()
    own = Author.objects.filter(learner=learner, role=AuthorRole.OWNER, library__archived_at=None)
    if own.count() >= MOST_LIBRARIES:
        raise TooManyLibrariesError
    library = Library.objects.create(library_id=library_id, title=title, opened_at=now)
    Author.objects.create(library=library, learner=learner, role=AuthorRole.OWNER, added_at=now)
    return library


@transaction.atomic
def change_library(*, library: Library, title: str, description: str) -> None:
    """Changes what the library is called and what it says of itself. Raises ArchivedError.

    Learners see the title that it had when it was last published.
    """
    kept = locked(library)
    Library.objects.filter(pk=kept.pk).update(title=title, description=description)


@transaction.atomic
def archive(*, library: Library, now: datetime) -> None:
    """Makes the library read only for its authors; who studies it goes on. Done twice it is done once."""
    kept = locked(library, also_archived=True)
    Library.objects.filter(pk=kept.pk, archived_at=None).update(archived_at=now)


@transaction.atomic
def reopen(*, library: Library) -> None:
    """Takes the library out of the archive. Done twice it is done once."""
    kept = locked(library, also_archived=True)
    Library.objects.filter(pk=kept.pk).update(archived_at=None)


@transaction.atomic
def open_to_class(*, library: Library, classroom: Classroom, by: User, now: datetime) -> Share:
    """Opens a library to a class that this author teaches. Done twice it is done once.

    What its students had begun before it was closed is there again. Raises NotTaughtError and ArchivedError.
    """
    if not Classroom.objects.taught_by(by).current().filter(pk=classroom.pk).exists():
        raise NotTaughtError
    classroom = locked_class(classroom, also_archived=True)
    kept = locked(library)
    share = Share.objects.filter(library=kept, classroom=classroom).first()
    if share is None:
        share = Share.objects.create(library=kept, classroom=classroom, by=by, shared_at=now)
    elif share.ended_at is None:
        return share
    else:
        share.by, share.shared_at, share.ended_at = by, now, None
        share.save()
    note(classroom=classroom, by=by, what=Act.LIBRARY_OPENED, about=kept.title, now=now)
    return share


@transaction.atomic
def close_to_class(*, library: Library, classroom: Classroom, by: User, now: datetime) -> None:
    """Closes a library to a class: its people no longer see it. Done twice it is done once.

    By an author who teaches the class, or who opened it and does not teach there any more. What people learned stays
    with them, unseen, for when it is opened again. Raises NotTaughtError.
    """
    if not Share.objects.closable_by(by).filter(library=library, classroom=classroom).exists():
        raise NotTaughtError
    classroom = locked_class(classroom, also_archived=True)
    kept = locked(library, also_archived=True)
    if Share.objects.current().filter(library=kept, classroom=classroom).update(ended_at=now):
        note(classroom=classroom, by=by, what=Act.LIBRARY_CLOSED, about=kept.title, now=now)


def copy_shares(*, original: Classroom, copy: Classroom, now: datetime) -> None:
    """Opens to a copied class what is open to the original and whose author made the copy; in the copy's transaction.

    What others wrote they open themselves.
    """
    teaching = Enrollment.objects.present().filter(classroom=copy, role=Role.INSTRUCTOR)
    for own in teaching.select_related("learner"):
        written = Author.objects.filter(learner_id=own.learner_id).order_by().values("library_id")
        opened = Share.objects.current().filter(classroom=original, library__in=written)
        for share in opened.filter(library__archived_at=None):
            Share.objects.get_or_create(
                library_id=share.library_id,
                classroom=copy,
                defaults={"by_id": own.learner_id, "shared_at": now},
            )
