"""The pages of grades: the gradebook, one grade with its attempts and history, and what a student sees of theirs."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.assignments.models import Assignment
from learn.classrooms.access import (
    Member,
    for_instructors,
    for_students,
    for_those_who_see_students,
    unarchived,
)
from learn.classrooms.models import Enrollment
from learn.progress.sheets import asked_for
from learn.quizzes.models import Attempt
from learn.teaching import actions, answers, exporting, figures, gradebook
from learn.teaching.formats import FORMATS
from learn.teaching.forms import GradeForm


@require_safe
@never_cache
@for_those_who_see_students
def book(request: LearnerRequest, member: Member) -> HttpResponse:
    """The gradebook, a page of students at a time; `section` leaves the others out, `sort` orders them."""
    shown = _book(request, member, request.GET.get("sort", ""))
    context = {"member": member, "book": shown, "formats": FORMATS, "finding": exporting.finding(shown)}
    return render(request, "teaching/gradebook.html", context)


@require_safe
@never_cache
@for_those_who_see_students
def printed(request: LearnerRequest, member: Member) -> HttpResponse:
    """The whole gradebook on paper, which may be put up on a wall: by name, always."""
    return render(
        request, "teaching/print.html", {"member": member, "book": _book(request, member), "now": timezone.now()}
    )


@require_POST
@never_cache
@for_instructors
def export(request: LearnerRequest, member: Member) -> HttpResponseBase:
    """The gradebook as a file for another system; the trail says who took it."""
    gradebook.bring_up_to_date(member.classroom, now=timezone.now())
    try:
        file = exporting.export(
            member=member,
            name=request.POST.get("format", ""),
            section=request.POST.get("section", ""),
            now=timezone.now(),
        )
    except (exporting.NoSuchFormatError, gradebook.NoSuchSectionError) as error:
        raise BadRequest(_("There is no such file. Reload the gradebook and choose again.")) from error
    response = StreamingHttpResponse(file.lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@require_safe
@never_cache
@for_those_who_see_students
def grade(request: LearnerRequest, member: Member, assignment_id: UUID, enrollment_id: UUID) -> HttpResponse:
    """One student's grade of one assignment: attempts, what was decided, and for instructors the form that decides."""
    return _grade(request, member, assignment_id, enrollment_id, GradeForm())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def set_grade(request: LearnerRequest, member: Member, assignment_id: UUID, enrollment_id: UUID) -> HttpResponse:
    """Decides about a grade."""
    page = HttpResponseRedirect(reverse("teaching:grade", args=[member.classroom.pk, assignment_id, enrollment_id]))
    if request.method != "POST":
        return page
    form = GradeForm(request.POST)
    if "change_id" in form.errors:
        raise BadRequest("change_id")
    if form.is_valid():
        try:
            actions.set_grade(
                member=member,
                assignment_id=assignment_id,
                enrollment_id=enrollment_id,
                change_id=form.cleaned_data["change_id"],
                graded_as=form.cleaned_data["graded_as"],
                percent=form.cleaned_data["percent"],
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except (Assignment.DoesNotExist, Enrollment.DoesNotExist) as error:
            raise Http404 from error
        except actions.PageReusedError:
            form.renew()
            form.add_error("reason", _("This page has set a grade already. To set it to this, press the button again."))
        else:
            messages.success(request, _("Saved. The student sees it with your reason."))
            return page
    return _grade(request, member, assignment_id, enrollment_id, form)


@require_safe
@never_cache
@for_those_who_see_students
def attempt(
    request: LearnerRequest, member: Member, assignment_id: UUID, enrollment_id: UUID, attempt_id: UUID
) -> HttpResponse:
    """What a student answered in one attempt at an assigned quiz."""
    try:
        given = answers.given(
            member.classroom,
            assignment_id=assignment_id,
            enrollment_id=enrollment_id,
            attempt_id=attempt_id,
            lens=request.lens,
        )
    except (Assignment.DoesNotExist, Enrollment.DoesNotExist, Attempt.DoesNotExist) as error:
        raise Http404 from error
    return render(request, "teaching/attempt.html", {"member": member, "given": given, "here": "gradebook"})


@require_safe
@never_cache
@for_students
def own_grades(request: LearnerRequest, member: Member) -> HttpResponse:
    """A student's own grades, as far as they are released, with what instructors decided and why."""
    now = timezone.now()
    gradebook.bring_up_to_date(member.classroom, now=now)
    grades = gradebook.own_grades(member.classroom, member.enrollment, now=now)
    rows = [(each, each.is_released(now)) for each in grades]
    return render(request, "teaching/own_grades.html", {"member": member, "rows": rows})


@require_safe
@never_cache
@for_those_who_see_students
def statistics(request: LearnerRequest, member: Member, assignment_id: UUID) -> HttpResponseBase:
    """How an assignment went: in figures, and who did what."""
    gradebook.bring_up_to_date(member.classroom, now=timezone.now())
    try:
        found = figures.statistics(member.classroom, assignment_id, now=timezone.now())
    except Assignment.DoesNotExist as error:
        raise Http404 from error
    if sheet := asked_for(request, [found.chart.table] if found.chart else []):
        return sheet
    context = {
        "member": member,
        "found": found,
        "page": found.page(request.GET.get("page", "1")),
        "fewest": figures.FEWEST_FORMER,
        "here": "gradebook",
    }
    return render(request, "teaching/statistics.html", context)


def _book(request: LearnerRequest, member: Member, order: str = gradebook.NAME) -> gradebook.Book:
    gradebook.bring_up_to_date(member.classroom, now=timezone.now())
    try:
        return gradebook.book(
            member.classroom,
            now=timezone.now(),
            section=request.GET.get("section", ""),
            number=request.GET.get("page", "1"),
            order=order,
        )
    except gradebook.NoSuchSectionError as error:
        raise Http404 from error


def _grade(
    request: LearnerRequest, member: Member, assignment_id: UUID, enrollment_id: UUID, form: GradeForm
) -> HttpResponse:
    now = timezone.now()
    gradebook.bring_up_to_date(member.classroom, now=now)
    try:
        shown = gradebook.grade(member.classroom, assignment_id, enrollment_id, now=now)
    except (Assignment.DoesNotExist, Enrollment.DoesNotExist) as error:
        raise Http404 from error
    context = {
        "member": member,
        "grade": shown,
        # Whose times are others, and why a grade was set, is between a student and the instructors.
        "due_at": shown.window.due_at if member.is_instructor else shown.assignment.due_at,
        "is_released": shown.is_released(now),
        "form": form,
        "here": "gradebook",
    }
    return render(request, "teaching/grade.html", context, status=422 if form.errors else 200)
