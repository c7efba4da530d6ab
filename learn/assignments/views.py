"""What a class is asked to do: the list for those who teach, the list for a student, one assignment, starting on it."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.assignments import actions, clocks, leads, overview, words
from learn.assignments.counting import percent
from learn.assignments.models import Assignment
from learn.assignments.overview import assignment_of
from learn.assignments.work import Work, shown_to_students, work_of
from learn.classrooms.access import Member, for_members, for_students, for_those_who_see_students
from learn.quizzes import actions as taking
from learn.quizzes.forms import AttemptForm, new_id, valid
from learn.quizzes.models import Attempt
from learn.reviews.pages import study_url

_SEED_BITS = 63


@require_safe
@never_cache
@for_those_who_see_students
def every(request: LearnerRequest, member: Member) -> HttpResponse:
    """All assignments of the class, and what there is to assign."""
    now = timezone.now()
    rows = overview.rows(member.classroom, now=now)
    context = {
        "member": member,
        "here": "assignments",
        "rows": [each for each in rows if not each.is_withdrawn],
        "withdrawn": [each for each in rows if each.is_withdrawn],
        "quizzes": overview.quizzes_of(member.classroom),
        "decks": overview.decks_to_assign(member.classroom),
    }
    return render(request, "assignments/list.html", context)


@require_safe
@never_cache
@for_students
def work(request: LearnerRequest, member: Member) -> HttpResponse:
    """What a student is to do in this class, and what came of it."""
    now = timezone.now()
    taking.bring_up_to_date(learner=request.user, now=now)
    assignments = shown_to_students(member.classroom)
    found = work_of(learner=request.user, enrollment=member.enrollment, assignments=assignments, now=now)
    zone = member.classroom.zone
    rows = [_row(each, zone) for each in found]
    context = {
        "member": member,
        "here": "work",
        "to_do": [row for row in rows if row["work"].is_to_do],
        "other": [row for row in rows if not row["work"].is_to_do],
        "zone": zone.replace("_", " "),
    }
    return render(request, "assignments/work.html", context)


@require_safe
@never_cache
@for_members
def assignment(request: LearnerRequest, member: Member, assignment_id: UUID) -> HttpResponse:
    """One assignment: to its students what holds for them, to those who teach what came of it."""
    now = timezone.now()
    found = assignment_of(member, assignment_id)
    if member.is_student:
        return _for_student(request, member, found, now)
    actions.close_overdue(assignments=[found], now=now)
    context = {
        "member": member,
        "here": "assignments",
        "assignment": found,
        "conditions": words.conditions(actions.Terms.of(found), overview.window_for_all(found), member.classroom.zone),
        "page": overview.page_of(found, now=now),
        "is_closed": overview.is_closed(found),
        # What is withdrawn has no results that count.
        "leads": leads.leads_of(is_quiz=found.is_quiz) if found.withdrawn_at is None else [],
    }
    return render(request, "assignments/assignment.html", context)


@require_POST
@for_students
def start(request: LearnerRequest, member: Member, assignment_id: UUID) -> HttpResponse:
    """Starts a student's next attempt, and goes to its first question."""
    now = timezone.now()
    found = assignment_of(member, assignment_id)
    attempt_id = valid(AttemptForm(request.POST)).cleaned_data["attempt_id"]
    try:
        attempt = actions.start(
            learner=request.user,
            enrollment=member.enrollment,
            assignment=found,
            attempt_id=attempt_id,
            now=now,
            seed=secrets.randbits(_SEED_BITS),
        )
    except actions.UnfinishedError as error:
        return HttpResponseRedirect(error.attempt.get_absolute_url())
    except (actions.NotStartedError, taking.NothingToAskError) as error:
        messages.info(request, _why_not(error))
        return HttpResponseRedirect(found.get_absolute_url())
    return HttpResponseRedirect(attempt.get_absolute_url())


def _why_not(error: Exception) -> str:
    if isinstance(error, actions.NotOpenYetError):
        return _("It has not opened yet.")
    if isinstance(error, actions.NoAttemptsLeftError):
        return _("You have had all your attempts.")
    if isinstance(error, actions.ExemptError):
        return _("You are exempt from this: it does not count for you.")
    if isinstance(error, taking.NothingToAskError):
        return _("There is no question in it that you may be asked. Please tell your instructor.")
    return _("It has closed: nothing is taken any more.")


def _for_student(request: LearnerRequest, member: Member, found: Assignment, now: datetime) -> HttpResponse:
    if found.withdrawn_at is not None:
        raise Http404
    taking.bring_up_to_date(learner=request.user, now=now)
    [mine] = work_of(learner=request.user, enrollment=member.enrollment, assignments=[found], now=now)
    zone = member.classroom.zone
    deck = overview.deck_for(request.user, request.lens, found)
    context = {
        "member": member,
        "here": "work",
        "assignment": found,
        "row": _row(mine, zone),
        "conditions": words.conditions(actions.Terms.of(found), mine.window, zone),
        "may_start": mine.may_start(now) and not member.classroom.is_archived,
        "attempts": [_attempt_row(each, zone, now) for each in mine.attempts],
        "attempt_id": new_id(),
        "reasons": overview.reasons_of(found, member.enrollment),
        "deck": deck,
        "study_url": study_url(deck.wanted) if deck is not None else "",
        "own_page": reverse("assignments:assignment", args=[member.classroom.pk, found.pk]),
    }
    return render(request, "assignments/start.html", context)


def _row(each: Work, zone: str) -> dict[str, Any]:
    """A student's work as a list shows it."""
    return {
        "work": each,
        "assignment": each.assignment,
        "due": words.told(each.window.due_at, zone) if each.window.due_at is not None else "",
        "opens": words.told(each.window.opens_at, zone) if each.window.opens_at is not None else "",
        "percent": percent(each.share) if each.share is not None else "",
        "answers": words.told(each.answers_at, zone) if each.answers_at is not None else "",
        "minutes": words.minutes(each.window) if each.assignment.minutes is not None else "",
    }


def _attempt_row(attempt: Attempt, zone: str, now: datetime) -> dict[str, Any]:
    return {
        "attempt": attempt,
        "at": clocks.shown(attempt.submitted_at or attempt.started_at, zone),
        "is_told": attempt.is_submitted and attempt.shows_answers(now),
    }
