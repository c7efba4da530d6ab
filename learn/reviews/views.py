"""The review screen and what is done on it. Each view reads the clock once, makes one domain call and renders.

Every action works as a plain form, too: htmx only swaps the card where otherwise the page is loaded again.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.models import Deck, Topic
from learn.accounts.requests import LearnerRequest
from learn.reviews import actions, queue, subscribing
from learn.reviews.buttons import buttons_for
from learn.reviews.decks import deck_page, deck_rows, set_aside_cards
from learn.reviews.forms import AnswerForm, CardStepForm, UndoForm, microseconds, step_values
from learn.reviews.respelling import respelled

_Form = TypeVar("_Form", bound=Form)
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
def study(request: LearnerRequest, topic_id: int | None = None) -> HttpResponse:
    """The card that comes next today, or the day's summary; with a topic, that topic's cards ahead of their time."""
    return _render_study(request, topic_id, now=timezone.now())


@post_or_back
def answer(request: LearnerRequest) -> HttpResponse:
    """One grade for one card."""
    now = timezone.now()
    form = _valid(AnswerForm(request.POST))
    data = form.cleaned_data
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
        return _render_stale(request, error.why, data["topic"])
    return _go_on(request, data["topic"], now)


@post_or_back
def undo(request: LearnerRequest) -> HttpResponse:
    """Takes back the step that the page named."""
    now = timezone.now()
    data = _valid(UndoForm(request.POST)).cleaned_data
    try:
        actions.undo(learner=request.user, target=data["target"], client_id=data["client_id"], now=now)
    except actions.NoSuchRowError as error:
        raise Http404 from error
    except actions.TooLateToUndoError:
        return _render_stale(request, "too_late", data["topic"])
    except actions.StalePageError as error:
        return _render_stale(request, error.why, data["topic"])
    return _go_on(request, data["topic"], now)


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
    page = deck_page(learner=request.user, deck=_deck(request, uid), lens=request.lens, today=today)
    return render(request, "reviews/deck.html", page)


@require_POST
def subscribe(request: LearnerRequest, uid: str) -> HttpResponse:
    """The learner studies this deck from now on."""
    subscribing.subscribe(learner=request.user, deck=_deck(request, uid), now=timezone.now())
    return HttpResponseRedirect(_next_or(request, reverse("reviews:deck", args=[uid])))


@require_POST
def pause(request: LearnerRequest, uid: str) -> HttpResponse:
    """The deck rests until it is studied again."""
    subscribing.pause(learner=request.user, deck=_deck(request, uid), now=timezone.now())
    return HttpResponseRedirect(_next_or(request, reverse("reviews:deck", args=[uid])))


@require_POST
def move_deck(request: LearnerRequest, uid: str) -> HttpResponse:
    """One place up or down among the decks studied."""
    to = request.POST.get("to")
    if to not in ("up", "down"):
        raise BadRequest(_("A deck can be moved up or down."))
    subscribing.move_deck(learner=request.user, deck=_deck(request, uid), up=to == "up", now=timezone.now())
    return HttpResponseRedirect(reverse("reviews:decks"))


def _next_or(request: LearnerRequest, fallback: str) -> str:
    """Where a form asked to go on to, if that is a page of this site."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted.startswith("/") and is_ours else fallback


def _deck(request: LearnerRequest, uid: str) -> Deck:
    return get_object_or_404(Deck.objects.through(request.lens), uid=uid)


def _card_step(
    request: LearnerRequest, action: Callable[..., None], then: str | None = None, done: str = ""
) -> HttpResponse:
    """Does one step on one card, then goes where the form asked to (saying what is done), to `then` or on studying."""
    now = timezone.now()
    data = _valid(CardStepForm(request.POST)).cleaned_data
    try:
        action(learner=request.user, card_id=data["card"], client_id=data["client_id"], now=now)
    except actions.NoSuchCardError as error:
        raise Http404 from error
    except actions.StalePageError as error:
        return _render_stale(request, error.why, data["topic"])
    if wanted := _next_or(request, ""):
        messages.success(request, done)
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect(then) if then is not None else _go_on(request, data["topic"], now)


def _valid(form: _Form) -> _Form:
    """The form itself if it is valid. These forms are filled by our own pages: a mistake in one is a bad request."""
    if not form.is_valid():
        mistakes = "; ".join(f"{name}: {' '.join(map(str, messages))}" for name, messages in form.errors.items())
        raise BadRequest(mistakes)
    return form


def _go_on(request: LearnerRequest, topic_id: int | None, now: datetime) -> HttpResponse:
    if request.htmx:
        return _render_study(request, topic_id, now)
    return HttpResponseRedirect(_study_url(topic_id))


def _study_url(topic_id: int | None) -> str:
    return reverse("reviews:study") if topic_id is None else reverse("reviews:study_topic", args=[topic_id])


def _render_study(request: LearnerRequest, topic_id: int | None, now: datetime) -> HttpResponse:
    learner, preferences = request.user, request.user.preferences
    today = preferences.study_date(now)
    topic = get_object_or_404(Topic.objects.through(request.lens), pk=topic_id) if topic_id is not None else None
    question = queue.next_question(learner=learner, now=now, topic_id=topic_id)
    last_step = queue.last_step(learner_id=learner.pk, today=today)
    context: dict[str, Any] = {
        "question": question,
        "topic": topic,
        "preferences": preferences,
        "progress": queue.progress(learner_id=learner.pk, today=today),
        "last_step": last_step,
        "undo_step": step_values(target=last_step.client_id, topic=topic_id) if last_step else None,
    }
    if question is None:
        context["summary"] = queue.summary(learner=learner, now=now)
        context["today"] = today
        context["topic_title"] = topic.title_in(preferences.register) if topic is not None else ""
    else:
        card_id = question.card.pk
        wording = question.card.fact.wording_in(question.face.register)
        context |= {
            "answer_step": step_values(
                card=card_id,
                topic=topic_id,
                kind=question.kind.value,
                seen=microseconds(question.state.last_row_at),
                shown=microseconds(now),
            ),
            "suspend_step": step_values(card=card_id, topic=topic_id),
            "bury_step": step_values(card=card_id, topic=topic_id),
            "buttons": buttons_for(preferences, question.state, question.kind),
            "wording": wording,
            "respelled_front": respelled(question.card.fact.respell, question.face.front),
            "respelled_back": respelled(question.card.fact.respell, question.face.back, question.face.note, wording),
            "topic_title": question.card.fact.topic.title_in(question.face.register),
        }
    template = "reviews/study.html#card" if request.htmx else "reviews/study.html"
    return render(request, template, context)


def _render_stale(request: LearnerRequest, why: str, topic_id: int | None) -> HttpResponse:
    template = "reviews/stale.html#card" if request.htmx else "reviews/stale.html"
    return render(request, template, {"why": why, "study_url": _study_url(topic_id)}, status=409)
