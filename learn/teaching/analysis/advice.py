"""Advice: what the figures of a question say to its author. Pure.

Each is given only where its numbers allow. What rests on a correlation is said only if its interval of 95 % leaves no
other reading; with twenty options looked at, one still says so by chance: advice is to look, and never to change.

WEAK and ADEQUATE are those of R. L. Ebel, D. A. Frisbie, "Essentials of Educational Measurement" (5th ed., 1991), poor
and reasonably good, and Moodle's, very weak and adequate. The other bounds are our own: where 19 of 20 are right, or 9
of 10 wrong, a question tells few students apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from learn.teaching.analysis.items import QuestionFigures
from learn.teaching.analysis.numbers import interval

TOO_EASY = 0.95
TOO_HARD = 0.1
WEAK = 0.2
ADEQUATE = 0.3
MANY_LEFT = 0.1


class Kind(StrEnum):
    """The most urgent first."""

    CHECK_KEY = "check_key"
    REVERSED = "reversed"
    TOO_HARD = "too_hard"
    STRONG_CHOSE = "strong_chose"
    WEAK = "weak"
    TOO_EASY = "too_easy"
    NOBODY_CHOSE = "nobody_chose"
    RARELY_CHOSEN = "rarely_chosen"
    LEFT_OPEN = "left_open"


@dataclass(frozen=True, slots=True)
class Advice:
    """count: of options or students, out of `of`. slot, option: which it is about; value: the figure it rests on."""

    kind: Kind
    count: int = 0
    of: int = 0
    slot: str = ""
    option: str = ""
    value: float = 0.0


def advice(found: QuestionFigures) -> tuple[Advice, ...]:
    """What to look at, the most urgent first; nothing where all is well or too little is known."""
    return tuple(sorted(_advice(found), key=lambda each: list(Kind).index(each.kind)))


def _advice(found: QuestionFigures) -> Iterator[Advice]:
    yield from _keys(found)
    yield from _discrimination(found)
    yield from _facility(found)
    yield from _distractors(found)
    if found.facility.value is not None and found.unanswered > MANY_LEFT * found.n:
        yield Advice(Kind.LEFT_OPEN, found.unanswered, found.n)


def _keys(found: QuestionFigures) -> Iterator[Advice]:
    """Wrong options that those choose who do well elsewhere; the key is in doubt where it does not do so itself."""
    right = {
        slot: max(each.discrimination.value or 0 for each in found.options if each.slot == slot and each.is_key)
        for slot in {each.slot for each in found.options if each.is_key}
    }
    for each in found.options:
        r = each.discrimination.value
        if each.is_key or r is None or interval(r, each.paired or found.paired).low <= 0:
            continue
        kind = Kind.CHECK_KEY if right.get(each.slot, 0) < 0 else Kind.STRONG_CHOSE
        yield Advice(kind, each.chosen, found.n, each.slot, each.option, r)


def _discrimination(found: QuestionFigures) -> Iterator[Advice]:
    r = found.discrimination.value
    if r is None:
        return
    where = interval(r, found.paired)
    if where.high < 0:
        yield Advice(Kind.REVERSED, of=found.n, value=r)
    elif r < WEAK and where.high < ADEQUATE and TOO_HARD < (found.facility.value or 0) < TOO_EASY:
        yield Advice(Kind.WEAK, of=found.n, value=r)


def _facility(found: QuestionFigures) -> Iterator[Advice]:
    share = found.facility.value
    if share is not None and share >= TOO_EASY:
        yield Advice(Kind.TOO_EASY, of=found.n, value=share)
    elif share is not None and share <= TOO_HARD:
        yield Advice(Kind.TOO_HARD, of=found.n, value=share)


def _distractors(found: QuestionFigures) -> Iterator[Advice]:
    judged = [each for each in found.options if each.functions is not None]
    idle = [each for each in judged if not each.functions]
    nobody = sum(not each.chosen for each in idle)
    if nobody:
        yield Advice(Kind.NOBODY_CHOSE, nobody, len(judged))
    if len(idle) > nobody:
        yield Advice(Kind.RARELY_CHOSEN, len(idle) - nobody, len(judged))
