"""Giving one source to all facts that say none: shown first, then done in one step."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learn.accounts.requests import LearnerRequest
from learn.authoring import reading, sourcing
from learn.authoring.forms import SourceForm
from learn.libraries.access import Authorship, for_authors, unarchived

MOST_SHOWN = 50
"""Facts that the page lists; it counts them all."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@unarchived
def give(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """The facts without a source; on POST each has the chosen one, as a new version."""
    studies = [(each.entry.uid, each.title) for each in reading.studies_of(author.library)]
    form = SourceForm(request.POST if request.method == "POST" else None, studies=studies)
    if form.is_valid():
        try:
            count = sourcing.give_source(
                library=author.library,
                seen=request.POST.get("seen", ""),
                by=request.user,
                now=timezone.now(),
                study=form.cleaned_data.get("study", ""),
                citation=form.cleaned_data["citation"],
                link=form.cleaned_data["link"],
            )
        except sourcing.StaleFactsError:
            form.add_error(None, _("The facts have changed since they were shown. Nothing was stored: look again."))
        else:
            said = ngettext("%(n)d fact has its source now.", "%(n)d facts have their source now.", count)
            messages.success(request, said % {"n": count})
            return HttpResponseRedirect(reverse("authoring:publish", args=[author.library.pk]))
    found = reading.unsourced(author.library)
    topics = {each.entry.uid: each.title for each in reading.topics_of(author.library)}
    context = {
        "author": author,
        "here": "facts",
        "form": form,
        "count": found.count(),
        "rows": reading.fact_rows(found[:MOST_SHOWN], topics),
        "most_shown": MOST_SHOWN,
        "seen": sourcing.state_of(author.library),
    }
    status = 409 if form.non_field_errors() else 422 if form.errors else 200
    return render(request, "authoring/source_facts.html", context, status=status)
