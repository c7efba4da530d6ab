"""Rosters as files: uploading one, looking through it, taking it; and downloading the class's own."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.accounts.tables import csv_lines
from learn.classrooms import roster_words, rosters
from learn.classrooms.access import Member, for_instructors, unarchived
from learn.classrooms.actions import MOST_SECTIONS, TooManySectionsError
from learn.classrooms.forms import RosterForm
from learn.classrooms.roster.decoding import MOST_BYTES
from learn.classrooms.roster.refusal import RefusedError
from learn.classrooms.roster.sheets import read_roster, sheet_from
from learn.classrooms.roster.tables import MOST_ROWS

MOST_SHOWN = 200
"""Rows of one kind that the preview lists; it counts them all."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def roster(request: LearnerRequest, member: Member) -> HttpResponseBase:
    """Asks for a roster file, reads it, and leads to its preview. Nothing of it is in the class then."""
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sheet = read_roster(file.read(MOST_BYTES + 1))
        except RefusedError as error:
            form.add_error("file", roster_words.refusal(error))
        else:
            upload = rosters.keep_upload(
                classroom=member.classroom,
                learner=request.user,
                upload_id=form.cleaned_data["upload_id"],
                filename=file.name or "",
                sheet=sheet,
                now=timezone.now(),
            )
            return HttpResponseRedirect(reverse("classrooms:roster_preview", args=[member.classroom.pk, upload.pk]))
    context = {"member": member, "here": "people", "form": form, "most_rows": MOST_ROWS}
    return render(request, "classrooms/roster.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_instructors
@unarchived
def preview(request: LearnerRequest, member: Member, upload_id: UUID) -> HttpResponseBase:
    """What would come of the file, row by row; on POST it is taken as it was shown."""
    said: dict[str, Any] = {"classroom": member.classroom, "learner": request.user, "upload_id": upload_id}
    to_people = HttpResponseRedirect(reverse("classrooms:people", args=[member.classroom.pk]))
    mishap = ""
    try:
        if request.method == "POST":
            try:
                taken = rosters.take(**said, seen=request.POST.get("seen", ""), now=timezone.now())
            except rosters.StalePreviewError:
                mishap = _("The class has changed since this was shown to you. Nothing was taken: please look again.")
            except TooManySectionsError:
                mishap = _("The class would have more than %(most)d sections. Nothing was taken.") % {
                    "most": MOST_SECTIONS
                }
            else:
                values = {"new": len(taken.new), "changed": len(taken.changed)}
                messages.success(request, _("The roster was taken: %(new)d new, %(changed)d changed.") % values)
                return to_people
        upload = rosters.upload_of(**said)
    except rosters.AlreadyTakenError:
        return to_people
    except rosters.NoSuchUploadError as error:
        raise Http404 from error
    sheet = sheet_from(upload.sheet)
    found = rosters.compared(member.classroom, sheet)
    problems = sorted([*sheet.problems, *found.clashes], key=lambda each: each.row)
    context = {
        "member": member,
        "here": "people",
        "upload": upload,
        "sheet": sheet,
        "found": found,
        "mishap": mishap,
        "columns": [(heading, roster_words.COLUMNS[meaning]) for meaning, heading in sheet.columns.items()],
        "problems_count": len(problems),
        "problems": [roster_words.told(problem) for problem in problems[:MOST_SHOWN]],
        "changed": [
            (
                change,
                [
                    (roster_words.COLUMNS[each], getattr(change.known, each), value)
                    for each, value in change.became.items()
                    if each != "sort_name" or "name" not in change.became
                ],
            )
            for change in found.changed[:MOST_SHOWN]
        ],
        "new": found.new[:MOST_SHOWN],
        "absent": found.absent[:MOST_SHOWN],
        "ended": found.ended[:MOST_SHOWN],
        "most_shown": MOST_SHOWN,
    }
    return render(request, "classrooms/roster_preview.html", context, status=409 if mishap else 200)


@require_POST
@for_instructors
def discard(request: LearnerRequest, member: Member, upload_id: UUID) -> HttpResponse:
    """Puts an upload away; nothing of it is in the class."""
    rosters.discard(classroom=member.classroom, learner=request.user, upload_id=upload_id)
    messages.info(request, _("Nothing was taken from the file."))
    return HttpResponseRedirect(reverse("classrooms:people", args=[member.classroom.pk]))


@require_POST
@for_instructors
def download(request: LearnerRequest, member: Member) -> HttpResponse:
    """The class's roster as a CSV file, which can be uploaded again as it is."""
    rows = rosters.export(classroom=member.classroom, by=request.user, now=timezone.now())
    return _csv(f"roster-{slugify(str(member.classroom)) or 'class'}.csv", rosters.COLUMNS, rows)


@require_safe
@for_instructors
def template(request: LearnerRequest, member: Member) -> HttpResponse:
    """An example of a roster file."""
    rows = (
        (_("Doe, Jane"), "jane.doe@example.edu", "1000001", _("Section A")),
        (_("Roe, Richard"), "richard.roe@example.edu", "1000002", _("Section B")),
    )
    return _csv("roster-template.csv", rosters.COLUMNS, rows)


def _csv(filename: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> HttpResponse:
    return HttpResponse(
        "".join(csv_lines(columns, rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"},
    )
