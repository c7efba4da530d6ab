"""Joining a class by its code: for whoever has it, signed in or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learn.accounts import limits
from learn.accounts.browser_guests import sign_in_guest
from learn.accounts.models import User
from learn.classrooms import joining, reading
from learn.classrooms.codes import tidied
from learn.classrooms.forms import CodeForm, JoinForm
from learn.classrooms.models import Classroom, Enrollment


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Asks for a code, and leads to the class it is of."""
    now = timezone.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not limits.may_try_code(request, now=now):
            return limits.too_many_codes(request, now=now)
        try:
            joining.class_of_code(form.cleaned_data["code"], now=now)
        except joining.CodeRefusedError:
            limits.note_wrong_code(request, now=now)
            form.add_error("code", _refused())
        else:
            return HttpResponseRedirect(reverse("classrooms:join_code", args=[tidied(form.cleaned_data["code"])]))
    return render(request, "classrooms/join.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """Says what the class is and what its instructors will see, then lets join it."""
    now = timezone.now()
    if not limits.may_try_code(request, now=now):
        return limits.too_many_codes(request, now=now)
    try:
        return _at_the_door(request, code, joining.class_of_code(code, now=now))
    except joining.CodeRefusedError:
        limits.note_wrong_code(request, now=now)
        form = CodeForm({"code": code})
        form.is_valid()
        form.add_error("code", _refused())
        return render(request, "classrooms/join.html", {"form": form}, status=404)
    except joining.WasRemovedError:
        return render(request, "classrooms/was_removed.html", status=409)


def _at_the_door(request: HttpRequest, code: str, classroom: Classroom) -> HttpResponse:
    learner = request.user if isinstance(request.user, User) else None
    own = None
    if learner is not None:
        own = Enrollment.objects.filter(classroom=classroom, learner=learner).first()
    if own is not None and own.is_removed:
        raise joining.WasRemovedError
    if own is not None and own.is_present:
        return HttpResponseRedirect(classroom.get_absolute_url())
    door = reading.door(classroom)
    posted = request.POST if request.method == "POST" else None
    form = JoinForm(posted, learner=learner, asks_number=door.asks_number)
    if form.is_valid():
        return _joined(request, learner, code, form)
    context = {"form": form, "door": door, "was_in": own is not None, "here": request.path}
    return render(request, "classrooms/door.html", context, status=422 if form.errors else 200)


def _joined(request: HttpRequest, learner: User | None, code: str, form: JoinForm) -> HttpResponse:
    data, now = form.cleaned_data, timezone.now()
    number = data.get("student_number", "")
    said = {"code": code, "name": data["name"], "student_number": number, "path": data.get("path", "")}
    if learner is not None:
        enrollment = joining.join_class(learner=learner, now=now, **said)
    else:
        if not limits.may_make_guest(request, now=now):
            return limits.too_many_guests(request, now=now)
        guest = said | {"page": data["page"], "zone": data["zone"]}
        try:
            enrollment = joining.join_as_guest(now=now, **guest)
        except IntegrityError:
            # The other of two clicks made the guest at this moment.
            enrollment = joining.join_as_guest(now=now, **guest)
        if enrollment.learner is not None:
            sign_in_guest(request, enrollment.learner)
    messages.success(request, _("You are in the class %(name)s.") % {"name": enrollment.classroom})
    if number and enrollment.student_number.casefold() != number.casefold():
        messages.info(
            request,
            _(
                "Your student number was not taken over: the class has it with another name."
                " Your instructor can put it right."
            ),
        )
    return HttpResponseRedirect(enrollment.classroom.get_absolute_url())


def _refused() -> str:
    return _(
        "No class can be joined by this code. It may be mistyped, or have expired;"
        " your instructor has the one that works."
    )
