"""Making a quiz of questions picked by hand.

What was picked so far stands in the page's own form: nothing is stored before it is saved, and every button works as a
plain form.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learn.accounts.requests import LearnerRequest
from learn.assignments import bank, drawing, quiz_actions
from learn.assignments.models import Quiz
from learn.assignments.plans import Picked
from learn.assignments.quiz_forms import PickForm, after, new_quiz_id, picked
from learn.assignments.quiz_views import clash_words, quiz_of
from learn.assignments.reading import plan_of
from learn.classrooms.access import Member, for_instructors, unarchived
from learn.libraries import granted
from learn.quizzes.forms import valid


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def new(request: LearnerRequest, member: Member) -> HttpResponse:
    """The page on which a quiz is picked."""
    return _page(request, member, None, {"quiz_id": new_quiz_id()}, [])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def change(request: LearnerRequest, member: Member, quiz_id: UUID) -> HttpResponse:
    """The same page for a quiz there is; one by blueprint is taken as what it drew, and picked from there on."""
    found = quiz_of(member, quiz_id)
    initial = {"quiz_id": found.pk, "title": found.title, "is_held_out": found.is_held_out}
    return _page(request, member, found, initial, list(plan_of(found).fixed or ()))


def _page(
    request: LearnerRequest, member: Member, found: Quiz | None, initial: dict[str, Any], versions: list[int]
) -> HttpResponse:
    sent: QueryDict | None = request.POST if request.method == "POST" else None
    lens = drawing.class_lens(member.classroom.pk)
    there: dict[str, Any] = {"libraries": bank.libraries(lens), "topics": bank.topics(lens)}
    there |= {"formats": bank.formats(lens), "tags": bank.tags(lens)}
    form = PickForm(sent, initial=initial, **there)
    do = sent.get("do", "search") if sent is not None else ""
    kept = bank.kept_from(request.user.pk, timezone.now())
    asked = set(plan_of(found).fixed or ()) if found is not None else set()
    if sent is not None:
        valid(form, shown=("title", "q", "library", "topic", "format", "level", "tag"))
        versions = after(picked(sent), do)
        # What is no question for a class, no page of ours holds; but what the quiz asks already may stay.
        allowed = drawing.addable(versions, lens=lens, without=kept) | asked
        versions = [each for each in versions if each in allowed]
    problem = ""
    if do == "save" and not versions:
        problem = _("Add a question first.")
    elif do == "save" and form.is_valid():
        return _save(request, member, form, versions)
    wanted = form.cleaned_data if sent is not None else {}
    looked_for: dict[str, Any] = {
        name: wanted.get(name)
        for name in ("library", "topic", "format", "level", "tag", "survival")
        if wanted.get(name)
    }
    looked_for |= {"text": wanted.get("q", ""), "own": granted.written_by(request.user)}
    shown = bank.shown(versions, kept=kept)
    context = {
        "member": member,
        "here": "quizzes",
        "form": form,
        "versions": versions,
        "kept": len(versions) - len(shown),
        "quiz": found,
        "picked": shown,
        "clashes": clash_words(versions),
        "found": bank.find(lens, without=versions, kept=kept, **looked_for),
        "problem": problem,
        "is_refused": do == "save",
        "begun": quiz_actions.begun(found) if found is not None else 0,
    }
    return render(request, "assignments/pick.html", context, status=422 if do == "save" else 200)


def _save(request: LearnerRequest, member: Member, form: PickForm, versions: list[int]) -> HttpResponse:
    data = form.cleaned_data
    try:
        kept = quiz_actions.save_quiz(
            by=request.user,
            classroom=member.classroom,
            quiz_id=data["quiz_id"],
            title=data["title"],
            plan=Picked(tuple(versions)),
            is_held_out=data["is_held_out"],
            now=timezone.now(),
        )
    except quiz_actions.NotWholeError as error:
        raise Http404 from error
    messages.success(request, _("The quiz is saved. Students see it when you assign it."))
    return HttpResponseRedirect(kept.get_absolute_url())
