"""A typed term against the right ones, and against the near ones it must not be taken for.

A slip is a letter left out, added or changed, or a swap of neighbours, that leaves no other word of the language.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from learn.answers.distance import distance
from learn.answers.folding import LONGEST_ANSWER, folded, joined, tokens
from learn.answers.lexicon import are_forms_of_one, is_word
from learn.answers.opposites import halves, opposites, rivals
from learn.answers.phrases import SHORTEST_WITH_A_SLIP, Phrase, prepared, readings
from learn.answers.verdicts import Comparison, Verdict

ONE_ANSWER = "give one answer"
TOO_LONG = f"an answer has at most {LONGEST_ANSWER} characters"

# Short, and yet no names: a slip in one of them is a slip.
_LITTLE_WORDS = frozenset(["and", "at", "by", "for", "her", "his", "in", "is", "it", "its", "of", "on", "or", "to"])

_DENYING = """
no not non none never nor neither without cannot isnt arent doesnt dont wont cant less more least most negative positive
"""
_NEGATIVE = frozenset(_DENYING.split())
_SEVERAL = re.compile(r"[,;/+&]|\b(?:or|and)\b", re.IGNORECASE)
# Between numbers, "/" and "," are part of one.
_SAID_AGAIN = re.compile(
    r"(?<!\d)[,;/]|[,;/](?!\d)|[()=]|\b(?:or|and|aka|(?:also )?(?:called|known as))\b", re.IGNORECASE
)


def compare(typed: str, *, accepts: Sequence[str], near: Sequence[str] = ()) -> Comparison:
    """What `typed` is worth where each of `accepts` is right and `near` are other terms that look like them.

    It is right if it is an accepted answer but for what `fold` takes away, in any of its wordings
    (learn.answers.phrases), or if it is several of them and nothing else; nearly right with one slip, from eight
    letters on with two, unless a near term, or an opposite of the answer, is as close to what was typed. Words too many
    or too few, other words of the language, other numbers and names under four letters are no slips. What is longer
    than LONGEST_ANSWER is wrong.
    """
    typed = " ".join(typed.split())
    if len(typed) > LONGEST_ANSWER:
        return Comparison(Verdict.WRONG, notice=TOO_LONG)
    if not tokens(typed):
        return Comparison(Verdict.EMPTY)
    right = [phrase for accepted in accepts for phrase in prepared(accepted)]
    read, mistyped = readings(typed)
    for reading in read:
        for phrase in right:
            if reading.keys & phrase.keys:
                return Comparison(Verdict.RIGHT, accepted=phrase.text)
    if said_twice := _all_right(typed, right):
        return Comparison(Verdict.RIGHT, accepted=said_twice)
    others = [phrase for term in near for phrase in prepared(term)[:1] if not _is_any(phrase, right)]
    for reading in mistyped:
        if found := _with_slips(reading, right, others):
            return found
    return _wrong(mistyped[0], right, others)


def _all_right(typed: str, right: Sequence[Phrase]) -> str:
    """The first of several right answers, if nothing else was typed: trastuzumab (Herceptin). Nothing for others."""
    parts = [part for part in _SAID_AGAIN.split(typed) if tokens(part)]
    if len(parts) < 2:
        return ""
    found = [
        next((phrase.text for phrase in right if any(phrase.keys & each.keys for each in readings(part)[0])), "")
        for part in parts
    ]
    return found[0] if all(found) else ""


def _is_any(phrase: Phrase, others: Iterable[Phrase]) -> bool:
    return any(phrase.keys & other.keys for other in others)


def _slips(one: Phrase, other: Phrase, limit: int) -> int:
    """The slips between two texts, or limit + 1; as they were written or in one form, whichever are closer.

    In one form alone, a slip at the place where a rule would change the word counts twice: "biopsie" for "biopsies".
    """
    found = distance(one.key, other.key, limit)
    if found > 1 and (one.spelled, other.spelled) != (one.key, other.key):
        found = min(found, distance(one.spelled, other.spelled, limit))
    return found


def _with_slips(typed: Phrase, right: Sequence[Phrase], others: Sequence[Phrase]) -> Comparison | None:
    """Nearly right for the accepted answer with the fewest slips; wrong where an opposite of it can be meant."""
    found = [(_slips(typed, phrase, phrase.slips_let_pass), phrase) for phrase in right]
    taken_for = ""
    for slips, phrase in sorted(found, key=lambda pair: pair[0]):
        if slips > phrase.slips_let_pass or _says_something_else(typed, phrase):
            continue
        if any(_slips(typed, other, slips) <= slips for other in others):
            return None
        opposite = _opposite_meant(typed, phrase, slips)
        if not opposite and not _is_another_word(typed, phrase):
            return Comparison(Verdict.NEARLY, accepted=phrase.text, notice=f"check the spelling: {phrase.text}")
        taken_for = taken_for or opposite
    return Comparison(Verdict.WRONG, notice=f"it can be taken for {taken_for}") if taken_for else None


def _says_something_else(typed: Phrase, right: Phrase) -> bool:
    """Whether they differ in what is no slip: a word more or less, a negation, a number, a name of a few letters."""
    ours, theirs = Counter(typed.words), Counter(right.words)
    extra, missing = ours - theirs, theirs - ours
    if not extra or not missing:
        return True
    differing = extra | missing
    if _NEGATIVE & differing.keys() or any(word[0].isdecimal() for word in differing):
        return True
    # Of a single word the slips that are let pass are counted already.
    return len(right.words) > 1 and any(
        len(word) < SHORTEST_WITH_A_SLIP and word not in _LITTLE_WORDS for word in missing
    )


def _is_another_word(typed: Phrase, right: Phrase) -> bool:
    """Whether what was typed instead of a right word is a word of its own: "river" for "liver"."""
    ours, theirs = Counter(typed.words), Counter(right.words)
    missing = set(theirs - ours)
    meant = [is_word(word) and not _is_only_mistyped(word, missing) for word in ours - theirs]
    # Of a word typed in two, one half can be a word by chance.
    return any(meant) if len(typed.words) == len(right.words) else all(meant)


def _is_only_mistyped(word: str, missing: Collection[str]) -> bool:
    """Whether a word is another form of one that is missing, or stands for a little one: quality off life."""
    return any(
        are_forms_of_one(word, each) or (each in _LITTLE_WORDS and distance(word, each, 1) == 1) for each in missing
    )


def _opposite_meant(typed: Phrase, right: Phrase, slips: int) -> str:
    """The opposite of the right answer that is closer to what was typed, or the rival that is as close, or nothing."""
    closest, meant = LONGEST_ANSWER, ""
    for opposite in _opposites_of(right.words):
        limit = slips if opposite.is_rival else slips - 1
        if opposite.known_by and typed.key.count(opposite.known_by) > right.key.count(opposite.known_by):
            limit = max(limit, opposite.between - 1)
        limit = min(limit, closest - 1)
        if limit >= 0 and (away := distance(typed.key, opposite.key, limit)) <= limit:
            closest, meant = away, opposite.word
    return meant


class _Opposite(NamedTuple):
    """A phrase with one word turned into `word`. known_by: letters that make a word which lies between the two it."""

    key: str
    word: str
    is_rival: bool = True
    known_by: str = ""
    between: int = 0


@lru_cache(maxsize=1 << 12)
def _opposites_of(words: tuple[str, ...]) -> tuple[_Opposite, ...]:
    right = joined(words)
    found: list[_Opposite] = []
    for place, word in enumerate(words):
        before, after = words[:place], words[place + 1 :]
        for other, known_by in sorted(halves(word)):
            key = joined([*before, other, *after])
            found.append(_Opposite(key, other, known_by=known_by, between=distance(right, key, len(key) + len(right))))
        for others, is_rival in ((rivals(word), True), (opposites(word), False)):
            found += [_Opposite(joined([*before, other, *after]), other, is_rival) for other in sorted(others)]
    return tuple(found)


def _wrong(typed: Phrase, right: Sequence[Phrase], others: Sequence[Phrase]) -> Comparison:
    """Wrong, with the near term that was typed or meant, if one was."""
    found = [
        (slips, other.text)
        for other in others
        if (slips := _slips(typed, other, other.slips_let_pass)) <= other.slips_let_pass
    ]
    if found:
        return Comparison(Verdict.WRONG, near=min(found, key=lambda pair: pair[0])[1])
    return Comparison(Verdict.WRONG, notice=ONE_ANSWER if _is_a_list(typed.text, right) else "")


def _is_a_list(typed: str, right: Sequence[Phrase]) -> bool:
    """Whether a right answer is one of several that were typed."""
    parts = [words for part in _SEVERAL.split(typed) if (words := folded(tokens(part)))]
    return len(parts) > 1 and any(phrase.key == joined(words) for words in parts for phrase in right)
