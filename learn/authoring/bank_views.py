"""The pages of a library's questions: their list with its search, several labelled at once, and what asks the same."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.facts.item_readers import LONGEST_TAG, MOST_TAGS
from cards.items.kinds import Format
from cards.searching.folding import typed
from learn.accounts.requests import LearnerRequest
from learn.authoring import banks, reading
from learn.authoring.item_saving import TooManyTagsError, label_items
from learn.libraries.access import Authorship, for_authors, unarchived
from learn.quizzes.forms import FORMAT_NAMES, FORMATS_IN_ORDER, LEVELS

PER_PAGE = 40
MOST_AT_ONCE = PER_PAGE
"""Questions that are labelled at once: as many as a page lists."""

_NAMES = ("topic", "format", "level", "tag", "held_out", "made")


@never_cache
@require_safe
@for_authors
def bank(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """The questions of a library: what learners are asked, or what is not published yet."""
    asked = {"text": typed(request.GET.get("q", ""))} | {name: _asked(request, name) for name in _NAMES}
    choice = banks.Choice(**asked)
    library = author.library
    topics = [(each.entry.uid, each.title) for each in reading.topics_of(library)]
    published, drafts = banks.published(library, choice), banks.drafts_of(library, choice)
    number = request.GET.get("page", "1")
    show = request.GET.get("show", "")
    # Before the first publication, what was written is what there is to see.
    shows_drafts = show == "drafts" or (show != "published" and not published.exists() and drafts.exists())
    if shows_drafts:
        entries = Paginator(drafts, PER_PAGE).get_page(number)
        page: Page[Any] = entries
        rows = banks.draft_rows(list(entries), dict(topics))
        counts = {"drafts": page.paginator.count, "published": published.count()}
    else:
        keys = Paginator(published.values_list("pk", flat=True), PER_PAGE).get_page(number)
        page = keys
        rows = banks.rows_of(library, list(keys))
        counts = {"published": page.paginator.count, "drafts": drafts.count()}
    formats = banks.formats_of(library)
    context: dict[str, Any] = {
        "author": author,
        "here": "items",
        "choice": choice,
        "rows": [(row, FORMAT_NAMES[Format(row.format)], dict(LEVELS).get(row.level, "")) for row in rows],
        "page": page,
        "query": _query(choice, "drafts" if shows_drafts else "published"),
        "published_query": _query(choice, "published"),
        "drafts_query": _query(choice, "drafts"),
        "counts": counts,
        "shows_drafts": shows_drafts,
        "topics": topics,
        "formats": [(each.value, FORMAT_NAMES[each]) for each in FORMATS_IN_ORDER if each.value in formats],
        "levels": LEVELS[1:],
        "tags": banks.tags_of(library),
        "has_written": any(row.uid for row in rows),
    }
    return render(request, "authoring/bank.html", context)


@never_cache
@require_POST
@for_authors
@unarchived
def label(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """Tags written questions, or holds them out, several at once."""
    query = request.POST.get("query", "")[:1000]
    address = reverse("authoring:bank", args=[author.library.pk])
    back = HttpResponseRedirect(f"{address}?{query}" if query.isprintable() and query.isascii() else address)
    uids = request.POST.getlist("uid")[:MOST_AT_ONCE]
    tags = {name: _tags(request.POST.get(name, "")) for name in ("add", "remove")}
    held_out = {"yes": True, "no": False}.get(request.POST.get("hold_out", ""))
    if not uids:
        messages.error(request, _("Tick the questions first."))
        return back
    if any(len(tag) > LONGEST_TAG or not tag.isprintable() for tag in tags["add"]):
        messages.error(request, _("A tag has %(n)d characters at most.") % {"n": LONGEST_TAG})
        return back
    try:
        saved = label_items(
            library=author.library,
            uids=uids,
            by=request.user,
            now=timezone.now(),
            add=tags["add"],
            remove=tags["remove"],
            held_out=held_out,
        )
    except TooManyTagsError:
        messages.error(request, _("A question can have %(n)d tags. Nothing was changed.") % {"n": MOST_TAGS})
        return back
    count = len(saved.changed)
    said = ngettext("%(n)d question changed.", "%(n)d questions changed.", count) % {"n": count}
    messages.success(request, f"{said} {_('It takes effect when the library is published.')}" if count else said)
    return back


@never_cache
@require_safe
@for_authors
def alike(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """Pairs of questions that ask the same."""
    twins = banks.twins_of(author.library)
    context = {"author": author, "here": "items", "twins": twins, "most": banks.MOST_TWINS}
    return render(request, "authoring/alike.html", context)


def _asked(request: LearnerRequest, name: str) -> str:
    value = request.GET.get(name, "")
    return value if value.isprintable() and len(value) <= 80 else ""


def _query(choice: banks.Choice, show: str) -> str:
    asked = {"q": choice.text} | {name: getattr(choice, name) for name in _NAMES} | {"show": show}
    return urlencode({name: value for name, value in asked.items() if value})


def _tags(text: str) -> list[str]:
    tags = (" ".join(each.split()) for each in text[:1000].split(","))
    return list(dict.fromkeys(tag for tag in tags if tag))
