"""Phrase: a term made ready for comparing. Wording: one of the ways to say the same term.

Said otherwise, and the same: "prostate cancer" and "cancer of the prostate"; "heat or cold" and "cold and heat"; "3",
"3rd", "no. 3" and "third"; "metastasize" and "to metastasize". Of what is typed, also with "it is" or "the" before it
or with "type" after it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from learn.answers.folding import NUMBER_WORDS, ONES, ORDINALS, TEENS, TENS, folded, joined, tokens
from learn.answers.spelling import one_form

SHORTEST_WITH_A_SLIP = 4
SHORTEST_WITH_TWO = 8
"""Letters of the accepted answer from which on one slip, and two, are let pass."""

_LEADS = [
    lead.split()
    for lead in (
        *("it is", "this is", "that is", "they are", "these are", "those are", "theyre", "it", "its", "this", "that"),
        *("is called", "are called", "called", "known as", "is", "are", "to", "either", "both"),
        *("the word", "the term", "the name", "the verb", "the drug", "the process"),
    )
]
_MOST_LEADS = 2
_MISTYPED_THE = frozenset(["he", "hte", "te", "teh", "th", "tha", "tje"])

_CLASS_WORDS = frozenset(["type", "types", "kind", "kinds", "one", "ones"])
# "Stage one" is no stage.
_NUMBERED = frozenset(["class", "factor", "grade", "group", "level", "number", "phase", "stage", "type", "no", "any"])

_AND = frozenset(["and", "or"])
# Between numbers, "/" and "," are part of one.
_BETWEEN = re.compile(r"(?<!\d)[,;/]|[,;/](?!\d)")
_MAY_LIST = re.compile(r"[,;/&]|\b(?:or|and)\b", re.IGNORECASE)

_VALUES = {
    **{word: value for value, word in enumerate([*ONES, *TEENS])},
    **{word: value * 10 for value, word in enumerate(TENS, start=2)},
    **{word: value for value, word in enumerate(ORDINALS, start=1)},
}
_NUMERAL = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_NUMBER_SIGNS = frozenset(["number", "no", "nr", "num"])


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text as it is compared. words: folded; key: the words joined; spelled: the same as they were written.

    keys: all the forms that count as the same text. A word can be broken anywhere ("osteo-blastic", "a nemia"), so the
    whole is also folded as if it were one word.
    """

    text: str
    words: tuple[str, ...]
    key: str
    spelled: str
    keys: frozenset[str] = field(repr=False)

    @property
    def slips_let_pass(self) -> int:
        letters = len(self.spelled.replace("|", ""))
        return (letters >= SHORTEST_WITH_A_SLIP) + (letters >= SHORTEST_WITH_TWO)


@lru_cache(maxsize=1 << 13)
def prepared(text: str) -> tuple[Phrase, ...]:
    """A term of the content in its wordings, its own the first; what learners type is not kept. None for no words."""
    found = tokens(text)
    if not found:
        return ()
    wordings = [found, *([found[1:]] if found[0] == "to" and len(found) > 1 else []), *_otherwise(text, found)]
    return tuple(_phrase(text, wording) for wording in wordings)


def readings(text: str) -> tuple[list[Phrase], list[Phrase]]:
    """What is typed in all its wordings, and those of them in which a slip is looked for."""
    found = tokens(text)
    plain = [found, *_without_leads(found)]
    last = plain[-1]
    if len(last) > 1 and last[-1] in _CLASS_WORDS and last[-2] not in _NUMBERED:
        plain.append(last[:-1])
    further = [_phrase(text, wording) for wording in _otherwise(text, last)]
    phrases = [_phrase(text, wording) for wording in plain]
    return [*phrases, *further], [*phrases[len(plain) - (plain[-1] is not last) - 1 :], *further]


def _phrase(text: str, found: Sequence[str]) -> Phrase:
    words = tuple(folded(found))
    key = joined(words)
    spelled = [word for place, word in enumerate(found) if word not in ("a", "an", "the") or place == len(found) - 1]
    keys = {key, one_form(joined(found))}
    if (number := _number(words)) is not None:
        keys.add(f"#{number}")
    return Phrase(text, words, key, joined(spelled), frozenset(keys))


def _without_leads(found: Sequence[str]) -> Iterator[Sequence[str]]:
    """What is left without a mistyped "the", and after "it is", "it's called", "to" and the like."""
    mended = [word for word in found if word not in _MISTYPED_THE]
    if mended and len(mended) < len(found):
        found = mended
        yield found
    for _ in range(_MOST_LEADS):
        lead = next((lead for lead in _LEADS if list(found[: len(lead)]) == lead and len(found) > len(lead)), None)
        if lead is None:
            return
        found = found[len(lead) :]
        yield found


def _otherwise(text: str, found: Sequence[str]) -> Iterator[list[str]]:
    """The words of a text in their other wordings: turned around "of", and with what "and" joins in one order."""
    if "of" in found and (turned := _turned(folded(found))):
        yield turned
    if _MAY_LIST.search(text) and (arranged := _arranged(text, found)):
        yield arranged


def _turned(words: Sequence[str]) -> list[str]:
    """For X of Y, Y X, where both are one word and no number."""
    if len(words) != 3 or words[1] != "of" or any(word in NUMBER_WORDS or word[0].isdecimal() for word in words):
        return []
    return [words[2], words[0]]


def _arranged(text: str, found: Sequence[str]) -> list[str]:
    """The parts that and, or, commas and strokes join, in alphabetical order with "and" between them; none for one."""
    listed = tokens(_BETWEEN.sub(" and ", text))
    for start in range(len(listed)):
        # From where the leads end, which `found` has no longer.
        if listed[start] == found[0]:
            listed = listed[start:]
            break
    parts: list[list[str]] = [[]]
    for word in folded(listed):
        if word in _AND:
            parts.append([])
        else:
            parts[-1].append(word)
    parts = sorted(part for part in parts if part)
    if len(parts) < 2:
        return []
    return [word for part in parts for word in ("and", *part)][1:]


def _number(words: Sequence[str]) -> int | None:
    """The number or place in a row that the words are, on their own or after "number" or "no."; None for others."""
    if len(words) == 2 and words[0] in _NUMBER_SIGNS:
        words = words[1:]
    if len(words) != 1:
        return None
    if words[0] in _VALUES:
        return _VALUES[words[0]]
    numeral = _NUMERAL.fullmatch(words[0])
    return int(numeral[1]) if numeral else None
