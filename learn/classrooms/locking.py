"""One write to a class at a time: what it is decided by stays so until it is stored.

Who needs learners' locks too (learn.reviews.bookkeeping) takes the class first.
"""

from django.db import connection

from learn.classrooms.models import Classroom, Enrollment
from learn.database.by_hand import kept_uuid, run

_SHARE = f"SELECT 1 FROM {Classroom._meta.db_table} WHERE classroom_id = %s FOR SHARE"  # noqa: S608  (the table's name)


class ArchivedError(Exception):
    """The class is archived; nothing was changed."""


def locked(classroom: Classroom, *, also_archived: bool = False) -> Classroom:
    """The class as it stands now, kept by this transaction. Raises ArchivedError, unless that makes no difference."""
    # SQLite has one writer at a time anyway.
    kept = Classroom.objects.select_for_update().get(pk=classroom.pk)
    if kept.is_archived and not also_archived:
        raise ArchivedError
    return kept


def lock_classes_of(learner_id: int) -> None:
    """Keeps all classes that a learner is or was in, archived or not, always in one order."""
    theirs = Enrollment.objects.filter(learner_id=learner_id).order_by().values("classroom_id")
    list(Classroom.objects.select_for_update().filter(pk__in=theirs).order_by("pk").values_list("pk"))


def shared(classroom: Classroom) -> Classroom:
    """The class as it stands now, which nobody writes to before this transaction ends; others may share it meanwhile.

    For what students do by the class's terms: all of them may do it at once.
    """
    if connection.features.has_select_for_update:
        # Django has no words for it.
        run(_SHARE, kept_uuid(classroom.pk))
    return Classroom.objects.get(pk=classroom.pk)
