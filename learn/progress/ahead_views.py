"""What is to come: the cost of new cards a day, and an exam date."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learn.accounts.actions import change_preferences
from learn.accounts.models import Path
from learn.accounts.requests import LearnerRequest
from learn.progress import charts, costs, sheets
from learn.progress.forms import ExamForm, NewPerDayForm
from learn.progress.minutes import minutes_chart
from learn.reviews.models import DayTally
from learn.reviews.planning import exam_pace
from learn.scheduling.pacing import most_new

_CHOICES = (3, 5, 10, 15, 20, 30, 50)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cost(request: LearnerRequest) -> HttpResponseBase:
    """What each number of new cards a day will cost, in minutes; and the choice of one."""
    now = timezone.now()
    preferences = request.user.preferences
    today = preferences.study_date(now)
    form = NewPerDayForm(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and form.is_valid():
        change_preferences(learner=request.user, changes=form.cleaned_data, now=now)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("progress:cost"))
    context: dict[str, Any] = {}
    start = costs.basis(learner=request.user, now=now, days=costs.MARKS[-1] + 7)
    asked = form.cleaned_data["new_per_day"] if form.is_valid() else preferences.new_per_day
    if request.htmx:
        only = costs.cost(start, new_per_day=asked, preferences=preferences, today=today)
        context |= {"cost": only if form.is_valid() else None, "is_change": asked != preferences.new_per_day}
        context["is_begun"] = not start.unseen
        return render(request, "progress/cost.html#live", context)
    numbers = sorted({*_CHOICES, preferences.new_per_day, asked})
    rows = [costs.cost(start, new_per_day=n, preferences=preferences, today=today) for n in numbers]
    table = charts.Table(
        "cost",
        _("What new cards cost"),
        _("Minutes a day to expect, the mean of a week each, and the days until every card has been begun."),
        (
            _("New cards a day"),
            *(_("Minutes in %(n)d days") % {"n": mark} for mark in costs.MARKS),
            _("All begun in days"),
        ),
        tuple((row.new_per_day, *(round(each, 1) for each in row.minutes), row.begun_in or "") for row in rows),
    )
    if sheet := sheets.asked_for(request, [table]):
        return sheet
    is_wrong = request.method == "POST"
    context |= {
        "rows": rows,
        "asked": asked,
        "start": start,
        "table": table,
        "marks": costs.MARKS,
        "is_caregiver": preferences.path == Path.CAREGIVER,
        "percent": round(100 * start.learner.pass_rate),
        "problem": " ".join(str(each) for each in form.errors.get("new_per_day", [])) if is_wrong else "",
    }
    return render(request, "progress/cost.html", context, status=422 if is_wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exam(request: LearnerRequest) -> HttpResponseBase:
    """The exam date: what it asks for a day, whether that is enough, what it costs. Nobody examines caregivers."""
    preferences = request.user.preferences
    if preferences.path == Path.CAREGIVER:
        raise Http404
    now = timezone.now()
    today = preferences.study_date(now)
    form = ExamForm(
        request.POST or None,
        today=today,
        is_set=preferences.exam_date is not None,
        initial={"exam_date": preferences.exam_date},
    )
    if request.method == "POST" and form.is_valid():
        change_preferences(learner=request.user, changes=form.cleaned_data, now=now)
        messages.success(request, _("Saved.") if form.cleaned_data["exam_date"] else _("The exam date is taken away."))
        return HttpResponseRedirect(reverse("progress:exam"))
    context = {"form": form, "preferences": preferences, "today": today}
    tally = DayTally.objects.filter(learner_id=request.user.pk, study_date=today).first()
    begun_today = tally.new_cards if tally else 0
    pace = exam_pace(learner=request.user, today=today, begun_today=begun_today)
    if pace is not None:
        start = costs.basis(learner=request.user, now=now, days=pace.days_left)
        days = costs.until_exam(start, pace=pace, preferences=preferences, today=today)
        chart = minutes_chart(days, today)
        if sheet := sheets.asked_for(request, [chart.table]):
            return sheet
        minutes = sum(day.minutes for day in days) / len(days)
        context |= {
            "pace": pace,
            "chart": chart,
            "minutes": max(1, round(minutes)),
            "most": most_new(preferences.reviews_per_day),
            "is_over": bool(days) and days[-1].left >= 1,
            "start": start,
        }
    return render(request, "progress/exam.html", context, status=422 if form.errors else 200)
