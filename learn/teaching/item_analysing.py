"""How one item of the bank does over all assignments that asked it, as far as somebody sees those classes' students.

Version: a wording of the item, with its figures; each by itself, for another wording is another question. Row: one
assignment that asked it.

From the first attempt that each student handed in at each assignment, and from points as they were marked first: how a
question works is told of it as it was asked. A student whom two assignments asked counts in each.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cards.lens import Lens
from cards.models import ItemVersion
from learn.accounts.models import User
from learn.assignments.models import Assignment
from learn.classrooms.models import SEES_STUDENTS, Classroom, Enrollment
from learn.database.by_hand import every, kept_uuid
from learn.quizzes.models import Attempt
from learn.quizzes.reading import is_left_out
from learn.teaching.analysing import first_attempts
from learn.teaching.analysis.advice import Advice, advice
from learn.teaching.analysis.items import QuestionFigures, Scored
from learn.teaching.analysis.pooled import Asked, Pooled, pooled

_ANSWERS = """
SELECT a.assignment_id, a.learner_id, a.points, a.possible, q.version_id, q.points, q.possible, q.given
FROM ({first}) AS a
JOIN quizzes_attemptitem AS q ON q.learner_id = a.learner_id AND q.attempt_id = a.attempt_id
WHERE q.item_id = %s
"""


class NeverAskedError(Exception):
    """No assignment that this viewer sees has a first attempt with the item in it."""


@dataclass(frozen=True, slots=True)
class Row:
    assignment: Assignment
    figures: QuestionFigures


@dataclass(frozen=True, slots=True)
class Version:
    """is_left_out: its reader's own settings leave it out; figures are told, and nothing of what it asks."""

    version: ItemVersion
    rows: tuple[Row, ...]
    found: Pooled
    advice: tuple[Advice, ...]
    is_left_out: bool


def analyse_item(viewer: User, item_id: int, *, lens: Lens) -> list[Version]:
    """The item's versions that were asked, the newest first; a few reads for many classes as for one.

    What the viewer does not see as an instructor or observer is not there. Raises NeverAskedError.
    """
    assignments = {str(kept_uuid(each.pk)): each for each in _assignments(viewer)}
    asked = _asked(assignments, item_id)
    if not asked:
        raise NeverAskedError
    versions = ItemVersion.objects.select_related("item").in_bulk(asked)
    found = []
    for version_id in sorted(asked, key=lambda pk: versions[pk].number, reverse=True):
        version, groups = versions[version_id], asked[version_id]
        places = [name for name in assignments if name in groups]
        figures = pooled(version.typed, [groups[name] for name in places])
        found.append(
            Version(
                version,
                tuple(Row(assignments[name], own) for name, own in zip(places, figures.groups, strict=True)),
                figures,
                advice(figures.figures),
                is_left_out(version, lens),
            )
        )
    return found


def attempts_seen(viewer: User) -> QuerySet[Any]:
    """The ids of the attempts at assigned quizzes of all classes whose students the viewer sees."""
    classes = Classroom.objects.seen_by(viewer).order_by().values("pk")
    assigned = Assignment.objects.filter(classroom__in=classes).order_by().values("pk")
    return Attempt.objects.filter(assignment_id__in=assigned).order_by().values("attempt_id")


def _assignments(viewer: User) -> Iterable[Assignment]:
    """The assigned quizzes of all classes whose students the viewer sees."""
    own = Enrollment.objects.present().filter(learner=viewer, role__in=SEES_STUDENTS).order_by()
    quizzes = Assignment.objects.filter(classroom__in=own.values("classroom"), quiz__isnull=False).shown()
    return quizzes.by_date().select_related("classroom")


def _asked(assignments: Mapping[str, Assignment], item_id: int) -> dict[int, dict[str, list[Asked]]]:
    """What first attempts hold of the item, by version and assignment."""
    if not assignments:
        return {}
    rooms = {each.classroom_id for each in assignments.values()}
    current = Enrollment.objects.filter(classroom__in=rooms, learner__isnull=False).current().students().order_by()
    students = set(current.values_list("classroom_id", "learner_id"))
    first = first_attempts([each.pk for each in assignments.values()], current.values("learner_id"))
    columns = ("assignment_id", "learner_id", "attempt_id", "points", "possible")
    sql, parameters = first.values_list(*columns).query.sql_with_params()
    found: dict[int, dict[str, list[Asked]]] = {}
    # Most answers are one of a few: each is read, and looked at, once for all who gave it.
    known: dict[tuple[int, int | None, int, str | None], Scored] = {}
    for of, learner_id, whole, most, version_id, points, possible, given in every(
        _ANSWERS.format(first=sql), *parameters, item_id
    ):
        # Somebody's own class alone: they may be a student of another of the viewer's as well.
        if (assignments[str(of)].classroom_id, learner_id) not in students:
            continue
        name = (version_id, points, possible, given)
        if name not in known:
            known[name] = Scored(points or 0, possible, json.loads(given) if given else None)
        asked = found.setdefault(version_id, {}).setdefault(str(of), [])
        asked.append(Asked(known[name], whole or 0, most))
    return found
