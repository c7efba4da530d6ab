"""Study days: without gap or overlap in every zone, and where a person would expect them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.scheduling.study_day import day_start, study_date_at

zones = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
moments = st.datetimes(datetime(1995, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(moments, zones, st.integers(0, 12))
def test_every_moment_lies_in_exactly_its_day(now: datetime, zone: str, hour: int) -> None:
    day = study_date_at(now, ZoneInfo(zone), hour)
    assert day_start(day, ZoneInfo(zone), hour) <= now < day_start(day + timedelta(days=1), ZoneInfo(zone), hour)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=3)), zones)
def test_days_never_run_backwards_in_one_zone(now: datetime, later: timedelta, zone: str) -> None:
    assert study_date_at(now, ZoneInfo(zone)) <= study_date_at(now + later, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/Berlin", "2026-03-29T01:59", date(2026, 3, 28)),  # the hour after 2 is skipped this night
        ("Europe/Berlin", "2026-03-29T03:59", date(2026, 3, 28)),
        ("Europe/Berlin", "2026-03-29T04:00", date(2026, 3, 29)),
        ("Europe/Berlin", "2026-10-25T03:59", date(2026, 10, 24)),  # and shown twice this one
        ("Europe/Berlin", "2026-10-25T04:00", date(2026, 10, 25)),
        ("Asia/Kolkata", "2026-03-02T03:59", date(2026, 3, 1)),  # half-hour zone
        ("Asia/Kathmandu", "2026-03-02T04:00", date(2026, 3, 2)),  # three quarters
        ("Australia/Lord_Howe", "2026-04-05T03:59", date(2026, 4, 4)),  # half an hour of daylight saving
        ("Pacific/Kiritimati", "2026-03-02T12:00", date(2026, 3, 2)),
        ("America/New_York", "2026-03-02T23:30", date(2026, 3, 2)),
    ],
)
def test_the_day_ends_at_four(zone: str, local: str, expected: date) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    assert study_date_at(now, ZoneInfo(zone)) == expected


def test_a_day_of_daylight_saving_is_an_hour_short_or_long() -> None:
    berlin, day = ZoneInfo("Europe/Berlin"), timedelta(days=1)
    lengths = [day_start(d + day, berlin) - day_start(d, berlin) for d in (date(2026, 3, 28), date(2026, 10, 24))]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def test_travelling_west_can_give_the_same_date_again() -> None:
    now = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    assert study_date_at(now, ZoneInfo("Europe/Berlin")) == date(2026, 3, 2)
    assert study_date_at(now + timedelta(hours=1), ZoneInfo("America/New_York")) == date(2026, 3, 1)


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        study_date_at(datetime(2026, 3, 2), ZoneInfo("UTC"))
