"""Progress: how far a long work is, told now and then as (stage, done, total)."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[str, int, int], None]

READING = "reading"
"""Facts are written out and their cards worded; counted in facts."""
GENERATING = "generating"
"""Quiz items are made; counted in facts."""
STORING = "storing"
"""Rows are written; counted in steps."""

_EVERY = 100

_Thing = TypeVar("_Thing")


def not_told(_stage: str, _done: int, _total: int) -> None:
    """For whoever does not want to know."""


def told(things: Sequence[_Thing], stage: str, progress: Progress) -> Iterator[_Thing]:
    """The things one by one; `progress` is told at every hundredth and at the end."""
    for done, thing in enumerate(things):
        if done % _EVERY == 0:
            progress(stage, done, len(things))
        yield thing
    progress(stage, len(things), len(things))
