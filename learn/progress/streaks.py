"""Streak: study dates in a row on which something was answered. Pure.

A rest day neither counts nor breaks. Every seven days of a streak earn a freeze, two at most are kept; a missed day
uses one up, and only without one the streak ends. Today breaks nothing before it is over.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

DAYS_A_FREEZE = 7
MOST_FREEZES = 2
_DAY = timedelta(days=1)


class Streak(NamedTuple):
    """days: studied in a row up to now; longest: the longest so far; freezes: kept; is_today: today counts already."""

    days: int = 0
    longest: int = 0
    freezes: int = 0
    is_today: bool = False


def streak(studied: Collection[date], *, today: date, rest_days: Collection[int] = ()) -> Streak:
    """The streak that these study dates come to. rest_days: ISO weekdays (1 Monday to 7 Sunday)."""
    dates = set(studied)
    if not dates:
        return Streak()
    days = longest = freezes = 0
    day = min(dates)
    while day <= today:
        if day in dates:
            days += 1
            longest = max(longest, days)
            if days % DAYS_A_FREEZE == 0:
                freezes = min(MOST_FREEZES, freezes + 1)
        elif day != today and day.isoweekday() not in rest_days:
            if freezes:
                freezes -= 1
            else:
                days = 0
        day += _DAY
    return Streak(days, longest, freezes, today in dates)
