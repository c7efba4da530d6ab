"""Job: what the worker (manage.py work) does again and again. Rota: which jobs it is time for. Pure.

A room adds its jobs when its app is ready:

    periodic.add("predictions", seconds=3600, run=compare_stale)

Several workers may run, on several machines, and each runs every job: a job is safe to run twice at once.
"""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """run: called with the present instant at most every so many seconds; it does a bounded piece of work."""

    name: str
    seconds: int
    run: Callable[[datetime], object]


_jobs: dict[str, Job] = {}


def add(name: str, *, seconds: int, run: Callable[[datetime], object]) -> None:
    """Adds a job. Raises ValueError where another has this name, or for less than a second."""
    if seconds < 1:
        raise ValueError(f"A job runs every second at most, not every {seconds}: {name}")
    job = Job(name, seconds, run)
    if _jobs.setdefault(name, job) != job:
        raise ValueError(f"Another job has this name: {name}")


def jobs() -> tuple[Job, ...]:
    """Every job that was added."""
    return tuple(_jobs.values())


def where(error: BaseException) -> str:
    """An error as the log may have it: its kind and the lines of code that led to it, not its words.

    These may hold an address or an answer.
    """
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


class Rota:
    """Remembers when each job was last given out. At the start it is time for all of them."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = tuple(jobs)
        self._last: dict[str, datetime] = {}

    def due(self, now: datetime) -> list[Job]:
        """The jobs it is time for; they count as done now."""
        found = [job for job in self._jobs if self._is_due(job, now)]
        self._last |= {job.name: now for job in found}
        return found

    def _is_due(self, job: Job, now: datetime) -> bool:
        last = self._last.get(job.name)
        # A clock that was set back must not keep a job waiting.
        return last is None or not last <= now < last + timedelta(seconds=job.seconds)
