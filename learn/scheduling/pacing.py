"""Pacing: how many new cards a day, so that before an exam every card was seen and came back three times. Pure.

Nothing here touches a card's memory or its date: only how many new cards a study day brings follows from it.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import NamedTuple

REVIEWS_WANTED = 3
"""How often a card is to have come back before the exam, its first answer apart."""

_LEAD_DAYS = {3: 26, 2: 8, 1: 1}
"""Days from a card's first answer until it has come back so often, at the latest.

SM-2's first intervals are 1 and 6 days, and the third is 6 times the ease factor, 17 days at the most (2.80 cannot be
reached by two answers); a forgotten card comes back sooner. A day or two more, as a due card may wait for another card
of its fact.
"""

REVIEWS_A_NEW_CARD = 3
_MOST_NEW = 50
_DAY = timedelta(days=1)


class Pace(NamedTuple):
    """What an exam asks of the days before it.

    days_left: until the exam, today included; per_day: new cards on each day that brings any; last_date: of those days,
    None if there are none any more; reviews: how often the cards begun last will have come back before the exam, 3 if
    all is well; not_begun: cards that will not have been begun, by the most that a day can bring.
    """

    exam_date: date
    unseen: int
    days_left: int
    per_day: int
    last_date: date | None
    reviews: int
    not_begun: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether every card will have been seen and have come back as often as wanted."""
        return self.reviews == REVIEWS_WANTED and not self.not_begun

    def new_on(self, study_date: date) -> int:
        """How many new cards this study date brings, rest days apart."""
        return self.per_day if self.last_date is not None and study_date <= self.last_date else 0


def most_new(reviews_per_day: int) -> int:
    """The most new cards a day whose reviews fit a daily limit: each comes back three times in its first weeks."""
    return max(1, min(_MOST_NEW, reviews_per_day // REVIEWS_A_NEW_CARD))


def pace(
    *, unseen: int, today: date, exam_date: date, reviews_per_day: int, rest_days: Collection[int] = ()
) -> Pace | None:
    """The pace that brings `unseen` cards evenly over the days left; None when the exam day has come.

    Begun are cards as early as needed and no earlier: the same number each day until the last date from which three
    reviews fit, then none, so that nothing piles up before the exam. Where that would be more a day than the reviews'
    limit bears (most_new), cards are begun later and come back less often, down to not at all; what does not fit even
    so is counted as not begun. rest_days: ISO weekdays that bring nothing new.
    """
    if today >= exam_date:
        return None
    most, days_left = most_new(reviews_per_day), (exam_date - today).days
    last_date, per_day = None, 0
    for reviews, lead in (*_LEAD_DAYS.items(), (0, 0)):
        days = list(_days(today, exam_date - _DAY * (lead + 1), rest_days))
        if not days:
            continue
        last_date, per_day = days[-1], -(-unseen // len(days))
        if per_day <= most:
            return Pace(exam_date, unseen, days_left, per_day, last_date, reviews)
    if last_date is None:
        return Pace(exam_date, unseen, days_left, 0, None, REVIEWS_WANTED if not unseen else 0, unseen)
    days = list(_days(today, last_date, rest_days))
    return Pace(exam_date, unseen, days_left, most, last_date, 0, max(0, unseen - most * len(days)))


def _days(first: date, last: date, rest_days: Collection[int]) -> Iterator[date]:
    day = first
    while day <= last:
        if day.isoweekday() not in rest_days:
            yield day
        day += _DAY
