"""Pages about the content itself: where a card's fact comes from, the source, the glossary."""

from itertools import groupby
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.glossary import entries, matching
from cards.lens import SHIPPED, Lens
from cards.models import Card, Source
from cards.searching.folding import typed
from cards.sources import references, sections


@require_safe
@never_cache
@login_not_required
def card_source(request: HttpRequest, card_id: int) -> HttpResponse:
    """Where a card's fact comes from: the fact in full, section, paragraph, hedge and a link."""
    lens = _lens(request)
    card = get_object_or_404(Card.objects.through(lens).with_fact(), pk=card_id)
    fact = card.fact
    context = {
        "card": card,
        "fact": fact,
        "source": fact.source,
        "wording": fact.wording_in(lens.register),
        "back": _came_from(request),
        "study": next((study for study in fact.source.studies if study["uid"] == fact.payload.get("study")), None),
    }
    template = "cards/card_source.html#panel" if getattr(request, "htmx", False) else "cards/card_source.html"
    return render(request, template, context)


@require_safe
@never_cache
@login_not_required
def source(request: HttpRequest, uid: str) -> HttpResponse:
    """A source: what it is, how it is cited, what of it is missing here, what it says in our words.

    Of a library: what its facts are from.
    """
    lens = _lens(request)
    found = get_object_or_404(Source, uid=uid, library__in=lens.libraries)
    is_own = found.library != SHIPPED
    context = {
        "source": found,
        "is_own": is_own,
        "references": references(found, lens) if is_own else [],
        # A study of survival is named by its title: like its figures, only to those who want them.
        "studies": found.studies if lens.survival and not is_own else [],
        "sections": sections(found, lens),
        "has_survival": lens.survival,
    }
    return render(request, "cards/source.html", context)


@require_safe
@never_cache
@login_not_required
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word that the content explains, for anyone: plainly, unless a learner reads the profession's words."""
    lens = _lens(request) if request.user.is_authenticated else Lens(register="plain")
    text = typed(request.GET.get("q", ""))
    found = entries(lens)
    shown = matching(found, text) if text else found
    letters = [(letter, list(group)) for letter, group in groupby(shown, key=lambda entry: entry.letter)]
    return render(request, "cards/glossary.html", {"text": text, "letters": letters, "shown": shown, "found": found})


def _came_from(request: HttpRequest) -> str:
    """The page of this site that the reader came from, with its search; the front door where there is none."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or came_from.path == request.path or not came_from.path.startswith("/"):
        return "/"
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _lens(request: HttpRequest) -> Lens:
    # Set by the project's middleware: this app knows no learner. Without it the most careful lens holds.
    lens: Lens = getattr(request, "lens", Lens())
    return lens
