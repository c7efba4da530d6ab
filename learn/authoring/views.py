"""What facts are sorted by and rest on: topics, references, decks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.authoring import actions, drafts, reading
from learn.authoring.fact_tables import heading_of, said
from learn.authoring.forms import DeckForm, ReferenceForm, TopicForm
from learn.authoring.models import FORMLESS, Entry, What
from learn.libraries.access import Authorship, for_authors, read_only_if_archived, unarchived

MOST_TO_CHOOSE = 300
"""Facts that the page of a deck offers one by one."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def topics(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """The topics in their order; on POST one more."""
    form = TopicForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        actions.save_topic(
            library=author.library,
            title=data["title"],
            plain_title=data["plain_title"],
            by=request.user,
            now=timezone.now(),
        )
        return HttpResponseRedirect(request.path)
    context = {"author": author, "here": "facts", "form": form, "topics": reading.topics_of(author.library)}
    return render(request, "authoring/topics.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def topic(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponseBase:
    """One topic: its title, or taking it away."""
    entry = _entry(author, What.TOPIC, uid)
    title = entry.table.get("title")
    plain = said(title, "plain") if isinstance(title, dict) else ""
    start = {"title": said(title), "plain_title": plain, "seen": entry.version}
    form = TopicForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.save_topic(
                library=author.library,
                uid=uid,
                title=data["title"],
                plain_title=data["plain_title"],
                seen=data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except drafts.StaleEntryError:
            form.add_error(None, _stale())
        else:
            return _saved(request, "authoring:topics", author)
    context = {"author": author, "here": "facts", "form": form, "entry": entry, "title": said(title)}
    return render(request, "authoring/topic.html", context, status=422 if form.errors else 200)


@require_POST
@for_authors
@unarchived
def move_topic(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponse:
    """Moves a topic one place up or down."""
    actions.move_topic(library=author.library, uid=uid, up=request.POST.get("to") == "up")
    return HttpResponseRedirect(reverse("authoring:topics", args=[author.library.pk]))


@require_POST
@for_authors
@unarchived
def retire(request: LearnerRequest, author: Authorship, what: str, uid: str) -> HttpResponse:
    """Takes a topic, reference or deck away, unless facts need it; and what has no form, from the page of problems."""
    lists = {What.TOPIC: "authoring:topics", What.STUDY: "authoring:references", What.DECK: "authoring:decks"}
    lists |= dict.fromkeys(FORMLESS, "authoring:publish")
    if what not in lists:
        raise Http404
    entry = _entry(author, what, uid)
    try:
        actions.retire_unused(entry=entry, by=request.user, now=timezone.now())
    except actions.StillUsedError as error:
        said_so = ngettext(
            "%(n)d fact or question needs it, so it stays. Give that one another first.",
            "%(n)d facts and questions need it, so it stays. Give them another first.",
            error.uses,
        )
        messages.error(request, said_so % {"n": error.uses})
    else:
        messages.success(request, _("Taken away. Learners notice when the library is published."))
    return HttpResponseRedirect(reverse(lists[What(what)], args=[author.library.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def references(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """What facts are from; on POST one more."""
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _save_reference(request, author, form, ""):
        return HttpResponseRedirect(request.path)
    rows = [(each, actions.link_of(each.entry.table)) for each in reading.studies_of(author.library)]
    context = {"author": author, "here": "facts", "form": form, "rows": rows}
    return render(request, "authoring/references.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def reference(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponseBase:
    """One reference: what it says, or taking it away."""
    entry = _entry(author, What.STUDY, uid)
    link = entry.table.get("doi") or entry.table.get("url") or ""
    start = {"citation": entry.table.get("citation", ""), "link": link, "seen": entry.version}
    form = ReferenceForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid() and _save_reference(request, author, form, uid):
        return _saved(request, "authoring:references", author)
    context = {
        "author": author,
        "here": "facts",
        "form": form,
        "entry": entry,
        "uses": reading.uses_of_study(author.library, uid),
    }
    return render(request, "authoring/reference.html", context, status=422 if form.errors else 200)


def _save_reference(request: LearnerRequest, author: Authorship, form: ReferenceForm, uid: str) -> bool:
    data = form.cleaned_data
    try:
        actions.save_reference(
            library=author.library,
            uid=uid,
            citation=data["citation"],
            link=data["link"],
            seen=data["seen"] if uid else None,
            by=request.user,
            now=timezone.now(),
        )
    except actions.NoLinkError:
        form.add_error("link", _("This is neither an address (https://…) nor a DOI (10.…). Please correct it."))
    except drafts.StaleEntryError:
        form.add_error(None, _stale())
    return not form.errors


@require_safe
@never_cache
@for_authors
def decks(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """The decks that learners can study."""
    context = {"author": author, "here": "facts", "decks": reading.decks_of(author.library)}
    return render(request, "authoring/decks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@unarchived
def new_deck(request: LearnerRequest, author: Authorship) -> HttpResponseBase:
    """Makes a deck."""
    return _deck(request, author, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_authors
@read_only_if_archived
def deck(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponseBase:
    """One deck: what it holds, or taking it away."""
    return _deck(request, author, _entry(author, What.DECK, uid))


def _deck(request: LearnerRequest, author: Authorship, entry: Entry | None) -> HttpResponse:
    table: dict[str, Any] = entry.table if entry else {}
    facts_of_it = table.get("facts")
    listed = [uid for uid in facts_of_it if isinstance(uid, str)] if isinstance(facts_of_it, list) else []
    offered = list(reading.live(author.library, What.FACT)[:MOST_TO_CHOOSE])
    order = {uid: place for place, uid in enumerate(listed)}
    offered.sort(key=lambda each: order.get(each.uid, len(order)))
    start = {
        "title": drafts.deck_title(author.library, table) if entry else "",
        "description": table.get("description", ""),
        "is_for_caregivers": table.get("audience") == "caregivers",
        "kinds": table.get("kinds", []),
        "facts": listed,
        "seen": entry.version if entry else 0,
    }
    facts = [(each.uid, heading_of(each.table)) for each in offered]
    # What is not offered one by one stays in the deck all the same.
    beyond = [uid for uid in listed if uid not in {each.uid for each in offered}]
    form = DeckForm(request.POST if request.method == "POST" else None, initial=start, facts=facts)
    if form.is_valid():
        data = form.cleaned_data
        chosen = sorted(data["facts"], key=lambda uid: _place(request, uid, order))
        try:
            actions.save_deck(
                library=author.library,
                uid=entry.uid if entry else "",
                title=data["title"],
                description=data["description"],
                is_for_caregivers=data["is_for_caregivers"],
                kinds=data["kinds"],
                facts=[*chosen, *(beyond if chosen else [])],
                seen=data["seen"] if entry else None,
                by=request.user,
                now=timezone.now(),
            )
        except drafts.StaleEntryError:
            form.add_error(None, _stale())
        else:
            return _saved(request, "authoring:decks", author)
    context = {
        "author": author,
        "here": "facts",
        "form": form,
        "entry": entry,
        "places": {uid: place + 1 for uid, place in order.items()},
        "most": MOST_TO_CHOOSE,
        "is_cut": len(offered) == MOST_TO_CHOOSE,
    }
    return render(request, "authoring/deck.html", context, status=422 if form.errors else 200)


def _place(request: LearnerRequest, uid: str, order: dict[str, int]) -> tuple[int, int]:
    """Where a fact comes in a deck: by the number typed beside it, else as it was, else at the end."""
    typed = request.POST.get(f"place-{uid}", "").strip()
    was = order.get(uid, len(order))
    return (int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1_000_000, was)


def _entry(author: Authorship, what: str, uid: str) -> Entry:
    entries = Entry.objects.of(author.library).live().select_related("library")
    found: Entry = get_object_or_404(entries, what=what, uid=uid)
    return found


def _saved(request: LearnerRequest, url_name: str, author: Authorship) -> HttpResponseRedirect:
    messages.success(request, _("Saved. Learners get it when the library is published."))
    return HttpResponseRedirect(reverse(url_name, args=[author.library.pk]))


def _stale() -> str:
    return _("Somebody else changed this meanwhile. Please load the page again; what you typed stands below.")
