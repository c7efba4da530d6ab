"""Who may see which page of a library. Authorship: an author of a library, as its pages know them.

Every page of a library stands below /libraries/<library_id>/ and goes through one of the decorators here. A library
that does not exist and one that the learner does not write in look the same: missing.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from learn.accounts.models import User
from learn.accounts.requests import LearnerRequest
from learn.libraries.locking import ArchivedError
from learn.libraries.models import Author, AuthorRole, Library

_P = ParamSpec("_P")


@dataclass(frozen=True, slots=True)
class Authorship:
    """A learner who writes in a library."""

    library: Library
    author: Author

    @property
    def role(self) -> str:
        return self.author.role

    @property
    def is_owner(self) -> bool:
        return self.author.role == AuthorRole.OWNER


def authorship_of(*, learner: User, library_id: UUID, roles: Collection[str] = AuthorRole.values) -> Authorship:
    """This learner in this library. Raises Author.DoesNotExist for whoever does not write in it, or not as that."""
    own = Author.objects.select_related("library").get(learner=learner, library_id=library_id, role__in=roles)
    return Authorship(own.library, own)


_LibraryView = Callable[Concatenate[LearnerRequest, Authorship, _P], HttpResponseBase]
_View = Callable[..., HttpResponseBase]


def for_authors(view: _LibraryView[_P]) -> _View:
    """A page for all who write in the library. The view gets an Authorship in place of the address's library_id."""
    return _guarded(view, AuthorRole.values)


def for_owners(view: _LibraryView[_P]) -> _View:
    """A page for those who decide who else writes."""
    return _guarded(view, [AuthorRole.OWNER])


def unarchived(view: _LibraryView[_P]) -> _LibraryView[_P]:
    """Below one of the others: of an archived library nothing can be changed, and this page says so instead."""

    @wraps(view)
    def guarded(
        request: LearnerRequest, authorship: Authorship, /, *args: _P.args, **kwargs: _P.kwargs
    ) -> HttpResponseBase:
        if authorship.library.is_archived:
            return _archived(request, authorship)
        try:
            return view(request, authorship, *args, **kwargs)
        except ArchivedError:
            # By somebody else, while this page was on its way.
            return _archived(request, authorship)

    return guarded


def read_only_if_archived(view: _LibraryView[_P]) -> _LibraryView[_P]:
    """Below one of the others: of an archived library this page is shown, but what it sends is not done."""
    changing = unarchived(view)

    @wraps(view)
    def guarded(
        request: LearnerRequest, authorship: Authorship, /, *args: _P.args, **kwargs: _P.kwargs
    ) -> HttpResponseBase:
        chosen = view if request.method in ("GET", "HEAD") else changing
        return chosen(request, authorship, *args, **kwargs)

    return guarded


def _archived(request: LearnerRequest, authorship: Authorship) -> HttpResponseBase:
    return render(request, "libraries/archived.html", {"author": authorship}, status=HTTPStatus.CONFLICT)


def _guarded(view: _LibraryView[_P], roles: Collection[str]) -> _View:
    @wraps(view)
    def guarded(request: LearnerRequest, library_id: UUID, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        try:
            authorship = authorship_of(learner=request.user, library_id=library_id, roles=roles)
        except Author.DoesNotExist as error:
            raise Http404 from error
        # Of an author: the classes that it is open to may have several.
        with timezone.override(request.user.preferences.zone):
            return view(request, authorship, *args, **kwargs)

    return guarded
