"""The inbox of reports, and answering one: for staff, and for those who answer for a library (Library.answered_by).

For everyone else there are no such pages, and to each there is no report but those that they answer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learn.accounts.access import in_own_zone
from learn.accounts.requests import LearnerRequest
from learn.libraries import editing
from learn.libraries.access import Authorship, authorship_of
from learn.libraries.models import Author, Library
from learn.reports import actions, reading
from learn.reports.forms import CloseForm

_View = Callable[..., HttpResponseBase]


def for_those_who_answer(view: _View) -> _View:
    """A page that exists for them alone: visitors are not led to sign in either, which would tell of it."""

    @wraps(view)
    def shown(request: LearnerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated or not reading.may_answer(request.user, request.lens):
            raise Http404
        return in_own_zone(view)(request, *args, **kwargs)

    return login_not_required(never_cache(shown))


@for_those_who_answer
@require_safe
def inbox(request: LearnerRequest) -> HttpResponse:
    """Everyone's reports, the open ones or those that are done, newest first."""
    return _page(request, {}, None)


@for_those_who_answer
@require_safe
def library_inbox(request: LearnerRequest, library_id: UUID) -> HttpResponse:
    """The same for one library."""
    library = get_object_or_404(Library.objects.answered_by(request.user), pk=library_id)
    return _page(request, {"library": library, "author": _author(request, library)}, library)


def _author(request: LearnerRequest, library: Library) -> Authorship | None:
    """The learner as an author of the library, if they write in it: a class's instructors need not."""
    try:
        return authorship_of(learner=request.user, library_id=library.pk)
    except Author.DoesNotExist:
        return None


def _page(request: LearnerRequest, context: dict[str, Any], library: Library | None) -> HttpResponse:
    is_done = request.GET.get("show") == "done"
    rows, page = reading.inbox(
        learner=request.user,
        lens=request.lens,
        library=library,
        is_done=is_done,
        number=request.GET.get("page", "1"),
    )
    return render(request, "reports/inbox.html", context | {"rows": rows, "page": page, "is_done": is_done})


@for_those_who_answer
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: LearnerRequest, ticket: UUID) -> HttpResponse:
    """One report: its card, the form that answers and closes it, or what came of it."""
    row = reading.inbox_report(learner=request.user, lens=request.lens, ticket=ticket)
    if row is None:
        raise Http404
    library = editing.library_of(row.report.card.fact)
    form = CloseForm(request.POST if request.method == "POST" else None, is_of_library=library is not None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid() and (said := _closed(request, ticket, form)):
                messages.success(request, said)
                return HttpResponseRedirect(_inbox_of(library))
        except actions.AlreadyClosedError:
            row = reading.inbox_report(learner=request.user, lens=request.lens, ticket=ticket) or row
            status = 409
    author = _author(request, library) if library is not None else None
    context = {
        "row": row,
        "library": library,
        "author": author,
        "inbox": _inbox_of(library),
        "mend": editing.fact_address(author.library, row.report.card.fact.uid) if author is not None else "",
        "told": reading.told_since(row.report) if library is not None else None,
        "form": form,
        "is_too_late": request.method == "POST" and not row.report.is_open,
        "others": reading.others_on_card(row.report),
        "ticked": set(map(str, form["also"].value() or [])),
        "corrections": reading.corrections_of(row.report.card_id),
    }
    return render(request, "reports/answer.html", context, status=status)


def _inbox_of(library: Library | None) -> str:
    return reverse("reports:library_inbox", args=[library.pk]) if library is not None else reverse("reports:inbox")


def _closed(request: LearnerRequest, ticket: UUID, form: CloseForm) -> str:
    """Closes the report and those ticked with it, and says so in words; empty where the form now says why not."""
    data = form.cleaned_data
    wanted = {ticket, *data["also"]}
    try:
        closed = actions.close_report(
            ticket=ticket,
            also=data["also"],
            staff=request.user,
            status=data["status"],
            reply=data["reply"],
            notice=data["notice"],
            now=timezone.now(),
        )
    except actions.NoSuchReportError as error:
        raise Http404 from error
    except actions.NothingChangedError:
        form.say_nothing_changed()
        return ""
    except actions.ToldAlreadyError:
        form.say_told_already()
        return ""
    except actions.EmptyTextError:
        form.ask_what_was_corrected()
        return ""
    said = ngettext("%(n)d report closed.", "%(n)d reports closed.", len(closed)) % {"n": len(closed)}
    left = len(wanted) - len(closed)
    if not closed or not left:
        return said if closed else _("This report was closed by you already, with the same answer.")
    as_it_was = ngettext(
        "%(n)d other was closed before and left as it was.",
        "%(n)d others were closed before and left as they were.",
        left,
    )
    return f"{said} {as_it_was % {'n': left}}"
