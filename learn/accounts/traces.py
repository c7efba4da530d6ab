"""Trace: what a guest did, in a few figures, so that whoever signs in can tell whether it was they."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from learn.accounts.models import User
from learn.accounts.signals import guest_described


@dataclass(frozen=True, slots=True)
class Trace:
    """answers: how many were given; first_date, last_date: the study dates of the first and the last.

    kept: words, questions, reports and cards put aside.
    """

    answers: int = 0
    kept: int = 0
    first_date: date | None = None
    last_date: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the guest came, looked, and left nothing that could be lost."""
        return not (self.answers or self.kept)


def trace_of(guest: User) -> Trace:
    """What all rooms know of the guest, in one."""
    replies: list[tuple[Any, Any]] = guest_described.send(sender=User, guest=guest)
    return _in_one([trace for _, trace in replies])


def _in_one(traces: Iterable[Trace]) -> Trace:
    known = list(traces)
    return Trace(
        answers=sum(trace.answers for trace in known),
        kept=sum(trace.kept for trace in known),
        first_date=min((trace.first_date for trace in known if trace.first_date), default=None),
        last_date=max((trace.last_date for trace in known if trace.last_date), default=None),
    )
