"""A quiz being taken: its questions one by one, handing in, what came of it.

Each view reads the clock once. Every step works as a plain form: the script only saves answers on the way, counts the
time down and moves the focus.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.items.kinds import Format
from cards.models import ItemVersion
from learn.accounts.models import User
from learn.accounts.requests import LearnerRequest
from learn.quizzes import actions, assigned, marking, overview, reading, rescored
from learn.quizzes.forms import CONFIDENCES, StepForm, TakeBackForm, given, new_id, valid
from learn.quizzes.models import Attempt, AttemptItem, Ended, KeptAs, Purpose
from learn.quizzes.problems import problem_with
from learn.quizzes.results import checked
from learn.quizzes.shown import shown
from learn.reviews.respelling import respelled

_P = ParamSpec("_P")

SEEN, STATE, REPLACED = "Quiz-Seen", "Quiz-State", "Quiz-Replaced"
"""Headers that tell the script what it saved: its name (reading.seen_of), whether that is all of the question, and
whether it replaced an answer that its page had not seen.
"""

_HANDED_IN = "handed-in"
"""In the query of a question's page: its answer is shown though the attempt is over, as it was handed in with it."""


def missing_is_404(
    view: Callable[Concatenate[LearnerRequest, _P], HttpResponse],
) -> Callable[Concatenate[LearnerRequest, _P], HttpResponse]:
    """What is not there, or not this learner's, is missing."""

    @wraps(view)
    def wrapped(request: LearnerRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (actions.NoSuchAttemptError, actions.NoSuchQuestionError, ObjectDoesNotExist) as error:
            raise Http404 from error

    return wrapped


@require_safe
@never_cache
@missing_is_404
def attempt(request: LearnerRequest, attempt_id: UUID) -> HttpResponse:
    """Where to go on: the next question without an answer, handing in, or the results."""
    found = actions.close_if_over(learner=request.user, attempt_id=attempt_id, now=timezone.now())
    if found.is_submitted:
        return _to("results", attempt_id)
    if found.is_one_page:
        return _to("sheet", attempt_id)
    place = reading.next_open(found, reading.questions_of(found))
    return _to("finish", attempt_id) if place is None else _to("question", attempt_id, place)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def question(request: LearnerRequest, attempt_id: UUID, place: int) -> HttpResponse:
    """One question: shown, or answered."""
    now = timezone.now()
    if request.method == "POST":
        return _answer(request, attempt_id, place, now)
    found = actions.close_if_over(learner=request.user, attempt_id=attempt_id, now=now)
    questions = reading.questions_of(found)
    here = reading.question_at(questions, place)
    is_last_verdict = _HANDED_IN in request.GET and found.checks_at_once and here.is_checked
    if found.is_submitted and not (is_last_verdict and found.shows_answers(now)):
        return HttpResponseRedirect(f"{_address('results', attempt_id)}#question-{place}")
    if found.is_one_page:
        return HttpResponseRedirect(f"{_address('sheet', attempt_id)}#question-{place}")
    return _render_question(request, found, questions, here, now=now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def finish(request: LearnerRequest, attempt_id: UUID) -> HttpResponse:
    """Asks whether to hand in, saying what has no answer yet; hands in."""
    now = timezone.now()
    if request.method == "POST":
        if _has_more_time(reading.attempt_of(request.user, attempt_id), request.POST.get("time", "")):
            messages.info(request, _("You were given more time: go on."))
            return _to("attempt", attempt_id)
        actions.submit(learner=request.user, attempt_id=attempt_id, now=now)
        return _to("results", attempt_id)
    found = actions.close_if_over(learner=request.user, attempt_id=attempt_id, now=now)
    if found.is_submitted:
        return _to("results", attempt_id)
    places = reading.places(reading.questions_of(found))
    context = frame(request, found, now) | {
        "open": [place for place in places if not (place.is_checked if found.checks_at_once else place.is_answered)],
        "partly": [] if found.checks_at_once else [place for place in places if place.state == "partly"],
        "last": places[-1],
    }
    return render(request, "quizzes/finish.html", context)


@require_safe
@never_cache
@missing_is_404
def results(request: LearnerRequest, attempt_id: UUID) -> HttpResponse:
    """What came of a quiz that is over; of one that is not, where to go on."""
    now = timezone.now()
    found = actions.close_if_over(learner=request.user, attempt_id=attempt_id, now=now)
    if not found.is_submitted:
        return _to("attempt", attempt_id)
    if not found.shows_answers(now):
        context = frame(request, found, now) | _when_told(request, found) | _what_for(found)
        return render(request, "quizzes/handed_in.html", context)
    today = request.user.preferences.study_date(now)
    context = (
        frame(request, found, now)
        | _what_for(found)
        | {
            "over": overview.over(learner=request.user, lens=request.lens, attempt=found, today=today),
            "ended_at": reading.local(request.user, found.submitted_at or now),
            "attempt_ids": {"again": new_id(), "mistakes": new_id()},
        }
    )
    is_gentle = context["is_gentle"]
    return render(request, "quizzes/words_over.html" if is_gentle else "quizzes/results.html", context)


@require_POST
@missing_is_404
def take_back(request: LearnerRequest, attempt_id: UUID) -> HttpResponse:
    """Undoes what a miss did to the reviews: of one question, or of all."""
    now = timezone.now()
    place = valid(TakeBackForm(request.POST)).cleaned_data["place"]
    found = reading.attempt_of(request.user, attempt_id)
    places = [each.place for each in reading.questions_of(found) if each.forwarded] if place is None else [place]
    for each in places:
        actions.take_back_forward(learner=request.user, attempt_id=attempt_id, place=each, now=now)
    messages.success(request, _("Taken back: these cards come when they would have come."))
    return HttpResponseRedirect(f"{_address('results', attempt_id)}#back")


def _answer(request: LearnerRequest, attempt_id: UUID, place: int, now: datetime) -> HttpResponse:
    """Saves what the page sends and goes on to where it asks."""
    data = valid(StepForm(request.POST)).cleaned_data
    found, here = reading.asked(request.user, attempt_id, place)
    to = data["to"] or ("check" if found.checks_at_once else "next")
    if to == "unknown" and not found.checks_at_once:
        raise BadRequest(_("This quiz shows its answers at the end."))
    answers = {} if to == "unknown" else given(request.POST)
    is_check = to in ("check", "unknown")
    if not found.is_submitted and not here.is_checked:
        is_to_be_checked = is_check and found.checks_at_once
        is_gentle = _is_gentle(request.user, found)
        problem = problem_with(here, answers, to, is_check=is_to_be_checked, is_gentle=is_gentle)
        if problem and to == "save":
            return HttpResponse(problem, status=422, content_type="text/plain; charset=utf-8")
        if problem:
            every = reading.questions_of(found)
            return _render_question(request, found, every, here, now=now, answers=answers, problem=problem)
    if not is_check and _changes_nothing(request.user, here, answers, data):
        return _go_on(found, here, to, {SEEN: data["seen"]})
    return _store(request, found, here, answers, data | {"to": to}, now)


def _changes_nothing(
    learner: User, here: AttemptItem, answers: Mapping[str, Sequence[str]], data: Mapping[str, Any]
) -> bool:
    """Whether a page sends what it was made from: only looked at, it must not undo an answer given elsewhere."""
    if data["seen"]:
        # Sent by this page before: then its learner has gone back to it and may want what it first held.
        is_as_seen = reading.seen_of(answers, data["confidence"]) == data["seen"]
        return is_as_seen and reading.response_named(learner, data["client_id"]) is None
    return not any(answers.values()) and not reading.is_answered(here) and not data["confidence"]


def _store(
    request: LearnerRequest,
    found: Attempt,
    here: AttemptItem,
    answers: Mapping[str, Sequence[str]],
    data: Mapping[str, Any],
    now: datetime,
) -> HttpResponse:
    """Stores an answer and goes on to data["to"]. Raises BadRequest for what no page of this question sends."""
    to = data["to"]
    before = reading.seen_of(here.given, here.confidence)
    try:
        saved = actions.respond(
            learner=request.user,
            attempt_id=here.attempt_id,
            place=here.place,
            given=answers,
            confidence=data["confidence"],
            check=to in ("check", "unknown"),
            client_id=data["client_id"],
            now=now,
        )
    except actions.IdTakenError as error:
        said = _("This page’s id was used for another question. Reload the page and answer again.")
        raise BadRequest(said) from error
    except marking.BadResponseError as error:
        # The error names the item, and its name may be the answer.
        raise BadRequest(_("What was sent does not fit this question. Reload its page and answer again.")) from error
    if saved.kept_as != KeptAs.COUNTED:
        return render_late(request, here.attempt_id, here.place, saved.kept_as, to, now)
    if saved.is_repeat and to != "save" and _differs(answers, saved.item):
        messages.info(request, _("This page had been sent before. What you see here is the answer that counts."))
        return _to("question", here.attempt_id, here.place)
    after = reading.seen_of(saved.item.given, saved.item.confidence)
    replaced = bool(data["seen"]) and reading.is_answered(here) and before not in (data["seen"], after)
    if replaced and to not in ("save", "check", "unknown"):
        said = _(
            "Question %(place)d had another answer, given in another tab or on another device. This one replaced it."
        )
        messages.info(request, said % {"place": here.place})
    if saved.is_handed_in and to in ("check", "unknown"):
        return HttpResponseRedirect(f"{_address('question', here.attempt_id, here.place)}?{_HANDED_IN}#verdict")
    headers = {SEEN: after, STATE: reading.places([saved.item])[0].state}
    return _go_on(found, here, to, headers | ({REPLACED: "yes"} if replaced else {}))


def _differs(answers: Mapping[str, Sequence[str]], here: AttemptItem) -> bool:
    """Whether another answer than this one counts."""
    kept = here.given or {}

    def plain(values: Sequence[str]) -> list[str]:
        return sorted(" ".join(value.split()) for value in values)

    return any(plain(answers.get(slot, ())) != plain(kept.get(slot, ())) for slot in {*answers, *kept})


def _go_on(found: Attempt, here: AttemptItem, to: str, headers: Mapping[str, str]) -> HttpResponse:
    """headers: what the script is told of what it saved."""
    attempt_id, place = found.attempt_id, here.place
    if to == "save":
        return HttpResponse(status=204, headers=dict(headers))
    if to in ("check", "unknown"):
        return HttpResponseRedirect(f"{_address('question', attempt_id, place)}#verdict")
    if to.isdecimal():
        place = int(to)
    elif to == "previous":
        place = max(1, place - 1)
    else:
        place += 1
    if to == "finish" or place > found.items_count:
        return _to("finish", attempt_id)
    return _to("question", attempt_id, place)


def _render_question(
    request: LearnerRequest,
    found: Attempt,
    questions: Sequence[AttemptItem],
    here: AttemptItem,
    *,
    now: datetime,
    answers: Mapping[str, Sequence[str]] | None = None,
    problem: str = "",
) -> HttpResponse:
    version = reading.versions_of([here])[here.version_id]
    context = frame(request, found, now) | {
        "here": here,
        "places": reading.places(questions, here.place),
        "words_left": found.items_count - here.place,
        "is_last": here.place == found.items_count,
        "is_left_out": reading.is_left_out(version, request.lens),
        "problem": problem,
        "client_id": new_id(),
        "seen": reading.seen_of(here.given, here.confidence),
        "preferences": request.user.preferences,
    }
    if not context["is_left_out"]:
        context |= _asked(request, found, here, version, here.given if answers is None else answers)
    if here.is_checked:
        context["next"] = reading.next_open(found, questions, after=here.place)
    return render(request, "quizzes/question.html", context, status=422 if problem else 200)


def _asked(
    request: LearnerRequest,
    found: Attempt,
    here: AttemptItem,
    version: ItemVersion,
    answers: Mapping[str, Sequence[str]] | None,
) -> dict[str, Any]:
    """The question itself: without its answer until that may be shown, and then with it and where it comes from."""
    item = version.typed
    view = shown(item, here.order, answers)
    asked: dict[str, Any] = {}
    if request.lens.register == "plain":
        sounds = respelled(reading.respellings(request.lens, item.facts), view.words)
        beside = respelled(sounds, *(slot.label for slot in view.slots)) if item.shape == Format.MATCHING else {}
        asked |= {"beside": beside, "respelled": {word: sounds[word] for word in sounds if word not in beside}}
    if here.is_checked:
        origin = overview.sources(request.lens, [version])[version.pk]
        told = rescored.told_of(found, [here]).get(here.place)
        answer = overview.scored_anew(checked(item, here.order, here.given), told)
        return asked | {"checked": answer, "rescored": told, "origin": origin}
    return asked | {
        "shown": view,
        "confidences": CONFIDENCES if found.asks_confidence else [],
        "confidence": request.POST.get("confidence", here.confidence),
    }


def _is_gentle(learner: User, found: Attempt) -> bool:
    """Whether it is a game and examines nobody; what a class set is none, whoever takes it."""
    return found.purpose == Purpose.WORDS or (not found.is_assigned and reading.is_caregiver(learner))


def _has_more_time(found: Attempt, told: str) -> bool:
    """Whether more time was given since the page was made whose clock has run out. told: when that page's time ends."""
    try:
        known = datetime.fromisoformat(told) if told else None
    except ValueError:
        known = None
    if known is None or known.tzinfo is None or found.is_submitted:
        return False
    return found.ends_at is None or found.ends_at > known


def _when_told(request: LearnerRequest, found: Attempt) -> dict[str, Any]:
    """What the results page says while it may not show any."""
    return {
        "handed_in_at": reading.local(request.user, found.submitted_at) if found.submitted_at else None,
        "answers_at": reading.local(request.user, found.answers_at) if found.answers_at else None,
    }


def _what_for(found: Attempt) -> dict[str, Any]:
    """What a class set it for; nothing for what its learner chose."""
    return {"told": assigned.told([found]).get(found.attempt_id)}


def frame(request: LearnerRequest, found: Attempt, now: datetime) -> dict[str, Any]:
    """What every page of an attempt knows. left_ms: milliseconds until its time is over, by the server's clock."""
    return {
        "attempt": found,
        "is_gentle": _is_gentle(request.user, found),
        "ends_at": reading.local(request.user, found.ends_at) if found.ends_at else None,
        "left_ms": max(0, int((found.ends_at - now).total_seconds() * 1000)) if found.ends_at else None,
    }


def render_late(
    request: LearnerRequest, attempt_id: UUID, place: int, kept_as: str, to: str, now: datetime
) -> HttpResponse:
    if to == "save":
        return HttpResponse(status=409)
    found = reading.attempt_of(request.user, attempt_id)
    context = frame(request, found, now) | {
        "place": place,
        "is_too_late": kept_as == KeptAs.TOO_LATE,
        "by_time": found.ended_by == Ended.TIME,
        "ended_at": reading.local(request.user, found.submitted_at) if found.submitted_at else None,
    }
    return render(request, "quizzes/late.html", context, status=409)


def _address(name: str, *arguments: object) -> str:
    return reverse(f"quizzes:{name}", args=arguments)


def _to(name: str, *arguments: object) -> HttpResponse:
    return HttpResponseRedirect(_address(name, *arguments))
