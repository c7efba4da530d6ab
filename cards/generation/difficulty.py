"""Difficulty: how hard an item is to answer, 0 (easiest) to 100. Level: easy, medium or hard. Closeness: of a wrong
answer to the right one, 0 to 1.

The number is worked out from the item alone, before anyone has answered it:

    difficulty = base of the format + 3 for each further part, at most 12 + 84 x pull

A typed answer must be recalled and not only recognised, and each part can go wrong on its own, hence base and parts.
The pull of wrong answers is the mean closeness of the two closest ones of each slot, so far as it lies above what any
two texts share. Closeness is

    0.40 x likeness    of the words: Dice coefficient of their character trigrams (Adamson and Boreham 1974,
                       Information Storage and Retrieval 10:253-260)
    0.35 x nearness    of the meaning: what makes it false is the asked fact itself (1), one of its topic (0.7),
                       one of another topic (0.3) or a pool (0.1); in a grid, what it is true of counts
    0.25 x sameness    of the type: a fact of the same kind and, for roles, of the same class of agents

That distractors make an item harder the more they resemble its key follows Alsubait, Parsia and Sattler, "A
similarity-based theory of controlling MCQ difficulty" (2013).
The weights and bases are ours: they order items before there are answers to weigh them by.
"""

from collections.abc import Mapping
from functools import lru_cache

from cards.facts.kinds import Fact, Role
from cards.facts.truths import plain_fold
from cards.items.kinds import TYPED, Format, Item, Option, Slot

EASY = "easy"
MEDIUM = "medium"
HARD = "hard"
LEVELS: Mapping[str, range] = {EASY: range(34), MEDIUM: range(34, 67), HARD: range(67, 101)}
"""The levels that learners choose by, each with its difficulties."""

BASES: Mapping[Format, int] = {
    Format.MULTIPLE_CHOICE: 4,
    Format.DROPDOWN: 6,
    Format.MATCHING: 8,
    Format.MATRIX_CHOICE: 10,
    Format.SELECT_N: 14,
    Format.HIGHLIGHT: 18,
    Format.DYAD: 18,
    Format.SELECT_ALL: 22,
    Format.MATRIX_RESPONSE: 24,
    Format.TRIAD: 24,
    Format.BOW_TIE: 28,
    Format.TREND: 28,
    Format.ORDERED: 30,
    Format.SHORT_ANSWER: 36,
    Format.NUMERIC: 30,
}
PART = 3
MOST_FOR_PARTS = 12
PULL = 84

_LIKENESS, _NEARNESS, _SAMENESS = 0.40, 0.35, 0.25
_SAME_FACT, _SAME_TOPIC, _OTHER_TOPIC, _POOL = 1.0, 0.7, 0.3, 0.1
# What two unrelated texts of one base come to; only what lies above pulls.
_UNRELATED = 0.3
# A typed answer's pull: its length up to this many letters, and whether another term looks like it.
_LONG_ANSWER = 20
_LETTERS, _NEAR = 0.4, 0.3


def level_of(difficulty: int) -> str:
    """The level of a difficulty. Raises ValueError for what is not between 0 and 100."""
    for level, difficulties in LEVELS.items():
        if difficulty in difficulties:
            return level
    raise ValueError(f"{difficulty} is no difficulty; expected 0 to 100")


def difficulty_of(item: Item, facts: Mapping[str, Fact]) -> int:
    """The difficulty of an item by the formula above; `facts` are its base's by uid."""
    shape = item.shape
    parts = len(item.slots) if len(item.slots) > 1 else sum(len(slot.keys) for slot in item.slots)
    further = min(PART * max(parts - 1, 0), MOST_FOR_PARTS)
    pulls = [_pull(item, slot, facts) for slot in item.slots]
    pull = sum(pulls) / len(pulls) if pulls else 0.0
    return max(0, min(100, round(BASES[shape] + further + PULL * pull)))


def closeness(wrong: str, right: str, false_by: str, home: Fact | None, facts: Mapping[str, Fact]) -> float:
    """How close a wrong answer is to the right one, 0 to 1; `home` is the fact that is asked for."""
    other = facts.get(false_by)
    return (
        _LIKENESS * likeness(wrong, right)
        + _NEARNESS * _nearness(other, home)
        + _SAMENESS * _sameness(other, home, false_by)
    )


def likeness(one: str, other: str) -> float:
    """The Dice coefficient of the two texts' character trigrams, 0 to 1."""
    mine, theirs = _trigrams(one), _trigrams(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 0.0


def _pull(item: Item, slot: Slot, facts: Mapping[str, Fact]) -> float:
    if item.shape in TYPED:
        answer = slot.accepts[0] if slot.accepts else f"{slot.number or 0:.10g}"
        letters = sum(each.isalnum() for each in answer)
        return _LETTERS * min(letters, _LONG_ANSWER) / _LONG_ANSWER + (_NEAR if slot.near else 0)
    keys = slot.keys
    if not keys or item.shape is Format.ORDERED:
        return 0.3
    found = sorted(_closest(item, slot, option, keys, facts) for option in slot.options if not option.is_key)[-2:]
    mean = sum(found) / len(found) if found else 0.0
    return max(0.0, mean - _UNRELATED) / (1 - _UNRELATED)


def _closest(item: Item, slot: Slot, wrong: Option, keys: tuple[Option, ...], facts: Mapping[str, Fact]) -> float:
    main = next(iter(item.facts), "")
    source = _source(item, slot, wrong)
    return max(closeness(wrong.text, key.text, source, facts.get(slot.fact or key.fact or main), facts) for key in keys)


def _source(item: Item, slot: Slot, wrong: Option) -> str:
    """What a wrong answer is taken from: in a grid the fact of which it is true, else what makes it false."""
    if wrong.fact:
        return wrong.fact
    owners = (other.fact for other in item.slots if other is not slot and any(key.id == wrong.id for key in other.keys))
    return next(owners, wrong.false_by)


def _nearness(other: Fact | None, home: Fact | None) -> float:
    if other is None or home is None:
        return _POOL
    if other.uid == home.uid:
        return _SAME_FACT
    return _SAME_TOPIC if other.topic == home.topic else _OTHER_TOPIC


def _sameness(other: Fact | None, home: Fact | None, false_by: str) -> float:
    if other is None or home is None:
        # A pool is curated to be of the key's type.
        return 0.5 if false_by.startswith("pool:") else 0.0
    if other.uid == home.uid:
        return 1.0
    if isinstance(other, Role) and isinstance(home, Role):
        return 1.0 if other.agent_class.nursing == home.agent_class.nursing else 0.7
    return 0.5 if other.kind == home.kind else 0.0


@lru_cache(maxsize=1 << 14)
def _trigrams(text: str) -> frozenset[str]:
    padded = f"  {plain_fold(text)} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))
