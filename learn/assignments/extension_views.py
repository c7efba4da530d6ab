"""Granting other times: to a student or a section, to many by a file, and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from learn.accounts.requests import LearnerRequest
from learn.assignments import clocks, extending, extension_file, words
from learn.assignments.fields import too_far
from learn.assignments.forms import MOST_EXTENDED_MINUTES, ExtensionForm
from learn.assignments.models import MOST_ATTEMPTS, Assignment, Extension
from learn.assignments.overview import assignment_of, window_for_all
from learn.assignments.reading import granted, students_of, times_of
from learn.assignments.windows import window
from learn.classrooms.access import Member, for_instructors, unarchived
from learn.classrooms.models import Enrollment, Section
from learn.classrooms.roster.decoding import MOST_BYTES, decoded
from learn.classrooms.roster.refusal import RefusedError
from learn.classrooms.roster_words import refusal


@dataclass(frozen=True, slots=True)
class _Read:
    """A line of a file as the page tells it: for whom, what they would get, or why nothing."""

    line: int
    name: str
    said: str
    problem: str = ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def extend(request: LearnerRequest, member: Member, assignment_id: UUID) -> HttpResponse:
    """The form for one student or section. ?to=student:<id>: for whom, with what they have by now."""
    found = assignment_of(member, assignment_id)
    people, by_value = _people(found)
    to = request.GET.get("to", "")
    form = ExtensionForm(
        request.POST if request.method == "POST" else None,
        initial=_held(found, by_value.get(to), to),
        zone=member.classroom.zone,
        people=people,
    )
    if form.is_valid() and _is_granted(request, found, by_value[form.cleaned_data["to"]], form):
        return HttpResponseRedirect(found.get_absolute_url())
    context = {
        "member": member,
        "here": "assignments",
        "assignment": found,
        "form": form,
        "zone": member.classroom.zone.replace("_", " "),
        "is_empty": len(people) == 1,
    }
    return render(request, "assignments/extend.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def many(request: LearnerRequest, member: Member, assignment_id: UUID) -> HttpResponse:
    """The file: chosen, then shown as it was understood, then granted. Nothing is granted before that."""
    found = assignment_of(member, assignment_id)
    context = {"member": member, "here": "assignments", "assignment": found, "zone": member.classroom.zone}
    if request.method != "POST":
        return render(request, "assignments/extend_many.html", context)
    sent = request.FILES.get("file")
    text = request.POST.get("text", "")
    try:
        if sent is not None:
            text = decoded(sent.read(MOST_BYTES + 1))
        rows = extension_file.read(text)
    except (extension_file.UnreadableError, RefusedError) as error:
        context["problem"] = refusal(error) if isinstance(error, RefusedError) else _unreadable(error)
        return render(request, "assignments/extend_many.html", context, status=422)
    read, grants = _understood(found, rows)
    problems = [each for each in read if each.problem]
    if request.POST.get("do") == "grant" and not problems and grants:
        try:
            extending.grant_to_many(by=request.user, assignment=found, grants=grants, now=timezone.now())
        except (extending.NotTheirsError, extending.NothingGrantedError, extending.OutOfOrderError):
            # Somebody changed the assignment or the roster at this moment: shown again by what is so now.
            read, grants = _understood(found, rows)
            problems = [each for each in read if each.problem]
        else:
            said = ngettext("%(n)d extension was granted.", "%(n)d extensions were granted.", len(grants))
            messages.success(request, said % {"n": len(grants)})
            return HttpResponseRedirect(found.get_absolute_url())
    context |= {"text": text, "read": read, "problems": problems, "number": len(grants)}
    return render(request, "assignments/extend_many.html", context, status=422 if problems else 200)


@require_POST
@for_instructors
@unarchived
def take_back(request: LearnerRequest, member: Member, assignment_id: UUID, extension_id: int) -> HttpResponse:
    """What holds for all holds for them again. Sent twice, it is taken back already."""
    found = assignment_of(member, assignment_id)
    extension = Extension.objects.filter(pk=extension_id, assignment=found).select_related("enrollment", "section")
    given = extension.first()
    if given is not None:
        given.assignment = found
        extending.take_back(by=request.user, extension=given, now=timezone.now())
        messages.success(
            request, _("Taken back: what holds for all holds for %(name)s.") % {"name": extending.whose(given)}
        )
    return HttpResponseRedirect(found.get_absolute_url())


def _people(assignment: Assignment) -> tuple[list[tuple[str, object]], dict[str, Enrollment | Section]]:
    """Whom an extension can be for, as a list offers them, and each by its value."""
    students = {f"student:{each.pk}": each for each in students_of([assignment.classroom_id])}
    sections = {f"section:{each.pk}": each for each in assignment.classroom.sections.order_by("name")}
    groups: list[tuple[str, object]] = [("", _("Choose"))]
    if sections:
        groups.append((_("Sections"), [(value, each.name) for value, each in sections.items()]))
    if students:
        groups.append((_("Students"), [(value, each.name) for value, each in students.items()]))
    return groups, {**sections, **students}


def _held(assignment: Assignment, to: Enrollment | Section | None, value: str) -> dict[str, object]:
    if to is None:
        return {}
    key = {"enrollment": to} if isinstance(to, Enrollment) else {"section": to}
    given = Extension.objects.filter(assignment=assignment, **key).first()
    names = extending.Grant.__dataclass_fields__
    return {"to": value} | ({name: getattr(given, name) for name in names} if given is not None else {})


def _is_granted(request: LearnerRequest, assignment: Assignment, to: Enrollment | Section, form: ExtensionForm) -> bool:
    try:
        given = extending.grant_to(by=request.user, assignment=assignment, to=to, grant=form.grant, now=timezone.now())
    except extending.NotTheirsError:
        form.add_error("to", _("They are no longer in the class. Choose somebody else."))
        return False
    except (extending.NothingGrantedError, extending.OutOfOrderError) as error:
        field = None if isinstance(error, extending.NothingGrantedError) else _field_of(error)
        form.add_error(field, _why_not(error))
        return False
    found = window(times_of(assignment), [granted(given)])
    told = "; ".join(words.differences(found, window_for_all(assignment), assignment.classroom.zone))
    messages.success(request, _("%(name)s: %(what)s.") % {"name": to.name, "what": told})
    for label in form.told_twice:
        said = _("%(field)s: clocks go back that night, and this time comes twice. The first is meant.")
        messages.info(request, said % {"field": label})
    return True


def _field_of(error: extending.OutOfOrderError) -> str:
    return "due_at" if error.what == "due" else "closes_at"


def _why_not(error: extending.NothingGrantedError | extending.OutOfOrderError) -> str:
    if isinstance(error, extending.NothingGrantedError):
        return _("This would change nothing: give at least one of the fields.")
    if error.what == "due":
        return _("It would be due before it opens.")
    return _("It would close before it is due. Give a later time for closing, too.")


def _unreadable(error: extension_file.UnreadableError) -> str:
    if error.why == "columns":
        return _("The first line has to name the columns: email or student number, and one of the others below.")
    return _("There is nothing in this file. Choose one with a line of titles and a line for each student.")


def _understood(
    assignment: Assignment, rows: list[extension_file.Row]
) -> tuple[list[_Read], Mapping[Enrollment, extending.Grant]]:
    """What the rows come to: one told for each, and what would be granted."""
    students = students_of([assignment.classroom_id])
    by_email = {each.email: each for each in students if each.email}
    by_number = {each.student_number: each for each in students if each.student_number}
    zone = assignment.classroom.zone
    read: list[_Read] = []
    grants: dict[Enrollment, extending.Grant] = {}
    for row in rows:
        by_mail, by_no = by_email.get(row.email), by_number.get(row.number)
        who = by_mail or by_no
        name = who.name if who is not None else row.email or row.number
        problem = _problem(row, by_mail, by_no)
        grant = None
        if not problem and who is not None:
            grant, problem = _grant(assignment, row, zone)
            if who in grants:
                problem = _("This student stands in the file twice.")
        if problem or who is None or grant is None:
            read.append(_Read(row.line, name, "", problem))
            continue
        grants[who] = grant
        found = window(times_of(assignment), [grant.times], time_percent=who.time_percent)
        said = "; ".join(words.differences(found, window_for_all(assignment), zone))
        read.append(_Read(row.line, name, said))
    return read, grants


def _problem(row: extension_file.Row, by_mail: Enrollment | None, by_number: Enrollment | None) -> str:
    """What is wrong with a row. by_mail, by_number: the students whose address and number stand in it."""
    for column, wrong in row.problems.items():
        if wrong == "time":
            said = _("%(column)s: write a day and time like 2026-03-09 23:59.")
            return said % {"column": _("Due") if column == "due_at" else _("Closes")}
        if wrong == "number":
            said = _("%(column)s: write a whole number.")
            return said % {"column": _("Minutes") if column == "minutes" else _("More attempts")}
        if wrong == "yes":
            return _("Exempt: write yes, or leave it empty.")
        if wrong == "who":
            return _("Neither an email address nor a student number.")
    if row.minutes is not None and not 1 <= row.minutes <= MOST_EXTENDED_MINUTES:
        return _("Minutes: write a whole number from 1 to %(most)d.") % {"most": MOST_EXTENDED_MINUTES}
    if row.more_attempts > MOST_ATTEMPTS:
        return _("More attempts: write a whole number from 0 to %(most)d.") % {"most": MOST_ATTEMPTS}
    return _who_not(row, by_mail, by_number)


def _who_not(row: extension_file.Row, by_mail: Enrollment | None, by_number: Enrollment | None) -> str:
    """Why it is not plain whom a row is about: of address and number, neither may be another's or a mistake."""
    if by_mail is None and by_number is None:
        return _("No student of this class has this address or number.")
    if by_mail is None and row.email:
        return _("No student of this class has this address. Correct it, or leave only the student number.")
    is_anothers = by_number is not None and by_number != by_mail
    if by_mail is not None and (is_anothers or (row.number and by_mail.student_number not in ("", row.number))):
        return _("Address and student number are not those of one student. Correct one of them, or leave it out.")
    return ""


def _grant(assignment: Assignment, row: extension_file.Row, zone: str) -> tuple[extending.Grant | None, str]:
    moments: dict[str, Any] = {}
    for name, told in row.told.items():
        try:
            moments[name] = clocks.instant(told, zone).moment
        except clocks.NoSuchTimeError:
            return None, _("Clocks go forward that night: this time does not come.")
        except clocks.TooFarError:
            return None, too_far()
    grant = extending.Grant(
        minutes=row.minutes or None, more_attempts=row.more_attempts, is_exempt=row.is_exempt, **moments
    )
    try:
        extending.check(assignment, grant)
    except (extending.NothingGrantedError, extending.OutOfOrderError) as error:
        return None, _why_not(error)
    return grant, ""
