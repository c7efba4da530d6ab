"""Which classes a library is open to: opening it to one, and closing it again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learn.accounts.requests import LearnerRequest
from learn.libraries import actions, reading
from learn.libraries.access import Authorship, for_authors, read_only_if_archived
from learn.libraries.forms import ClassForm
from learn.libraries.models import Share


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def classes(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """The classes that the library is open to; on POST it is opened to one more that its author teaches."""
    to_open = reading.classes_to_open(author.library, learner=request.user)
    form = ClassForm(request.POST if request.method == "POST" else None, classrooms=to_open)
    if form.is_valid():
        classroom = next(each for each in to_open if str(each.pk) == form.cleaned_data["classroom"])
        try:
            actions.open_to_class(library=author.library, classroom=classroom, by=request.user, now=timezone.now())
        except actions.NotTaughtError:
            form.add_error("classroom", form.fields["classroom"].error_messages["invalid_choice"])
        else:
            messages.success(request, _("Open: the class sees what is published of it, under Decks and in quizzes."))
            return HttpResponseRedirect(request.path)
    context = {
        "author": author,
        "here": "classes",
        "form": form,
        "to_open": to_open,
        "rows": reading.classes_of(author.library, learner=request.user),
        "row": reading.own_library(author.library, is_owner=author.is_owner),
    }
    return render(request, "libraries/classes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
def close(request: LearnerRequest, author: Authorship, classroom_id: UUID) -> HttpResponse:
    """Says what ends for the class and what stays; on POST closes the library to it."""
    shares = Share.objects.closable_by(request.user).filter(library=author.library, classroom=classroom_id)
    if not shares.exists():
        raise Http404
    rows = reading.classes_of(author.library, learner=request.user)
    row = next((each for each in rows if each.classroom.pk == classroom_id), None)
    if row is None:
        # By the other of two clicks.
        return HttpResponseRedirect(reverse("libraries:classes", args=[author.library.pk]))
    if request.method == "POST":
        try:
            actions.close_to_class(library=author.library, classroom=row.classroom, by=request.user, now=timezone.now())
        except actions.NotTaughtError as error:
            raise Http404 from error
        messages.success(request, _("Closed to %(name)s.") % {"name": row.classroom})
        return HttpResponseRedirect(reverse("libraries:classes", args=[author.library.pk]))
    return render(request, "libraries/close.html", {"author": author, "here": "classes", "row": row})
