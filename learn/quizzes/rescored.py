"""What counts of assigned attempts by the rescorings in force: the one place that works it out.

An attempt and its questions keep the points they were marked with. Everything that tells a student, an instructor or a
file what an assigned attempt came to asks here; one question to the database says that nothing was re-scored, which is
so of most classes, and a second reads the answers to what was.

Told from the points as they were marked first: what a learner knows (learn.progress, records of items, what practice
draws), for that is theirs and no class's; and how a question worked as it was asked (learn.teaching.analysing).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from learn.database.by_hand import every, kept_uuid
from learn.quizzes import rescoring
from learn.quizzes.models import Attempt, AttemptItem, Rescoring, ScoredAs
from learn.quizzes.rescoring import Held, Marks, Ruling, counted

_HELD = """
SELECT a.learner_id, a.attempt_id, a.assignment_id, a.possible, q.place, q.version_id, q.points, q.possible, q.given
FROM ({attempts}) AS a
JOIN quizzes_attemptitem AS q ON q.learner_id = a.learner_id AND q.attempt_id = a.attempt_id
WHERE q.version_id IN ({versions})
"""

Rulings = Mapping[UUID, Mapping[int, Ruling]]
"""What holds for each re-scored question, by the assignment's id and the question's version."""


class Answer(NamedTuple):
    """What an attempt holds of a re-scored question, with what that counts for."""

    place: int
    held: Held
    marks: Marks


class Name(NamedTuple):
    """An attempt. attempt: the hex digits of its id."""

    learner_id: int
    attempt: str


def rulings_of(assignment_ids: Collection[UUID]) -> Rulings:
    """What is in force in these assignments; one query."""
    if not assignment_ids:
        return {}
    return rulings_from(Rescoring.objects.of(assignment_ids).in_force().select_related("version"))


def rulings_from(rescorings: Iterable[Rescoring]) -> Rulings:
    """What these rescorings, the earliest first, come to; whether they are in force is not asked."""
    rules: dict[UUID, dict[int, list[Rescoring]]] = {}
    for each in rescorings:
        rules.setdefault(each.assignment_id, {}).setdefault(each.version_id, []).append(each)
    return {
        assignment_id: {
            version_id: found
            for version_id, own in by_version.items()
            if (found := rescoring.ruling(own[0].version.typed, [each.rule for each in own])) is not None
        }
        for assignment_id, by_version in rules.items()
    }


def answers_to(
    rulings: Rulings, learner_ids: Collection[int], *, versions: Collection[int] = (), with_open: bool = False
) -> dict[Name, list[Answer]]:
    """What these learners' attempts hold of what was re-scored; one query, and none where nothing was.

    versions: these questions as well, re-scored or not. with_open: of attempts under way, too.
    """
    asked = {version_id for own in rulings.values() for version_id in own} | set(versions)
    if not rulings or not asked or not learner_ids:
        return {}
    attempts = Attempt.objects.filter(learner_id__in=learner_ids).for_assignments(rulings)
    if not with_open:
        attempts = attempts.filter(submitted_at__isnull=False)
    columns = ("learner_id", "attempt_id", "assignment_id", "possible")
    sql, parameters = attempts.order_by().values_list(*columns).query.sql_with_params()
    found: dict[Name, list[tuple[int, Held]]] = {}
    terms: dict[Name, tuple[Mapping[int, Ruling], int]] = {}
    by_text = {str(kept_uuid(pk)): own for pk, own in rulings.items()}
    # Most answers to a question are one of a few: each is read, and scored, once for all who gave it.
    kinds: dict[tuple[Any, ...], Held] = {}
    known: rescoring.Known = {}
    rows = every(_HELD.format(attempts=sql, versions=", ".join(["%s"] * len(asked))), *parameters, *sorted(asked))
    for learner_id, attempt_id, assignment_id, most, place, version_id, points, possible, given in rows:
        name = Name(learner_id, _hex(attempt_id))
        kind = (version_id, points, possible, given)
        if kind not in kinds:
            kinds[kind] = Held(version_id, points or 0, possible, json.loads(given) if given else None)
        found.setdefault(name, []).append((place, kinds[kind]))
        terms[name] = by_text[str(assignment_id)], most
    answers = {}
    for name, own in found.items():
        ruled, whole = terms[name]
        marks = counted([held for _, held in own], ruled, whole=whole, known=known)
        answers[name] = [Answer(*asked, each) for asked, each in zip(own, marks, strict=True)]
    return answers


def changes(rulings: Rulings, learner_ids: Collection[int]) -> dict[Name, Marks]:
    """By how much the points and the maximum of each handed-in attempt are others than it was marked with."""
    return {name: change(answers) for name, answers in answers_to(rulings, learner_ids).items()}


def change(answers: Iterable[Answer]) -> Marks:
    """The same of one attempt."""
    points = possible = 0
    for answer in answers:
        points += answer.marks.points - answer.held.points
        possible += answer.marks.possible - answer.held.possible
    return Marks(points, possible)


def named(changed: Mapping[Name, Marks]) -> list[Any]:
    """The column by which a read of attempts names each for `counting`; none, where nothing is changed."""
    # As text, which databases write in two ways; twenty thousand UUIDs take as long to make as all else to read.
    return [Cast("attempt_id", CharField())] if changed else []


def counting(
    changed: Mapping[Name, Marks], learner_id: int, points: int | None, possible: int, name: Sequence[str]
) -> Marks:
    """What counts of an attempt that was marked so. name: the value of the column that `named` adds, if it adds one."""
    if not changed:
        return Marks(points or 0, possible)
    own = changed.get(Name(learner_id, _hex(name[0])), _NO_CHANGE)
    return Marks((points or 0) + own.points, possible + own.possible)


_NO_CHANGE = Marks(0, 0)


def with_marks(attempts: Iterable[Attempt], rulings: Rulings | None = None) -> list[Attempt]:
    """The same attempts, each that was handed in with what counts of it. rulings: None for those in force."""
    listed = list(attempts)
    handed_in = [each for each in listed if each.is_submitted and each.assignment_id is not None]
    if rulings is None:
        rulings = rulings_of({each.assignment_id for each in handed_in if each.assignment_id is not None})
    changed = changes(rulings, {each.learner_id for each in handed_in})
    for each in listed:
        each.marks = counting(changed, each.learner_id, each.points, each.possible, [each.attempt_id.hex])
    return listed


def rescorings_of(learner_id: int | None, assignment_ids: Collection[UUID]) -> dict[UUID, list[Rescoring]]:
    """Those of questions that this learner's attempts hold, by assignment, the latest first, taken back or not."""
    if learner_id is None or not assignment_ids:
        return {}
    rows = list(Rescoring.objects.of(assignment_ids).select_related("version").reverse())
    if not rows:
        return {}
    held = AttemptItem.objects.filter(
        learner_id=learner_id,
        attempt_id__in=Attempt.objects.of(learner_id).for_assignments(assignment_ids).values("attempt_id"),
        version_id__in={each.version_id for each in rows},
    )
    asked = _pairs_of(learner_id, held)
    found: dict[UUID, list[Rescoring]] = {}
    for each in rows:
        if (each.assignment_id, each.version_id) in asked:
            found.setdefault(each.assignment_id, []).append(each)
    return found


def _pairs_of(learner_id: int, held: QuerySet[AttemptItem]) -> set[tuple[UUID | None, int]]:
    """The assignments and versions that these questions are of."""
    rows = list(held.values_list("attempt_id", "version_id"))
    of = dict(
        Attempt.objects.of(learner_id)
        .filter(attempt_id__in={attempt_id for attempt_id, _ in rows})
        .values_list("attempt_id", "assignment_id")
    )
    return {(of[attempt_id], version_id) for attempt_id, version_id in rows}


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a re-scored question where its answer may be shown. way: a rescoring.Way; key: in words.

    before, now: points of those possible, None of a question that is not marked yet; reasons: as instructors gave them.
    """

    way: str
    key: tuple[str, ...]
    reasons: tuple[str, ...]
    before: Marks | None
    now: Marks | None

    @property
    def has_changed(self) -> bool:
        return self.before != self.now


def told_of(attempt: Attempt, questions: Sequence[AttemptItem]) -> dict[int, Told]:
    """What is to be said of those of an attempt's questions that were re-scored, by their places.

    questions: all of the attempt's, or those that the page is about. Whoever calls knows that answers may be shown.
    """
    if attempt.assignment_id is None:
        return {}
    rows = list(Rescoring.objects.of([attempt.assignment_id]).in_force().select_related("version"))
    own = rulings_from(rows).get(attempt.assignment_id, {})
    asked = [each for each in questions if each.version_id in own]
    held = [Held(each.version_id, each.points or 0, each.possible, each.given) for each in asked]
    found = counted(held, own, whole=attempt.possible)
    return {
        each.place: _told(own[each.version_id], [row for row in rows if row.version_id == each.version_id], each, marks)
        for each, marks in zip(asked, found, strict=True)
    }


def _told(ruling: Ruling, rows: Sequence[Rescoring], question: AttemptItem, marks: Marks) -> Told:
    counts = [row for row in rows if row.scored_as == ruling.way or ruling.way in rescoring.WITH_KEY]
    keys = [row for row in counts if row.scored_as in (ScoredAs.ACCEPT, ScoredAs.REPLACE)]
    last = max((n for n, row in enumerate(keys) if row.scored_as == ScoredAs.REPLACE), default=0)
    is_marked = question.points is not None
    return Told(
        ruling.way.value,
        tuple(text for row in keys[last:] for text in rescoring.in_words(ruling.base, row.key)),
        tuple(dict.fromkeys(row.reason for row in (keys[last:] or counts))),
        Marks(question.points or 0, question.possible) if is_marked else None,
        marks if is_marked else None,
    )


def _hex(kept: object) -> str:
    return str(kept).replace("-", "")
