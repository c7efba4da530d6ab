"""Who writes in a library: every write to its authors.

A library has an owner as long as it has an author. Whoever is added is picked from the people that its owner teaches a
class with: nobody is found by an address, and nobody learns that somebody has an account here.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from learn.accounts.models import User
from learn.classrooms.models import Classroom, Enrollment, EnrollmentQuerySet, Role
from learn.libraries.locking import locked
from learn.libraries.models import Author, AuthorRole, Library

MOST_AUTHORS = 30


class NoSuchAuthorError(Exception):
    """There is no such author of the library; nothing was changed."""


class NotACoInstructorError(Exception):
    """This is nobody who teaches a class together with the owner; nothing was changed."""


class TooManyAuthorsError(Exception):
    """The library has MOST_AUTHORS authors; none was added."""


class LastOwnerError(Exception):
    """A library without an owner cannot be: this one stays until there is another."""


def co_instructors(owner: User, library: Library) -> EnrollmentQuerySet:
    """Who teaches a class together with this owner and does not write in the library yet: a row a class and person."""
    writes = Author.objects.filter(library=library, learner_id=OuterRef("learner_id"))
    taught = Classroom.objects.taught_by(owner).order_by().values("pk")
    teaching = Enrollment.objects.present().filter(role=Role.INSTRUCTOR, classroom__in=taught, learner__is_guest=False)
    return teaching.exclude(learner=owner).filter(~Exists(writes))


@transaction.atomic
def add_author(*, library: Library, by: User, enrollment_id: UUID, now: datetime) -> Author:
    """Lets somebody write in the library; they own it together with nobody yet. Done twice it is done once.

    enrollment_id: their row in a class that they teach together with the owner. Raises NotACoInstructorError,
    TooManyAuthorsError and ArchivedError.
    """
    kept = locked(library)
    row = Enrollment.objects.filter(pk=enrollment_id).first()
    before = Author.objects.filter(library=kept, learner_id=row.learner_id).first() if row is not None else None
    if before is not None:
        return before
    found = co_instructors(by, kept).filter(pk=enrollment_id).first()
    if found is None or found.learner_id is None:
        raise NotACoInstructorError
    if Author.objects.filter(library=kept).count() >= MOST_AUTHORS:
        raise TooManyAuthorsError
    return Author.objects.create(library=kept, learner_id=found.learner_id, role=AuthorRole.EDITOR, added_at=now)


@transaction.atomic
def change_role(*, library: Library, author_id: int, role: AuthorRole) -> None:
    """Makes an author an owner or an editor: this is how ownership is passed on.

    Raises NoSuchAuthorError and LastOwnerError.
    """
    kept = locked(library, also_archived=True)
    author = _author(kept, author_id)
    if role != AuthorRole.OWNER:
        _check_another_owner(author)
    Author.objects.filter(pk=author.pk).update(role=role)


@transaction.atomic
def remove_author(*, library: Library, author_id: int) -> None:
    """Somebody no longer writes in the library; what they wrote stays. Raises NoSuchAuthorError and LastOwnerError."""
    kept = locked(library, also_archived=True)
    author = _author(kept, author_id)
    _check_another_owner(author)
    author.delete()


@transaction.atomic
def leave(*, library: Library, learner: User) -> None:
    """The learner no longer writes in the library; what they wrote stays. Raises LastOwnerError."""
    kept = locked(library, also_archived=True)
    author = Author.objects.filter(library=kept, learner=learner).first()
    if author is not None:
        _check_another_owner(author)
        author.delete()


def _author(library: Library, author_id: int) -> Author:
    author = Author.objects.filter(library=library, pk=author_id).first()
    if author is None:
        raise NoSuchAuthorError
    return author


def _check_another_owner(author: Author) -> None:
    others = Author.objects.filter(library=author.library_id, role=AuthorRole.OWNER).exclude(pk=author.pk)
    if author.role == AuthorRole.OWNER and not others.exists():
        raise LastOwnerError
