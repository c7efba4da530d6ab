"""Who is behind, and why. Rules: a class's thresholds; Facts: what is known of one student; Reason: one why. Pure.

A student is behind for reasons that can be named with their numbers, or not at all; nobody is ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_DAYS = 90
RECENT_DAYS = 30
"""Answers as old as that tell how well a topic is known now; older ones do not."""


@dataclass(frozen=True, slots=True)
class Rules:
    """overdue_days: a card may wait so long. quiet_days: so long may pass without study while something is assigned.

    least_percent: of a topic's due reviews to remember, told from least_answers of them on.
    """

    overdue_days: int = 7
    quiet_days: int = 7
    least_percent: int = 60
    least_answers: int = 20


class Why(StrEnum):
    """Kinds of reasons, in the order in which they are told."""

    NOT_HANDED_IN = "not_handed_in"
    NOT_STUDIED = "not_studied"
    OVERDUE = "overdue"
    FORGETS = "forgets"


@dataclass(frozen=True, slots=True)
class Reason:
    """about: title of the assignment or topic; n, of, days: the numbers that the reason is told with.

    key: of the assignment, where it is about one.
    """

    why: Why
    about: str = ""
    n: int = 0
    of: int = 0
    days: int | None = None
    key: object = None


@dataclass(frozen=True, slots=True)
class Missed:
    """Something past due and not handed in. done, goal: of a deck to study; 0 of 0 for a quiz."""

    title: str
    done: int = 0
    goal: int = 0
    key: object = None


@dataclass(frozen=True, slots=True)
class TopicRecall:
    """Due reviews of a topic's cards in the last RECENT_DAYS, and how many of them were remembered."""

    title: str
    answers: int
    passed: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one student, of what is assigned and of nothing else.

    studying_since: since when a deck has been assigned to them, None where none is; last_date: when they last answered
    an assigned card, None for never; due_dates: (due date, how many cards) of assigned cards that wait.
    """

    studying_since: date | None = None
    last_date: date | None = None
    due_dates: Sequence[tuple[date, int]] = ()
    topics: Sequence[TopicRecall] = ()
    missed: Sequence[Missed] = ()


def reasons(facts: Facts, rules: Rules, *, today: date) -> tuple[Reason, ...]:
    """Why this student is behind as of today; empty where they are not."""
    found = [Reason(Why.NOT_HANDED_IN, each.title, each.done, each.goal, key=each.key) for each in facts.missed]
    if facts.studying_since is not None:
        # Whoever never studied has been quiet since there was something to study.
        since = facts.studying_since if facts.last_date is None else max(facts.last_date, facts.studying_since)
        quiet = (today - since).days
        if quiet >= rules.quiet_days:
            last = None if facts.last_date is None else (today - facts.last_date).days
            found.append(Reason(Why.NOT_STUDIED, n=quiet, days=last))
    late = [(day, n) for day, n in facts.due_dates if (today - day).days > rules.overdue_days]
    if late:
        longest = max((today - day).days for day, _ in late)
        found.append(Reason(Why.OVERDUE, n=sum(n for _, n in late), of=rules.overdue_days, days=longest))
    found += [
        Reason(Why.FORGETS, each.title, each.passed, each.answers)
        for each in facts.topics
        if each.answers >= rules.least_answers and 100 * each.passed < rules.least_percent * each.answers
    ]
    return tuple(found)
