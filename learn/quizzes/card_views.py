"""The page that starts a quiz on chosen cards; for caregivers, a word game with them."""

import secrets
from random import Random

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learn.accounts.requests import LearnerRequest
from learn.quizzes import actions, reading
from learn.quizzes.chosen import chosen_of, facts_to_ask, most_questions
from learn.quizzes.forms import AttemptForm, new_id, valid
from learn.reviews.selections import NoSuchSelectionError, Selection, selection_asked
from learn.reviews.words import name_of

_SEED_BITS = 63


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def on_cards(request: LearnerRequest) -> HttpResponse:
    """Says what a quiz on the cards that the address asks for would be, and starts it. It asks for them as the card
    browser's does.
    """
    try:
        selection = selection_asked(request.GET, lens=request.lens)
    except NoSuchSelectionError as error:
        raise Http404 from error
    now = timezone.now()
    facts = facts_to_ask(request.user, selection, today=request.user.preferences.study_date(now))
    if request.method != "POST":
        return _render(request, selection, facts)
    seed = secrets.randbits(_SEED_BITS)
    ask = chosen_of(request.user, facts, Random(seed))  # noqa: S311  (no secret: a draw that can be told again)
    attempt_id = valid(AttemptForm(request.POST)).cleaned_data["attempt_id"]
    try:
        if ask is None:
            raise actions.NothingToAskError
        attempt = actions.start_attempt(learner=request.user, attempt_id=attempt_id, ask=ask, now=now, seed=seed)
    except actions.NothingToAskError:
        return _render(request, selection, [])
    return HttpResponseRedirect(attempt.get_absolute_url())


def _render(request: LearnerRequest, selection: Selection, facts: list[int]) -> HttpResponse:
    is_game = reading.is_caregiver(request.user)
    context = {
        "selection": selection,
        "name": name_of(selection, request.lens, is_caregiver=is_game),
        "facts": len(facts),
        "most": most_questions(request.user, facts),
        "attempt_id": new_id(),
        "is_game": is_game,
    }
    return render(request, "quizzes/on_cards.html", context)
