"""Recalled: how much of what was due was remembered, from the details kept a day; costs the days asked about.

Due reviews are a day's first answers to cards whose day had come; young and mature by the interval before the answer.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay

from learn.progress.intervals import Share, share_of
from learn.reviews.models import AnswerStage, DayDetail, Facet

DUE = (AnswerStage.YOUNG, AnswerStage.MATURE)
_SUMS = {"n": Sum("answers"), "right": Sum("passed"), "ms": Sum("time_ms")}


class Count(NamedTuple):
    """n answers, how many of them passed, and the time they took in milliseconds."""

    n: int = 0
    passed: int = 0
    time_ms: int = 0

    @property
    def share(self) -> Share | None:
        """The share remembered; None under intervals.FEWEST answers."""
        return share_of(self.passed, self.n)

    def plus(self, n: int, passed: int, time_ms: int) -> "Count":
        return Count(self.n + n, self.passed + passed, self.time_ms + time_ms)

    @property
    def held(self) -> "Count":
        """As it can be true: details may be negative where a fact has moved to another topic before an undo."""
        n = max(self.n, 0)
        return Count(n, min(max(self.passed, 0), n), max(self.time_ms, 0))


@dataclass(frozen=True, slots=True)
class Recalled:
    """Due reviews by maturity, ISO weekday (1 Monday), hour of the learner's clock (0-23) and topic id; grades: all
    answers by (grade, stage).
    """

    by_stage: dict[int, Count] = field(default_factory=dict)
    by_weekday: dict[int, Count] = field(default_factory=dict)
    by_hour: dict[int, Count] = field(default_factory=dict)
    by_topic: dict[int, Count] = field(default_factory=dict)
    grades: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def due(self) -> Count:
        """All due reviews together."""
        total = Count()
        for count in self.by_stage.values():
            total = total.plus(*count)
        return total


def recalled(learner_id: int, first: date, last: date) -> Recalled:
    """What these study dates, both included, come to; three queries."""
    details = DayDetail.objects.filter(learner_id=learner_id, study_date__range=(first, last)).order_by()
    by_stage: dict[int, Count] = defaultdict(Count)
    by_weekday: dict[int, Count] = defaultdict(Count)
    grades: dict[tuple[int, int], int] = defaultdict(int)
    graded = details.filter(facet=Facet.GRADE).annotate(weekday=ExtractIsoWeekDay("study_date"))
    for weekday, grade, stage, *sums in graded.values_list("weekday", "key", "stage").annotate(**_SUMS):
        grades[grade, stage] += sums[0]
        if stage in DUE:
            by_stage[stage] = by_stage[stage].plus(*sums)
            by_weekday[weekday] = by_weekday[weekday].plus(*sums)
    return Recalled(
        by_stage=_held(by_stage),
        by_weekday=_held(by_weekday),
        by_hour=_by_key(details.filter(facet=Facet.HOUR)),
        by_topic=_by_key(details.filter(facet=Facet.TOPIC)),
        grades={key: max(n, 0) for key, n in grades.items()},
    )


def _by_key(details: QuerySet[DayDetail]) -> dict[int, Count]:
    rows = details.filter(stage__in=DUE).values_list("key").annotate(**_SUMS)
    return _held({key: Count(*sums) for key, *sums in rows})


def _held(counts: dict[int, Count]) -> dict[int, Count]:
    return {key: count.held for key, count in counts.items()}
