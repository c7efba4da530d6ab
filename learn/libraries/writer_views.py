"""Who writes in a library: the list for all of them, and for its owners adding, removing and passing ownership on."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from learn.accounts.requests import LearnerRequest
from learn.libraries import reading, writers
from learn.libraries.access import Authorship, for_authors, for_owners, read_only_if_archived
from learn.libraries.forms import AuthorForm, RoleForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def authors(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """Everyone who writes in the library; on an owner's POST one more."""
    if request.method == "POST" and not author.is_owner:
        raise Http404
    people = list(writers.co_instructors(request.user, author.library).by_name().select_related("classroom"))
    form = AuthorForm(request.POST if request.method == "POST" else None, people=people if author.is_owner else [])
    if form.is_valid():
        enrollment_id = form.cleaned_data["enrollment"]
        try:
            writers.add_author(library=author.library, by=request.user, enrollment_id=enrollment_id, now=timezone.now())
        except writers.NotACoInstructorError:
            form.add_error("enrollment", form.fields["enrollment"].error_messages["invalid_choice"])
        except writers.TooManyAuthorsError:
            said = _("A library has at most %(most)d authors.") % {"most": writers.MOST_AUTHORS}
            form.add_error("enrollment", said)
        else:
            messages.success(request, _("Added: the library is on their list of libraries now."))
            return HttpResponseRedirect(request.path)
    context = {
        "author": author,
        "here": "authors",
        "form": form,
        "people": people,
        "writers": reading.writers_of(author.library, learner=request.user),
    }
    return render(request, "libraries/authors.html", context, status=422 if form.errors else 200)


@require_POST
@for_owners
def change_role(request: LearnerRequest, author: Authorship, author_id: int) -> HttpResponse:
    """Makes somebody an owner or an editor."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        writers.change_role(library=author.library, author_id=author_id, role=form.cleaned_data["role"])
    except writers.NoSuchAuthorError as error:
        raise Http404 from error
    except writers.LastOwnerError:
        messages.info(request, _needs_an_owner())
    else:
        messages.success(request, _("Saved."))
    return _to_authors(author)


@require_POST
@for_owners
def remove(request: LearnerRequest, author: Authorship, author_id: int) -> HttpResponse:
    """Somebody no longer writes in the library. Removed by the other of two clicks, they are removed."""
    try:
        writers.remove_author(library=author.library, author_id=author_id)
    except writers.NoSuchAuthorError:
        pass
    except writers.LastOwnerError:
        messages.info(request, _needs_an_owner())
    else:
        messages.success(request, _("Removed. What they wrote stays."))
    return _to_authors(author)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
def leave(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """Says what ends and what stays; on POST the learner no longer writes in the library."""
    is_last = False
    if request.method == "POST":
        try:
            writers.leave(library=author.library, learner=request.user)
        except writers.LastOwnerError:
            is_last = True
        else:
            messages.success(request, _("You have left %(title)s.") % {"title": author.library.title})
            return HttpResponseRedirect(reverse("libraries:mine"))
    context = {"author": author, "here": "settings", "is_last": is_last}
    return render(request, "libraries/leave.html", context, status=409 if is_last else 200)


def _needs_an_owner() -> str:
    return _("A library needs an owner: first make somebody else one. Nothing was changed.")


def _to_authors(author: Authorship) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("libraries:authors", args=[author.library.pk]))
