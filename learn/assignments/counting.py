"""Which attempt counts, and what it comes to. Try: an attempt that was handed in, as counting needs it. Pure.

Shares are exact fractions of what was possible, from 0 to 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

HIGHEST, FIRST, LAST, AVERAGE = "highest", "first", "last", "average"


@dataclass(frozen=True, slots=True)
class Try:
    """points of possible, handed in then; days_late: how many days after it was due have begun, 0 for in time."""

    points: int
    possible: int
    submitted_at: datetime
    days_late: int = 0

    def share(self, late_percent: int) -> Fraction:
        """What it brought, less late_percent of the whole for each day late; never below 0."""
        return _share(self.points, self.possible, late_percent * self.days_late)


# A class has thousands of attempts and few different results.
@lru_cache(maxsize=10_000)
def _share(points: int, possible: int, percent_off: int) -> Fraction:
    earned = Fraction(points, possible) if possible else Fraction(0)
    return max(Fraction(0), earned - Fraction(percent_off, 100)) if percent_off else earned


@dataclass(frozen=True, slots=True)
class Counted:
    """What a student's attempts come to. is_late: what counts was handed in late; tries: how many were handed in."""

    share: Fraction
    is_late: bool
    tries: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What an instructor decided about a grade, whatever the rule says. share: None where it does not count at all."""

    share: Fraction | None


@lru_cache(maxsize=4096)
def percent(share: Fraction) -> str:
    """In percent with one decimal, half up: "87.5". 100.0 and 0.0 only for all and for nothing."""
    tenths = (2000 * share.numerator + share.denominator) // (2 * share.denominator)
    if share < 1:
        tenths = min(tenths, 999)
    if share > 0:
        tenths = max(tenths, 1)
    return f"{tenths // 10}.{tenths % 10}"


def counted(tries: Sequence[Try], *, rule: str, late_percent: int = 0) -> Counted | None:
    """What these attempts come to by the rule, each with its own lateness; None where none was handed in.

    Of two as high the earlier counts, so that handing in again never makes a result late.
    """
    if not tries:
        return None
    if len(tries) == 1:
        [only] = tries
        return Counted(only.share(late_percent), only.days_late > 0, 1)
    chosen = [tries[place] for place in which(tries, rule=rule, late_percent=late_percent)]
    total = sum((each.share(late_percent) for each in chosen), Fraction(0))
    return Counted(total / len(chosen), any(each.days_late for each in chosen), len(tries))


def which(tries: Sequence[Try], *, rule: str, late_percent: int = 0) -> tuple[int, ...]:
    """The places of those of these attempts that count by the rule, all of them where their average does."""
    inorder = sorted(range(len(tries)), key=lambda place: tries[place].submitted_at)
    if rule == AVERAGE or not inorder:
        return tuple(inorder)
    if rule == HIGHEST:
        return (max(inorder, key=lambda place: tries[place].share(late_percent)),)
    return ({FIRST: inorder[0], LAST: inorder[-1]}[rule],)
