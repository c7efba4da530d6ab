"""The worker: runs what it is time for, outlives what fails, ends when told to."""

import signal
import subprocess
import sys
import time
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command

from learn import periodic
from learn.front import worker
from learn.periodic import Job
from tests.conftest import Clock
from tests.served import ROOT, environment

SECRET = "ada@example.org answered 51 %"


def fail(now) -> None:
    raise RuntimeError(SECRET)


def work_until(jobs, clock, is_enough) -> None:
    worker.work(jobs=jobs, clock=clock, goes_on=lambda: not is_enough(), wait=lambda: clock.advance(minutes=1))


@pytest.fixture
def no_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


def test_a_job_that_fails_stops_neither_the_others_nor_the_loop(clock: Clock, no_connections, caplog) -> None:
    ran = []
    jobs = [Job("broken", 60, fail), Job("sound", 60, ran.append)]
    work_until(jobs, clock, lambda: len(ran) == 3)
    assert [later - earlier >= timedelta(minutes=1) for earlier, later in pairwise(ran)] == [True] * 2
    assert caplog.text.count("The job “broken” failed: RuntimeError") == 3
    assert SECRET not in caplog.text
    assert "in fail" in caplog.text, "where it failed"


def test_told_to_end_it_begins_no_other_job(clock: Clock, no_connections) -> None:
    ran = []
    jobs = [Job("first", 60, ran.append), Job("second", 60, fail)]
    work_until(jobs, clock, lambda: bool(ran))
    assert len(ran) == 1


def test_once_does_each_and_tells_what_failed(no_connections, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    monkeypatch.setattr(periodic, "_jobs", {})
    periodic.add("broken", seconds=60, run=fail)
    periodic.add("sound", seconds=60, run=ran.append)
    with pytest.raises(CommandError, match="Failed: broken"):
        call_command("work", once=True)
    assert len(ran) == 1


JOB = """
import time, pathlib
from learn import periodic
def run(now):
    pathlib.Path({file!r}).write_text("begun")
    time.sleep({seconds})
periodic.add("slow", seconds=3600, run=run)
"""


@pytest.mark.embedded
@pytest.mark.parametrize("seconds", [0, 60], ids=["between two jobs", "in the middle of one"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds(tmp_path, seconds: int, number: signal.Signals) -> None:
    """Also in the middle of a job that would last for a minute."""
    begun, script = tmp_path / "begun", tmp_path / "manage_with_job.py"
    script.write_text(
        "import os, sys\n"
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'learn.settings')\n"
        "import django; django.setup()\n"
        + JOB.format(file=str(begun), seconds=seconds)
        + "from django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(script), "work"],
        cwd=ROOT,
        env=environment(tmp_path / "data", PYTHONPATH=str(ROOT)),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not begun.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        start = time.monotonic()
        process.send_signal(number)
        assert process.wait(30) == 0
        # Two seconds, and what a busy machine adds.
        assert time.monotonic() - start < 6
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
