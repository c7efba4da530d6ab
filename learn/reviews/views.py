"""The review screen and what is done on it. Each view reads the clock once, makes one domain call and renders.

Every action works as a plain form, too: htmx only swaps the card where otherwise the page is loaded again.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.reviews import actions
from learn.reviews.decks import set_aside_cards
from learn.reviews.forms import AnswerForm, CardStepForm, UndoForm, step_values
from learn.reviews.pages import GOING_ON, go_on, next_or, render_stale, render_study, scope_asked, scope_sent, valid

_View = Callable[[LearnerRequest], HttpResponse]


def post_or_back(view: _View) -> _View:
    """A step is a POST; who opens its address again (reloading the page that answered it) is taken back to studying."""

    @wraps(view)
    def wrapped(request: LearnerRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(reverse("reviews:study"))
        return view(request)

    return require_http_methods(["GET", "HEAD", "POST"])(wrapped)


@require_safe
@never_cache
def study(request: LearnerRequest) -> HttpResponse:
    """The card that comes next today, or the day's summary."""
    return render_study(request, None, now=timezone.now())


@require_safe
@never_cache
def study_now(request: LearnerRequest) -> HttpResponse:
    """The next card of a selection, whatever its date: the address asks for it as that of the card browser does."""
    is_start = GOING_ON not in request.GET
    return render_study(request, scope_asked(request, request.GET), now=timezone.now(), is_start=is_start)


@post_or_back
def answer(request: LearnerRequest) -> HttpResponse:
    """One grade for one card."""
    now = timezone.now()
    form = valid(AnswerForm(request.POST))
    data = form.cleaned_data
    scope = scope_sent(request, data["scope"])
    try:
        actions.answer_card(
            learner=request.user,
            card_id=data["card"],
            grade=data["grade"],
            client_id=data["client_id"],
            seen_row_at=data["seen"],
            seen_kind=data["kind"] or None,
            time_ms=form.time_ms(now),
            now=now,
        )
    except actions.NoSuchCardError as error:
        raise Http404 from error
    except actions.StalePageError as error:
        return render_stale(request, error.why, scope)
    return go_on(request, scope, now)


@post_or_back
def undo(request: LearnerRequest) -> HttpResponse:
    """Takes back the step that the page named."""
    now = timezone.now()
    data = valid(UndoForm(request.POST)).cleaned_data
    scope = scope_sent(request, data["scope"])
    try:
        actions.undo(learner=request.user, target=data["target"], client_id=data["client_id"], now=now)
    except actions.NoSuchRowError as error:
        raise Http404 from error
    except actions.TooLateToUndoError:
        return render_stale(request, "too_late", scope)
    except actions.StalePageError as error:
        return render_stale(request, error.why, scope)
    return go_on(request, scope, now)


@post_or_back
def suspend(request: LearnerRequest) -> HttpResponse:
    """Sets a card aside until it is taken back."""
    return _card_step(request, actions.suspend_card, done=_("Set aside. It rests until you take it back."))


@post_or_back
def bury(request: LearnerRequest) -> HttpResponse:
    """Hides a card until tomorrow."""
    return _card_step(request, actions.bury_card)


@require_POST
def resume(request: LearnerRequest) -> HttpResponse:
    """Takes a card back that was set aside."""
    done = _("Taken back. It comes again as it would have.")
    return _card_step(request, actions.resume_card, then=reverse("reviews:set_aside"), done=done)


@require_safe
@never_cache
def set_aside(request: LearnerRequest) -> HttpResponse:
    """The cards set aside, each with a button that takes it back."""
    rows = [
        {"card": card, "face": face, "step": step_values(card=card.pk)}
        for card, face in set_aside_cards(learner=request.user, lens=request.lens)
    ]
    return render(request, "reviews/set_aside.html", {"rows": rows})


def _card_step(
    request: LearnerRequest, action: Callable[..., None], then: str | None = None, done: str = ""
) -> HttpResponse:
    """Does one step on one card, then goes where the form asked to (saying what is done), to `then` or on studying."""
    now = timezone.now()
    data = valid(CardStepForm(request.POST)).cleaned_data
    scope = scope_sent(request, data["scope"])
    try:
        action(learner=request.user, card_id=data["card"], client_id=data["client_id"], now=now)
    except actions.NoSuchCardError as error:
        raise Http404 from error
    except actions.StalePageError as error:
        return render_stale(request, error.why, scope)
    if wanted := next_or(request, ""):
        messages.success(request, done)
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect(then) if then is not None else go_on(request, scope, now)
