"""The quizzes of a class: the list, one with its questions, and making one by blueprint."""

import secrets
from random import Random
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.lens import Lens
from learn.accounts.requests import LearnerRequest
from learn.assignments import bank, drawing, overview, quiz_actions
from learn.assignments.models import Quiz
from learn.assignments.plans import MOST_LINES, Blueprint, Line, Picked
from learn.assignments.quiz_forms import SEED_BITS, BlueprintForm, new_quiz_id
from learn.assignments.reading import plan_of
from learn.classrooms.access import Member, for_instructors, for_those_who_see_students, unarchived
from learn.quizzes.forms import FORMAT_NAMES, LEVELS, valid
from learn.quizzes.models import HeldOut

_FIRST_LINE = Line(10)


@require_safe
@never_cache
@for_those_who_see_students
def every(request: LearnerRequest, member: Member) -> HttpResponse:
    """All quizzes of the class."""
    rows = [{"quiz": each, "plan": plan_of(each)} for each in overview.quizzes_of(member.classroom)]
    return render(request, "assignments/quizzes.html", {"member": member, "here": "quizzes", "rows": rows})


@require_safe
@never_cache
@for_those_who_see_students
def quiz(request: LearnerRequest, member: Member, quiz_id: UUID) -> HttpResponse:
    """A quiz: what it asks, with the answers, and where it is assigned."""
    found = quiz_of(member, quiz_id)
    plan = plan_of(found)
    is_example = plan.fixed is None
    versions = drawing.asked(plan, quiz_id=found.pk, classroom_id=member.classroom.pk)
    # Of the example as well, what is kept from who looks is not shown.
    questions = bank.shown(versions, kept=bank.kept_from(request.user.pk, timezone.now()))
    context = {
        "member": member,
        "here": "quizzes",
        "quiz": found,
        "wanted": plan.wanted,
        "is_picked": isinstance(plan, Picked),
        "lines": line_words(plan) if isinstance(plan, Blueprint) else [],
        "is_example": is_example,
        "questions": questions,
        "kept": len(versions) - len(questions),
        "clashes": clash_words(versions) if isinstance(plan, Picked) else [],
        "begun": quiz_actions.begun(found),
        "assignments": found.assignments.shown().by_date(),
    }
    return render(request, "assignments/quiz.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def new(request: LearnerRequest, member: Member) -> HttpResponse:
    """The form that makes a quiz by blueprint, with what it would ask."""
    initial = {"quiz_id": new_quiz_id(), "seed": _new_seed(), "count": 1}
    return _page(request, member, None, initial, [_FIRST_LINE])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def change(request: LearnerRequest, member: Member, quiz_id: UUID) -> HttpResponse:
    """The same form for a quiz there is; one that was picked by hand has a page of its own."""
    found = quiz_of(member, quiz_id)
    plan = plan_of(found)
    if not isinstance(plan, Blueprint):
        return HttpResponseRedirect(reverse("assignments:change_picked", args=[member.classroom.pk, found.pk]))
    initial = {
        "quiz_id": found.pk,
        "title": found.title,
        "is_held_out": found.is_held_out,
        "seed": _new_seed(),
        "count": len(plan.lines),
        "is_per_student": "yes" if plan.is_per_student else "",
        "asks_survival": plan.asks_survival,
    }
    return _page(request, member, found, initial, list(plan.lines))


@require_POST
@for_instructors
@unarchived
def put_away(request: LearnerRequest, member: Member, quiz_id: UUID) -> HttpResponse:
    """Takes a quiz off the list."""
    found = quiz_of(member, quiz_id)
    try:
        quiz_actions.put_away(by=request.user, quiz=found, now=timezone.now())
    except quiz_actions.InUseError:
        messages.info(request, _("It is assigned: withdraw the assignment first."))
        return HttpResponseRedirect(found.get_absolute_url())
    messages.success(request, _("Put away. What was made from it stays."))
    return HttpResponseRedirect(reverse("assignments:quizzes", args=[member.classroom.pk]))


def quiz_of(member: Member, quiz_id: UUID) -> Quiz:
    """A quiz of the member's class; to anyone else it is missing."""
    try:
        return Quiz.objects.select_related("current", "classroom").get(pk=quiz_id, classroom=member.classroom)
    except Quiz.DoesNotExist as error:
        raise Http404 from error


def clash_words(versions: Any) -> list[tuple[int, int]]:
    """The places of questions of a picked quiz that do not go together."""
    return drawing.clashes(drawing.fixed(versions))


def line_words(plan: Blueprint) -> list[str]:
    """Each line of a blueprint in words."""
    levels = dict(LEVELS)
    said = []
    for line in plan.lines:
        parts = [
            ", ".join(bank.topic_titles(line.topics)) if line.topics else _("all topics"),
            ", ".join(str(FORMAT_NAMES[each]) for each in FORMAT_NAMES if each.value in line.formats)
            if line.formats
            else _("all formats"),
            str(levels[line.level]).lower() if line.level in levels else "",
        ]
        said.append(f"{line.number} × {'; '.join(part for part in parts if part)}")
    return said


def _page(
    request: LearnerRequest, member: Member, found: Quiz | None, initial: dict[str, Any], lines: list[Line]
) -> HttpResponse:
    data: QueryDict | None = None
    if request.method == "POST":
        data = _after(request.POST)
    elif request.htmx:
        # The script asks what it would ask.
        data = request.GET
    lens = drawing.class_lens(member.classroom.pk)
    form = BlueprintForm(data, initial=initial, lines=lines, topics=bank.topics(lens), formats=bank.formats(lens))
    kept = bank.kept_from(request.user.pk, timezone.now())
    do = request.POST.get("do", "") if request.method == "POST" else ""
    is_whole = form.is_bound and form.is_valid()
    if form.is_bound:
        valid(form, shown=tuple(set(form.fields) - {"quiz_id", "seed", "count"} | {"__all__"}))
    if do == "save" and is_whole:
        return _save(request, member, form, kept)
    context = {"member": member, "here": "quizzes", "form": form, "quiz": found}
    context |= _preview(form, lines, initial, lens, kept)
    context |= {"begun": quiz_actions.begun(found) if found is not None else 0}
    if request.htmx and request.method != "POST":
        return render(request, "assignments/blueprint.html#preview", context)
    # What is not to be saved yet is not wrong for lacking a title.
    status = 422 if do == "save" and form.is_bound and not is_whole else 200
    return render(request, "assignments/blueprint.html", context | {"is_refused": status == 422}, status=status)


def _after(sent: QueryDict) -> QueryDict:
    """What the form holds once its button is pressed: a line more or less, or another draw."""
    data, do = sent.copy(), sent.get("do", "")
    if do == "again":
        data["seed"] = str(_new_seed())
    count = data.get("count", "1")
    number = int(count) if count.isdecimal() and len(count) <= 3 else 1
    if do == "add" and number < MOST_LINES:
        data["count"] = str(number + 1)
        data[f"line{number}-number"], data[f"line{number}-level"] = "5", "mixed"
    act, _colon, which = do.partition(":")
    if act == "drop" and which.isdecimal() and number > 1 and int(which) < number:
        for place in range(int(which), number):
            for name in ("number", "topics", "formats", "level"):
                data.setlist(f"line{place}-{name}", sent.getlist(f"line{place + 1}-{name}"))
        data["count"] = str(number - 1)
    return data


def _preview(
    form: BlueprintForm,
    lines: list[Line],
    initial: dict[str, Any],
    lens: Lens,
    kept: QuerySet[HeldOut] | None,
) -> dict[str, Any]:
    """What a form as it stands would ask; nothing where a line is not whole."""
    plan: Blueprint | None
    if form.is_bound:
        is_whole = all(line.is_valid() for line in form.lines) and not form.non_field_errors()
        plan = form.blueprint if is_whole and {"seed", "is_per_student"} <= form.cleaned_data.keys() else None
        seed = form.cleaned_data.get("seed", 0)
    else:
        plan = Blueprint(tuple(lines), bool(initial.get("is_per_student")), bool(initial.get("asks_survival")))
        seed = initial["seed"]
    if plan is None:
        return {"draw": None, "questions": []}
    draw = drawing.draw(plan, lens=lens, random=Random(seed), without=kept)  # noqa: S311  (can be told again)
    thin = {place: len(line.chosen) for place, line in enumerate(draw.lines) if line.is_thin}
    return {
        "draw": draw,
        "is_example": plan.is_per_student,
        "questions": bank.shown(draw.versions),
        "thin": [
            {"place": place + 1, "wanted": draw.lines[place].line.number, "there": there}
            for place, there in thin.items()
        ],
    }


def _save(
    request: LearnerRequest, member: Member, form: BlueprintForm, kept_from_them: QuerySet[HeldOut] | None
) -> HttpResponse:
    data = form.cleaned_data
    try:
        kept = quiz_actions.save_quiz(
            by=request.user,
            classroom=member.classroom,
            quiz_id=data["quiz_id"],
            title=data["title"],
            plan=quiz_actions.drawn_for(
                form.blueprint, classroom_id=member.classroom.pk, seed=data["seed"], without=kept_from_them
            ),
            is_held_out=data["is_held_out"],
            now=timezone.now(),
        )
    except quiz_actions.NothingToAskError:
        messages.info(request, _("No question fits this. Choose more topics, more formats or another difficulty."))
        return HttpResponseRedirect(request.path)
    except quiz_actions.NotWholeError as error:
        raise Http404 from error
    messages.success(request, _("The quiz is saved. Students see it when you assign it."))
    return HttpResponseRedirect(kept.get_absolute_url())


def _new_seed() -> int:
    return secrets.randbits(SEED_BITS)
