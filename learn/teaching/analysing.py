"""The item analysis of an assigned quiz, from the first attempt that each student of the class handed in.

Question: one question with its figures. Analysis: all of them, and the quiz as a whole.

Figures are of the points as they were marked first: they say how a question worked as it was asked, and advice to mend
a key would go with the key's mending. Of a question that was re-scored its facility as it counts is told beside them,
and of the quiz its mean (counted).

Attempts whose answers students may not see yet are in it: those who see the class's students see these, too. Left out
are results of accounts that are gone. What is kept of them holds the points of every attempt but not whose it was nor
which came first, and no answers: with them a second attempt would count as a first one. There is no time by question,
either: an answer's time is when it was last changed, and when its question was opened is not kept.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from cards.items.kinds import Item
from cards.lens import Lens
from cards.models import ItemVersion
from learn.assignments import plans
from learn.assignments.models import Assignment, FormerResult, Quiz
from learn.assignments.reading import plan_of
from learn.classrooms.models import Classroom, Enrollment
from learn.database.by_hand import every
from learn.quizzes import rescored
from learn.quizzes.models import Attempt, AttemptQuerySet
from learn.quizzes.reading import is_left_out
from learn.quizzes.rescoring import Held, Marks, Ruling, counted
from learn.teaching import results
from learn.teaching.analysis.advice import Advice, advice
from learn.teaching.analysis.items import FEWEST_FOR_SHARES, QuestionFigures, Scored, questions
from learn.teaching.analysis.numbers import Figure, Why, mean
from learn.teaching.analysis.quiz import QuizFigures, whole

_ANSWERS = """
SELECT first.learner_id, question.version_id, question.place, question.points, question.possible, question.given
FROM ({first}) AS first
JOIN quizzes_attemptitem AS question
ON question.learner_id = first.learner_id AND question.attempt_id = first.attempt_id
"""


@dataclass(frozen=True, slots=True)
class Question:
    """number: its place in the quiz, or where each student had another order or draw, one of its own.

    is_left_out: its reader's own settings leave it out; figures are told, and nothing of what it asks. rescored: how,
    a rescoring.Way, and empty where it is not; counted: its facility as it counts, of one that is not dropped.
    """

    number: int
    version_id: int
    item_id: int
    item: Item
    figures: QuestionFigures
    advice: tuple[Advice, ...]
    is_left_out: bool = False
    rescored: str = ""
    counted: Figure | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """minutes: from start to handing in, in the middle; None for too few. former: results that are left out. counted:
    the mean as it counts, where anything was re-scored.
    """

    assignment: Assignment
    whole: QuizFigures
    questions: tuple[Question, ...]
    minutes: float | None = None
    former: int = 0
    counted: Figure | None = None


def analyse(classroom: Classroom, assignment_id: UUID, *, lens: Lens) -> Analysis:
    """The analysis of one assigned quiz; as many reads for thousands of attempts as for one.

    Raises Assignment.DoesNotExist, also for a deck.
    """
    assignment = results.assignment_of(classroom, assignment_id)
    if assignment.quiz_id is None:
        raise Assignment.DoesNotExist
    tried, places = _tried(assignment)
    versions = ItemVersion.objects.select_related("item").in_bulk(places)
    order = _order(assignment, places)
    found = questions({pk: versions[pk].typed for pk in order}, tried)
    rulings = rescored.rulings_of([assignment.pk]).get(assignment.pk, {})
    as_counted = _as_counted(tried, rulings)
    return Analysis(
        assignment,
        whole(tried),
        tuple(
            Question(
                number,
                pk,
                versions[pk].item_id,
                versions[pk].typed,
                found[pk],
                advice(found[pk]),
                is_left_out(versions[pk], lens),
                rulings[pk].way.value if pk in rulings else "",
                _mean([each[pk] for each in as_counted if pk in each]) if pk in rulings else None,
            )
            for number, pk in enumerate(order, 1)
        ),
        _minutes(assignment),
        FormerResult.objects.filter(assignment=assignment).count(),
        _mean([_total(each) for each in as_counted]) if rulings else None,
    )


def _as_counted(tried: Sequence[Mapping[int, Scored]], rulings: Mapping[int, Ruling]) -> list[dict[int, Marks]]:
    """What each attempt's questions count for; nothing where nothing was re-scored."""
    if not rulings:
        return []
    found = []
    for each in tried:
        held = [Held(pk, scored.points, scored.possible, scored.given) for pk, scored in each.items()]
        marks = counted(held, rulings, whole=sum(one.possible for one in held))
        found.append({one.version_id: own for one, own in zip(held, marks, strict=True)})
    return found


def _total(marks: Mapping[int, Marks]) -> Marks:
    return Marks(sum(each.points for each in marks.values()), sum(each.possible for each in marks.values()))


def _mean(marks: Sequence[Marks]) -> Figure | None:
    """The mean share, told of as many as others are; None where nothing counts."""
    shares = [each.points / each.possible for each in marks if each.possible]
    if not shares:
        return None
    return Figure(mean(shares)) if len(shares) >= FEWEST_FOR_SHARES else Figure(why=Why.FEW)


def _first(assignment: Assignment) -> Any:
    """The attempt that each student of the class handed in first."""
    students = Enrollment.objects.filter(classroom_id=assignment.classroom_id).current().students()
    return first_attempts([assignment.pk], students.order_by().values("learner_id"))


def first_attempts(assignment_ids: Collection[UUID], learners: Any) -> AttemptQuerySet:
    """The attempt that each of these learners (their ids, or a query of them) handed in first at each assignment."""
    handed_in = Attempt.objects.for_assignments(assignment_ids).filter(submitted_at__isnull=False)
    earlier = handed_in.filter(
        Q(submitted_at__lt=OuterRef("submitted_at"))
        | Q(submitted_at=OuterRef("submitted_at"), attempt_id__lt=OuterRef("attempt_id")),
        learner_id=OuterRef("learner_id"),
        assignment_id=OuterRef("assignment_id"),
    )
    return handed_in.filter(~Exists(earlier), learner_id__in=learners)


def _tried(assignment: Assignment) -> tuple[list[dict[int, Scored]], Mapping[int, list[int]]]:
    """What each first attempt holds by question; and the places at which each question stood."""
    sql, parameters = _first(assignment).values_list("learner_id", "attempt_id").query.sql_with_params()
    by_learner: dict[int, dict[int, Scored]] = {}
    places: dict[int, list[int]] = {}
    # Most answers to a question are one of a few: each is read, and looked at, once for all who gave it.
    known: dict[tuple[int, int | None, int, str | None], Scored] = {}
    for learner_id, version_id, place, points, possible, given in every(_ANSWERS.format(first=sql), *parameters):
        name = (version_id, points, possible, given)
        scored = known.get(name)
        if scored is None:
            scored = known[name] = Scored(points or 0, possible, json.loads(given) if given else None)
        by_learner.setdefault(learner_id, {})[version_id] = scored
        places.setdefault(version_id, []).append(place)
    return list(by_learner.values()), places


def _order(assignment: Assignment, places: Mapping[int, list[int]]) -> list[int]:
    """The questions in the quiz's own order; what is no longer in it by where it stood, in the mean."""
    assert assignment.quiz_id is not None
    try:
        plan = plan_of(Quiz.objects.select_related("current").get(pk=assignment.quiz_id))
    except plans.BadPlanError:
        own: tuple[int, ...] = ()
    else:
        own = plan.drawn if isinstance(plan, plans.Blueprint) else plan.versions
    rank = {pk: place for place, pk in enumerate(own)}
    return sorted(places, key=lambda pk: (rank.get(pk, len(rank)), sum(places[pk]) / len(places[pk]), pk))


def _minutes(assignment: Assignment) -> float | None:
    times = [end - start for start, end in _first(assignment).values_list("started_at", "submitted_at")]
    return median(times) / timedelta(minutes=1) if len(times) >= FEWEST_FOR_SHARES else None
