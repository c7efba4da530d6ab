"""When a digest is meant to come, on the nights the clocks change and on all others."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learn.reminders.timing import Schedule

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour", "after", "first", "shown"),
    [
        ("Europe/Berlin", 8, "2026-03-28T12:00", "2026-03-29T06:00", "08:00"),
        # 02:00 does not exist that night: it is 03:00 at once.
        ("Europe/Berlin", 2, "2026-03-28T12:00", "2026-03-29T01:00", "03:00"),
        # 02:00 comes twice: the first of the two, while it is still summer time.
        ("Europe/Berlin", 2, "2026-10-24T12:00", "2026-10-25T00:00", "02:00"),
        ("Europe/Berlin", 3, "2026-10-24T12:00", "2026-10-25T02:00", "03:00"),
        ("America/New_York", 2, "2026-03-07T20:00", "2026-03-08T07:00", "03:00"),
        ("America/New_York", 1, "2026-10-31T20:00", "2026-11-01T05:00", "01:00"),
        # The clock jumps by half an hour only.
        ("Australia/Lord_Howe", 2, "2026-10-03T00:00", "2026-10-03T15:30", "02:30"),
        # Midnight does not exist that night.
        ("Africa/Cairo", 0, "2026-04-23T12:00", "2026-04-23T22:00", "01:00"),
    ],
)
def test_nights_on_which_the_clock_changes(zone: str, hour: int, after: str, first: str, shown: str) -> None:
    schedule = Schedule(None, hour, ZoneInfo(zone))
    planned = schedule.first_after(at(after))
    assert planned == at(first)
    assert f"{planned.astimezone(ZoneInfo(zone)):%H:%M}" == shown
    following = schedule.first_after(planned)
    assert timedelta(hours=22) < following - planned < timedelta(hours=26), "once that night"


def test_a_date_that_a_place_left_out_has_no_mail_of_its_own() -> None:
    """Samoa went from 29 to 31 December 2011."""
    schedule = Schedule(None, 8, ZoneInfo("Pacific/Apia"))
    planned = schedule.first_after(at("2011-12-28T20:00"))
    assert planned == at("2011-12-29T18:00")
    assert schedule.first_after(planned) == at("2011-12-30T18:00")
    assert schedule.first_after(at("2011-12-30T18:00")) == at("2011-12-31T18:00")


@pytest.mark.parametrize("weekday", range(1, 8))
def test_once_a_week_on_the_weekday(weekday: int) -> None:
    zone = ZoneInfo("America/New_York")
    schedule = Schedule(weekday, 20, zone)
    planned = schedule.first_after(at("2026-03-02T12:00"))
    assert planned.astimezone(zone).isoweekday() == weekday, "by the learner's own calendar"
    assert planned - at("2026-03-02T12:00") < timedelta(days=7, hours=13)
    assert schedule.first_from(planned) == planned
    assert schedule.first_after(planned).astimezone(zone) == planned.astimezone(zone) + timedelta(days=7)


@settings(deadline=None)
@given(
    now=st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    weekday=st.none() | st.integers(1, 7),
)
def test_the_first_is_never_before_and_none_is_left_out(
    now: datetime, zone: str, hour: int, weekday: int | None
) -> None:
    schedule = Schedule(weekday, hour, ZoneInfo(zone))
    first = schedule.first_from(now)
    span = timedelta(days=1 if weekday is None else 7, hours=1)
    assert now <= first <= now + span
    following = schedule.first_after(first)
    assert first < following <= first + span
    assert schedule.first_from(first) == first
