"""From when to when one student may do an assignment."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from learn.assignments.windows import Times, window
from tests.conftest import NOON

MOMENTS = st.none() | st.integers(-500, 500).map(lambda hours: NOON + timedelta(hours=hours))
MINUTES = st.none() | st.integers(1, 240)
TIMES = st.builds(
    Times,
    opens_at=MOMENTS,
    due_at=MOMENTS,
    closes_at=MOMENTS,
    minutes=MINUTES,
    attempts=st.none() | st.integers(1, 20),
)
GRANTS = st.none() | st.builds(
    Times,
    opens_at=MOMENTS,
    due_at=MOMENTS,
    closes_at=MOMENTS,
    minutes=MINUTES,
    more_attempts=st.integers(0, 5),
    is_exempt=st.booleans(),
)
PERCENT = st.integers(100, 400)


@given(TIMES)
def test_without_anything_granted_it_is_what_holds_for_all(times: Times) -> None:
    found = window(times)
    assert (found.opens_at, found.due_at, found.closes_at) == (times.opens_at, times.due_at, times.closes_at)
    assert (found.minutes, found.attempts, found.is_extended) == (times.minutes, times.attempts, False)


@given(TIMES, PERCENT)
def test_extra_time_never_takes_anything_away(times: Times, percent: int) -> None:
    found = window(times, time_percent=percent)
    if times.minutes is None:
        assert (found.minutes, found.closes_at) == (None, times.closes_at)
        return
    assert times.minutes * percent / 100 <= found.minutes < times.minutes * percent / 100 + 1
    assert found.minutes_for_all == times.minutes
    assert found.is_rounded == (found.minutes != times.minutes * percent / 100)
    if times.closes_at is not None:
        # Who starts as late as another may still has all of their extra minutes.
        assert found.closes_at - times.closes_at == timedelta(minutes=found.minutes - times.minutes)


@given(TIMES, GRANTS, GRANTS, PERCENT)
def test_a_students_own_extension_goes_before_their_sections(times, own, section, percent) -> None:
    found = window(times, [own, section], time_percent=percent)
    for name in ("opens_at", "due_at"):
        values = [getattr(each, name) for each in (own, section, times) if each is not None]
        assert getattr(found, name) == next((each for each in values if each is not None), None)
    assert found.is_exempt == any(each is not None and each.is_exempt for each in (own, section))
    granted = [each.minutes for each in (own, section) if each is not None and each.minutes is not None]
    if granted:
        # Granted minutes stand as they are: no extra time on top of them.
        assert found.minutes == granted[0]
    if times.attempts is None:
        assert found.attempts is None
    else:
        assert found.attempts >= times.attempts


@given(TIMES, PERCENT, st.integers(-400, 400))
def test_an_attempt_ends_with_its_minutes_or_with_closing(times: Times, percent: int, hours: int) -> None:
    start = NOON + timedelta(hours=hours)
    found = window(times, time_percent=percent)
    ends = found.ends_at(start)
    if found.minutes is None and found.closes_at is None:
        assert ends is None
    else:
        assert ends in (found.closes_at, start + timedelta(minutes=found.minutes or 0))
        assert found.closes_at is None or ends <= found.closes_at


@given(TIMES, st.integers(-400, 400))
def test_open_is_from_opening_until_closing(times: Times, hours: int) -> None:
    now = NOON + timedelta(hours=hours)
    found = window(times)
    assert found.is_open(now) == (
        (times.opens_at is None or times.opens_at <= now) and (times.closes_at is None or now < times.closes_at)
    )


@given(st.integers(0, 100 * 24 * 60))
def test_each_day_that_has_begun_is_a_day_late(minutes: int) -> None:
    found = window(Times(due_at=NOON))
    late = found.days_late(NOON + timedelta(minutes=minutes))
    assert (late - 1) * 24 * 60 < minutes <= late * 24 * 60
    assert found.days_late(NOON - timedelta(minutes=minutes)) == 0
