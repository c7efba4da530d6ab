"""Who is in a class: the list, one person, codes to join by, instructors and observers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts import limits
from learn.accounts.qr import qr_squares
from learn.accounts.requests import LearnerRequest
from learn.classrooms import joining, people, reading
from learn.classrooms.access import (
    Member,
    for_instructors,
    for_those_who_see_students,
    read_only_if_archived,
    unarchived,
)
from learn.classrooms.forms import AssignForm, LinkForm, PersonForm, RenewCodeForm, RoleForm, TeacherForm
from learn.classrooms.models import Enrollment, Role


@require_safe
@never_cache
@for_those_who_see_students
def students(request: LearnerRequest, member: Member) -> HttpResponse:
    """Everyone in the class; for instructors with the code by which students join."""
    classroom, now = member.classroom, timezone.now()
    # PostgreSQL compares nothing with a NUL in it.
    search, shown = (request.GET.get(name, "").replace("\x00", "") for name in ("q", "show"))
    search = search.strip()[:100]
    page = reading.students_of(classroom, search=search, shown=shown, number=request.GET.get("page", "1"))
    query = {"q": search, "show": shown}
    sections = reading.sections_of(classroom)
    context: dict[str, Any] = {
        "member": member,
        "here": "people",
        "page": page,
        "search": search,
        "shown": shown,
        "query": urlencode({name: value for name, value in query.items() if value}),
        "counts": reading.counts_of(classroom),
        "sections": sections,
        "teachers": reading.teachers_of(classroom),
    }
    if member.is_instructor and not classroom.is_archived:
        if sections and page.object_list and shown != reading.GONE:
            context["assigning"] = AssignForm(sections=[row.section for row in sections])
        code = reading.code_of(classroom, now=now)
        context["code"] = code
        context["renewing"] = RenewCodeForm(initial={"seen": code.code if code is not None else ""})
        if code is not None:
            link = request.build_absolute_uri(reverse("classrooms:join_code", args=[code.code]))
            context |= {"link": link, "squares": qr_squares(link), "expires": code.expires_at}
    return render(request, "classrooms/people.html", context)


@require_POST
@for_instructors
@unarchived
def assign(request: LearnerRequest, member: Member) -> HttpResponse:
    """Puts the students who were ticked into a section."""
    form = AssignForm(request.POST, sections=member.classroom.sections.all())
    if not form.is_valid():
        messages.error(request, _("The sections have changed meanwhile. Please choose again; nothing was changed."))
    elif not form.cleaned_data["persons"]:
        messages.error(request, _("Please tick the students first. Nothing was changed."))
    else:
        number = people.assign_section(
            classroom=member.classroom,
            by=request.user,
            enrollment_ids=form.cleaned_data["persons"],
            section_id=form.cleaned_data["section"],
            now=timezone.now(),
        )
        said = ngettext("%(n)d student was moved.", "%(n)d students were moved.", number)
        messages.success(request, said % {"n": number})
    response = _to_people(member)
    query = urlencode({name: request.POST[name] for name in ("q", "show", "page") if request.POST.get(name)})
    if query:
        response["Location"] += f"?{query}"
    return response


@require_POST
@for_instructors
@unarchived
def renew_code(request: LearnerRequest, member: Member) -> HttpResponse:
    """Makes another code; the one there was stops working."""
    form = RenewCodeForm(request.POST)
    if form.is_valid():
        joining.renew_code(classroom=member.classroom, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("There is a new code. The one before does not work any more."))
    return _to_people(member)


@require_POST
@for_instructors
@unarchived
def revoke_code(request: LearnerRequest, member: Member) -> HttpResponse:
    """Nobody joins by code until there is another one."""
    joining.revoke_code(classroom=member.classroom, by=request.user, now=timezone.now())
    messages.success(request, _("The code does not work any more. Who is in the class stays."))
    return _to_people(member)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def add_teacher(request: LearnerRequest, member: Member) -> HttpResponseBase:
    """Makes an account an instructor or observer of the class."""
    form = TeacherForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = timezone.now()
        if not limits.may_look_up_account(request, now=now):
            return limits.too_many(request)
        try:
            added = people.add_teacher(classroom=member.classroom, by=request.user, now=now, **form.cleaned_data)
        except people.NoSuchAccountError:
            form.add_error(
                "who",
                _("No account here has this name, or this address as one that was proved. Nobody was added."),
            )
        except joining.LastInstructorError:
            form.add_error(None, _last_instructor())
        else:
            messages.success(request, _("%(name)s is in the class now.") % {"name": added.name})
            return _to_people(member)
    context = {"member": member, "here": "people", "form": form}
    return render(request, "classrooms/add_teacher.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_those_who_see_students
@read_only_if_archived
def person(request: LearnerRequest, member: Member, enrollment_id: UUID) -> HttpResponse:
    """One person of the class: shown, and by instructors changed. Observers are not shown accommodations."""
    found = _person(member, enrollment_id)
    if not member.is_instructor:
        if request.method == "POST":
            raise Http404
        return render(request, "classrooms/person.html", {"member": member, "here": "people", "person": found})
    sections = list(member.classroom.sections.all())
    posted = request.POST if request.method == "POST" else None
    form = PersonForm(posted, person=found, sections=sections)
    if form.is_valid() and _is_kept(request, member, found, form):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path)
    is_student = found.role == Role.STUDENT
    # Whose address the roster said stands on it already.
    may_be_linked = is_student and found.is_present and not found.email and not member.classroom.is_archived
    context = {
        "member": member,
        "here": "people",
        "person": _person(member, enrollment_id),
        "form": form,
        "roles": RoleForm(initial={"role": found.role}),
        "expected": reading.expected_like(found) if may_be_linked else [],
    }
    return render(request, "classrooms/person.html", context, status=422 if form.errors else 200)


@require_POST
@for_instructors
@unarchived
def change_role(request: LearnerRequest, member: Member, enrollment_id: UUID) -> HttpResponse:
    """Makes somebody a student, an observer or an instructor."""
    form = RoleForm(request.POST)
    if form.is_valid():
        said: dict[str, Any] = {"classroom": member.classroom, "by": request.user, "enrollment_id": enrollment_id}
        try:
            changed = people.change_role(**said, role=form.cleaned_data["role"], now=timezone.now())
        except people.NoSuchPersonError as error:
            raise Http404 from error
        except people.NotAnAccountError:
            messages.error(
                request, _("Only somebody with an account can be that. Guests can make one and stay in the class.")
            )
        except joining.LastInstructorError:
            messages.error(request, _last_instructor())
        else:
            messages.success(request, _("Saved."))
            if changed.learner_id == request.user.pk:
                # They may not see this page any more.
                return HttpResponseRedirect(member.classroom.get_absolute_url())
    return _to_person(member, enrollment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def remove(request: LearnerRequest, member: Member, enrollment_id: UUID) -> HttpResponseBase:
    """Asks, and removes somebody from the class."""
    found = Enrollment.objects.filter(classroom=member.classroom, pk=enrollment_id).first()
    if request.method != "POST":
        if found is None:
            raise Http404
        return render(request, "classrooms/remove.html", {"member": member, "here": "people", "person": found})
    said: dict[str, Any] = {"classroom": member.classroom, "by": request.user, "enrollment_id": enrollment_id}
    try:
        people.remove(**said, now=timezone.now())
    except joining.LastInstructorError:
        messages.error(request, _last_instructor())
        return _to_person(member, enrollment_id)
    if found is not None:
        messages.success(request, _("%(name)s is not in the class any more.") % {"name": found.name})
        if found.learner_id == request.user.pk:
            return HttpResponseRedirect(reverse("classrooms:mine"))
    return _to_people(member)


@require_POST
@for_instructors
@unarchived
def take_back(request: LearnerRequest, member: Member, enrollment_id: UUID) -> HttpResponse:
    """Takes somebody back into the class whom an instructor removed."""
    said: dict[str, Any] = {"classroom": member.classroom, "by": request.user, "enrollment_id": enrollment_id}
    try:
        people.take_back(**said, now=timezone.now())
    except people.NoSuchPersonError as error:
        raise Http404 from error
    messages.success(request, _("Back in the class."))
    return _to_person(member, enrollment_id)


@require_POST
@for_instructors
@unarchived
def link(request: LearnerRequest, member: Member, enrollment_id: UUID) -> HttpResponse:
    """Says that a student who joined is one whom the roster expects."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose who on the roster it is."))
        return _to_person(member, enrollment_id)
    said: dict[str, Any] = {"classroom": member.classroom, "by": request.user, "enrollment_id": enrollment_id}
    try:
        people.link(**said, expected_id=form.cleaned_data["expected"], now=timezone.now())
    except people.NoSuchPersonError:
        messages.error(request, _("That is not possible any more: the list has changed meanwhile. Please look again."))
    else:
        messages.success(request, _("The two are one now."))
    return _to_person(member, enrollment_id)


def _person(member: Member, enrollment_id: UUID) -> Enrollment:
    # Only whether they are a guest is asked of the account.
    found = Enrollment.objects.select_related("section", "learner")
    person = found.filter(classroom=member.classroom, pk=enrollment_id).first()
    if person is None:
        raise Http404
    return person


def _is_kept(request: LearnerRequest, member: Member, found: Enrollment, form: PersonForm) -> bool:
    data = {
        "email": found.email,
        "student_number": found.student_number,
        "section": found.section_id,
        "time_percent": found.time_percent,
        "accommodations": found.accommodations,
    } | form.cleaned_data
    data["section_id"] = data.pop("section")
    try:
        people.change_person(
            classroom=member.classroom, by=request.user, enrollment_id=found.pk, now=timezone.now(), **data
        )
    except people.NumberTakenError:
        form.add_error("student_number", _("Somebody else of the class has this number."))
    except people.AddressTakenError:
        form.add_error("email", _("Somebody else of the class has this address."))
    except people.NoSuchPersonError:
        form.add_error(None, _("The class has changed meanwhile. Please load this page again; nothing was saved."))
    else:
        return True
    return False


def _last_instructor() -> str:
    return _("A class needs an instructor, and there is no other here. First make somebody else an instructor.")


def _to_people(member: Member) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("classrooms:people", args=[member.classroom.pk]))


def _to_person(member: Member, enrollment_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("classrooms:person", args=[member.classroom.pk, enrollment_id]))
