"""Table: rows of one learner, as a room gives them to "Download my data"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """name: of the CSV file, and the key in the JSON. about: one sentence on what a row is.

    rows: reads the rows afresh at each call, one tuple of plain values for each, never all of them at once.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[tuple[Any, ...]]]
