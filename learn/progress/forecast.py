"""The forecast: what the coming days hold, by the cards that have a date now and the learner's daily limit.

Today is what its plan says, as on every other page: it may hold back cards of one fact, and part of it may be done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Coalesce, Greatest

from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import queue
from learn.reviews.models import CardState
from learn.reviews.planning import plan_for, studied_cards


@dataclass(frozen=True, slots=True)
class DayAhead:
    """A day to come. due: reviews that have this date (today: or an earlier one); carried: left over from days before;
    planned: of both, those that are asked.
    """

    study_date: date
    due: int
    carried: int
    planned: int

    @property
    def left_over(self) -> int:
        """What is left for the next day: by the limit, or (today) because another card of the fact comes."""
        return self.due + self.carried - self.planned


def forecast(*, learner: User, now: datetime, days: int = 30) -> list[DayAhead]:
    """Today and the days after it; costs the cards that are due by then. Cards not yet begun are not in it.

    What an answer given until then will make due again is not in it either: it says what is certain now.
    """
    today = plan_for(learner=learner, now=now).study_date
    last = today + timedelta(days=days - 1)
    shown = Exists(studied_cards(learner.pk, lens_for(learner)).filter(pk=OuterRef("card_id")))
    states = CardState.objects.of(learner.pk).filter(
        shown, is_suspended=False, scheduled_date__isnull=False, due_date__lte=last
    )
    # What was put off comes on the day it was put off to.
    comes_on = Greatest("due_date", Coalesce("buried_until", "due_date"))
    rows = states.annotate(comes_on=comes_on).values_list("comes_on").annotate(n=Count("card_id")).order_by("comes_on")
    return spread(
        dict(rows),
        today=today,
        days=days,
        limit=learner.preferences.reviews_per_day,
        planned_today=queue.due_today(learner_id=learner.pk, today=today),
    )


def spread(due: Mapping[date, int], *, today: date, days: int, limit: int, planned_today: int) -> list[DayAhead]:
    """Reviews by their date, laid out over the days by a daily limit; what was due before today is due today.

    planned_today: how many of them today's plan still asks, whatever the limit.
    """
    ahead: list[DayAhead] = []
    carried = 0
    for place in range(days):
        day = today + timedelta(days=place)
        here = due.get(day, 0) if place else sum(count for on, count in due.items() if on <= today)
        ahead.append(DayAhead(day, here, carried, min(here + carried, limit if place else planned_today)))
        carried = ahead[-1].left_over
    return ahead
