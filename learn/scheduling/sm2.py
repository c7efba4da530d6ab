"""SM-2: a card's Memory, and what one graded review makes of it.

The variant is SuperMemo's published text (P. A. Wozniak, "Optimization of repetition spacing in the practice of
learning", 1990, section "Algorithm SM-2"):

- the first interval is 1 day, the second 6 days, every later one the previous interval times the ease factor;
- fractions of a day are rounded UP;
- a pass (grade 3, 4 or 5) moves the ease factor by 0.1 - (5-q)(0.08 + (5-q)0.02), never below 1.30;
- a fail (grade 0, 1 or 2) restarts the repetitions at the first interval and leaves the ease factor alone.

Where the text is silent, the author's own program decides: the interval is computed with the ease factor from
before this grade. So all passing grades give the same interval and differ only in the ease of later ones.

The ease factor is kept in integer hundredths (250 is 2.50), so that rounding up is exact: with binary floats,
6 * 2.6 and its like come out a day too long in about 4 % of sequences.
"""

from typing import NamedTuple

FIRST_INTERVAL_DAYS = 1
SECOND_INTERVAL_DAYS = 6
INITIAL_EASE_FACTOR = 250
MINIMUM_EASE_FACTOR = 130
PASSING_GRADE = 3
DRILL_PASSING_GRADE = 4


class GradeError(ValueError):
    """A grade that is not a whole number from 0 to 5."""


class Memory(NamedTuple):
    """What SM-2 knows of one learner's memory of one card.

    repetitions: passes in a row since the card was new or last failed.
    interval_days: days from the last review to the next; 0 before the first.
    ease_factor: integer hundredths, at least 130.
    """

    repetitions: int
    interval_days: int
    ease_factor: int


NEW = Memory(repetitions=0, interval_days=0, ease_factor=INITIAL_EASE_FACTOR)


def checked_grade(grade: object) -> int:
    """The grade itself if it is an int from 0 to 5; raises GradeError otherwise (a bool is not a grade)."""
    if type(grade) is not int or not 0 <= grade <= 5:
        raise GradeError(f"A grade is a whole number from 0 to 5, not {grade!r}.")
    return grade


def passes(grade: int) -> bool:
    """Whether this grade counts as remembered."""
    return grade >= PASSING_GRADE


def wants_drill(grade: int) -> bool:
    """Whether a card so graded comes again in the day's final drill (the published text, step 7)."""
    return grade < DRILL_PASSING_GRADE


def next_interval_days(memory: Memory) -> int:
    """The interval in days that any passing grade would give now."""
    if memory.repetitions == 0:
        return FIRST_INTERVAL_DAYS
    if memory.repetitions == 1:
        return SECOND_INTERVAL_DAYS
    return -(-memory.interval_days * memory.ease_factor // 100)


def review(memory: Memory, grade: int) -> Memory:
    """The memory after one review graded 0 to 5.

    Raises GradeError for anything else. Drill grades never come here: they change nothing.
    """
    grade = checked_grade(grade)
    if not passes(grade):
        return Memory(0, FIRST_INTERVAL_DAYS, memory.ease_factor)
    short_of_five = 5 - grade
    ease_step = 10 - short_of_five * (8 + short_of_five * 2)
    return Memory(
        memory.repetitions + 1,
        next_interval_days(memory),
        max(MINIMUM_EASE_FACTOR, memory.ease_factor + ease_step),
    )
