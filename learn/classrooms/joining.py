"""Coming to a class by its code, and leaving it; making codes and revoking them."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from learn.accounts.actions import change_preferences, create_guest
from learn.accounts.models import User
from learn.classrooms.audit import Act, note
from learn.classrooms.codes import made_code, tidied
from learn.classrooms.locking import locked
from learn.classrooms.models import Classroom, Enrollment, JoinCode, Role
from learn.classrooms.names import are_alike, folded, in_order
from learn.classrooms.signals import enrollments_retimed

CODE_DAYS = 120
LONGEST_CODE_DAYS = 400
_SECOND_CLICK = timedelta(minutes=1)


class CodeRefusedError(Exception):
    """No class can be joined by this code: there is none such, or it has expired or was revoked."""


class WasRemovedError(Exception):
    """An instructor removed this learner from the class: only an instructor takes them back."""


class LastInstructorError(Exception):
    """A class without an instructor cannot be: this one stays until there is another."""


def make_code(*, classroom: Classroom, days: int = CODE_DAYS, now: datetime) -> JoinCode:
    """Makes the class's code, in the transaction of who calls; it must have none that is not revoked."""
    code = made_code()
    while JoinCode.objects.filter(code=code).exists():
        code = made_code()
    return JoinCode.objects.create(classroom=classroom, code=code, made_at=now, expires_at=now + timedelta(days=days))


@transaction.atomic
def renew_code(*, classroom: Classroom, by: User, days: int, seen: str, now: datetime) -> JoinCode:
    """Revokes the class's code and makes another one. Raises ArchivedError.

    seen: the code on the page that asks, or empty: where it is another by now, that one stands, for two clicks are one.
    """
    kept = locked(classroom)
    current = kept.codes.filter(revoked_at=None).first()
    if current is not None and current.code != seen:
        return current
    kept.codes.filter(revoked_at=None).update(revoked_at=now)
    made = make_code(classroom=kept, days=days, now=now)
    note(classroom=kept, by=by, what=Act.CODE_MADE, details={"days": days}, now=now)
    return made


@transaction.atomic
def revoke_code(*, classroom: Classroom, by: User, now: datetime) -> None:
    """Nobody joins by the class's code any more. Done twice it is done once. Raises ArchivedError."""
    kept = locked(classroom)
    if kept.codes.filter(revoked_at=None).update(revoked_at=now):
        note(classroom=kept, by=by, what=Act.CODE_REVOKED, now=now)


def class_of_code(typed: str, *, now: datetime) -> Classroom:
    """The class that this code lets join. Raises CodeRefusedError, whatever the reason."""
    code = tidied(typed)
    found = JoinCode.objects.select_related("classroom").filter(code=code).first() if code else None
    if found is None or not found.works(now):
        raise CodeRefusedError
    return found.classroom


@transaction.atomic
def join_class(
    *, learner: User, code: str, name: str, student_number: str = "", path: str = "", now: datetime
) -> Enrollment:
    """Brings a learner into the class of this code as a student; who is in it already stays what they are.

    Somebody whom the roster expects is taken for who comes by an address that was proved to be theirs, or by a student
    number that nobody came with before, if the names are alike. The roster's name then stays; joined_as keeps the
    other. path: what a learner who has not said so came for. Raises CodeRefusedError and WasRemovedError.
    """
    classroom = class_of_code(code, now=now)
    locked(classroom)
    if path and not learner.preferences.path:
        change_preferences(learner=learner, changes={"path": path}, now=now)
    own = Enrollment.objects.filter(classroom=classroom, learner=learner).first()
    if own is not None:
        return _back(own, now)
    expected = _expected(classroom, learner, name, student_number)
    if expected is not None:
        expected.learner, expected.joined_at = learner, now
        expected.is_by_number = expected.email not in proved_by(learner)
        expected.joined_as = "" if folded(expected.name) == folded(name) else name
        if student_number and not expected.student_number:
            expected.student_number = _free_number(classroom, student_number)
        expected.save()
        return expected
    said, sort_name = in_order(name)
    return Enrollment.objects.create(
        classroom=classroom,
        learner=learner,
        role=Role.STUDENT,
        name=said,
        sort_name=sort_name,
        student_number=_free_number(classroom, student_number),
        added_at=now,
        joined_at=now,
    )


@transaction.atomic
def join_as_guest(
    *, page: UUID, code: str, name: str, student_number: str = "", path: str, zone: str, now: datetime
) -> Enrollment:
    """Makes a guest of somebody who is not signed in, and brings them into the class. page: made with the page.

    Sent twice within a minute it is the same guest: two clicks are one student. Raises CodeRefusedError.
    """
    class_of_code(code, now=now)
    # Who knows the page's secret made the guest; it is not kept itself.
    username = f"guest-{hashlib.sha256(page.bytes).hexdigest()[:24]}"
    before = User.objects.filter(username=username, is_guest=True).first()
    if before is not None:
        own = Enrollment.objects.present().filter(learner=before, joined_at__gt=now - _SECOND_CLICK).first()
        if own is None:
            raise CodeRefusedError
        return own
    guest = create_guest(path=path, zone=zone, username=username, now=now)
    return join_class(learner=guest, code=code, name=name, student_number=student_number, now=now)


@transaction.atomic
def leave(*, classroom: Classroom, learner: User, now: datetime) -> None:
    """Ends somebody's being in the class, as they wish; what they learned is theirs. Raises LastInstructorError."""
    locked(classroom, also_archived=True)
    own = Enrollment.objects.present().filter(classroom=classroom, learner=learner).first()
    if own is None:
        return
    assert_not_last(own)
    Enrollment.objects.filter(pk=own.pk).update(ended_at=now)
    if own.role != Role.STUDENT:
        note(classroom=classroom, by=learner, what=Act.LEFT, now=now)


def assert_not_last(own: Enrollment) -> None:
    """Raises LastInstructorError for the one instructor whom the class has."""
    others = Enrollment.objects.present().filter(classroom=own.classroom_id, role=Role.INSTRUCTOR).exclude(pk=own.pk)
    if own.role == Role.INSTRUCTOR and own.is_present and not others.exists():
        raise LastInstructorError


def _back(own: Enrollment, now: datetime) -> Enrollment:
    if own.is_removed:
        raise WasRemovedError
    if own.ended_at is not None:
        own.ended_at = None
        # Who taught before and left comes back as anybody with the code does.
        own.role = Role.STUDENT
        own.save(update_fields=["ended_at", "role"])
        # What they were granted before they left holds again.
        enrollments_retimed.send(sender=Enrollment, enrollments=[own], now=now)
    return own


def _expected(classroom: Classroom, learner: User, name: str, student_number: str) -> Enrollment | None:
    waiting = Enrollment.objects.expected().students().filter(classroom=classroom)
    proved = proved_by(learner)
    found = waiting.filter(email__in=proved).first() if proved else None
    if found is None and student_number:
        found = waiting.filter(student_number__iexact=student_number).first()
        # Whoever tries out numbers is not to learn whose they are.
        found = found if found is not None and are_alike(found.name, name) else None
    return found


def proved_by(learner: User) -> list[str]:
    """The addresses that this learner has proved to be theirs, in lower case."""
    addresses = EmailAddress.objects.filter(user=learner, verified=True).values_list("email", flat=True)
    return [address.lower() for address in addresses]


def own_accommodations(own: Enrollment) -> str:
    """What was written of a person's accommodations, as far as they are shown it themselves.

    Who came by name and number may be somebody else who knows both: they are shown it once they have proved the
    roster's address to be theirs, or an instructor has looked at who came.
    """
    if own.is_by_number and (own.learner is None or not own.email or own.email not in proved_by(own.learner)):
        return ""
    return own.accommodations


def _free_number(classroom: Classroom, student_number: str) -> str:
    """The number, unless somebody else of the class has it."""
    taken = Enrollment.objects.filter(classroom=classroom, student_number__iexact=student_number)
    return "" if student_number and taken.exists() else student_number
