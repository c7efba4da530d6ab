"""Assigning a quiz or a deck, changing on what terms, withdrawing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cards.models import Deck
from learn.accounts.requests import LearnerRequest
from learn.assignments import actions, drawing, overview, words
from learn.assignments.forms import QuizTermsForm, StudyTermsForm, held, proposal
from learn.assignments.models import Assignment, Quiz
from learn.assignments.overview import assignment_of
from learn.assignments.reading import plan_of
from learn.assignments.windows import Times, window
from learn.classrooms.access import Member, for_instructors, unarchived
from learn.quizzes.forms import valid
from learn.quizzes.models import Attempt

_Form = QuizTermsForm | StudyTermsForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def assign_quiz(request: LearnerRequest, member: Member, quiz_id: UUID) -> HttpResponse:
    """The form that assigns a quiz of the class; sent, it leads to the assignment."""
    quiz = get_object_or_404(Quiz, pk=quiz_id, classroom=member.classroom, retired_at=None)
    now = timezone.now()
    zone = member.classroom.zone
    form = QuizTermsForm(_data(request), initial=proposal(title=quiz.title, now=now, zone=zone), zone=zone)
    return _page(request, member, form, quiz=quiz, now=now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def assign_deck(request: LearnerRequest, member: Member, uid: str) -> HttpResponse:
    """The form that assigns a deck, or topics of it; sent, it leads to the assignment."""
    deck = get_object_or_404(overview.decks_to_assign(member.classroom), uid=uid)
    now = timezone.now()
    zone = member.classroom.zone
    initial = proposal(title=deck.title, now=now, zone=zone)
    form = StudyTermsForm(_data(request), initial=initial, zone=zone, topics=overview.topics_of(deck), since=now)
    return _page(request, member, form, deck=deck, now=now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
@unarchived
def change(request: LearnerRequest, member: Member, assignment_id: UUID) -> HttpResponse:
    """The same form for an assignment there is. One that was withdrawn, or copied, is assigned again by it."""
    found = assignment_of(member, assignment_id)
    zone = member.classroom.zone
    form: _Form
    if found.deck is not None:
        topics = overview.topics_of(found.deck)
        # What a copied class brought along was never there to be studied.
        since = timezone.now() if found.withdrawn_at == found.made_at else found.made_at
        form = StudyTermsForm(_data(request), initial=held(found), zone=zone, topics=topics, since=since)
    else:
        form = QuizTermsForm(_data(request), initial=held(found), zone=zone)
    return _page(request, member, form, quiz=found.quiz, deck=found.deck, assignment=found, now=timezone.now())


@require_POST
@for_instructors
@unarchived
def withdraw(request: LearnerRequest, member: Member, assignment_id: UUID) -> HttpResponse:
    """Nobody is asked for it any more."""
    found = assignment_of(member, assignment_id)
    actions.withdraw(by=request.user, assignment=found, now=timezone.now())
    messages.success(request, _("Withdrawn: students no longer see it. What was handed in is kept."))
    return HttpResponseRedirect(reverse("assignments:list", args=[member.classroom.pk]))


def _data(request: LearnerRequest) -> QueryDict | None:
    if request.method == "POST":
        return request.POST
    # The script asks how what is typed would read.
    return request.GET if request.htmx else None


def _page(
    request: LearnerRequest,
    member: Member,
    form: _Form,
    *,
    now: datetime,
    quiz: Quiz | None = None,
    deck: Deck | None = None,
    assignment: Assignment | None = None,
) -> HttpResponse:
    is_whole = form.is_bound and form.is_valid()
    if is_whole and request.method == "POST" and request.POST.get("do") != "read":
        return _keep(request, member, _terms(form, quiz, deck), form, assignment, now)
    if form.is_bound and "assignment_id" in form.errors:
        valid(form, shown=tuple(set(form.fields) - {"assignment_id"}))
    terms = _terms(form, quiz, deck) if is_whole else None
    if not form.is_bound:
        terms = actions.Terms.of(assignment) if assignment is not None else _proposed(form, quiz, deck)
    context = {
        "member": member,
        "here": "assignments",
        "form": form,
        "quiz": quiz,
        "deck": deck,
        "assignment": assignment,
        "zone": member.classroom.zone.replace("_", " "),
        "is_again": assignment is not None and assignment.withdrawn_at is not None,
        "conditions": _conditions(terms, member.classroom.zone) if terms is not None else [],
        "past": words.past(terms, member.classroom.zone, now) if terms is not None else [],
        "running": _running(assignment),
    }
    if request.htmx and request.method != "POST":
        return render(request, "assignments/terms.html#told", context)
    if quiz is not None:
        plan = plan_of(quiz)
        there = drawing.asked(plan, quiz_id=quiz.pk, classroom_id=quiz.classroom_id)
        context |= {"wanted": plan.wanted, "there": len(there)}
    return render(request, "assignments/terms.html", context, status=422 if form.errors else 200)


def _terms(form: _Form, quiz: Quiz | None, deck: Deck | None) -> actions.Terms:
    if isinstance(form, QuizTermsForm) and quiz is not None:
        return form.terms(quiz)
    if isinstance(form, StudyTermsForm) and deck is not None:
        return form.terms(deck)
    raise Http404


def _proposed(form: _Form, quiz: Quiz | None, deck: Deck | None) -> actions.Terms:
    values: dict[str, Any] = {"title": form.initial["title"], "due_at": form.initial["due_at"]}
    if deck is not None:
        number = form.fields["goal_number"].initial
        return actions.Terms(deck=deck, goal=form.fields["goal"].initial, goal_number=number, **values)
    return actions.Terms(quiz=quiz, **values)


def _conditions(terms: actions.Terms, zone: str) -> list[str]:
    times = Times(
        opens_at=terms.opens_at,
        due_at=terms.due_at,
        closes_at=terms.closes_at,
        minutes=terms.minutes,
        attempts=terms.attempts,
    )
    return words.conditions(terms, window(times), zone)


def _running(assignment: Assignment | None) -> int:
    """How many attempts are under way, which a change bears on."""
    if assignment is None or not assignment.is_quiz:
        return 0
    enrolled = assignment.classroom.enrollments.filter(learner__isnull=False).values("learner_id")
    return Attempt.objects.filter(learner_id__in=enrolled, assignment_id=assignment.pk, submitted_at=None).count()


def _keep(
    request: LearnerRequest,
    member: Member,
    terms: actions.Terms,
    form: _Form,
    assignment: Assignment | None,
    now: datetime,
) -> HttpResponse:
    by, classroom = request.user, member.classroom
    dates = (assignment.due_at, assignment.closes_at) if assignment is not None else None
    if assignment is None:
        assignment_id = form.cleaned_data["assignment_id"]
        try:
            kept = actions.assign(by=by, classroom=classroom, assignment_id=assignment_id, terms=terms, now=now)
        except actions.NotWholeError as error:
            raise Http404 from error
        messages.success(request, _("Assigned: students see it now."))
    else:
        kept = assignment
        is_back = kept.withdrawn_at is not None
        actions.change(by=by, assignment=kept, terms=terms, now=now)
        messages.success(request, _("Assigned again: students see it now.") if is_back else _("Saved."))
    for label in form.told_twice:
        said = _("%(field)s: clocks go back that night, and this time comes twice. The first is meant.")
        messages.info(request, said % {"field": label})
    # Whoever changed something else knows them.
    if dates != (terms.due_at, terms.closes_at):
        for said in words.past(terms, classroom.zone, now):
            messages.info(request, said)
    return HttpResponseRedirect(kept.get_absolute_url())
