"""Times on the class's clock, and the nights when it jumps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.assignments.clocks import NoSuchTimeError, instant, shown

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
TOLD = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda each: each.replace(second=0, microsecond=0))


@given(TOLD, ZONES)
def test_an_instant_is_shown_as_it_was_told(told: datetime, zone: str) -> None:
    try:
        found = instant(told, zone)
    except NoSuchTimeError as error:
        assert timedelta(0) < error.after - told <= timedelta(hours=1)
        return
    assert shown(found.moment, zone) == told
    if found.is_twice:
        later = [found.moment + timedelta(minutes=each) for each in (30, 60)]
        assert told in [shown(each, zone) for each in later]


@pytest.mark.parametrize(
    ("zone", "told", "after"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 3, 30)),
        ("America/New_York", datetime(2026, 3, 8, 2, 0), datetime(2026, 3, 8, 3, 0)),
    ],
)
def test_a_time_that_is_skipped(zone: str, told: datetime, after: datetime) -> None:
    with pytest.raises(NoSuchTimeError) as caught:
        instant(told, zone)
    assert caught.value.after == after


@pytest.mark.parametrize(
    ("zone", "told", "first"),
    [
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 1, 59), datetime(2026, 11, 1, 5, 59, tzinfo=UTC)),
    ],
)
def test_of_a_time_that_comes_twice_the_first_is_meant(zone: str, told: datetime, first: datetime) -> None:
    found = instant(told, zone)
    assert (found.moment, found.is_twice) == (first, True)


def test_the_last_minute_of_the_long_day_is_told_once() -> None:
    found = instant(datetime(2026, 10, 25, 23, 59), "Europe/Berlin")
    assert (found.moment, found.is_twice) == (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), False)
