"""Reading grade: how many years of school a text asks for (Flesch-Kincaid), leaving aside terms that must be learnt.

A caregiver hears "osteolytic" from the doctor whether we like it or not; what we can keep easy is everything around
it. So a listed term counts as one short word each for its words.
"""

import re
from collections.abc import Iterable
from functools import cache

import textstat

# As easy as a word gets: one syllable. The capital lets it begin a sentence.
_EASY_WORD = "Word"
_SENTENCE_END = re.compile("(?<=[.!?])[\"'\u201d\u2019)]*\\s+(?=[\"'\u201c\u2018(]?[A-Z0-9_])")


def sentences(text: str) -> list[str]:
    """The sentences of a text, without empty ones."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]


def words(text: str) -> list[str]:
    """The words of a text, hyphenated ones and figures counted once; a blank counts as a word too."""
    return re.findall("\\w+(?:[-'\u2019.,]\\w+)*", text)


def grade(text: str, terms: Iterable[str] = ()) -> float:
    """The Flesch-Kincaid grade of the text, `terms` (and their plurals) counted as words of one syllable."""
    pattern = _pattern(frozenset(term.casefold() for term in terms if term))
    easy = pattern.sub(lambda match: " ".join([_EASY_WORD] * len(match.group().split())), text) if pattern else text
    return _grade(easy)


@cache
def _grade(text: str) -> float:
    spoken = sentences(text)
    said = [word for sentence in spoken for word in words(sentence)]
    if not said:
        return 0.0
    # textstat's own count of sentences drops the very short ones, which are what makes a text easy.
    syllables = sum(max(1, int(textstat.syllable_count(word))) for word in said)
    return 0.39 * len(said) / len(spoken) + 11.8 * syllables / len(said) - 15.59


@cache
def _pattern(terms: frozenset[str]) -> re.Pattern[str] | None:
    if not terms:
        return None
    # Longest first, so that "bone metastasis" is taken whole.
    options = sorted((_with_plural(term) for term in terms), key=lambda option: (-len(option), option))
    return re.compile(rf"\b(?:{'|'.join(options)})\b", re.IGNORECASE)


def _with_plural(term: str) -> str:
    if term.endswith("sis"):
        return f"{re.escape(term[:-2])}[ei]s"
    return f"{re.escape(term)}(?:e?s)?"
