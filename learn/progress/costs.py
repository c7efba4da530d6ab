"""Costs: the minutes a day that a number of new cards, or an exam date, will ask for; simulated, so expected only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Sum

from learn.accounts.lens import lens_for
from learn.accounts.models import Preferences, User
from learn.reviews.models import CardState, DayTally
from learn.reviews.planning import plan_for, studied_cards, unseen_cards
from learn.reviews.queue import due_today, seconds_an_answer
from learn.scheduling.outlook import Day, Group, Learner, outlook
from learn.scheduling.pacing import Pace
from learn.scheduling.sm2 import Memory

DEFAULT_PASS_RATE = 0.85
"""Of someone of whom nothing is known yet."""

_PASS_DAYS = timedelta(days=90)
_PASS_ANSWERS = 50
"""From how many days, and from how many answers on, a learner's own pass rate is taken."""

MARKS = (7, 30, 90)
"""The days of which a cost is told."""

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Cost:
    """What a number of new cards a day will ask for. minutes: a day, about the days of MARKS, a week's mean each.

    begun_in: days until no card is left to begin; None if that is later than the last mark.
    """

    new_per_day: int
    minutes: tuple[float, ...]
    begun_in: int | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a simulation starts from. is_own_rate, is_own_pace: whether the learner's own answers say so."""

    groups: tuple[Group, ...]
    unseen: int
    learner: Learner
    is_own_rate: bool
    is_own_pace: bool

    def days(self, new: Sequence[int]) -> list[Day]:
        """The days ahead with so many new cards on each."""
        return outlook(self.groups, new=new, unseen=self.unseen, learner=self.learner)


def basis(*, learner: User, now: datetime, days: int) -> Basis:
    """What the next `days` days start from: the cards due by then, counted by memory, and how the learner does."""
    today = plan_for(learner=learner, now=now).study_date
    lens = lens_for(learner)
    shown = Exists(studied_cards(learner.pk, lens).filter(pk=OuterRef("card_id")))
    states = CardState.objects.of(learner.pk).filter(
        shown, is_suspended=False, scheduled_date__isnull=False, due_date__lt=today + timedelta(days=days)
    )
    rows = states.values_list("due_date", "repetitions", "interval_days", "ease_factor").annotate(n=Count("card_id"))
    groups = tuple(
        Group((due - today).days, Memory(repetitions, interval_days, ease), n)
        for due, repetitions, interval_days, ease, n in rows.order_by()
        if due is not None
    )
    rate = _pass_rate(learner.pk, today)
    review, new, is_own_pace = seconds_an_answer(learner.pk, today)
    return Basis(
        groups,
        unseen_cards(learner.pk, lens).count(),
        Learner(
            DEFAULT_PASS_RATE if rate is None else rate,
            review,
            new,
            learner.preferences.reviews_per_day,
            limit_today=due_today(learner_id=learner.pk, today=today),
        ),
        rate is not None,
        is_own_pace,
    )


def cost(start: Basis, *, new_per_day: int, preferences: Preferences, today: date) -> Cost:
    """What this many new cards a day will ask for; rest days bring none."""
    span = MARKS[-1] + _WEEK
    new = [0 if preferences.rests_on(today + timedelta(days=day)) else new_per_day for day in range(span)]
    days = start.days(new)
    minutes = tuple(sum(day.minutes for day in days[mark - _WEEK // 2 :][:_WEEK]) / _WEEK for mark in MARKS)
    left, begun_in = float(start.unseen), None
    for number, day in enumerate(days, start=1):
        left -= day.new
        if left < 0.5:
            begun_in = number
            break
    return Cost(new_per_day, minutes, begun_in)


def until_exam(start: Basis, *, pace: Pace, preferences: Preferences, today: date) -> list[Day]:
    """The days until the exam at its pace."""
    dates = [today + timedelta(days=day) for day in range(pace.days_left)]
    return start.days([0 if preferences.rests_on(day) else pace.new_on(day) for day in dates])


def _pass_rate(learner_id: int, today: date) -> float | None:
    """The share of first answers of a day that passed, of new cards and due ones; None where they are too few."""
    rows = DayTally.objects.filter(learner_id=learner_id, study_date__gte=today - _PASS_DAYS)
    sums = rows.aggregate(new=Sum("new_cards"), reviews=Sum("reviews"), n=Sum("new_passed"), m=Sum("reviews_passed"))
    answers = (sums["new"] or 0) + (sums["reviews"] or 0)
    return ((sums["n"] or 0) + (sums["m"] or 0)) / answers if answers >= _PASS_ANSWERS else None
