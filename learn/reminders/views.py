"""The page of reminders; the page that ends the mails and the calendar, both opened by a secret address alone."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts import limits
from learn.accounts.requests import LearnerRequest
from learn.reminders import actions, calendars
from learn.reminders.addresses import obstacle
from learn.reminders.forms import DigestForm
from learn.reminders.letters import said_rhythm
from learn.reminders.models import CalendarFeed, Digest, Rhythm

_CACHED = timedelta(minutes=5)


@require_safe
@never_cache
def page(request: LearnerRequest) -> HttpResponse:
    """What reminds the learner: a mail, a calendar, neither."""
    return _render_page(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: LearnerRequest) -> HttpResponse:
    """Sets the digest. Opened by hand, it is the page with the form."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("reminders:page"))
    form = DigestForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _render_page(request, form, status=422)
    chosen = form.cleaned_data
    try:
        actions.set_digest(
            learner=request.user,
            rhythm=Rhythm(chosen["rhythm"]),
            weekday=chosen["weekday"],
            hour=chosen["hour"],
            now=timezone.now(),
        )
    except actions.CannotMailError:
        # The page says why, in place of the form.
        return _render_page(request, None, status=422)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("reminders:page"))


@require_POST
def make_calendar(request: LearnerRequest) -> HttpResponse:
    """Makes a calendar address; one made before ends."""
    actions.make_calendar(learner=request.user, now=timezone.now())
    messages.success(request, _("Your calendar’s address is made."))
    return HttpResponseRedirect(f"{reverse('reminders:page')}#calendar")


@require_POST
def remove_calendar(request: LearnerRequest) -> HttpResponse:
    """Ends the calendar's address."""
    actions.remove_calendar(learner=request.user)
    messages.success(request, _("The address opens nothing any more."))
    return HttpResponseRedirect(f"{reverse('reminders:page')}#calendar")


# Mail programs post here without a session and without our form (RFC 8058); the token is the permission.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the digest whose mails hold this token: asks on GET, does it on POST, and again without harm."""
    if request.method != "POST":
        if not Digest.objects.filter(token=token).exists():
            raise Http404
        return render(request, "reminders/stop.html", {"is_ended": False})
    try:
        actions.stop_digest(token=token, now=timezone.now())
    except actions.NoSuchDigestError as error:
        raise Http404 from error
    return render(request, "reminders/stop.html", {"is_ended": True})


@login_not_required
@require_safe
@cache_control(private=True, max_age=int(_CACHED.total_seconds()))
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar that this token opens, for programs that fetch it every few hours."""
    now = timezone.now()
    if not limits.may_fetch_calendar(request, now=now):
        return limits.too_many(request)
    feed = calendars.feed_with(token)
    if feed is None:
        raise Http404
    return HttpResponse(
        calendars.written(feed, now=now),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="osteon.ics"'},
    )


def _render_page(request: LearnerRequest, form: DigestForm | None, status: int = 200) -> HttpResponse:
    kept = Digest.objects.filter(learner_id=request.user.pk).first() or Digest()
    feed = CalendarFeed.objects.filter(learner_id=request.user.pk).first()
    in_the_way = obstacle(request.user)
    context: dict[str, Any] = {
        "form": form or DigestForm(initial=_chosen(kept), label_suffix=""),
        "digest": kept,
        "said_rhythm": said_rhythm(kept) if kept.is_on else "",
        "obstacle": in_the_way.value if in_the_way else "",
        "zone": request.user.preferences.zone.replace("_", " "),
        "feed": feed,
        "calendar_address": _calendar_address(request, feed),
    }
    return render(request, "reminders/page.html", context, status=status)


def _chosen(digest: Digest) -> dict[str, Any]:
    return {"rhythm": digest.rhythm, "weekday": digest.weekday, "hour": digest.hour}


def _calendar_address(request: HttpRequest, feed: CalendarFeed | None) -> str:
    token = calendars.token_of(feed) if feed is not None else None
    if token is None:
        return ""
    return request.build_absolute_uri(reverse("reminders:calendar", args=[token]))
