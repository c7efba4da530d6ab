"""Tally: what log rows come to, for DayTally and DayDetail; or a change to them, which may be negative."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import F

from learn.reviews import statements
from learn.reviews.models import AnswerStage, DayDetail, DayTally, Facet
from learn.scheduling.fold import MATURE_DAYS, Counted, Outcome

_COLUMNS = {
    Counted.NEW: ("new_cards", "new_passed"),
    Counted.REVIEW: ("reviews", "reviews_passed"),
    Counted.EARLY: ("early", "early_passed"),
    Counted.DRILL: ("drills", ""),
}
_STAGES = {Counted.NEW: AnswerStage.NEW, Counted.EARLY: AnswerStage.EARLY, Counted.DRILL: AnswerStage.DRILL}


class Detail(NamedTuple):
    """Which row of DayDetail; its learner is known."""

    facet: int
    study_date: date
    key: int
    stage: int


@dataclass(slots=True)
class Tally:
    """days: counts by (study date, name of a DayTally column). answers, passed, time_ms: of each row of DayDetail."""

    days: Counter[tuple[date, str]] = field(default_factory=Counter)
    answers: Counter[Detail] = field(default_factory=Counter)
    passed: Counter[Detail] = field(default_factory=Counter)
    time_ms: Counter[Detail] = field(default_factory=Counter)

    def count(self, outcomes: Iterable[Outcome], topic_id: int, times: int = 1) -> None:
        """Adds what these outcomes of one card come to; `times` -1 takes it away."""
        for outcome in outcomes:
            if outcome.counted != Counted.NOTHING:
                self._count(outcome, topic_id, times)

    def _count(self, outcome: Outcome, topic_id: int, times: int) -> None:
        row, counted, passed, lapsed, _interval_days = outcome
        day = row.study_date
        column, passed_column = _COLUMNS[counted]
        self.days[day, column] += times
        self.days[day, "time_ms"] += times * row.time_ms
        if passed and passed_column:
            self.days[day, passed_column] += times
        if lapsed:
            self.days[day, "lapses"] += times
        for detail in _details(outcome, topic_id):
            self.answers[detail] += times
            self.passed[detail] += times * passed
            self.time_ms[detail] += times * row.time_ms

    def by_day(self) -> dict[date, dict[str, int]]:
        """The counts of DayTally that are not zero, day by day."""
        found: dict[date, dict[str, int]] = {}
        for (day, column), count in self.days.items():
            if count:
                found.setdefault(day, {})[column] = count
        return found

    def details(self) -> list[tuple[Detail, int, int, int]]:
        """The rows of DayDetail in which anything changes, each with its answers, passed and time_ms."""
        return [
            (detail, answers, self.passed[detail], self.time_ms[detail])
            for detail, answers in self.answers.items()
            if answers or self.passed[detail] or self.time_ms[detail]
        ]


def _details(outcome: Outcome, topic_id: int) -> list[Detail]:
    row = outcome.row
    stage = _STAGES.get(outcome.counted)
    if stage is None:
        stage = AnswerStage.MATURE if outcome.interval_days >= MATURE_DAYS else AnswerStage.YOUNG
    # Plain numbers: an enumeration's members would be adapted to the database one by one.
    found = [
        Detail(Facet.GRADE.value, row.study_date, row.grade or 0, stage.value),
        Detail(Facet.TOPIC.value, row.study_date, topic_id, stage.value),
    ]
    if row.hour is not None:
        found.append(Detail(Facet.HOUR.value, row.study_date, row.hour, stage.value))
    return found


def add_answer(learner_id: int, outcome: Outcome, topic_id: int) -> None:
    """Adds one answer to the tallies, in the answer's own transaction."""
    tally = Tally()
    tally.count([outcome], topic_id)
    for day, counts in tally.by_day().items():
        statements.add_to_tally(learner_id, day, counts)
    statements.add_to_details(learner_id, tally.details())


def write(learner_id: int, tally: Tally) -> None:
    """Makes all of a learner's tallies anew."""
    for model in (DayTally, DayDetail):
        model._default_manager.filter(learner_id=learner_id).delete()
    days = tally.by_day().items()
    DayTally.objects.bulk_create(
        (DayTally(learner_id=learner_id, study_date=day, **counts) for day, counts in days), batch_size=500
    )
    statements.add_to_details(learner_id, tally.details())


def add(learner_id: int, change: Tally) -> None:
    """Adds the change, which may be negative, to the learner's tallies; makes the rows that are missing."""
    for day, counts in change.by_day().items():
        increments = {column: F(column) + count for column, count in counts.items()}
        if not DayTally.objects.filter(learner_id=learner_id, study_date=day).update(**increments):
            DayTally.objects.create(learner_id=learner_id, study_date=day, **counts)
    statements.add_to_details(learner_id, change.details())
