"""Window: from when to when one student may do one assignment, and for how long; with whatever was granted them. Pure.

Instants are aware. None for opens_at is at once, for due_at and closes_at never, for minutes no limit, for attempts any
number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from learn.classrooms.time import ORDINARY_TIME_PERCENT


@dataclass(frozen=True, slots=True)
class Times:
    """What an assignment says to all, or an extension to some: there None (more_attempts: 0) changes nothing."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    attempts: int | None = None
    more_attempts: int = 0
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """What holds for one student. minutes_for_all: without their extra time; the same as minutes where they have none.

    is_rounded: their extra time came to a part of a minute, which counts whole. is_extended: something differs from
    what holds for all.
    """

    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    minutes: int | None
    minutes_for_all: int | None
    attempts: int | None
    is_exempt: bool = False
    is_rounded: bool = False
    is_extended: bool = False

    def is_open(self, now: datetime) -> bool:
        return self.has_opened(now) and not self.has_closed(now)

    def has_opened(self, now: datetime) -> bool:
        return self.opens_at is None or self.opens_at <= now

    def has_closed(self, now: datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= now

    def ends_at(self, start: datetime) -> datetime | None:
        """When an attempt that is started then is over, by its minutes or by closing; None for never."""
        ends = [each for each in (self._after_minutes(start), self.closes_at) if each is not None]
        return min(ends, default=None)

    def days_late(self, at: datetime) -> int:
        """How many days after due_at it is, each that has begun counted; 0 for in time."""
        if self.due_at is None or at <= self.due_at:
            return 0
        return ceil((at - self.due_at) / timedelta(days=1))

    def _after_minutes(self, start: datetime) -> datetime | None:
        return start + timedelta(minutes=self.minutes) if self.minutes is not None else None


def window(
    for_all: Times, extensions: Iterable[Times | None] = (), *, time_percent: int = ORDINARY_TIME_PERCENT
) -> Window:
    """The window of a student. extensions: their own first, then their section's; time_percent: of others' time.

    Extra time lengthens the minutes (a begun minute counts whole) and puts off closing by as much as they grew, so
    that who starts late still has all of it; minutes granted by an extension stand as they are.
    """
    own = [each for each in extensions if each is not None]

    def first(name: str) -> datetime | None:
        values = (getattr(each, name) for each in own)
        found: datetime | None = next((value for value in values if value is not None), getattr(for_all, name))
        return found

    granted = next((each.minutes for each in own if each.minutes is not None), None)
    minutes = granted
    if minutes is None and for_all.minutes is not None:
        minutes = ceil(for_all.minutes * time_percent / 100)
    closes_at = first("closes_at")
    if closes_at is not None and minutes is not None and for_all.minutes is not None and minutes > for_all.minutes:
        closes_at += timedelta(minutes=minutes - for_all.minutes)
    more = next((each.more_attempts for each in own if each.more_attempts), 0)
    shared = Window(
        opens_at=for_all.opens_at,
        due_at=for_all.due_at,
        closes_at=for_all.closes_at,
        minutes=for_all.minutes,
        minutes_for_all=for_all.minutes,
        attempts=for_all.attempts,
    )
    found = replace(
        shared,
        opens_at=first("opens_at"),
        due_at=first("due_at"),
        closes_at=closes_at,
        minutes=minutes,
        attempts=None if for_all.attempts is None else for_all.attempts + more,
        is_exempt=any(each.is_exempt for each in own),
        is_rounded=granted is None and (for_all.minutes or 0) * time_percent % 100 > 0,
    )
    return found if found == shared else replace(found, is_extended=True)
