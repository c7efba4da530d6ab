"""A learner's classes: which there are, opening one, and what a class knows of oneself."""

from math import ceil

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learn.accounts.access import for_account_holders
from learn.accounts.requests import LearnerRequest
from learn.classrooms import actions, joining, reading
from learn.classrooms.access import Member, for_members
from learn.classrooms.forms import CodeForm, OpenForm, name_of
from learn.classrooms.tabs import tabs_for


@require_safe
@never_cache
def mine(request: LearnerRequest) -> HttpResponse:
    """Your classes, as student and as instructor; the archived ones apart."""
    rows = reading.own_classes(request.user)
    current = [row for row in rows if not row.classroom.is_archived]
    context = {
        "taught": [row for row in current if row.sees_students],
        "attended": [row for row in current if not row.sees_students],
        "archived": [row for row in rows if row.classroom.is_archived],
        "form": CodeForm(),
        "may_open": actions.may_open(request.user),
        "is_for_guests_too": actions.everyone_may_open(),
    }
    return render(request, "classrooms/mine.html", context)


@for_account_holders
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: LearnerRequest) -> HttpResponse:
    """Opens a class; guests are led to make an account first. Where the learner may not, there is no such page."""
    if not actions.may_open(request.user):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    start = {"own_name": name_of(request.user)}
    form = OpenForm(posted, zone=request.user.preferences.zone, initial=start)
    if posted is None and request.user.preferences.zone == settings.TIME_ZONE:
        # An account that is a minute old: its browser has not said yet where it is.
        form.fields["zone"].widget.attrs["data-zone"] = ""
    if form.is_valid():
        try:
            classroom = actions.open_class(learner=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.TooManyClassesError:
            most = actions.MOST_CLASSES
            form.add_error(
                None,
                _("You have %(most)d classes. Please archive one that is over, then open this one.") % {"most": most},
            )
        else:
            messages.success(request, _("The class is open."))
            return HttpResponseRedirect(reverse("classrooms:people", args=[classroom.pk]))
    return render(request, "classrooms/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@never_cache
@for_members
def classroom(request: LearnerRequest, member: Member) -> HttpResponse:
    """A class opens at the first page that is for this member's role."""
    first = tabs_for(member.enrollment.role)[0]
    return HttpResponseRedirect(reverse(first.url_name, args=[member.classroom.pk]))


@require_safe
@never_cache
@for_members
def me(request: LearnerRequest, member: Member) -> HttpResponse:
    """What the class knows of oneself, and who sees it."""
    context = {
        "member": member,
        "instructors": reading.door(member.classroom).instructors,
        "accommodations": joining.own_accommodations(member.enrollment),
        "twenty_minutes": ceil(20 * member.enrollment.time_percent / 100),
    }
    return render(request, "classrooms/me.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_members
def leave(request: LearnerRequest, member: Member) -> HttpResponseBase:
    """Says what ends and what stays; on POST leaves the class."""
    is_last = False
    if request.method == "POST":
        try:
            joining.leave(classroom=member.classroom, learner=request.user, now=timezone.now())
        except joining.LastInstructorError:
            is_last = True
        else:
            messages.success(request, _("You have left %(name)s.") % {"name": member.classroom})
            return HttpResponseRedirect(reverse("classrooms:mine"))
    here = "settings" if member.is_instructor else "me"
    context = {"member": member, "here": here, "is_last": is_last}
    return render(request, "classrooms/leave.html", context, status=409 if is_last else 200)
