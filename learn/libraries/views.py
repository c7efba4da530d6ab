"""A learner's libraries: which there are, opening one, its first page, and what it is called."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts.access import for_account_holders, in_own_zone
from learn.accounts.requests import LearnerRequest
from learn.libraries import actions, reading
from learn.libraries.access import Authorship, for_authors, read_only_if_archived, unarchived
from learn.libraries.forms import LibraryForm, OpenForm


@require_safe
@never_cache
@in_own_zone
def mine(request: LearnerRequest) -> HttpResponse:
    """Your libraries, the archived ones apart; and those that are open to your classes."""
    rows = reading.own_libraries(request.user)
    context = {
        "current": [row for row in rows if not row.library.is_archived],
        "archived": [row for row in rows if row.library.is_archived],
        "opened": reading.opened_libraries(request.user, request.lens),
    }
    return render(request, "libraries/mine.html", context)


@for_account_holders
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: LearnerRequest) -> HttpResponse:
    """Opens a library; guests are led to make an account first."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.open_library(learner=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.TooManyLibrariesError:
            most = actions.MOST_LIBRARIES
            said = _("You own %(most)d libraries. Please archive one that you need no longer, then make this one.")
            form.add_error(None, said % {"most": most})
        else:
            messages.success(request, _("The library is made. Nobody but you sees it yet."))
            return HttpResponseRedirect(made.get_absolute_url())
    return render(request, "libraries/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@never_cache
@for_authors
def library(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """A library at a glance: what learners have of it, and who they are."""
    row = reading.own_library(author.library, is_owner=author.is_owner)
    has_published = bool(row.counts.facts or row.counts.questions)
    context = {
        "author": author,
        "row": row,
        "is_empty": not has_published and not reading.is_written_in(author.library),
        "classes": reading.classes_of(author.library, learner=request.user),
        "writers": reading.writers_of(author.library, learner=request.user),
    }
    return render(request, "libraries/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def settings(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """What the library is called; from here to the archive, and leaving it."""
    start = {"title": author.library.title, "description": author.library.description}
    form = LibraryForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        actions.change_library(library=author.library, **form.cleaned_data)
        messages.success(request, _("Saved. Learners see a new title when the library is next published."))
        return HttpResponseRedirect(request.path)
    is_alone = not reading.has_other_authors(author.library, learner=request.user)
    context = {"author": author, "here": "settings", "form": form, "is_alone": is_alone}
    return render(request, "libraries/settings.html", context, status=422 if form.errors else 200)


@require_POST
@for_authors
@unarchived
def archive(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """Makes the library read only."""
    actions.archive(library=author.library, now=timezone.now())
    messages.success(request, _("The library is archived. Who studies it goes on studying it."))
    return _to_settings(author)


@require_POST
@for_authors
def reopen(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """Takes the library out of the archive."""
    actions.reopen(library=author.library)
    messages.success(request, _("The library can be written in again."))
    return _to_settings(author)


def _to_settings(author: Authorship) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("libraries:settings", args=[author.library.pk]))
