"""Where a class stands, and one student in it: for those who see its students, and for the student alike."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.classrooms.access import Member, for_instructors, for_students, for_those_who_see_students, unarchived
from learn.classrooms.models import Enrollment
from learn.teaching import actions, gradebook, overview, results
from learn.teaching.behind import RECENT_DAYS
from learn.teaching.forms import RulesForm
from learn.teaching.knowledge import STATES

PER_PAGE = 100


@require_safe
@never_cache
@for_those_who_see_students
def shown(request: LearnerRequest, member: Member) -> HttpResponse:
    """Who is behind and why, what the class knows by topic, what is due next."""
    return _overview(request, member)


@require_POST
@never_cache
@for_instructors
@unarchived
def set_rules(request: LearnerRequest, member: Member) -> HttpResponse:
    """Changes from when on a student counts as behind."""
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _overview(request, member, form)
    actions.set_rules(member=member, rules=form.rules, now=timezone.now())
    messages.success(request, _("Saved. Who is behind is told by these numbers now."))
    return HttpResponseRedirect(reverse("teaching:overview", args=[member.classroom.pk]))


@require_safe
@never_cache
@for_those_who_see_students
def student(request: LearnerRequest, member: Member, enrollment_id: UUID) -> HttpResponse:
    """One student: what is assigned to them, and what they did of it."""
    try:
        found = results.student_of(member.classroom, enrollment_id)
    except Enrollment.DoesNotExist as error:
        raise Http404 from error
    of_one = _of_one(member, found, timezone.now())
    context = _standing(member, found, of_one) | {"grades": of_one.grades, "here": "overview"}
    return render(request, "teaching/student.html", context)


@require_safe
@never_cache
@for_students
def own_standing(request: LearnerRequest, member: Member) -> HttpResponse:
    """The same of a student, for that student."""
    of_one = _of_one(member, member.enrollment, timezone.now())
    return render(request, "teaching/own_standing.html", _standing(member, member.enrollment, of_one))


def _overview(request: LearnerRequest, member: Member, form: RulesForm | None = None) -> HttpResponse:
    order = request.GET.get("order", "")
    gradebook.bring_up_to_date(member.classroom, now=timezone.now())
    try:
        found = overview.overview(
            member.classroom, now=timezone.now(), section=request.GET.get("section", ""), order=order
        )
    except gradebook.NoSuchSectionError as error:
        raise Http404 from error
    context = {
        "member": member,
        "over": found,
        "page": Paginator(found.behind, PER_PAGE).get_page(request.GET.get("page", "1")),
        "order": order if order in (overview.NAME, overview.SECTION) else overview.NEED,
        "form": form or RulesForm(initial=actions.as_numbers(found.rules)),
        "days": RECENT_DAYS,
        "states": STATES,
        "fewest": overview.FEWEST_STUDENTS,
        "may_act": member.is_instructor and not member.classroom.is_archived,
        "here": "overview",
    }
    return render(request, "teaching/overview.html", context, status=422 if form is not None else 200)


def _of_one(member: Member, found: Enrollment, now: datetime) -> overview.OfOne:
    gradebook.bring_up_to_date(member.classroom, now=now)
    return overview.standing_of(member.classroom, found, now=now)


def _standing(member: Member, found: Enrollment, of_one: overview.OfOne) -> dict[str, Any]:
    # Without the grades: a student's own page has those that are released.
    return {
        "member": member,
        "student": found,
        "standing": of_one.standing,
        "rules": of_one.rules,
        "days": RECENT_DAYS,
        "states": STATES,
    }
