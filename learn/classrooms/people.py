"""Every write of an instructor to who is in a class, one person at a time."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from learn.accounts.models import User
from learn.classrooms.audit import Act, note
from learn.classrooms.joining import assert_not_last
from learn.classrooms.locking import locked
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, Role
from learn.classrooms.names import in_order
from learn.classrooms.signals import enrollments_joining, enrollments_retimed


class NoSuchPersonError(Exception):
    """There is no such person in the class, or not in a state in which this can be done; nothing was changed."""


class NoSuchAccountError(Exception):
    """No account has this user name or this address, proved to be its owner's; nobody was added."""


class NotAnAccountError(Exception):
    """A guest cannot be observer or instructor: only one browser knows them, and it may forget."""


class NumberTakenError(Exception):
    """Somebody else of the class has this student number; nothing was changed."""


class AddressTakenError(Exception):
    """Somebody else of the class has this address; nothing was changed."""


@transaction.atomic
def add_teacher(*, classroom: Classroom, by: User, who: str, name: str, role: Role, now: datetime) -> Enrollment:
    """Makes an account an observer or instructor of the class, whatever it was there before.

    who: its user name, or an address proved to be its owner's. Raises NoSuchAccountError, LastInstructorError and
    ArchivedError.
    """
    kept = locked(classroom)
    account = _account(who)
    own = Enrollment.objects.filter(classroom=kept, learner=account).first()
    if own is not None:
        if own.ended_at is not None:
            own.ended_at, own.is_removed = None, False
            own.save(update_fields=["ended_at", "is_removed"])
            note(classroom=kept, by=by, what=Act.PERSON_BACK, person=own, now=now)
        _set_role(own, role, by, now)
        _tell_of_student(own, now)
        return own
    said, sort_name = in_order(name)
    own = Enrollment.objects.create(
        classroom=kept, learner=account, role=role, name=said, sort_name=sort_name, added_at=now, joined_at=now
    )
    note(classroom=kept, by=by, what=Act.PERSON_ADDED, person=own, details={"role": role.value}, now=now)
    return own


@transaction.atomic
def change_person(
    *,
    classroom: Classroom,
    by: User,
    enrollment_id: UUID,
    name: str,
    email: str,
    student_number: str,
    section_id: int | None,
    time_percent: int,
    accommodations: str,
    now: datetime,
) -> Enrollment:
    """Changes what the class knows of a person. The trail says which accommodations changed, not what they are.

    Raises NoSuchPersonError, NumberTakenError, AddressTakenError and ArchivedError.
    """
    kept = locked(classroom)
    person = _person(kept, enrollment_id)
    others = Enrollment.objects.filter(classroom=kept).exclude(pk=person.pk)
    if student_number and others.filter(student_number__iexact=student_number).exists():
        raise NumberTakenError
    if email and others.filter(email__iexact=email).exists():
        raise AddressTakenError
    if section_id is not None and not kept.sections.filter(pk=section_id).exists():
        raise NoSuchPersonError
    new: dict[str, Any] = {"email": email.lower(), "student_number": student_number, "section_id": section_id}
    if name != person.name:
        new["name"], new["sort_name"] = in_order(name)
    before = person.section_id, person.time_percent
    if person.is_by_number:
        # Whoever saved this has looked at who came.
        person.is_by_number = False
        person.save(update_fields=["is_by_number"])
    _keep(person, new, Act.PERSON_CHANGED, by, now)
    _keep(person, {"time_percent": time_percent, "accommodations": accommodations}, Act.TIME, by, now)
    if (person.section_id, person.time_percent) != before:
        enrollments_retimed.send(sender=Enrollment, enrollments=[person], now=now)
    return person


@transaction.atomic
def assign_section(
    *, classroom: Classroom, by: User, enrollment_ids: Collection[UUID], section_id: int | None, now: datetime
) -> int:
    """Puts these students into a section, or with None into none; says how many were not there before.

    Raises NoSuchPersonError for a section that is not the class's, and ArchivedError.
    """
    kept = locked(classroom)
    section = kept.sections.filter(pk=section_id).first() if section_id is not None else None
    if section_id is not None and section is None:
        raise NoSuchPersonError
    students = Enrollment.objects.current().students().filter(classroom=kept, pk__in=enrollment_ids)
    elsewhere = students.filter(section__isnull=False) if section is None else students.exclude(section=section)
    moved = list(elsewhere)
    number = elsewhere.update(section=section)
    for student in moved:
        student.section = section
    enrollments_retimed.send(sender=Enrollment, enrollments=moved, now=now)
    if number:
        details = {"students": number, "section": section.name if section is not None else ""}
        # One line for all, and without names: whoever deletes their account must be named in none.
        note(classroom=kept, by=by, what=Act.SECTION_ASSIGNED, details=details, now=now)
    return number


@transaction.atomic
def change_role(*, classroom: Classroom, by: User, enrollment_id: UUID, role: Role, now: datetime) -> Enrollment:
    """Makes somebody who has come a student, an observer or an instructor.

    Raises NoSuchPersonError, NotAnAccountError, LastInstructorError and ArchivedError.
    """
    person = _person(locked(classroom), enrollment_id)
    if not person.is_present or person.learner is None:
        raise NoSuchPersonError
    if role != Role.STUDENT and person.learner.is_guest:
        raise NotAnAccountError
    _set_role(person, role, by, now)
    _tell_of_student(person, now)
    return person


@transaction.atomic
def remove(*, classroom: Classroom, by: User, enrollment_id: UUID, now: datetime) -> None:
    """Removes somebody: who has come is kept as removed, who was only expected is gone. Done twice it is done once.

    Raises NoSuchPersonError, LastInstructorError and ArchivedError.
    """
    kept = locked(classroom)
    person = Enrollment.objects.filter(classroom=kept, pk=enrollment_id).first()
    if person is None or person.is_removed:
        return
    assert_not_last(person)
    note(classroom=kept, by=by, what=Act.PERSON_REMOVED, person=person, now=now)
    if person.learner_id is None:
        person.delete()
    else:
        Enrollment.objects.filter(pk=person.pk).update(ended_at=person.ended_at or now, is_removed=True)


@transaction.atomic
def take_back(*, classroom: Classroom, by: User, enrollment_id: UUID, now: datetime) -> None:
    """Takes somebody back whom an instructor removed; who left by themselves comes back by themselves.

    Raises NoSuchPersonError and ArchivedError.
    """
    kept = locked(classroom)
    person = _person(kept, enrollment_id)
    if person.is_removed:
        Enrollment.objects.filter(pk=person.pk).update(ended_at=None, is_removed=False)
        note(classroom=kept, by=by, what=Act.PERSON_BACK, person=person, now=now)
        _tell_of_student(person, now)


@transaction.atomic
def link(*, classroom: Classroom, by: User, enrollment_id: UUID, expected_id: UUID, now: datetime) -> Enrollment:
    """Says that a student who has come is one whom the roster expects: the two rows become one, by the roster's name.

    Raises NoSuchPersonError and ArchivedError.
    """
    kept = locked(classroom)
    person = _person(kept, enrollment_id)
    expected = Enrollment.objects.expected().students().filter(classroom=kept, pk=expected_id).first()
    if expected is None or not person.is_present or person.role != Role.STUDENT:
        raise NoSuchPersonError
    was = person.name
    become_one(kept=person, dropped=expected, now=now)
    person.joined_as = was if was != expected.name else ""
    person.name, person.sort_name = expected.name, expected.sort_name
    # What the roster says is the school's own.
    person.email, person.student_number = expected.email or person.email, expected.student_number
    person.is_by_number = False
    person.save()
    details = {"name": [was, expected.name]}
    note(classroom=kept, by=by, what=Act.PERSON_CHANGED, person=person, details=details, now=now)
    return person


def become_one(*, kept: Enrollment, dropped: Enrollment, now: datetime) -> None:
    """Of two rows of one person in one class makes one, which has what either has; in the transaction of who calls."""
    enrollments_joining.send(sender=Enrollment, kept=kept, dropped=dropped, now=now)
    # What was done to either is told of the one: when they delete their account, none of it names them.
    AuditEntry.objects.filter(person=dropped).update(person=kept)
    dropped.delete()
    kept.section_id = kept.section_id or dropped.section_id
    kept.email = kept.email or dropped.email
    kept.student_number = kept.student_number or dropped.student_number
    kept.time_percent = max(kept.time_percent, dropped.time_percent)
    if not kept.accommodations:
        kept.accommodations, kept.is_by_number = dropped.accommodations, dropped.is_by_number
    kept.save()
    enrollments_retimed.send(sender=Enrollment, enrollments=[kept], now=now)


def _account(who: str) -> User:
    typed = who.strip()
    named = list(User.objects.filter(username__iexact=typed, is_guest=False, is_active=True))
    # Of names that differ in case only, the one that was typed.
    account = next((each for each in named if each.username == typed), named[0] if len(named) == 1 else None)
    if account is None and "@" in typed:
        proved = EmailAddress.objects.filter(email__iexact=typed, verified=True).select_related("user").first()
        account = proved.user if proved is not None and proved.user.is_active else None
    if account is None:
        raise NoSuchAccountError
    return account


def _person(classroom: Classroom, enrollment_id: UUID) -> Enrollment:
    found = Enrollment.objects.select_related("learner").filter(classroom=classroom, pk=enrollment_id).first()
    if found is None:
        raise NoSuchPersonError
    return found


def _set_role(person: Enrollment, role: Role, by: User, now: datetime) -> None:
    if person.role == role:
        return
    assert_not_last(person)
    details = {"role": [person.role, role.value]}
    person.role = role
    person.save(update_fields=["role"])
    note(classroom=person.classroom, by=by, what=Act.ROLE, person=person, details=details, now=now)


def _tell_of_student(person: Enrollment, now: datetime) -> None:
    """Says that somebody is among the students who was not: they may have other times than the rest."""
    if person.role == Role.STUDENT:
        enrollments_retimed.send(sender=Enrollment, enrollments=[person], now=now)


def _keep(person: Enrollment, new: dict[str, Any], act: Act, by: User, now: datetime) -> None:
    changed = {each: [getattr(person, each), value] for each, value in new.items() if getattr(person, each) != value}
    if not changed:
        return
    for each, (_was, value) in changed.items():
        setattr(person, each, value)
    person.save(update_fields=list(changed))
    told = {each: values for each, values in changed.items() if each != "accommodations"}
    if "accommodations" in changed:
        told["accommodations"] = []
    note(classroom=person.classroom, by=by, what=act, person=person, details=told, now=now)
