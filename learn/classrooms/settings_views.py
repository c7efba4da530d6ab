"""A class as a whole, for its instructors: name and clock, sections, archive, copy, and the trail of what was done."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.classrooms import actions, reading, trail_words
from learn.classrooms.access import Member, for_instructors, read_only_if_archived, unarchived
from learn.classrooms.forms import ClassForm, CopyForm, SectionForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@read_only_if_archived
def settings(request: LearnerRequest, member: Member) -> HttpResponse:
    """What the class is called and its clock; from here to sections, copy, archive, and leaving it."""
    classroom = member.classroom
    posted = request.POST if request.method == "POST" else None
    start = {"name": classroom.name, "term": classroom.term}
    form = ClassForm(posted, zone=classroom.zone, initial=start)
    if form.is_valid():
        actions.change_class(classroom=classroom, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path)
    context = {"member": member, "here": "settings", "form": form, "may_open": actions.may_open(request.user)}
    return render(request, "classrooms/settings.html", context, status=422 if form.errors else 200)


@require_POST
@for_instructors
def archive(request: LearnerRequest, member: Member) -> HttpResponse:
    """Makes the class read only."""
    actions.archive(classroom=member.classroom, by=request.user, now=timezone.now())
    messages.success(request, _("The class is archived. Everyone in it can still read it."))
    return _to_settings(member)


@require_POST
@for_instructors
def reopen(request: LearnerRequest, member: Member) -> HttpResponse:
    """Takes the class out of the archive."""
    actions.reopen(classroom=member.classroom, by=request.user, now=timezone.now())
    messages.success(request, _("The class is open again."))
    return _to_settings(member)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
def copy(request: LearnerRequest, member: Member) -> HttpResponse:
    """Opens a class like this one for another term, without its people."""
    if not actions.may_open(request.user):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = CopyForm(posted, initial={"name": member.classroom.name})
    if form.is_valid():
        try:
            made = actions.copy_class(
                classroom=member.classroom, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except actions.TooManyClassesError:
            most = actions.MOST_CLASSES
            form.add_error(
                None,
                _("You have %(most)d classes. Please archive one that is over, then copy this one.") % {"most": most},
            )
        else:
            messages.success(request, _("The new class is open. This one is as it was."))
            return HttpResponseRedirect(reverse("classrooms:people", args=[made.pk]))
    context = {"member": member, "here": "settings", "form": form}
    return render(request, "classrooms/copy.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def sections(request: LearnerRequest, member: Member) -> HttpResponseBase:
    """The class's sections; on POST one more."""
    form = SectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_section(
                classroom=member.classroom, by=request.user, name=form.cleaned_data["name"], now=timezone.now()
            )
        except actions.SectionExistsError:
            form.add_error("name", _exists())
        except actions.TooManySectionsError:
            form.add_error("name", _("A class has at most %(most)d sections.") % {"most": actions.MOST_SECTIONS})
        else:
            messages.success(request, _("The section was added."))
            return HttpResponseRedirect(request.path)
    context = {"member": member, "here": "settings", "form": form, "sections": reading.sections_of(member.classroom)}
    return render(request, "classrooms/sections.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def section(request: LearnerRequest, member: Member, section_id: int) -> HttpResponseBase:
    """One section: renamed, or deleted."""
    found = next((row for row in reading.sections_of(member.classroom) if row.section.pk == section_id), None)
    if found is None:
        raise Http404
    form = SectionForm(request.POST if request.method == "POST" else None, initial={"name": found.section.name})
    if form.is_valid():
        try:
            actions.rename_section(
                classroom=member.classroom,
                by=request.user,
                section_id=section_id,
                name=form.cleaned_data["name"],
                now=timezone.now(),
            )
        except actions.SectionExistsError:
            form.add_error("name", _exists())
        except actions.NoSuchSectionError as error:
            raise Http404 from error
        else:
            messages.success(request, _("Saved."))
            return _to_sections(member)
    context = {"member": member, "here": "settings", "form": form, "row": found}
    return render(request, "classrooms/section.html", context, status=422 if form.errors else 200)


@require_POST
@for_instructors
@unarchived
def delete_section(request: LearnerRequest, member: Member, section_id: int) -> HttpResponse:
    """Deletes a section; its students stay. Deleted by the other of two clicks, it is deleted."""
    row = next((row for row in reading.sections_of(member.classroom) if row.section.pk == section_id), None)
    try:
        actions.delete_section(classroom=member.classroom, by=request.user, section_id=section_id, now=timezone.now())
    except actions.NoSuchSectionError:
        pass
    else:
        stay = ngettext(
            "The section was deleted. Its %(n)d student is in none now.",
            "The section was deleted. Its %(n)d students are in none now.",
            row.students if row is not None else 0,
        )
        messages.success(request, stay % {"n": row.students if row is not None else 0})
    return _to_sections(member)


@require_safe
@never_cache
@for_instructors
def trail(request: LearnerRequest, member: Member) -> HttpResponse:
    """What instructors did, the newest first."""
    page = reading.trail_of(member.classroom, request.GET.get("page", "1"))
    rows = [(entry, trail_words.told(entry)) for entry in page]
    return render(request, "classrooms/trail.html", {"member": member, "page": page, "rows": rows})


def _exists() -> str:
    return _("The class has a section of this name. Please choose another.")


def _to_settings(member: Member) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("classrooms:settings", args=[member.classroom.pk]))


def _to_sections(member: Member) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("classrooms:sections", args=[member.classroom.pk]))
