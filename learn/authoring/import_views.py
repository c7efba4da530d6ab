"""Taking many facts in at once, from a paste or a file; and giving the library out."""

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

from cards.facts.problems import BaseErrors
from cards.facts.reader import read_one_fact
from cards.generation.cards import cards_for
from learn.accounts.requests import LearnerRequest
from learn.accounts.tables import csv_lines
from learn.authoring import actions, import_words, importing, reading, sheets
from learn.authoring.changes import stem_in_words
from learn.authoring.forms import ImportForm, SourceForm
from learn.authoring.incoming import ADDED, CHANGED, RETURNED, UNCHANGED, Defaults, Plan
from learn.authoring.models import ImportUpload, What
from learn.authoring.pictures import ids_of, showing_others
from learn.classrooms.roster.refusal import RefusedError
from learn.libraries.access import Authorship, for_authors, read_only_if_archived, unarchived

MOST_SHOWN = 50
"""Rows of one kind that the preview lists; it counts them all."""
MOST_NAMED = 5
_EXAMPLES = 3


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def start(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """Asks for a paste or file, reads it, and leads to its preview. Nothing of it is in the library then."""
    topics = [(each.entry.uid, each.title) for each in reading.topics_of(author.library)]
    chosen = {"topics": topics, "studies": _studies(author)}
    form = ImportForm(request.POST, request.FILES, **chosen) if request.method == "POST" else ImportForm(**chosen)
    if form.is_valid() and (upload := _kept(request, author, form)):
        return HttpResponseRedirect(reverse("authoring:upload", args=[author.library.pk, upload.pk]))
    context = {
        "author": author,
        "here": "import",
        "form": form,
        "most_rows": sheets.MOST_ROWS,
        "most_mb": sheets.MOST_BYTES // (1024 * 1024),
        "most_pasted": sheets.MOST_PASTED // (1024 * 1024),
        "columns": sheets.COLUMNS,
        "waiting": importing.waiting_of(library=author.library, learner=request.user),
    }
    return render(request, "authoring/import.html", context, status=422 if form.errors else 200)


def _kept(request: LearnerRequest, author: Authorship, form: ImportForm) -> ImportUpload | None:
    data = form.cleaned_data
    file = data.get("file")
    try:
        if file:
            incoming = sheets.read_file(file.read(sheets.MOST_BYTES + 1), file.name or "")
        else:
            incoming = sheets.read_paste(data["text"])
    except RefusedError as error:
        form.add_error("file" if file else "text", import_words.refusal(error))
        return None
    if data["pairs"] == "asked":
        incoming = sheets.asked_with(incoming, data["pattern"])
    try:
        link = actions.linked(data["link"]) if data["citation"] else {}
    except actions.NoLinkError:
        form.add_error("link", _("This is neither an address (https://…) nor a DOI (10.…). Please correct it."))
        return None
    defaults = Defaults(
        topic=data["topic"],
        study=data["study"],
        as_of=data["as_of"],
        new_topic=data["new_topic"],
        citation=data["citation"],
        link=link,
        pattern=data["pattern"] if data["pairs"] == "asked" else "",
    )
    return importing.keep_upload(
        library=author.library,
        learner=request.user,
        upload_id=data["upload_id"],
        filename=(file.name or "") if file else _("pasted"),
        incoming=incoming,
        defaults=defaults,
        now=timezone.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def upload(request: LearnerRequest, author: Authorship, upload_id: UUID) -> HttpResponseBase:
    """What would come of the file, how far taking it in is, or what came of it; on POST it is confirmed."""
    said: dict[str, Any] = {"library": author.library, "learner": request.user, "upload_id": upload_id}
    mishap = ""
    try:
        if request.method == "POST":
            try:
                confirmed = importing.confirm(**said, seen=request.POST.get("seen", ""), now=timezone.now())
            except importing.StalePreviewError:
                mishap = _("The library has changed since this was shown to you. Nothing was taken: please look again.")
            else:
                if importing.is_small(confirmed):
                    importing.carry_out(upload_id=confirmed.pk, now=timezone.now())
                return HttpResponseRedirect(request.path)
        found = importing.upload_of(**said)
    except importing.NoSuchUploadError as error:
        raise Http404 from error
    if found.status in ("waiting", "running", "done"):
        context = {"author": author, "here": "import", "upload": found}
        return render(request, "authoring/importing.html", context)
    return _preview(request, author, found, SourceForm(studies=_studies(author)), mishap=mishap)


@require_POST
@never_cache
@for_authors
@unarchived
def source(request: LearnerRequest, author: Authorship, upload_id: UUID) -> HttpResponse:
    """Sets where the new facts of an upload are from that do not say so, and leads back to its preview."""
    said: dict[str, Any] = {"library": author.library, "learner": request.user, "upload_id": upload_id}
    form = SourceForm(request.POST, studies=_studies(author))
    try:
        if not form.is_valid():
            return _preview(request, author, importing.upload_of(**said), form)
        data = form.cleaned_data
        importing.set_source(**said, study=data.get("study", ""), citation=data["citation"], link=data["link"])
    except importing.NoSuchUploadError as error:
        raise Http404 from error
    return HttpResponseRedirect(reverse("authoring:upload", args=[author.library.pk, upload_id]))


def _studies(author: Authorship) -> list[tuple[str, str]]:
    return [(each.entry.uid, each.title) for each in reading.studies_of(author.library)]


def _preview(
    request: LearnerRequest, author: Authorship, found: ImportUpload, form: SourceForm, *, mishap: str = ""
) -> HttpResponse:
    plan = importing.planned(found)
    context: dict[str, Any] = {"author": author, "here": "import", "upload": found, "mishap": mishap, "form": form}
    context |= _plan_context(author, plan) | {"ignored": found.incoming.get("ignored", [])[:MOST_SHOWN]}
    # TOML says itself how each is asked for.
    context["capitals"] = import_words.capitals(found.incoming, found.defaults.get("pattern", ""))[:MOST_NAMED]
    context["may_ask_otherwise"] = bool(found.incoming.get("lines")) and bool(context["examples"])
    status = 409 if mishap else 422 if form.errors else 200
    return render(request, "authoring/import_preview.html", context, status=status)


def _plan_context(author: Authorship, plan: Plan) -> dict[str, Any]:
    left_out = import_words.left_out(plan)
    added, changed, returned = plan.of(ADDED), plan.of(CHANGED), plan.of(RETURNED)
    is_refused = any(row for row in plan.mistakes) and not plan.to_store
    return {
        "seen": importing.state_of(author.library),
        "added": [import_words.shown(each) for each in added[:MOST_SHOWN]],
        "counts": plan.counts() | {"refused": plan.refused},
        "added_count": len(added),
        "changed": [import_words.shown(each) for each in changed[:MOST_SHOWN]],
        "changed_count": len(changed),
        "returned": [import_words.shown(each) for each in returned[:MOST_SHOWN]],
        "returned_count": len(returned),
        "unchanged_count": len(plan.of(UNCHANGED)),
        "left_out": left_out[:MOST_SHOWN],
        "left_out_count": plan.refused,
        "does_something": bool(plan.to_store),
        "is_refused": is_refused,
        "unsourced": plan.unsourced,
        "examples": _examples(plan),
        "without_picture": _without_picture(author, plan),
        "most_shown": MOST_SHOWN,
    }


def _without_picture(author: Authorship, plan: Plan) -> list[str]:
    """The questions that show a picture which the library does not have, in words."""
    tables = [table for what, table in plan.to_store if what == What.ITEM]
    return [stem_in_words(table) for table in showing_others(tables, ids_of(author.library))] if tables else []


def _examples(plan: Plan) -> list[tuple[str, str]]:
    """The first cards that it makes: front and back."""
    shown: list[tuple[str, str]] = []
    for each in [*plan.of(ADDED), *plan.of(CHANGED)]:
        if each.what != "fact":
            continue
        try:
            cards = cards_for(read_one_fact(each.table))
        except BaseErrors:
            continue
        shown += [(card.faces[0].front, card.faces[0].back) for card in cards[:1] if card.faces]
        if len(shown) >= _EXAMPLES:
            break
    return shown


@require_POST
@for_authors
@unarchived
def discard(request: LearnerRequest, author: Authorship, upload_id: UUID) -> HttpResponse:
    """Puts an upload away; nothing of it is in the library."""
    importing.discard(library=author.library, learner=request.user, upload_id=upload_id)
    messages.info(request, _("Nothing was taken in."))
    return HttpResponseRedirect(reverse("authoring:import", args=[author.library.pk]))


@require_safe
@never_cache
@for_authors
def as_toml(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """The library as TOML, which can be taken in again."""
    return _file(author, "toml", "application/toml; charset=utf-8", importing.as_toml(author.library))


@require_safe
@never_cache
@for_authors
def as_csv(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """The library's definitions as CSV, which can be taken in again."""
    text = "".join(csv_lines(sheets.COLUMNS, importing.definitions(author.library)))
    return _file(author, "csv", "text/csv; charset=utf-8", text)


def _file(author: Authorship, ending: str, media_type: str, text: str) -> HttpResponse:
    name = f"{slugify(author.library.title) or 'library'}.{ending}"
    return HttpResponse(
        text, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
