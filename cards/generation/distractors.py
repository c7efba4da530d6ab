"""Choice: a wrong answer that may stand beside a key. Distractors: those chosen for one slot.

A fact's distractors each belong to one of its questions (`at`). Where more are curated than an item shows, the closest
make a hard item and the least close an easy one; either way no choice leaves the key the longest by far.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from cards.facts.kinds import PLAIN, Definition, Distractor, Fact
from cards.generation.difficulty import closeness, likeness
from cards.generation.item_frames import ItemFrames
from cards.generation.making.stock import Stock, said
from cards.generation.word_stems import stem_set

SHOWN = 3
"""Distractors beside the key of a multiple choice item, where there are as many."""
FEWEST = 2
FOR_TWO_SETS = 5
"""From this many on a question has an easier and a harder item."""
LONGEST_KEY = 1.3
"""A key may be at most so many times as long as the longest of its distractors."""

# Meanings that share this part of their content stems could be taken for one another, and rightly.
_SAME_WORDS = 0.4


@dataclass(frozen=True, slots=True)
class Choice:
    """A wrong answer in one register; `name` is its nursing wording, by which it is known for ever."""

    text: str
    name: str
    why: str
    false_by: str


def choices_at(fact: Fact, at: str, register: str, *, is_first: bool = False, key: str = "") -> list[Choice]:
    """The fact's distractors for one of its questions, in the words of a register.

    is_first: `at` names the fact's first card, to which distractors without an `at` belong. key: the key's nursing
    wording, where the key has another in plain words: a distractor that shares its wording among the registers is then
    taken for one in the profession's words.
    """
    return [
        Choice(text, each.text.nursing, each.why, each.false_by)
        for each in fact.distractors
        if each.at == at or (is_first and not each.at)
        if (text := _wording(each, register, key))
    ]


def _wording(distractor: Distractor, register: str, key: str) -> str | None:
    text = distractor.text.get(register)
    if register == PLAIN and key and text == distractor.text.nursing:
        return None
    return text


def sets_of(choices: Sequence[Choice], key: str, fact: Fact, stock: Stock) -> tuple[list[Choice], list[Choice]]:
    """The distractors of a question's item, and of its harder one, if there are enough for two.

    With few curated all are shown; with one more than fit, the closest are.
    """
    if len(choices) <= SHOWN:
        return list(choices), []
    close = {each: closeness(each.text, key, each.false_by, fact, stock.facts) for each in choices}

    def pull(chosen: tuple[Choice, ...]) -> tuple[float, tuple[str, ...]]:
        return sum(close[each] for each in chosen), tuple(each.name for each in chosen)

    groups = [group for group in combinations(choices, SHOWN) if _is_fair(key, group)]
    groups = groups or list(combinations(choices, SHOWN))
    hardest, easiest = max(groups, key=pull), min(groups, key=pull)
    if len(choices) < FOR_TWO_SETS or hardest == easiest:
        return list(hardest), []
    return list(easiest), list(hardest)


def _is_fair(key: str, chosen: Iterable[Choice]) -> bool:
    return len(key) <= LONGEST_KEY * max(len(each.text) for each in chosen)


def other_meanings(fact: Definition, stock: Stock) -> list[Choice]:
    """The plain meanings of other terms that may stand beside this one's: of the same form, and of another sense.

    Terms of the same topic come first, then those whose meaning is about as long.
    """
    own = fact.meaning.plain
    if not own:
        return []
    frames = ItemFrames(PLAIN)
    found = (
        Choice(each.text, each.text, frames.that_is_meaning(said(each.fact.term, PLAIN)), each.fact.uid)
        for each in stock.plain_meanings.like(own, (fact.topic,))
        if isinstance(each.fact, Definition) and _may_stand_beside(each.fact, each.text, fact, own, stock)
    )
    return list(islice(found, SHOWN))


def _may_stand_beside(other: Definition, meaning: str, fact: Definition, own: str, stock: Stock) -> bool:
    if other.uid == fact.uid or stock.fold(other.term.nursing) == stock.fold(fact.term.nursing):
        return False
    return not mean_the_same(meaning, own) and not is_true(meaning, fact, stock)


def mean_the_same(one: str, other: str) -> bool:
    """Whether two meanings are so alike that one could be taken for the other, and rightly."""
    return _overlap(one, other) >= _SAME_WORDS or likeness(one, other) >= _SAME_WORDS * 2


def _overlap(one: str, other: str) -> float:
    mine, theirs = stem_set(one), stem_set(other)
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 1.0


def is_true(text: str, fact: Fact, stock: Stock) -> bool:
    """Whether a fact that answers the same question makes the text true."""
    return (fact.relation or fact.uid, stock.fold(text)) in stock.truths
