"""Verdict, Comparison: what comes out of comparing a typed answer."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    RIGHT = "right"
    NEARLY = "nearly"
    WRONG = "wrong"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a typed answer is worth.

    accepted: the right answer it was taken for. near: of a wrong one, the other term it was taken for. notice: what to
    tell its writer, as a clause without a capital or a full stop; a `nearly` always has one.
    """

    verdict: Verdict
    accepted: str = ""
    near: str = ""
    notice: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether it counts as right: the notice of a `nearly` costs nothing."""
        return self.verdict in (Verdict.RIGHT, Verdict.NEARLY)
