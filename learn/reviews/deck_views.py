"""The pages of decks, and what is done on them."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.models import Deck
from learn.accounts.requests import LearnerRequest
from learn.reviews import subscribing
from learn.reviews.decks import deck_page, deck_rows
from learn.reviews.pages import next_or, study_url
from learn.reviews.selections import wanted_of


@require_safe
@never_cache
def decks(request: LearnerRequest) -> HttpResponse:
    """The decks studied, in the learner's order, and those that could be."""
    rows = deck_rows(learner=request.user, lens=request.lens)
    context = {
        "studied": [row for row in rows if row.is_studied],
        "others": [row for row in rows if not row.is_studied],
    }
    return render(request, "reviews/decks.html", context)


@require_safe
@never_cache
def deck(request: LearnerRequest, uid: str) -> HttpResponse:
    """A deck: what it is, its topics and how far the learner is with each."""
    today = request.user.preferences.study_date(timezone.now())
    found = _deck(request, uid)
    page = deck_page(learner=request.user, deck=found, lens=request.lens, today=today)
    return render(request, "reviews/deck.html", page | {"study_url": study_url(wanted_of(found))})


@require_POST
def subscribe(request: LearnerRequest, uid: str) -> HttpResponse:
    """The learner studies this deck from now on; before the others, where that is asked for."""
    is_first = request.POST.get("to") == "first"
    subscribing.subscribe(learner=request.user, deck=_deck(request, uid), now=timezone.now(), is_first=is_first)
    return HttpResponseRedirect(next_or(request, reverse("reviews:deck", args=[uid])))


@require_POST
def pause(request: LearnerRequest, uid: str) -> HttpResponse:
    """The deck rests until it is studied again."""
    subscribing.pause(learner=request.user, deck=_deck(request, uid), now=timezone.now())
    return HttpResponseRedirect(next_or(request, reverse("reviews:deck", args=[uid])))


@require_POST
def move_deck(request: LearnerRequest, uid: str) -> HttpResponse:
    """One place up or down among the decks studied."""
    to = request.POST.get("to")
    if to not in ("up", "down"):
        raise BadRequest(_("A deck can be moved up or down."))
    subscribing.move_deck(learner=request.user, deck=_deck(request, uid), up=to == "up", now=timezone.now())
    return HttpResponseRedirect(reverse("reviews:decks"))


def _deck(request: LearnerRequest, uid: str) -> Deck:
    return get_object_or_404(Deck.objects.through(request.lens), uid=uid)
