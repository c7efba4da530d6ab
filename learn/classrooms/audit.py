"""The trail of what was done to a class by those with rights over it. Act: what can be done, and how it is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from learn.accounts.models import User
from learn.classrooms.models import AuditEntry, Classroom, Enrollment


class Act(models.TextChoices):
    """One kind of act; its label is what the trail says before whom or what it was about."""

    OPENED = "opened", _("opened the class")
    CHANGED = "changed", _("changed the class")
    ARCHIVED = "archived", _("archived the class")
    REOPENED = "reopened", _("reopened the class")
    COPIED = "copied", _("copied the class")
    CODE_MADE = "code_made", _("made a join code")
    CODE_REVOKED = "code_revoked", _("revoked the join code")
    ROSTER = "roster", _("uploaded a roster")
    PERSON_ADDED = "person_added", _("added")
    PERSON_CHANGED = "person_changed", _("changed")
    PERSON_REMOVED = "person_removed", _("removed")
    PERSON_BACK = "person_back", _("took back into the class")
    LEFT = "left", _("left the class")
    SECTION_ADDED = "section_added", _("added the section")
    SECTION_CHANGED = "section_changed", _("renamed the section")
    SECTION_ASSIGNED = "section_assigned", _("put students into a section")
    SECTION_DELETED = "section_deleted", _("deleted the section")
    ROLE = "role", _("changed the role of")
    TIME = "time", _("changed the extra time or accommodations of")
    QUIZ_MADE = "quiz_made", _("made the quiz")
    QUIZ_CHANGED = "quiz_changed", _("changed the quiz")
    ASSIGNED = "assigned", _("assigned")
    ASSIGNMENT_CHANGED = "assignment_changed", _("changed the assignment")
    WITHDRAWN = "withdrawn", _("withdrew the assignment")
    EXTENDED = "extended", _("gave an extension to")
    EXTENSION_ENDED = "extension_ended", _("took back the extension of")
    GRADED = "graded", _("set the grade of")
    RESCORED = "rescored", _("re-scored a question of")
    RESCORING_ENDED = "rescoring_ended", _("took back a re-scoring of")
    EXPORTED = "exported", _("exported")
    MESSAGED = "messaged", _("wrote to")
    LIBRARY_OPENED = "library_opened", _("opened to the class the library")
    LIBRARY_CLOSED = "library_closed", _("closed to the class the library")


def note(
    *,
    classroom: Classroom,
    by: User,
    what: Act,
    about: str = "",
    person: Enrollment | None = None,
    details: Mapping[str, Any] | None = None,
    now: datetime,
) -> AuditEntry:
    """Adds to the trail; call it in the transaction of the act itself. about: whom or what, in words.

    person: whom it was about, where that is one person; their name is the words then, unless others are given.
    """
    own = Enrollment.objects.filter(classroom=classroom, learner=by).values_list("name", flat=True).first()
    return AuditEntry.objects.create(
        classroom=classroom,
        at=now,
        by=by,
        by_name=own or by.get_username(),
        what=what,
        about=(about or (person.name if person is not None else ""))[:300],
        person=person,
        details=dict(details or {}),
    )
