"""The pages of progress. Each view reads the clock once, makes one domain call and renders, or hands out one table."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learn.accounts.models import Path
from learn.accounts.requests import LearnerRequest
from learn.progress import memory as memories
from learn.progress import overview as overviews
from learn.progress import predictions as comparisons
from learn.progress import sheets
from learn.progress.period import MONTH, WEEK, period, span_of

_View = Callable[[LearnerRequest], HttpResponseBase]


def not_for_caregivers(view: _View) -> _View:
    """A page that does not exist for caregivers: nobody examines them."""

    @wraps(view)
    def guarded(request: LearnerRequest) -> HttpResponseBase:
        if request.user.preferences.path == Path.CAREGIVER:
            raise Http404
        return view(request)

    return guarded


@require_safe
@never_cache
def overview(request: LearnerRequest) -> HttpResponseBase:
    """Where the learner stands: today, the days ahead and behind, the topics."""
    shown = overviews.overview(learner=request.user, now=timezone.now())
    if sheet := sheets.asked_for(request, shown.tables):
        return sheet
    context = {"shown": shown, "is_caregiver": request.user.preferences.path == Path.CAREGIVER}
    return render(request, "progress/overview.html", context)


@require_safe
@never_cache
def look_back(request: LearnerRequest, kind: str) -> HttpResponseBase:
    """A week or a month, the current one or the one that the day in the address is in."""
    if request.user.preferences.path == Path.CAREGIVER or kind not in (WEEK, MONTH):
        raise Http404
    today = request.user.preferences.study_date(timezone.now())
    try:
        day = date.fromisoformat(request.GET["day"]) if "day" in request.GET else today
        shown = period(learner=request.user, span=span_of(kind, day))
        has_before = shown.span.before.year > 2000
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    if sheet := sheets.asked_for(request, shown.tables):
        return sheet
    context = {
        "shown": shown,
        "kind": kind,
        "has_after": shown.span.last < today,
        "has_before": has_before,
        "query": f"day={shown.span.first}",
    }
    return render(request, "progress/period.html", context)


@require_safe
@never_cache
@not_for_caregivers
def memory(request: LearnerRequest) -> HttpResponseBase:
    """How much was remembered over the period that the address asks for, and all that bears on it."""
    days = memories.period(request.GET.get("days", ""))
    shown = memories.memory(learner=request.user, lens=request.lens, now=timezone.now(), days=days)
    if sheet := sheets.asked_for(request, shown.tables):
        return sheet
    return render(request, "progress/memory.html", {"shown": shown, "query": f"days={shown.days}"})


@require_safe
@never_cache
@not_for_caregivers
def predictions(request: LearnerRequest) -> HttpResponseBase:
    """How near each method came to predicting the learner's answers."""
    shown = comparisons.predictions(learner=request.user)
    if sheet := sheets.asked_for(request, [shown.table]):
        return sheet
    return render(request, "progress/predictions.html", {"shown": shown})
