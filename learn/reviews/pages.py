"""What the views of the review screen share: its page, where one goes on from a step, and forms of our own.

Scope: the selection that is crammed, or None where the day's plan is studied. It travels in the address and, as that
address's query, through every form of the screen.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from learn.accounts.models import Path, User
from learn.accounts.requests import LearnerRequest
from learn.reviews import cramming, queue, words
from learn.reviews.buttons import buttons_for
from learn.reviews.forms import microseconds, step_values
from learn.reviews.models import Flag
from learn.reviews.planning import plan_for
from learn.reviews.queue import Question
from learn.reviews.respelling import respelled
from learn.reviews.selections import NoSuchSelectionError, Selection, State, selection_asked

_Form = TypeVar("_Form", bound=Form)

GOING_ON = "on"
"""In the address of a cram that has begun: what it does has been said."""

_ALL = "all"
"""The scope of a cram of all cards: an empty one is the day's plan."""


def scope_asked(request: LearnerRequest, asked: QueryDict) -> Selection:
    """The selection that this query asks for. Raises Http404 for what is not there for this learner."""
    try:
        return selection_asked(asked, lens=request.lens)
    except NoSuchSelectionError as error:
        raise Http404 from error


def scope_sent(request: LearnerRequest, query: str) -> Selection | None:
    """The scope that a form came from."""
    return scope_asked(request, QueryDict(query)) if query else None


def scope_value(scope: Selection | None) -> str | None:
    """The scope as a form sends it."""
    return (scope.query or _ALL) if scope is not None else None


def study_url(scope: Selection | None, *, is_going_on: bool = False) -> str:
    """Where a scope is studied."""
    if scope is None:
        return reverse("reviews:study")
    query = "&".join(part for part in (scope.query, f"{GOING_ON}=1" if is_going_on else "") if part)
    return f"{reverse('reviews:study_now')}?{query}" if query else reverse("reviews:study_now")


def next_or(request: LearnerRequest, fallback: str) -> str:
    """Where a form or link asked to go on to, if that is a page of this site."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted.startswith("/") and is_ours else fallback


def valid(form: _Form) -> _Form:
    """The form itself if it is valid. These forms are filled by our own pages: a mistake in one is a bad request."""
    if not form.is_valid():
        mistakes = "; ".join(f"{name}: {' '.join(map(str, messages))}" for name, messages in form.errors.items())
        raise BadRequest(mistakes)
    return form


def go_on(request: LearnerRequest, scope: Selection | None, now: datetime) -> HttpResponse:
    """The next card: alone where a script asked, by way of its address elsewhere."""
    if request.htmx:
        return render_study(request, scope, now)
    return HttpResponseRedirect(study_url(scope, is_going_on=True))


def render_stale(request: LearnerRequest, why: str, scope: Selection | None) -> HttpResponse:
    """The page that says why an older one no longer fits."""
    template = "reviews/stale.html#card" if request.htmx else "reviews/stale.html"
    return render(request, template, {"why": why, "study_url": study_url(scope, is_going_on=True)}, status=409)


def render_study(
    request: LearnerRequest, scope: Selection | None, now: datetime, *, is_start: bool = False
) -> HttpResponse:
    """The review screen: the card that comes next, or the summary. is_start: a cram says what it does."""
    learner, preferences = request.user, request.user.preferences
    today = preferences.study_date(now)
    last_step = queue.last_step(learner_id=learner.pk, today=today)
    context: dict[str, Any] = {
        "scope": scope,
        "preferences": preferences,
        "last_step": last_step,
        "undo_step": step_values(target=last_step.client_id, scope=scope_value(scope)) if last_step else None,
        "study_url": study_url(scope, is_going_on=True),
    }
    context |= _of_day(request, now) if scope is None else _of_cram(request, scope, now, is_start=is_start)
    if context["question"] is None:
        context |= {"summary": queue.summary(learner=learner, now=now), "today": today}
        if scope is not None:
            # A day may begin with a cram: what it holds besides is planned now.
            plan_for(learner=learner, now=now)
            context["day"] = queue.progress(learner_id=learner.pk, today=today)
    else:
        context |= _of_question(request, context["question"], scope, now)
    return render(request, "reviews/study.html#card" if request.htmx else "reviews/study.html", context)


def _of_day(request: LearnerRequest, now: datetime) -> dict[str, Any]:
    learner, preferences = request.user, request.user.preferences
    question = queue.next_question(learner=learner, now=now)
    progress = queue.progress(learner_id=learner.pk, today=preferences.study_date(now))
    if question is None:
        return {"question": None, "progress": progress, "status": _("Done for today")}
    line = words.line_of_day(question, progress, is_caregiver=preferences.path == Path.CAREGIVER)
    return {"question": question, "progress": progress, "line": line, "status": words.cards_left(progress.left)}


def _of_cram(request: LearnerRequest, scope: Selection, now: datetime, *, is_start: bool) -> dict[str, Any]:
    learner, is_caregiver = request.user, request.user.preferences.path == Path.CAREGIVER
    cram = cramming.cram(learner=learner, now=now, selection=scope)
    name = words.name_of(scope, request.lens, is_caregiver=is_caregiver)
    context: dict[str, Any] = {"question": cram.question, "scope_name": name}
    if cram.question is None:
        return context | {
            "status": _("No more cards of this selection today"),
            "ahead_url": _ahead_of(learner, scope, now),
        }
    line = words.line_of_cram(cram, is_caregiver=is_caregiver)
    if is_start:
        has_strays = cramming.has_strays(learner=learner, now=now, selection=scope)
        context |= {"start": cram, "has_strays": has_strays}
    return context | {"line": line, "status": line if is_caregiver else words.cards_left(cram.left)}


def _ahead_of(learner: User, scope: Selection, now: datetime) -> str:
    """Where the rest of a selection is studied before its date, after what was due or new of it; empty if none is."""
    wider = replace(scope, state=State.ANY)
    if scope.state != State.WANTED or cramming.cram(learner=learner, now=now, selection=wider).question is None:
        return ""
    return study_url(wider)


def _of_question(request: LearnerRequest, question: Question, scope: Selection | None, now: datetime) -> dict[str, Any]:
    card, face = question.card, question.face
    wording = card.fact.wording_in(face.register)
    scoped = {"card": card.pk, "scope": scope_value(scope)}
    return {
        "answer_step": step_values(
            **scoped,
            kind=question.kind.value,
            seen=microseconds(question.state.last_row_at),
            shown=microseconds(now),
        ),
        "suspend_step": step_values(**scoped),
        "bury_step": step_values(**scoped),
        "buttons": buttons_for(request.user.preferences, question.state, question.kind),
        "wording": wording,
        "respelled_front": respelled(card.fact.respell, face.front),
        "respelled_back": respelled(card.fact.respell, face.back, face.note, wording),
        "topic_title": card.fact.topic.title_in(face.register),
        "mark": mark_context(card.pk, Flag(question.mark.flag), scope),
    }


def mark_context(card_id: int, flag: Flag, scope: Selection | None) -> dict[str, Any]:
    """What the flag of a card needs: its name where there is one, and the flag that one tap puts in its place."""
    return {
        "flag": str(flag.label) if flag else "",
        "next": flag.following.value,
        "next_name": str(flag.following.label),
        "card": card_id,
        "scope": scope_value(scope) or "",
    }
