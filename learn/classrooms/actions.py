"""Every write to a class as a whole: opening, changing, archiving, copying it; and its sections.

The other writes: joining (codes, coming and going), people (who is what in it), rosters (files).
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from learn.accounts.models import User
from learn.classrooms.audit import Act, note
from learn.classrooms.joining import make_code
from learn.classrooms.locking import locked
from learn.classrooms.models import Classroom, Enrollment, Role, Section
from learn.classrooms.names import folded, in_order
from learn.classrooms.signals import classroom_copied, enrollments_retimed

MOST_CLASSES = 100
MOST_SECTIONS = 200


class MayNotOpenError(Exception):
    """This learner cannot open classes on this site: a guest, or not of the staff where only staff may."""


class TooManyClassesError(Exception):
    """The learner is an instructor of MOST_CLASSES classes that are not archived; none was opened."""


class SectionExistsError(Exception):
    """The class has a section of this name, but for case and accents; nothing was changed."""


class TooManySectionsError(Exception):
    """The class has MOST_SECTIONS sections; none was added."""


class NoSuchSectionError(Exception):
    """There is no such section in the class; nothing was changed."""


def everyone_may_open() -> bool:
    """Whether an account is all it takes to open a class on this site."""
    return bool(settings.CLASSES_BY == "everyone")


def may_open(learner: User) -> bool:
    """Whether this learner may open a class: with an account, and where only staff may, as one of them."""
    return not learner.is_guest and (everyone_may_open() or learner.is_staff)


@transaction.atomic
def open_class(
    *, learner: User, classroom_id: UUID, name: str, term: str, own_name: str, zone: str, now: datetime
) -> Classroom:
    """Opens a class with this learner as its instructor, and makes its first join code; the same id twice is one class.

    Raises MayNotOpenError and TooManyClassesError.
    """
    if not may_open(learner):
        raise MayNotOpenError
    # Two clicks at once must not both find it missing. SQLite has one writer at a time anyway.
    list(User.objects.select_for_update().filter(pk=learner.pk).values_list("pk"))
    before = Classroom.objects.filter(pk=classroom_id).first()
    if before is not None:
        if Classroom.objects.taught_by(learner).filter(pk=classroom_id).exists():
            return before
        # Somebody else's: the page that sent it was not made by us.
        classroom_id = uuid4()
    if Classroom.objects.taught_by(learner).current().count() >= MOST_CLASSES:
        raise TooManyClassesError
    classroom = Classroom.objects.create(classroom_id=classroom_id, name=name, term=term, zone=zone, opened_at=now)
    _teach(classroom, learner, own_name, now)
    note(classroom=classroom, by=learner, what=Act.OPENED, now=now)
    make_code(classroom=classroom, now=now)
    return classroom


@transaction.atomic
def change_class(*, classroom: Classroom, by: User, name: str, term: str, zone: str, now: datetime) -> None:
    """Changes what the class is called and by which clock it goes. Raises ArchivedError."""
    kept = locked(classroom)
    new = {"name": name, "term": term, "zone": zone}
    details = {each: [getattr(kept, each), value] for each, value in new.items() if getattr(kept, each) != value}
    if details:
        Classroom.objects.filter(pk=kept.pk).update(**new)
        note(classroom=kept, by=by, what=Act.CHANGED, details=details, now=now)


@transaction.atomic
def archive(*, classroom: Classroom, by: User, now: datetime) -> None:
    """Makes the class read only. Done twice it is done once."""
    kept = locked(classroom, also_archived=True)
    if not kept.is_archived:
        Classroom.objects.filter(pk=kept.pk).update(archived_at=now)
        note(classroom=kept, by=by, what=Act.ARCHIVED, now=now)


@transaction.atomic
def reopen(*, classroom: Classroom, by: User, now: datetime) -> None:
    """Takes the class out of the archive. Done twice it is done once."""
    kept = locked(classroom, also_archived=True)
    if kept.is_archived:
        Classroom.objects.filter(pk=kept.pk).update(archived_at=None)
        note(classroom=kept, by=by, what=Act.REOPENED, now=now)


@transaction.atomic
def copy_class(*, classroom: Classroom, by: User, classroom_id: UUID, name: str, term: str, now: datetime) -> Classroom:
    """Opens a class like this one for another term: sections and what other rooms copy, but no people.

    The same id twice is one class. Raises MayNotOpenError and TooManyClassesError.
    """
    before = Classroom.objects.taught_by(by).filter(pk=classroom_id).first()
    if before is not None:
        return before
    original = locked(classroom, also_archived=True)
    own_name = Enrollment.objects.get(classroom=original, learner=by).name
    copy = open_class(
        learner=by, classroom_id=classroom_id, name=name, term=term, own_name=own_name, zone=original.zone, now=now
    )
    names = original.sections.values_list("name", flat=True)
    Section.objects.bulk_create(Section(classroom=copy, name=each) for each in names)
    note(classroom=original, by=by, what=Act.COPIED, about=str(copy), now=now)
    classroom_copied.send(sender=Classroom, original=original, copy=copy, now=now)
    return copy


@transaction.atomic
def add_section(*, classroom: Classroom, by: User, name: str, now: datetime) -> Section:
    """Adds a section. Raises SectionExistsError, TooManySectionsError and ArchivedError."""
    kept = locked(classroom)
    if kept.sections.count() >= MOST_SECTIONS:
        raise TooManySectionsError
    section = _saved(Section(classroom=kept, name=name))
    note(classroom=kept, by=by, what=Act.SECTION_ADDED, about=name, now=now)
    return section


@transaction.atomic
def rename_section(*, classroom: Classroom, by: User, section_id: int, name: str, now: datetime) -> None:
    """Gives a section another name. Raises NoSuchSectionError, SectionExistsError and ArchivedError."""
    kept = locked(classroom)
    section = _section(kept, section_id)
    was = section.name
    if was != name:
        section.name = name
        _saved(section)
        note(classroom=kept, by=by, what=Act.SECTION_CHANGED, about=name, details={"name": [was, name]}, now=now)


@transaction.atomic
def delete_section(*, classroom: Classroom, by: User, section_id: int, now: datetime) -> None:
    """Deletes a section; its students stay in the class, in none. Raises NoSuchSectionError and ArchivedError."""
    kept = locked(classroom)
    section = _section(kept, section_id)
    students = list(Enrollment.objects.filter(section=section))
    Enrollment.objects.filter(section=section).update(section=None)
    section.delete()
    for student in students:
        student.section = None
    enrollments_retimed.send(sender=Enrollment, enrollments=students, now=now)
    details = {"students": len(students)}
    note(classroom=kept, by=by, what=Act.SECTION_DELETED, about=section.name, details=details, now=now)


def _teach(classroom: Classroom, learner: User, own_name: str, now: datetime) -> None:
    name, sort_name = in_order(own_name)
    Enrollment.objects.create(
        classroom=classroom,
        learner=learner,
        role=Role.INSTRUCTOR,
        name=name,
        sort_name=sort_name,
        added_at=now,
        joined_at=now,
    )


def _section(classroom: Classroom, section_id: int) -> Section:
    section = classroom.sections.filter(pk=section_id).first()
    if section is None:
        raise NoSuchSectionError
    return section


def _saved(section: Section) -> Section:
    # As a roster tells them apart.
    others = section.classroom.sections.exclude(pk=section.pk).values_list("name", flat=True)
    if folded(section.name) in map(folded, others):
        raise SectionExistsError
    try:
        with transaction.atomic():
            section.save()
    except IntegrityError as error:
        raise SectionExistsError from error
    return section
