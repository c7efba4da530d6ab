"""The page quizzes are started from, and what is started or put away there. For caregivers: word games."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.items.kinds import Format
from learn.accounts.models import User
from learn.accounts.requests import LearnerRequest
from learn.choices import offered
from learn.quizzes import actions, assigned, bank, reading, rescored
from learn.quizzes.ask import Ask
from learn.quizzes.forms import (
    FORMAT_EXAMPLES,
    FORMATS_IN_ORDER,
    LEVELS,
    NGN,
    PURPOSES,
    AskForm,
    AttemptForm,
    StartForm,
    new_id,
    valid,
)
from learn.quizzes.models import Attempt, Feedback, Purpose
from learn.quizzes.weakness import mistakes_of, weakest_of

_A_PAGE = 20
_WORDS_A_GAME = 5
_SEED_BITS = 63
_LONGEST_NUMBER = 6


@require_safe
@never_cache
def start(request: LearnerRequest) -> HttpResponse:
    """The form that starts a quiz, quizzes to go on with, and those that are over."""
    if reading.is_caregiver(request.user):
        return _render_words(request)
    return _render_start(request, _form(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: LearnerRequest) -> HttpResponse:
    """Starts the quiz that the form asks for. Opened by hand, or by a caregiver, it is the page with the form."""
    if request.method != "POST" or reading.is_caregiver(request.user):
        return _to_start()
    form = _form(request, is_sent=True)
    if not form.is_valid():
        valid(form, shown=("number", "minutes", "topics", "formats"))
        return _render_start(request, form, status=422)
    try:
        return _begin(request, form.cleaned_data["attempt_id"], form.ask)
    except actions.NothingToAskError:
        form.add_error(None, _("No question fits this choice. Choose more topics or more formats."))
        return _render_start(request, form, status=422)


@require_POST
def begin_at_once(request: LearnerRequest) -> HttpResponse:
    """Starts what one button asks for: the learner's mistakes, what they are weakest at, a word game."""
    data = valid(StartForm(request.POST)).cleaned_data
    ask = _ask_for(request.user, data["kind"], timezone.now())
    try:
        if ask is None:
            raise actions.NothingToAskError
        return _begin(request, data["attempt_id"], ask)
    except actions.NothingToAskError:
        messages.info(request, _nothing(data["kind"]))
        return _to_start()


@require_POST
def again(request: LearnerRequest, attempt_id: UUID) -> HttpResponse:
    """Another quiz on the facts of this one."""
    data = valid(AttemptForm(request.POST)).cleaned_data
    try:
        before = reading.attempt_of(request.user, attempt_id)
        if before.is_assigned:
            messages.info(request, _("A class set this quiz. Whether you may take it again stands on its page there."))
            return HttpResponseRedirect(before.get_absolute_url())
        ask = actions.retake_of(before)
        return _begin(request, data["attempt_id"], ask)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except actions.NothingToAskError:
        messages.info(request, _("There are no questions on these facts any more."))
        return _to_start()


@require_POST
def put_away(request: LearnerRequest, attempt_id: UUID) -> HttpResponse:
    """Puts an unfinished quiz away. Sent twice, it is away already; anyone else's looks the same."""
    try:
        is_there = not reading.attempt_of(request.user, attempt_id).is_submitted
        actions.drop_attempt(learner=request.user, attempt_id=attempt_id, now=timezone.now())
    except (actions.NoSuchAttemptError, Attempt.DoesNotExist):
        return _to_start()
    except actions.AssignedError:
        messages.info(request, _("A class set this quiz: it cannot be put away."))
        return _to_start()
    if is_there:
        is_game = reading.is_caregiver(request.user)
        messages.success(
            request, _("The game is put away.") if is_game else _("The quiz and its answers are put away.")
        )
    return _to_start()


def _begin(request: LearnerRequest, attempt_id: UUID, ask: Ask) -> HttpResponse:
    now = timezone.now()
    attempt = actions.start_attempt(
        learner=request.user, attempt_id=attempt_id, ask=ask, now=now, seed=secrets.randbits(_SEED_BITS)
    )
    is_new = attempt.started_at == now
    if is_new and not reading.is_caregiver(request.user) and (said := _how_many(ask, attempt.items_count)):
        messages.info(request, said)
    return HttpResponseRedirect(attempt.get_absolute_url())


def _how_many(ask: Ask, count: int) -> str:
    """What is to be said of the number of questions, where the learner asked for another one or for all."""
    if ask.purpose == Purpose.MISTAKES:
        if count < len(ask.items):
            return _("%(n)d of the %(all)d questions you missed.") % {"n": count, "all": len(ask.items)}
        return ngettext("The one question you missed.", "All %(n)d questions you missed.", count) % {"n": count}
    if ask.purpose != Purpose.PRACTICE or count >= ask.number:
        return ""
    said = ngettext(
        "You asked for %(asked)d; there is %(n)d that fits.",
        "You asked for %(asked)d; there are %(n)d that fit together.",
        count,
    )
    return said % {"asked": ask.number, "n": count}


def _ask_for(learner: User, kind: str, now: datetime) -> Ask | None:
    if kind == Purpose.MISTAKES:
        return mistakes_of(learner)
    if kind == Purpose.WEAKEST:
        return weakest_of(learner, today=learner.preferences.study_date(now))
    a_format = Format.MATCHING if kind == "match" else Format.MULTIPLE_CHOICE
    return Ask(purpose=Purpose.WORDS, formats=(a_format.value,), number=_WORDS_A_GAME, feedback=Feedback.AT_ONCE.value)


def _nothing(kind: str) -> str:
    if kind == Purpose.MISTAKES:
        return _("You have no mistakes to go over.")
    if kind == Purpose.WEAKEST:
        return _("Study some cards or take a quiz first: then this knows what you are weakest at.")
    return _("There are no words for this game yet. They come with the decks.")


def _to_start() -> HttpResponse:
    return HttpResponseRedirect(reverse("quizzes:start"))


def _form(request: LearnerRequest, *, is_sent: bool = False) -> AskForm:
    topics = reading.topics_to_ask(request.lens)
    there = bank.formats_to_ask(request.lens)
    return AskForm(
        request.POST if is_sent else None,
        topics=topics,
        formats=[each.value for each in FORMATS_IN_ORDER if each.value in there],
        like=None if is_sent else reading.last_ask(request.user),
    )


def _render_start(request: LearnerRequest, form: AskForm, status: int = 200) -> HttpResponse:
    chosen = {str(each) for each in form["formats"].value() or ()}
    formats = offered(form, "formats")
    topics = {str(each) for each in form["topics"].value() or ()}
    context = _lists(request) | {
        "form": form,
        "formats": [
            (name, label, FORMAT_EXAMPLES[Format(name)], name in chosen, Format(name) in NGN) for name, label in formats
        ],
        "topics": [
            (library if len(form.topics_by_library) > 1 else "", [(pk, title, str(pk) in topics) for pk, title in some])
            for library, some in form.topics_by_library
        ],
        "in_short": _in_short(form, len(topics), len(chosen)),
        "has_mistakes": reading.has_mistakes(request.user),
        "has_evidence": reading.has_evidence(request.user),
        "start_ids": {kind: new_id() for kind in ("mistakes", "weakest")},
    }
    return render(request, "quizzes/start.html", context, status=status)


def _in_short(form: AskForm, topics: int, formats: int) -> str:
    """What the main button will start, in one line."""
    number, minutes = form["number"].value(), form["minutes"].value()
    said = [
        ngettext("%(n)s question", "%(n)s questions", _count(number)) % {"n": number},
        ngettext("%(n)d topic", "%(n)d topics", topics) % {"n": topics} if topics else _("all topics"),
        ngettext("%(n)d format", "%(n)d formats", formats) % {"n": formats} if formats else _("all formats"),
    ]
    level = form["level"].value()
    said += [str(name).lower() for value, name in LEVELS if value == level and value != Ask().level]
    at_once = form["feedback"].value() == Feedback.AT_ONCE
    said.append(_("answers after each question") if at_once else _("answers at the end"))
    if minutes:
        said.append(ngettext("%(n)s minute", "%(n)s minutes", _count(minutes)) % {"n": minutes})
    return ", ".join(said)


def _count(value: Any) -> int:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else 2


def _render_words(request: LearnerRequest) -> HttpResponse:
    context = _lists(request) | {"start_ids": {kind: new_id() for kind in ("match", "meaning")}}
    return render(request, "quizzes/words.html", context)


def _lists(request: LearnerRequest) -> dict[str, Any]:
    now = timezone.now()
    actions.bring_up_to_date(learner=request.user, now=now)
    mine = Attempt.objects.of(request.user.pk)
    mine = mine.filter(purpose=Purpose.WORDS) if reading.is_caregiver(request.user) else mine
    page = Paginator(mine.finished(), _A_PAGE).get_page(request.GET.get("page"))
    unfinished = _rows(request.user, mine.unfinished()[:_A_PAGE])
    going = reading.going(request.user, [row["attempt"] for row in unfinished], register=request.lens.register, now=now)
    finished = _rows(request.user, rescored.with_marks(page.object_list))
    return {
        "unfinished": [row | {"going": each} for row, each in zip(unfinished, going, strict=True)],
        "finished": [row | {"is_told": row["attempt"].shows_answers(now)} for row in finished],
        "page": page,
    }


def _rows(learner: User, attempts: Iterable[Attempt]) -> list[dict[str, Any]]:
    listed = list(attempts)
    told = assigned.told(listed)
    return [
        {
            "attempt": attempt,
            "name": PURPOSES[Purpose(attempt.purpose)],
            "told": told.get(attempt.attempt_id),
            "at": reading.local(learner, attempt.submitted_at or attempt.started_at),
        }
        for attempt in listed
    ]
