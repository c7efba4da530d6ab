"""Jobs that recur: when it is time for one, and that no two have one name."""

from datetime import timedelta

import pytest

from learn import periodic
from learn.periodic import Job, Rota
from tests.conftest import NOON


def nothing(now) -> None:
    pass


def test_each_job_comes_when_its_time_is_over() -> None:
    rota = Rota([Job("minute", 60, nothing), Job("hour", 3600, nothing)])
    came = [
        (second, job.name)
        for second in range(0, 3601, 30)
        for job in rota.due(NOON + timedelta(seconds=second))
        if second < 130 or job.name == "hour"
    ]
    assert came == [(0, "minute"), (0, "hour"), (60, "minute"), (120, "minute"), (3600, "hour")]


def test_a_clock_set_back_keeps_no_job_waiting() -> None:
    rota = Rota([Job("hour", 3600, nothing)])
    assert rota.due(NOON)
    assert rota.due(NOON - timedelta(days=1))
    assert not rota.due(NOON - timedelta(days=1) + timedelta(minutes=1))


def test_a_pause_is_not_made_up_for() -> None:
    rota = Rota([Job("minute", 60, nothing)])
    rota.due(NOON)
    assert [len(rota.due(NOON + timedelta(hours=9, seconds=second))) for second in range(3)] == [1, 0, 0]


def test_names_are_one_job_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_jobs", {})
    for _ in range(2):
        periodic.add("a", seconds=60, run=nothing)
    with pytest.raises(ValueError, match="Another job"):
        periodic.add("a", seconds=61, run=nothing)
    with pytest.raises(ValueError, match="every second at most"):
        periodic.add("b", seconds=0, run=nothing)
    assert [job.name for job in periodic.jobs()] == ["a"]
