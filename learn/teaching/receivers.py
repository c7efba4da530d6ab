"""What teaching does when accounts say something: decisions about a learner's grades and messages are theirs, too.

Both belong to an enrollment; where two of one person become one, what came to the other is moved before it goes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.accounts.signals import learner_deleting, learner_exporting
from learn.accounts.tables import Table
from learn.classrooms.models import Classroom, Enrollment
from learn.classrooms.signals import classroom_copied, enrollments_joining
from learn.quizzes.models import Rescoring
from learn.teaching.gradebook import own_grades
from learn.teaching.models import ClassMessage, ClassRules, GradeChange, MessageCopy

_CHANGE = ("class", "assignment", "at", "by_name", "graded_as", "percent", "reason")
_RESCORING = ("class", "assignment", "at", "by_name", "scored_as", "reason", "undone_at", "undone_by_name")
_RECEIVED = ("class", "written_at", "by_name", "subject", "text", "state", "sent_at", "read_at", "attempts")
_WRITTEN = ("class", "written_at", "to_whom", "subject", "text", "by_mail")


@receiver(enrollments_joining, dispatch_uid="teaching.join")
def join(kept: Enrollment, dropped: Enrollment, **kwargs: Any) -> None:
    """What was decided of and written to either is the one's; a message that both have, the kept row's."""
    GradeChange.objects.filter(enrollment=dropped).update(enrollment=kept)
    had = MessageCopy.objects.filter(enrollment=kept).values("message_id")
    MessageCopy.objects.filter(enrollment=dropped).exclude(message_id__in=had).update(enrollment=kept)
    Rescoring.objects.filter(by=dropped).update(by=kept)
    Rescoring.objects.filter(undone_by=dropped).update(undone_by=kept)
    ClassMessage.objects.filter(by=dropped).update(by=kept)
    GradeChange.objects.filter(by=dropped).update(by=kept)


@receiver(classroom_copied, dispatch_uid="teaching.copy")
def copy_rules(original: Classroom, copy: Classroom, **kwargs: Any) -> None:
    """The copy tells who is behind by the same numbers; grades, messages and what was re-scored of answers are of the
    original's people.
    """
    own = ClassRules.objects.filter(classroom=original).first()
    if own is not None:
        ClassRules.objects.create(classroom=copy, **asdict(own.rules))


@receiver(learner_exporting, dispatch_uid="teaching.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """What was decided about the learner's grades, and the messages they got and wrote."""
    return [
        Table(
            "grade_changes",
            _("What instructors decided about your grades, and why."),
            _CHANGE,
            lambda: _changes(learner),
        ),
        Table(
            "rescorings",
            _("The questions of your quizzes that instructors re-scored, and why; quiz_attempts says what counts."),
            _RESCORING,
            lambda: _rescorings(learner),
        ),
        Table(
            "class_messages",
            _("The messages that instructors of your classes wrote to you. state: what became of the mail, if any."),
            _RECEIVED,
            lambda: _received(learner),
        ),
        Table(
            "class_messages_written",
            _("The messages that you wrote to students of your classes."),
            _WRITTEN,
            lambda: _written(learner),
        ),
    ]


def _changes(learner: User) -> Iterator[tuple[Any, ...]]:
    # The learner alone asks for this, so that it is now; what waits for closing is not told this way either.
    now = timezone.now()
    for own in Enrollment.objects.filter(learner=learner, grade_changes__isnull=False).distinct():
        changes = GradeChange.objects.filter(enrollment=own).select_related("assignment__classroom").order_by("at")
        room = own.classroom
        released = {each.assignment.pk: each.is_released(now) for each in own_grades(room, own, now=now)}
        for each in changes:
            told = (
                (each.graded_as, each.percent, each.reason) if released.get(each.assignment_id, True) else (None,) * 3
            )
            yield room.name, each.assignment.title, each.at, each.by_name, *told


def _rescorings(learner: User) -> Iterator[tuple[Any, ...]]:
    # What it is about is told with the results, and not before; that it was done is no secret.
    now = timezone.now()
    rooms = Rescoring.objects.order_by().values("classroom")
    for own in Enrollment.objects.filter(learner=learner, classroom__in=rooms).students().select_related("classroom"):
        for grade in own_grades(own.classroom, own, now=now):
            for each in reversed(grade.rescorings):
                told = (each.scored_as, each.reason) if grade.is_released(now) else (None, None)
                about = (own.classroom.name, grade.assignment.title, each.at, each.by_name)
                yield (*about, *told, each.undone_at, each.undone_by_name)


def _received(learner: User) -> Iterator[tuple[Any, ...]]:
    copies = MessageCopy.objects.filter(enrollment__learner=learner).order_by("message__written_at")
    rows = copies.values_list(
        "message__classroom__name",
        "message__written_at",
        "message__by_name",
        "message__subject",
        "message__text",
        "state",
        "sent_at",
        "read_at",
        "attempts",
    )
    for *told, attempts in rows.iterator():
        yield (*told, "; ".join(_attempt(each) for each in attempts))


def _attempt(told: Mapping[str, Any]) -> str:
    """An attempt that a notice is about, with its points before and after where they were told."""
    points = [
        f"{points}/{possible}" for points, possible in (told[name] for name in ("was", "becomes") if name in told)
    ]
    return " ".join([str(told["attempt"]), *points])


def _written(learner: User) -> Iterator[tuple[Any, ...]]:
    written = ClassMessage.objects.filter(by__learner=learner).order_by("written_at")
    yield from written.values_list("classroom__name", "written_at", "to_whom", "subject", "text", "by_mail").iterator()


@receiver(learner_deleting, dispatch_uid="teaching.delete")
def delete(learner: User, **kwargs: Any) -> None:
    """What is of the learner's enrollments goes with them; what they wrote to others stays, without their name."""
    MessageCopy.objects.filter(enrollment__learner=learner).delete()
    GradeChange.objects.filter(enrollment__learner=learner).delete()
    former = _("a former instructor")
    ClassMessage.objects.filter(by__learner=learner).update(by=None, by_name=former)
    GradeChange.objects.filter(by__learner=learner).update(by=None, by_name=former)
    Rescoring.objects.filter(by__learner=learner).update(by=None, by_name=former)
    Rescoring.objects.filter(undone_by__learner=learner).update(undone_by=None, undone_by_name=former)
