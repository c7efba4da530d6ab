"""Who may see which page of a class. Member: a learner in a class, as its pages know them.

Every page of a class stands below /classes/<classroom_id>/ and goes through one of the decorators here. A class
that does not exist, one that the learner is not in, and a page that is not for their role look the same: missing.
Its days and hours are those of the class's zone.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from learn.accounts.models import User
from learn.accounts.requests import LearnerRequest
from learn.classrooms.locking import ArchivedError
from learn.classrooms.models import SEES_STUDENTS, Classroom, Enrollment, Role

_P = ParamSpec("_P")


@dataclass(frozen=True, slots=True)
class Member:
    """A learner in a class."""

    classroom: Classroom
    enrollment: Enrollment

    @property
    def is_student(self) -> bool:
        return self.enrollment.role == Role.STUDENT

    @property
    def sees_students(self) -> bool:
        return self.enrollment.role in SEES_STUDENTS

    @property
    def is_instructor(self) -> bool:
        return self.enrollment.role == Role.INSTRUCTOR


def member_of(*, learner: User, classroom_id: UUID, roles: Collection[str] = Role.values) -> Member:
    """This learner in this class. Raises Enrollment.DoesNotExist for whoever is not, or in another role."""
    present = Enrollment.objects.present().select_related("classroom", "section")
    own = present.get(learner=learner, classroom_id=classroom_id, role__in=roles)
    return Member(own.classroom, own)


_ClassView = Callable[Concatenate[LearnerRequest, Member, _P], HttpResponseBase]
_View = Callable[..., HttpResponseBase]


def for_members(view: _ClassView[_P]) -> _View:
    """A page for everyone in the class. The view gets a Member in place of the address's classroom_id."""
    return _guarded(view, Role.values)


def for_those_who_see_students(view: _ClassView[_P]) -> _View:
    """A page for instructors and observers: it only shows, for an observer changes nothing."""
    return _guarded(view, SEES_STUDENTS)


def for_instructors(view: _ClassView[_P]) -> _View:
    """A page for instructors."""
    return _guarded(view, [Role.INSTRUCTOR])


def for_students(view: _ClassView[_P]) -> _View:
    """A page for students: what is theirs."""
    return _guarded(view, [Role.STUDENT])


def unarchived(view: _ClassView[_P]) -> _ClassView[_P]:
    """Below one of the others: of an archived class nothing can be changed, and this page says so instead."""

    @wraps(view)
    def guarded(request: LearnerRequest, member: Member, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        if member.classroom.is_archived:
            return _archived(request, member)
        try:
            return view(request, member, *args, **kwargs)
        except ArchivedError:
            # By somebody else, while this page was on its way.
            return _archived(request, member)

    return guarded


def read_only_if_archived(view: _ClassView[_P]) -> _ClassView[_P]:
    """Below one of the others: of an archived class this page is shown, but what it sends is not done."""
    changing = unarchived(view)

    @wraps(view)
    def guarded(request: LearnerRequest, member: Member, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        chosen = view if request.method in ("GET", "HEAD") else changing
        return chosen(request, member, *args, **kwargs)

    return guarded


def _archived(request: LearnerRequest, member: Member) -> HttpResponseBase:
    return render(request, "classrooms/archived.html", {"member": member}, status=HTTPStatus.CONFLICT)


def _guarded(view: _ClassView[_P], roles: Collection[str]) -> _View:
    @wraps(view)
    def guarded(request: LearnerRequest, classroom_id: UUID, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        try:
            member = member_of(learner=request.user, classroom_id=classroom_id, roles=roles)
        except Enrollment.DoesNotExist as error:
            raise Http404 from error
        # By it a page shows every time, and reads what is typed as one.
        with timezone.override(member.classroom.zone):
            return view(request, member, *args, **kwargs)

    return guarded
