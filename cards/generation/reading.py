"""Reading grade: how many years of school a text asks for, leaving aside terms that must be learnt.

Two measures: Flesch-Kincaid for a single wording, SMOG for many of them read together. A caregiver hears "osteolytic"
from the doctor whether we like it or not; what we can keep easy is everything around it. So a listed term counts as one
short word each for its words.
"""

import math
import re
from collections.abc import Iterable
from functools import cache

import textstat

# As easy as a word gets: one syllable. The capital lets it begin a sentence.
_EASY_WORD = "Word"
_SENTENCE_END = re.compile("(?<=[.!?])[\"'\u201d\u2019)]*\\s+(?=[\"'\u201c\u2018(]?[A-Z0-9_])")
_POLYSYLLABLE = 3


def sentences(text: str) -> list[str]:
    """The sentences of a text, without empty ones."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]


def words(text: str) -> list[str]:
    """The words of a text, hyphenated ones and figures counted once; a blank counts as a word too."""
    return re.findall("\\w+(?:[-'\u2019.,]\\w+)*", text)


def grade(text: str, terms: Iterable[str] = ()) -> float:
    """The Flesch-Kincaid grade of the text, `terms` (and their plurals) counted as words of one syllable."""
    return _grade(_eased(text, terms))


def smog(texts: Iterable[str], terms: Iterable[str] = ()) -> float:
    """The SMOG grade (McLaughlin 1969) of the texts read one after another, `terms` counted as in `grade`.

    It is made for 30 sentences and more; for fewer it is an estimate.
    """
    terms = tuple(terms)
    spoken = [sentence for text in texts for sentence in sentences(_eased(text, terms))]
    if not spoken:
        return 0.0
    # textstat's own smog_index leaves out sentences of one or two words ("No. Both mean the same"), which are what
    # makes a text easy; its syllables are used here as in `grade`.
    hard = sum(_syllables(word) >= _POLYSYLLABLE for sentence in spoken for word in words(sentence))
    return 1.0430 * math.sqrt(hard * 30 / len(spoken)) + 3.1291


def _eased(text: str, terms: Iterable[str]) -> str:
    """The text with every term put as so many easy words."""
    pattern = _pattern(frozenset(term.casefold() for term in terms if term))
    return pattern.sub(lambda match: " ".join([_EASY_WORD] * len(match.group().split())), text) if pattern else text


@cache
def _grade(text: str) -> float:
    spoken = sentences(text)
    said = [word for sentence in spoken for word in words(sentence)]
    if not said:
        return 0.0
    # textstat's own count of sentences drops the very short ones, which are what makes a text easy.
    syllables = sum(max(1, _syllables(word)) for word in said)
    return 0.39 * len(said) / len(spoken) + 11.8 * syllables / len(said) - 15.59


@cache
def _syllables(word: str) -> int:
    return int(textstat.syllable_count(word))


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
