"""The page of one card: where it stands and all that was done to it."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learn.accounts.models import Path
from learn.accounts.requests import LearnerRequest
from learn.progress import sheets
from learn.progress.card_history import history
from learn.progress.retrieval import likelihood
from learn.reviews.browsing import standing


@require_safe
@never_cache
def card(request: LearnerRequest, card_id: int) -> HttpResponseBase:
    """A card's history; missing for a card without one, and for caregivers, whom no figures are told."""
    if request.user.preferences.path == Path.CAREGIVER:
        raise Http404
    found = history(learner=request.user, lens=request.lens, card_id=card_id)
    if found is None:
        raise Http404
    if sheet := sheets.asked_for(request, [found.table, found.chart.table]):
        return sheet
    today = request.user.preferences.study_date(timezone.now())
    known = likelihood(state=found.state, today=today)
    context = {
        "history": found,
        "standing": standing(found.state, today),
        "is_leech": found.state.fold.is_leech,
        "percent": round(100 * known.p) if known else None,
    }
    return render(request, "progress/card.html", context)
