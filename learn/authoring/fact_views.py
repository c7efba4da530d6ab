"""Facts of a library: their list, writing one with a preview beside it, retiring it, and its history."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.authoring import actions, drafts, previews, reading
from learn.authoring.differences import differences
from learn.authoring.fact_fields import KIND_FORMS
from learn.authoring.fact_forms import NEW, PLACES, FactForm, KindForm, fits, starting
from learn.authoring.fact_tables import heading_of, named, said, slug_of
from learn.authoring.fact_words import PreviewShown, shown, version_rows
from learn.authoring.models import Entry, What
from learn.authoring.problem_words import labels_of, told
from learn.libraries.access import Authorship, for_authors, read_only_if_archived, unarchived

PER_PAGE = 50


@require_safe
@never_cache
@for_authors
def facts(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """The facts of the library, searched and filtered."""
    asked = {name: request.GET.get(name, "")[:200] for name in ("q", "topic", "kind", "show")}
    topics = reading.topics_of(author.library)
    titles = {each.entry.uid: each.title for each in topics}
    found = reading.facts_of(
        author.library, text=asked["q"], topic=asked["topic"], kind=asked["kind"], show=asked["show"]
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "author": author,
        "here": "facts",
        "page": page,
        "rows": reading.fact_rows(page.object_list, titles),
        "asked": asked,
        "query": _query(asked),
        "topics": topics,
        "kinds": [(name, form.label) for name, form in KIND_FORMS.items()],
        "is_narrowed": any(asked.values()),
    }
    return render(request, "authoring/facts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@unarchived
def new(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """Writes a fact: first of which kind, then what it says."""
    kind = request.GET.get("kind", "")
    if kind not in KIND_FORMS:
        context = {"author": author, "here": "facts", "form": KindForm(), "kinds": list(KIND_FORMS.items())}
        return render(request, "authoring/new_fact.html", context)
    return _edit(request, author, kind, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def fact(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponseBase:
    """A fact in its form."""
    entry = _entry(author, uid)
    return _edit(request, author, str(entry.table.get("kind")), entry)


def _edit(request: LearnerRequest, author: Authorship, kind: str, entry: Entry | None) -> HttpResponse:
    """The form of a fact. It shows a preview, adds a row, or stores what was typed, as its buttons say."""
    before: dict[str, Any] = dict(entry.table) if entry else {}
    if entry is not None and not fits(kind, before):
        context = {"author": author, "here": "facts", "entry": entry, "preview": _preview_of(author, before)}
        return render(request, "authoring/large_fact.html", context | {"heading": heading_of(before)})
    if request.method != "POST":
        topics, studies = _choices(author)
        initial = starting(kind, before, entry.version) if entry else _start(request, topics, studies)
        form = FactForm(kind=kind, topics=topics, studies=studies, initial=initial)
        return _page(request, author, form, entry, _preview_of(author, before) if entry else None)
    do = request.POST.get("do", "save")
    topics, studies = _choices(author)
    grown = do.removeprefix("add:") if do.startswith("add:") else ""
    form = FactForm(request.POST, kind=kind, topics=topics, studies=studies, grown=grown)
    if grown:
        # It is not done yet: nothing is wrong with it.
        form.is_valid()
        form.errors.clear()
        return _page(request, author, form, entry, None)
    is_sound = form.is_valid()
    if do == "preview" and request.htmx:
        # With mistakes, too: a part of a page that is refused would never take the place of the one before it.
        preview = _preview_typed(author, form, entry) if is_sound else _mistakes(author, form, entry)
        return render(request, "authoring/fact.html#preview", {"author": author, "preview": preview, "form": form})
    if not is_sound:
        return _to_mend(request, author, form, entry)
    if do == "preview":
        preview = _preview_typed(author, form, entry)
        form.tell(preview.problems)
        return _page(request, author, form, entry, preview)
    return _save(request, author, form, entry)


def _preview_typed(author: Authorship, form: FactForm, entry: Entry | None) -> PreviewShown:
    table, places = _typed(form, entry)
    preview = shown(previews.preview(table, reading.around(author.library, table)), form.kind, places)
    return replace(preview, problems=tuple(form.once(preview.problems)))


def _save(request: LearnerRequest, author: Authorship, form: FactForm, entry: Entry | None) -> HttpResponse:
    written = form.written(entry.table if entry else None)
    citation, link = form.made_source
    try:
        kept = actions.save_fact(
            library=author.library,
            table=written.table,
            by=request.user,
            now=timezone.now(),
            uid=entry.uid if entry else "",
            seen=form.cleaned_data["seen"] if entry else None,
            topic_title=form.made_topic,
            citation=citation,
            link=link,
        )
    except actions.FactProblemsError as error:
        form.tell([told(each, form.kind, written.places) for each in error.problems])
    except actions.NoLinkError:
        form.add_error("link", _("This is neither an address (https://…) nor a DOI (10.…). Please correct it."))
    except actions.TooManyEntriesError:
        most = actions.MOST_ENTRIES
        form.add_error(None, _("A library holds %(most)d entries at most. Please open another.") % {"most": most})
    except drafts.StaleEntryError as error:
        theirs = differences(error.entry.table, written.table, labels_of(form.kind))
        return _page(request, author, form, error.entry, None, status=409, theirs=theirs)
    else:
        messages.success(request, _("Saved. Learners get it when the library is published."))
        if request.POST.get("do") == "another":
            start = f"?kind={form.kind}&topic={kept.topic}&study={kept.table.get('study', '')}"
            return HttpResponseRedirect(reverse("authoring:new_fact", args=[author.library.pk]) + start)
        return HttpResponseRedirect(reverse("authoring:fact", args=[author.library.pk, kept.uid]))
    return _to_mend(request, author, form, entry)


def _to_mend(request: LearnerRequest, author: Authorship, form: FactForm, entry: Entry | None) -> HttpResponse:
    """The form as it was sent; beside it, where cards would be shown, what keeps it from being stored."""
    return _page(request, author, form, entry, _mistakes(author, form, entry), status=422)


def _mistakes(author: Authorship, form: FactForm, entry: Entry | None) -> PreviewShown:
    """What keeps the fact from being stored.

    Where only its topic or source is wanting, the fact's own mistakes are told with that, and not after it.
    """
    if form.errors.keys() <= PLACES:
        form.tell(_preview_typed(author, form, entry).problems)
    return PreviewShown(problems=tuple(form.mistakes()))


def _typed(form: FactForm, entry: Entry | None) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The table as it would be stored, but for a topic or source that is not there yet."""
    written = form.written(entry.table if entry else None)
    table = written.table
    if form.made_topic or "topic" not in table:
        table["topic"] = previews.NEW_TOPIC
    uid = entry.uid if entry else slug_of(heading_of(table), taken=(), longest=50, otherwise="fact")
    return named({key: value for key, value in table.items() if key != "uid"}, uid), written.places


def _preview_of(author: Authorship, table: Mapping[str, Any]) -> PreviewShown:
    return shown(previews.preview(table, reading.around(author.library, table)), str(table.get("kind")), {})


def _page(
    request: LearnerRequest,
    author: Authorship,
    form: FactForm,
    entry: Entry | None,
    preview: PreviewShown | None,
    *,
    status: int = 200,
    theirs: Any = None,
) -> HttpResponse:
    context = {
        "author": author,
        "here": "facts",
        "form": form,
        "kind": form.form,
        "entry": entry,
        "heading": heading_of(entry.table) if entry else "",
        "preview": preview,
        "theirs": theirs,
        "opens": form.opens(),
    }
    if status == 200 and form.has_mistakes:
        status = 422
    return render(request, "authoring/fact.html", context, status=status)


def _choices(author: Authorship) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    topics = [(each.uid, said(each.table.get("title"))) for each in reading.live(author.library, What.TOPIC)]
    return topics, [(each.entry.uid, each.title) for each in reading.studies_of(author.library)]


def _start(request: LearnerRequest, topics: list[tuple[str, str]], studies: list[tuple[str, str]]) -> dict[str, str]:
    """A new fact begins with what the last one had, where the page says so."""
    asked = {name: request.GET.get(name, "") for name in ("topic", "study")}
    start = {name: value for name, value in asked.items() if value in dict(topics if name == "topic" else studies)}
    if not topics:
        start |= {"topic": NEW, "new_topic": _("General")}
    if not studies:
        start["study"] = NEW
    return start


@require_POST
@for_authors
@unarchived
def retire(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponse:
    """Takes a fact out of what is published next."""
    entry = _entry(author, uid)
    drafts.retire_entry(entry=entry, by=request.user, now=timezone.now())
    messages.success(request, _("Retired. Learners keep it until the library is published; their schedules are kept."))
    return HttpResponseRedirect(reverse("authoring:fact", args=[author.library.pk, uid]))


@require_POST
@for_authors
@unarchived
def bring_back(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponse:
    """Brings a retired fact back."""
    entry = _entry(author, uid)
    drafts.return_entry(entry=entry, by=request.user, now=timezone.now())
    messages.success(request, _("Brought back. Learners get it when the library is published."))
    return HttpResponseRedirect(reverse("authoring:fact", args=[author.library.pk, uid]))


@require_safe
@never_cache
@for_authors
def versions(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponse:
    """What the fact was from time to time, and what changed."""
    entry = _entry(author, uid)
    page = Paginator(entry.versions.select_related("by").order_by("-number"), 20).get_page(request.GET.get("page", "1"))
    context = {
        "author": author,
        "here": "facts",
        "entry": entry,
        "heading": heading_of(entry.table),
        "page": page,
        "rows": version_rows(entry, list(page.object_list), request.user),
    }
    return render(request, "authoring/versions.html", context)


@require_POST
@for_authors
@unarchived
def restore(request: LearnerRequest, author: Authorship, uid: str, number: int) -> HttpResponse:
    """Makes an older version the newest."""
    entry = _entry(author, uid)
    try:
        drafts.restore_version(entry=entry, number=number, by=request.user, now=timezone.now())
    except drafts.NoSuchVersionError as error:
        raise Http404 from error
    messages.success(request, _("Restored as a new version. Learners get it when the library is published."))
    return HttpResponseRedirect(reverse("authoring:fact", args=[author.library.pk, uid]))


def _entry(author: Authorship, uid: str) -> Entry:
    found: Entry = get_object_or_404(
        Entry.objects.of(author.library).select_related("library"), what=What.FACT, uid=uid
    )
    return found


def _query(asked: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})
