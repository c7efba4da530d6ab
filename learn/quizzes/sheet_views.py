"""A quiz whose questions stand on one page.

The page is one form. A script sends it whenever something changes; without one it is sent by its buttons. Either way
only what differs from what the page was made from is stored, so that an old page undoes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learn.accounts.requests import LearnerRequest
from learn.quizzes import actions, marking, reading
from learn.quizzes.forms import SheetForm, given, new_id, valid
from learn.quizzes.models import Attempt, AttemptItem, KeptAs
from learn.quizzes.problems import problem_with
from learn.quizzes.shown import ShownItem, shown
from learn.quizzes.views import frame, missing_is_404, render_late

SEEN_EACH = "Quiz-Seen-Each"
"""A header that tells the script the names (reading.seen_of) of what it saved: "1=abc 4=def", by place."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on the page. shown: None where it is left out; seen: what the page was made from."""

    place: int
    state: str
    seen: str
    shown: ShownItem | None
    problem: str = ""

    @property
    def prefix(self) -> str:
        return _prefix(self.place)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def sheet(request: LearnerRequest, attempt_id: UUID) -> HttpResponse:
    """All questions: shown, or answered."""
    now = timezone.now()
    if request.method == "POST":
        return _save(request, attempt_id, now)
    found = actions.close_if_over(learner=request.user, attempt_id=attempt_id, now=now)
    if found.is_submitted or not found.is_one_page:
        return _to("attempt", attempt_id)
    return _render(request, found, reading.questions_of(found), now)


def _save(request: LearnerRequest, attempt_id: UUID, now: datetime) -> HttpResponse:
    found = reading.attempt_of(request.user, attempt_id)
    data = valid(SheetForm(request.POST)).cleaned_data
    questions = reading.with_versions(reading.questions_of(found))
    answers = {each.place: given(request.POST, prefix=_prefix(each.place)) for each in questions}
    changed = [each for each in questions if _is_changed(request, each, answers[each.place])]
    # What was saved on the way may have been half a word: with a button all of it is looked at.
    problems = {
        each.place: said
        for each in (changed if data["to"] == "save" else questions)
        if (said := problem_with(each, answers[each.place], data["to"], is_check=False, is_gentle=False))
    }
    sound = {each.place: answers[each.place] for each in changed if each.place not in problems}
    try:
        saved = actions.respond_to_all(
            learner=request.user, attempt_id=attempt_id, answers=sound, client_id=data["client_id"], now=now
        )
    except marking.BadResponseError as error:
        # The error names the item, and its name may be the answer.
        raise BadRequest(_("What was sent does not fit this quiz. Reload its page and answer again.")) from error
    if late := [each.item.place for each in saved if each.kept_as == KeptAs.TOO_LATE]:
        return render_late(request, attempt_id, late[0], KeptAs.TOO_LATE, data["to"], now)
    if data["to"] == "save" and not problems:
        seen = " ".join(f"{each.item.place}={reading.seen_of(each.item.given, '')}" for each in saved)
        return HttpResponse(status=204, headers={SEEN_EACH: seen})
    if data["to"] == "save":
        place, said = next(iter(problems.items()))
        said = _("Question %(place)d: %(said)s") % {"place": place, "said": said}
        return HttpResponse(said, status=422, content_type="text/plain; charset=utf-8")
    if problems:
        return _render(request, found, reading.questions_of(found), now, answers=answers, problems=problems)
    if data["to"] == "finish":
        return _to("finish", attempt_id)
    messages.success(request, _("Saved."))
    return _to("sheet", attempt_id)


def _is_changed(request: LearnerRequest, question: AttemptItem, answers: Mapping[str, Sequence[str]]) -> bool:
    sent, kept = reading.seen_of(answers, ""), reading.seen_of(question.given, "")
    return sent not in (kept, request.POST.get(f"{_prefix(question.place)}seen", ""))


def _render(
    request: LearnerRequest,
    found: Attempt,
    questions: Sequence[AttemptItem],
    now: datetime,
    *,
    answers: Mapping[int, Mapping[str, Sequence[str]]] | None = None,
    problems: Mapping[int, str] | None = None,
) -> HttpResponse:
    versions = reading.versions_of(questions)
    places = reading.places(questions)
    problems = problems or {}
    asked = []
    for each, place in zip(questions, places, strict=True):
        version = versions[each.version_id]
        # What was sent and not taken stands as it was sent; the rest as it is kept.
        now_given: Any = (answers or {})[each.place] if each.place in problems else each.given
        view = shown(version.typed, each.order, now_given, prefix=_prefix(each.place))
        hidden = reading.is_left_out(version, request.lens)
        seen = reading.seen_of(each.given, "")
        said = problems.get(each.place, "")
        asked.append(_Asked(each.place, place.state, seen, None if hidden else view, said))
    context = frame(request, found, now) | {"questions": asked, "client_id": new_id(), "has_problems": bool(problems)}
    return render(request, "quizzes/sheet.html", context, status=422 if problems else 200)


def _prefix(place: int) -> str:
    return f"q{place}-"


def _to(name: str, attempt_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"quizzes:{name}", args=[attempt_id]))
