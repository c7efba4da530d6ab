"""Outlook: what the coming days will cost, in expectation, by SM-2's intervals and a share of answers passed. Pure.

Cards are not followed one by one but in groups of like memory, of which a share passes and the rest fails; so counts
are fractions, the same every time, and a thousand cards cost what ten do. Ease is taken as it is: grades are not
foreseen.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from learn.scheduling import sm2
from learn.scheduling.sm2 import Memory

_GOOD = 4
_LEAST = 1e-9

_Cards = defaultdict[Memory, float]
"""How many cards of each memory."""


class Group(NamedTuple):
    """Cards of one memory that are due in `in_days` days (0: today or earlier)."""

    in_days: int
    memory: Memory
    cards: float = 1


class Learner(NamedTuple):
    """What is taken of a learner. pass_rate: 0-1, of due reviews and of new cards alike; limit: reviews a day;

    review_seconds and new_seconds: of an answer; ease_factor: integer hundredths, of cards not yet begun; limit_today:
    the reviews that are still to be asked on the first day, None for the limit.
    """

    pass_rate: float
    review_seconds: float
    new_seconds: float
    limit: int
    ease_factor: int = sm2.INITIAL_EASE_FACTOR
    limit_today: int | None = None


class Day(NamedTuple):
    """What a day is expected to hold. drills: cards asked once more at its end; left: due, but over the day's limit."""

    new: float
    reviews: float
    drills: float
    left: float
    seconds: float

    @property
    def minutes(self) -> float:
        return self.seconds / 60


def outlook(groups: Iterable[Group], *, new: Sequence[int], unseen: int, learner: Learner) -> list[Day]:
    """A day for each entry of `new`, the new cards wanted on it; as many as are unseen at the most.

    What is over the daily limit waits for the next day, the longest interval last. A failed card comes back tomorrow
    and once more the same day, as does a new card that is failed.
    """
    waiting: dict[int, _Cards] = defaultdict(lambda: defaultdict(float))
    for group in groups:
        waiting[max(0, group.in_days)][group.memory] += group.cards
    fresh = Memory(0, 0, learner.ease_factor)
    left, days = float(unseen), []
    for day, wanted in enumerate(new):
        begun = min(float(wanted), left)
        left -= begun
        limit = learner.limit if day or learner.limit_today is None else learner.limit_today
        asked = _take(waiting[day], waiting[day + 1], limit)
        reviews = sum(asked.values())
        if begun:
            asked[fresh] += begun
        fails = _answer(asked, waiting, day, learner.pass_rate)
        seconds = reviews * learner.review_seconds + begun * learner.new_seconds + fails * learner.review_seconds
        days.append(Day(begun, reviews, fails, sum(waiting[day].values()), seconds))
        del waiting[day]
    return days


def _take(due: _Cards, tomorrow: _Cards, limit: int) -> _Cards:
    """What the limit lets be asked today, the shortest intervals first; the rest joins tomorrow's."""
    asked: _Cards = defaultdict(float)
    room = float(limit)
    for memory in sorted(due, key=lambda each: each.interval_days):
        taken = min(due[memory], room)
        room -= taken
        due[memory] -= taken
        tomorrow[memory] += due[memory]
        if taken > _LEAST:
            asked[memory] = taken
    return asked


def _answer(asked: _Cards, waiting: dict[int, _Cards], day: int, pass_rate: float) -> float:
    """Puts what was asked where it comes next; returns how many failed."""
    failed = 0.0
    for memory, cards in asked.items():
        passed = cards * pass_rate
        failed += cards - passed
        for grade, share in ((_GOOD, passed), (0, cards - passed)):
            if share > _LEAST:
                after = sm2.review(memory, grade)
                waiting[day + after.interval_days][after] += share
    return failed
