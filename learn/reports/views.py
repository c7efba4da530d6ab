"""A learner's side of reports: reporting a card, one's own reports and their answers, corrections taken note of."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.models import Card
from learn.accounts.access import in_own_zone
from learn.accounts.models import Path
from learn.accounts.requests import LearnerRequest
from learn.reports import actions, reading
from learn.reports.forms import ReportForm
from learn.reviews.queue import nearest_face


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: LearnerRequest, card_id: int) -> HttpResponse:
    """The form to report a problem with a card; sent, it leads to the thanks. `next`: where the learner was."""
    card = get_object_or_404(Card.objects.through(request.lens).prefetch_related("faces"), pk=card_id)
    kindly = request.user.preferences.path == Path.CAREGIVER
    form = ReportForm(request.POST if request.method == "POST" else None, kindly=kindly)
    wanted = _wanted(request)
    if form.is_valid() and _is_kept(request, card_id, form):
        query = f"?{urlencode({'next': wanted})}" if wanted else ""
        return HttpResponseRedirect(reverse("reports:thanks") + query)
    if "client_id" in form.errors:
        raise BadRequest("client_id")
    context = {
        "form": form,
        "face": nearest_face(card.faces.all(), request.lens),
        "is_kindly": kindly,
        "wanted": wanted,
        "back": wanted or resolve_url("front:home"),
    }
    return render(request, "reports/report.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def thanks(request: LearnerRequest) -> HttpResponse:
    """A report was sent: thanks, and the way back to `next`."""
    return render(request, "reports/thanks.html", {"wanted": _wanted(request)})


@require_safe
@never_cache
@in_own_zone
def mine(request: LearnerRequest) -> HttpResponse:
    """The learner's reports and what came of them. Answers are read by being shown here."""
    number = request.GET.get("page", "1")
    rows, page = reading.own_reports(learner=request.user, lens=request.lens, number=number)
    news = [row.report.ticket for row in rows if row.report.is_news and row.is_told]
    if news and request.method == "GET":
        actions.mark_read(learner=request.user, tickets=news, now=timezone.now())
    context: dict[str, Any] = {"rows": rows, "page": page}
    if reading.may_answer(request.user, request.lens):
        context["waiting"] = reading.waiting(request.user, request.lens)
    return render(request, "reports/mine.html", context)


@require_POST
def see_correction(request: LearnerRequest, correction_id: int) -> HttpResponse:
    """Takes note of a correction: it is not told again."""
    try:
        actions.see_correction(learner=request.user, correction_id=correction_id, now=timezone.now())
    except actions.NoSuchCorrectionError as error:
        raise Http404 from error
    return HttpResponseRedirect(resolve_url("front:home"))


def _is_kept(request: LearnerRequest, card_id: int, form: ReportForm) -> bool:
    """Keeps the report; if it cannot be kept, the form says why."""
    data = form.cleaned_data
    try:
        actions.report_card(
            learner=request.user,
            card_id=card_id,
            kind=data["kind"],
            text=data["text"],
            client_id=data["client_id"],
            now=timezone.now(),
        )
    except actions.NoSuchCardError as error:
        raise Http404 from error
    except actions.EmptyTextError:
        form.add_error("text", form.fields["text"].error_messages["required"])
    except actions.TooManyReportsError:
        most = actions.MOST_A_DAY
        form.add_error(
            "text",
            _("You have sent %(most)d reports today, thank you. Please send this one tomorrow.") % {"most": most},
        )
    except actions.PageReusedError:
        form.renew()
        form.add_error("text", _("This page has sent a report already. To send this one, too, press the button again."))
    else:
        return True
    return False


def _wanted(request: LearnerRequest) -> str:
    """Where the learner was, if that is a page of this site: "//elsewhere" is another one."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else ""
