"""Pages about the content itself: where a card's fact comes from, and the source."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.lens import Lens
from cards.models import Card, Source


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
        "study": next((study for study in fact.source.studies if study["uid"] == fact.payload.get("study")), None),
    }
    template = "cards/card_source.html#panel" if getattr(request, "htmx", False) else "cards/card_source.html"
    return render(request, template, context)


@require_safe
@never_cache
@login_not_required
def source(request: HttpRequest, uid: str) -> HttpResponse:
    """A source: what it is, how it is cited, what of it is missing here."""
    found = get_object_or_404(Source, uid=uid, library__in=_lens(request).libraries)
    # A study of survival is named by its title: like its figures, only to those who want them.
    studies = found.studies if _lens(request).survival else []
    return render(request, "cards/source.html", {"source": found, "studies": studies})


def _lens(request: HttpRequest) -> Lens:
    # Set by the project's middleware: this app knows no learner. Without it the most careful lens holds.
    lens: Lens = getattr(request, "lens", Lens())
    return lens
