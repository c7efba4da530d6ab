"""The study day: a calendar date that runs from the day's-end hour (04:00) in the learner's own zone to the next.

A review at two in the morning belongs to the evening before it. A StudyDay's start is an instant, so that days
follow each other without gap or overlap through daylight-saving changes and changes of a zone's own offset.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_DAY_END_HOUR = 4


def day_start(study_date: date, zone: ZoneInfo, day_end_hour: int = DEFAULT_DAY_END_HOUR) -> datetime:
    """The aware UTC instant at which this study date begins (the first, where a clock shows that hour twice)."""
    return datetime.combine(study_date, time(day_end_hour), tzinfo=zone).astimezone(UTC)


def study_date_at(now: datetime, zone: ZoneInfo, day_end_hour: int = DEFAULT_DAY_END_HOUR) -> date:
    """The study date that the aware instant `now` belongs to.

    Always day_start(d) <= now < day_start(d + 1 day). Raises ValueError for a naive datetime.
    """
    if now.tzinfo is None:
        raise ValueError("The study date of a naive datetime is not known: pass an aware one.")
    local = now.astimezone(zone).replace(tzinfo=None)
    guess = (local - timedelta(hours=day_end_hour)).date()
    # The wall clock misleads when it jumps over the day's end or shows it twice; the instants decide.
    while day_start(guess, zone, day_end_hour) > now:
        guess -= timedelta(days=1)
    while day_start(guess + timedelta(days=1), zone, day_end_hour) <= now:
        guess += timedelta(days=1)
    return guess
