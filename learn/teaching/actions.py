"""What instructors write about grades and rules. Each does nothing the second time: a double click is a click."""

from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.classrooms import audit
from learn.classrooms.access import Member
from learn.classrooms.locking import locked
from learn.classrooms.models import Classroom
from learn.teaching import results
from learn.teaching.behind import MOST_DAYS, Rules
from learn.teaching.models import LONGEST_REASON, ClassRules, GradeChange, GradedAs


class NoReasonError(Exception):
    """A grade is set for a reason, in at most LONGEST_REASON characters; nothing was changed."""


class NotAPercentError(Exception):
    """A grade is set to 0 to 100 percent with at most two decimals, and only then has a number; nothing was changed."""


class PageReusedError(Exception):
    """This page has set a grade before, and not to this; nothing was changed."""


class BadRulesError(Exception):
    """A threshold that nobody can mean; nothing was changed."""


@transaction.atomic
def set_grade(
    *,
    member: Member,
    assignment_id: UUID,
    enrollment_id: UUID,
    change_id: UUID,
    graded_as: GradedAs,
    percent: Decimal | None,
    reason: str,
    now: datetime,
) -> GradeChange:
    """Sets a student's grade, excuses it or takes it back to the rule; the same page twice is one decision.

    Raises Assignment.DoesNotExist, Enrollment.DoesNotExist, NoReasonError, NotAPercentError, PageReusedError
    and locking.ArchivedError.
    """
    # Two clicks at once must not both find it missing.
    locked(member.classroom)
    assignment = results.assignment_of(member.classroom, assignment_id)
    student = results.student_of(member.classroom, enrollment_id)
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise NoReasonError
    if (percent is None) != (graded_as != GradedAs.PERCENT):
        raise NotAPercentError
    if percent is not None:
        percent = _checked_percent(percent)
    before = GradeChange.objects.filter(pk=change_id).first()
    if before is not None:
        same = (before.assignment_id, before.enrollment_id, before.graded_as, before.percent, before.reason)
        if same != (assignment.pk, student.pk, graded_as, percent, said):
            raise PageReusedError
        return before
    latest = GradeChange.objects.filter(assignment=assignment, enrollment=student).order_by("-at", "-change_id").first()
    change = GradeChange.objects.create(
        change_id=change_id,
        assignment=assignment,
        enrollment=student,
        graded_as=graded_as,
        percent=percent,
        reason=said,
        # Later than the one before whatever the clock says: the latest counts.
        at=now if latest is None else max(now, latest.at + timedelta(microseconds=1)),
        by=member.enrollment,
        by_name=member.enrollment.name,
    )
    audit.note(
        classroom=member.classroom,
        by=user_of(member),
        what=audit.Act.GRADED,
        about=f"{student.name}: {assignment.title}",
        person=student,
        details={"grade": [_plainly(latest), _plainly(change)], "reason": said},
        now=now,
    )
    return change


@transaction.atomic
def set_rules(*, member: Member, rules: Rules, now: datetime) -> None:
    """Changes from when on a student of the class counts as behind. Raises BadRulesError."""
    days_are_right = all(1 <= days <= MOST_DAYS for days in (rules.overdue_days, rules.quiet_days))
    if not days_are_right or not 0 <= rules.least_percent <= 100 or not 1 <= rules.least_answers <= 1000:
        raise BadRulesError
    locked(member.classroom)
    was, becomes = asdict(rules_of(member.classroom)), asdict(rules)
    if was == becomes:
        return
    ClassRules.objects.update_or_create(classroom=member.classroom, defaults=becomes)
    audit.note(
        classroom=member.classroom,
        by=user_of(member),
        what=audit.Act.CHANGED,
        about=_("who counts as behind"),
        details={name: [was[name], value] for name, value in becomes.items() if was[name] != value},
        now=now,
    )


def rules_of(classroom: Classroom) -> Rules:
    """The class's thresholds, or the usual ones."""
    own = ClassRules.objects.filter(classroom=classroom).first()
    return own.rules if own is not None else Rules()


def _checked_percent(percent: Decimal) -> Decimal:
    if not percent.is_finite() or not 0 <= percent <= 100 or percent != round(percent, 2):
        raise NotAPercentError
    return round(percent, 2)


def _plainly(change: GradeChange | None) -> str:
    if change is None or change.graded_as == GradedAs.COMPUTED:
        return "by the rule"
    return "exempt" if change.percent is None else f"{change.percent} %"


def user_of(member: Member) -> User:
    assert member.enrollment.learner is not None
    return member.enrollment.learner


def as_numbers(rules: Rules) -> dict[str, int]:
    """The thresholds by name."""
    return asdict(rules)
