"""The worker's loop: runs each job (learn.periodic) when it is time for it, and outlives what goes wrong in one."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import close_old_connections

from learn.periodic import Job, Rota, where

_logger = logging.getLogger(__name__)


def work(
    *, jobs: Iterable[Job], clock: Callable[[], datetime], goes_on: Callable[[], bool], wait: Callable[[], object]
) -> None:
    """Runs the jobs while `goes_on`, which is asked before each; `wait` is called between two looks at the clock."""
    rota = Rota(jobs)
    while goes_on():
        for job in rota.due(clock()):
            if not goes_on():
                return
            run(job, now=clock())
        wait()


def run(job: Job, *, now: datetime) -> bool:
    """Runs one job. Says whether it came to its end; what stopped it is logged."""
    close_old_connections()
    try:
        job.run(now)
    except Exception as error:
        _logger.error("The job “%s” failed: %s", job.name, where(error))
        return False
    finally:
        close_old_connections()
    return True
