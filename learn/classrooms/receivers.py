"""What classes do when another room says something."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.accounts.signals import (
    guest_described,
    guest_locking,
    learner_deleting,
    learner_exporting,
    learner_merging,
)
from learn.accounts.tables import Table
from learn.accounts.traces import Trace
from learn.classrooms.audit import Act, note
from learn.classrooms.joining import own_accommodations
from learn.classrooms.locking import lock_classes_of
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, Role, RosterUpload
from learn.classrooms.people import become_one

_ENROLLMENT_COLUMNS = (
    "enrollment_id",
    "classroom",
    "class_name",
    "role",
    "section",
    "name",
    "sort_name",
    "joined_as",
    "email",
    "student_number",
    "time_percent",
    "accommodations",
    "is_by_number",
    "added_at",
    "joined_at",
    "ended_at",
    "is_removed",
)


@receiver(guest_locking, dispatch_uid="classrooms.lock_guest")
def lock_guest(guest_id: int, **kwargs: Any) -> None:
    """The guest's classes come before the guest: whoever writes to one may wait for the guest."""
    lock_classes_of(guest_id)


@receiver(learner_merging, dispatch_uid="classrooms.merge")
def merge(guest: User, account: User, now: datetime, **kwargs: Any) -> None:
    """The guest's classes are the account's; in a class of both, the account's row stays and takes what it lacks.

    Whom an instructor removed stays removed, under whichever of the two.
    """
    lock_classes_of(guest.pk)
    own = {row.classroom_id: row for row in Enrollment.objects.filter(learner=account)}
    for row in Enrollment.objects.filter(learner=guest).select_related("classroom"):
        kept = own.get(row.classroom_id)
        if kept is None:
            Enrollment.objects.filter(pk=row.pk).update(learner=account)
            continue
        if row.is_present and not kept.is_removed:
            kept.ended_at = None
        become_one(kept=kept, dropped=row, now=now)


@receiver(learner_exporting, dispatch_uid="classrooms.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """The learner's classes with all that these know of them, and what they did as an instructor.

    Whom or what that was about is other people's.
    """
    return [
        Table(
            "classes",
            _("The classes you are or were in, and what their instructors see of you there."),
            _ENROLLMENT_COLUMNS,
            lambda: _enrollments(learner),
        ),
        Table(
            "class_acts",
            _("What you did to classes as an instructor; about whom is not told here."),
            ("id", "classroom", "at", "by_name", "what"),
            lambda: iter(
                AuditEntry.objects.filter(by=learner)
                .order_by("at", "pk")
                .values_list("pk", "classroom", "at", "by_name", "what")
            ),
        ),
        Table(
            "roster_uploads",
            _("Roster files you uploaded in the last day; whom they name is not told here."),
            ("upload_id", "classroom", "filename", "made_at", "taken_at"),
            lambda: iter(
                RosterUpload.objects.filter(learner=learner).values_list(
                    "upload_id", "classroom", "filename", "made_at", "taken_at"
                )
            ),
        ),
    ]


def _enrollments(learner: User) -> Iterator[tuple[Any, ...]]:
    own = Enrollment.objects.filter(learner=learner).select_related("classroom", "section", "learner")
    own = own.order_by("added_at", "pk")
    for row in own:
        yield (
            row.enrollment_id,
            row.classroom_id,
            str(row.classroom),
            row.role,
            row.section.name if row.section is not None else "",
            row.name,
            row.sort_name,
            row.joined_as,
            row.email,
            row.student_number,
            row.time_percent,
            own_accommodations(row),
            row.is_by_number,
            row.added_at,
            row.joined_at,
            row.ended_at,
            row.is_removed,
        )


@receiver(learner_deleting, dispatch_uid="classrooms.delete")
def delete(learner: User, now: datetime, **kwargs: Any) -> None:
    """Names go from the trails; a class that has no instructor then is archived. The enrollments go with the user.

    Not before: other rooms may yet ask which class's rows these were.
    """
    lock_classes_of(learner.pk)
    for row in Enrollment.objects.filter(learner=learner).select_related("classroom", "learner"):
        acts = AuditEntry.objects.filter(classroom=row.classroom)
        former = _("a former member")
        acts.filter(person=row).update(about=former, details={})
        # A room may have named somebody without saying who it is. Where it is said, it may be another of this name.
        for name in {row.name, row.joined_as} - {""}:
            named = Q(about=name) | Q(about__startswith=f"{name}: ")
            acts.filter(named, person=None).update(about=former, details={})
        _archive_without(row, now)
    AuditEntry.objects.filter(by=learner).update(by_name=_("a former instructor"), by=None)
    RosterUpload.objects.filter(learner=learner).delete()


def _archive_without(row: Enrollment, now: datetime) -> None:
    if row.role != Role.INSTRUCTOR or not row.is_present or row.learner is None:
        return
    others = Enrollment.objects.present().filter(classroom=row.classroom_id, role=Role.INSTRUCTOR).exclude(pk=row.pk)
    if not others.exists() and Classroom.objects.filter(pk=row.classroom_id, archived_at=None).update(archived_at=now):
        note(classroom=row.classroom, by=row.learner, what=Act.ARCHIVED, now=now)


@receiver(guest_described, dispatch_uid="classrooms.describe_guest")
def describe_guest(guest: User, **kwargs: Any) -> Trace:
    """In how many classes the guest is: one who joined is expected back."""
    return Trace(kept=Enrollment.objects.filter(learner=guest).count())
