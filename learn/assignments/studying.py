"""Progress: how far a student is with a deck they were assigned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value

from cards.lens import SURVIVAL
from cards.models import Card, DeckCard
from learn.assignments import clocks
from learn.assignments.models import Assignment, Goal
from learn.assignments.windows import Window
from learn.classrooms.models import Enrollment
from learn.reviews.models import CardState, DayDetail, Facet, ReviewLog
from learn.scheduling.fold import Kind

Key = tuple[UUID, UUID]

_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """done of goal: days studied, or cards seen often enough of all there are."""

    done: int
    goal: int

    @property
    def is_met(self) -> bool:
        return self.done >= self.goal > 0


def progress_of(
    assignments: Sequence[Assignment], enrollments: Sequence[Enrollment], windows: dict[Key, Window]
) -> dict[Key, Progress]:
    """How far each of these students is with each of these decks; at most four queries, however many there are.

    Days are study days, from the day it opens (or was assigned) to the student's own due day, with an answer on one of
    its topics, read from the day's figures by topic (DayDetail), a row or so for each topic and day: the log itself
    holds a row for each answer. An answer on a card of these topics that another deck holds counts, too.

    Cards seen once are those that the student has begun, at any time (CardState). Seen several times: answered on so
    many days, from the log (ReviewLog, what was undone left out); this reads each answer on the deck's cards.
    """
    studies = [each for each in assignments if each.deck_id is not None]
    whose = {each.learner_id: each for each in enrollments if each.learner_id is not None}
    if not studies or not whose:
        return {
            (assignment.pk, each.pk): Progress(0, assignment.goal_number or 0)
            for assignment in studies
            for each in enrollments
        }
    learners = list(whose)
    done: dict[tuple[int, int], int] = {}
    parts = [part for place, each in _of(studies) for part in _parts(place, each, whose, windows)]
    # So many at once as a database takes in one statement; most classes have a part for each assignment.
    for start in range(0, len(parts), _MOST_PARTS):
        batch = parts[start : start + _MOST_PARTS]
        for place, learner_id, number in _all(_days(part, studies[part.place]) for part in batch):
            done[place, learner_id] = number
    seen = _all(_seen(place, each, learners) for place, each in _of(studies, is_often=False))
    often = _all(_seen_often(place, each, learners) for place, each in _of(studies, is_often=True))
    done |= {(place, learner_id): number for place, learner_id, number in seen}
    for place, learner_id, _card_id, _days_seen in often:
        done[place, learner_id] = done.get((place, learner_id), 0) + 1
    goals = {place: each.goal_number or 0 for place, each in enumerate(studies) if each.goal == Goal.DAYS}
    goals |= dict(_all(_size(place, each) for place, each in enumerate(studies) if each.goal == Goal.SEEN))
    return {
        (assignment.pk, each.pk): Progress(done.get((place, each.learner_id or 0), 0), goals.get(place, 0))
        for place, assignment in enumerate(studies)
        for each in enrollments
    }


def _of(studies: Sequence[Assignment], *, is_often: bool | None = None) -> list[tuple[int, Assignment]]:
    """Those with a goal in days, of cards seen once (is_often False), or of cards seen several times."""
    if is_often is None:
        return [(place, each) for place, each in enumerate(studies) if each.goal == Goal.DAYS]
    return [
        (place, each)
        for place, each in enumerate(studies)
        if each.goal == Goal.SEEN and ((each.goal_number or 1) > 1) == is_often
    ]


def _all(parts: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The rows of all of these in one statement."""
    queries: list[Any] = list(parts)
    if not queries:
        return []
    return list(queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0])


@dataclass(frozen=True, slots=True)
class _Part:
    """The learners of an assignment (the one at this place) whose days count from the first to the last of these."""

    place: int
    first: date
    last: date | None
    learners: list[int]


def _parts(
    place: int, assignment: Assignment, whose: Mapping[int, Enrollment], windows: Mapping[Key, Window]
) -> Iterable[_Part]:
    """Most students are due on the same day, so that the database can count the days of all of them together."""
    first = _day(assignment.opens_at or assignment.made_at, assignment)
    last: dict[datetime | None, date | None] = {None: None}
    parts: dict[date | None, _Part] = {}
    for learner_id, enrollment in whose.items():
        due_at = windows[assignment.pk, enrollment.enrollment_id].due_at
        if due_at not in last and due_at is not None:
            last[due_at] = _day(due_at, assignment)
        day = last[due_at]
        parts.setdefault(day, _Part(place, first, day, [])).learners.append(learner_id)
    return parts.values()


def _day(moment: datetime, assignment: Assignment) -> date:
    return clocks.shown(moment, assignment.classroom.zone).date()


def cards_of(assignment: Assignment) -> QuerySet[Card]:
    """The cards that an assignment is about: of its deck, those that a class is shown (drawing.class_lens).

    Whether the deck's library is still open to the class is not asked: what was studied counts.
    """
    cards = Card.objects.filter(
        deckcard__deck_id=assignment.deck_id or 0,
        retired_at=None,
        fact__retired_at=None,
        fact__is_held_out=False,
        fact__for_nursing=True,
    ).exclude(fact__sensitivity=SURVIVAL)
    return cards.filter(fact__topic_id__in=assignment.topics) if assignment.topics else cards


def _days(part: _Part, assignment: Assignment) -> QuerySet[Any, Any]:
    topics: Any = assignment.topics or cards_of(assignment).order_by().values("fact__topic_id")
    rows = DayDetail.objects.filter(
        learner_id__in=part.learners, facet=Facet.TOPIC, study_date__gte=part.first, key__in=topics, answers__gt=0
    )
    if part.last is not None:
        rows = rows.filter(study_date__lte=part.last)
    days = rows.order_by().values_list(Value(part.place), "learner_id")
    return days.annotate(days=Count("study_date", distinct=True))


def _seen(place: int, assignment: Assignment, learners: Sequence[int]) -> QuerySet[Any, Any]:
    cards = cards_of(assignment).order_by().values("pk")
    rows = CardState.objects.filter(learner_id__in=learners, card_id__in=cards, scheduled_date__isnull=False)
    return rows.order_by().values_list(Value(place), "learner_id").annotate(n=Count("card_id"))


def _seen_often(place: int, assignment: Assignment, learners: Sequence[int]) -> QuerySet[Any, Any]:
    cards = cards_of(assignment).order_by().values("pk")
    log = ReviewLog.objects.filter(learner_id__in=learners, card_id__in=cards).order_by()
    undone = log.filter(kind=Kind.VOID).values("voids")
    answers = log.filter(kind__in=[Kind.REVIEW, Kind.EARLY]).filter(~Q(client_id__in=undone))
    days = answers.values_list(Value(place), "learner_id", "card_id").annotate(days=Count("study_date", distinct=True))
    return days.filter(days__gte=assignment.goal_number or 1)


def _size(place: int, assignment: Assignment) -> QuerySet[Any, Any]:
    cards = cards_of(assignment).order_by().values("pk")
    rows = DeckCard.objects.filter(deck_id=assignment.deck_id or 0, card_id__in=cards).order_by()
    return rows.values_list(Value(place)).annotate(n=Count("card_id"))
