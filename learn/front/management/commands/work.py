"""manage.py work: does what has to be done again and again, until it is told to end."""

import os
import signal
import threading
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learn import periodic
from learn.front import worker

LOOK_SECONDS = 0.5
"""How often it looks at the clock, and whether its parent is there."""

GRACE_SECONDS = 1.5
"""How long a job that is at work when the end is asked for may finish what it does."""


class Command(BaseCommand):
    help = "Sends due reminders every minute and does other work of the site that recurs. `serve` starts one by itself."
    # Serve has shown what they find.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do each job once, then end")
        parser.add_argument("--parent", type=int, help="end when this process, which started it, is gone")

    def handle(self, *args: Any, once: bool, parent: int | None, **options: Any) -> None:
        if once:
            failed = [job.name for job in periodic.jobs() if not worker.run(job, now=timezone.now())]
            if failed:
                raise CommandError(f"Failed: {', '.join(failed)}. The log says where.")
            return
        ended = threading.Event()
        _listen(ended)
        if parent is not None:
            threading.Thread(target=_watch, args=[parent], daemon=True).start()
        worker.work(
            jobs=periodic.jobs(),
            clock=timezone.now,
            goes_on=lambda: not ended.is_set(),
            wait=lambda: ended.wait(LOOK_SECONDS),
        )
        # Rung while Python leaves, it would kill.
        signal.setitimer(signal.ITIMER_REAL, 0)


def _listen(ended: threading.Event) -> None:
    """Ends at SIGTERM and Ctrl-C: at once between two jobs, within GRACE_SECONDS in the middle of one."""

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()
        signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGALRM, leave)
    # Serve starts it deaf to Ctrl-C, which comes to both: it ends with serve.
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        signal.signal(signal.SIGINT, end)


def _watch(parent: int) -> None:
    """Ends this process, also in the middle of a job, when its parent is gone: an orphan has another."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
