"""Schedule: the days and the hour of a learner's own clock at which a digest is meant to come. Pure.

The instants decide, not the wall clock: an hour that does not exist on a night is the instant at which the clock jumps
over it (what it shows then is the next hour), and one that comes twice is the first of the two.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """weekday: ISO (1 Monday to 7 Sunday), None for every day. hour: 0-23 in the zone."""

    weekday: int | None
    hour: int
    zone: ZoneInfo

    def on(self, local_date: date) -> datetime:
        """The aware UTC instant of that date's hour."""
        # fold=0 is the offset before a change of the clock: the first of two, and the jump itself.
        return datetime.combine(local_date, time(self.hour), tzinfo=self.zone).astimezone(UTC)

    def first_from(self, now: datetime) -> datetime:
        """The first planned instant that is not before `now`."""
        day = now.astimezone(self.zone).date() - _DAY
        while (self.weekday is not None and day.isoweekday() != self.weekday) or self.on(day) < now:
            day += _DAY
        return self.on(day)

    def first_after(self, now: datetime) -> datetime:
        """The first planned instant that is after `now`."""
        return self.first_from(now + _INSTANT)
