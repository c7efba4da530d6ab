"""Words: a text as search compares it. Names: which names of a base stand for the same thing. Pure.

Words have no case, no marks and no hyphens, and each stands beside its singular: what is typed and what is indexed meet
in the same form, whichever of the two carries the accent or the plural. A name of several words is kept joined to one
("americancancersociety"), so that it is found by all of its words together and not by each of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 64
"""Letters of a word that count; what is longer is no word of a language."""

LONGEST_QUERY = 200
MOST_WORDS = 12
LONGEST_NAME = 4
"""How much of what is typed is looked at: characters, words, and words that a name can have."""

# They stand in any question and tell no two cards apart: looked for only where there is nothing else.
_SMALL = """
a an and are by can do does for from how in is it its my of on or the this to was what when where which who why with
your
"""
SMALL_WORDS = frozenset(_SMALL.split())

_MARKS = ("Mn", "Me", "Cf")  # accents, enclosing marks; soft hyphens, joiners, marks of direction
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "%": " percent "}
)
_POSSESSIVE = re.compile(r"['’]s\b")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> list[str]:
    """The words of a text, in order."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in text if unicodedata.category(letter) not in _MARKS)
    text = text.casefold().translate(_LETTERS)
    text = _THOUSANDS.sub("", _APOSTROPHE.sub("", _POSSESSIVE.sub("", text)))
    return [word[:LONGEST_WORD] for word in _WORD.findall(text)]


def typed(text: str) -> str:
    """What someone typed, fit to be shown again: one line of it, without the characters that steer text."""
    text = "".join(letter for letter in text[:LONGEST_QUERY] if unicodedata.category(letter) != "Cf")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


@lru_cache(maxsize=1 << 15)
def singular(word: str) -> str:
    """The word without its plural ending; English, and the same for any word however often it is asked."""
    for ending, one in (("stases", "stasis"), ("noses", "nosis"), ("ies", "y")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + one
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Word:
    """One word looked for: it holds where a word begins with it, is its singular, or is a name it is a part of."""

    text: str
    singular: str
    joined: tuple[str, ...] = ()


def words_looked_for(query: str) -> tuple[Word, ...]:
    """What a query asks for, every word of it; empty if there is no word in it."""
    found = list(dict.fromkeys(fold(query[:LONGEST_QUERY])))
    words = [word for word in found if word not in SMALL_WORDS] or found
    words = words[:MOST_WORDS]
    ones = [singular(word) for word in words]
    return tuple(
        Word(word, one, tuple(dict.fromkeys(_names_around(ones, place))))
        for place, (word, one) in enumerate(zip(words, ones, strict=True))
    )


def _names_around(words: Sequence[str], place: int) -> Iterable[str]:
    """Each run of two words and more that holds the one at this place, joined."""
    for length in range(2, LONGEST_NAME + 1):
        for start in range(max(0, place - length + 1), min(place, len(words) - length) + 1):
            yield "".join(words[start : start + length])


class Names:
    """The names of a base that stand for the same thing. Groups that share a name are one."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._entries: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = {}
        # Hundreds of names can begin alike; how many words they have tells which runs of words to look up.
        self._lengths: dict[str, set[int]] = {}
        for group in _merged(groups):
            entries = tuple(dict.fromkeys(entry for words in group for entry in name_entries(words)))
            for name in dict.fromkeys(_singulars(words) for words in group):
                self._entries[name] = len(self._entries), entries
                self._lengths.setdefault(name[0], set()).add(len(name))

    def of(self, words: Sequence[str]) -> list[str]:
        """All names of everything that these words name, each as name_entries has it."""
        ones = [singular(word) for word in words if word not in SMALL_WORDS]
        found: dict[str, None] = {}
        for place, one in enumerate(ones):
            runs = (tuple(ones[place : place + length]) for length in self._lengths.get(one, ()))
            for _, entries in sorted(self._entries[run] for run in set(runs) if run in self._entries):
                found.update(dict.fromkeys(entries))
        return list(found)


def _merged(groups: Iterable[Iterable[str]]) -> list[list[tuple[str, ...]]]:
    """The groups as words, those that share a name put together."""
    merged: dict[int, list[tuple[str, ...]]] = {}
    homes: dict[tuple[str, ...], int] = {}
    for number, group in enumerate(groups):
        together = [words for name in group if (words := name_words(name))]
        for other in sorted({homes[name] for name in map(_singulars, together) if name in homes}):
            together = [*merged.pop(other), *together]
        merged[number] = together
        homes.update(dict.fromkeys(map(_singulars, together), number))
    return list(merged.values())


def _singulars(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(singular(word) for word in words)


def name_entries(words: Sequence[str]) -> list[str]:
    """What the index holds of a name: a single word with its singular, several words joined."""
    ones = _singulars(words)
    return list(dict.fromkeys([*words, *ones])) if len(words) == 1 else ["".join(ones)]


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it apart."""
    return tuple(word for word in fold(name) if word not in SMALL_WORDS)


def indexed(words: Iterable[str]) -> str:
    """Words as a column of the index holds them: each once, with its other number, between single spaces."""
    kept = dict.fromkeys(words)
    for word in list(kept):
        one = singular(word)
        kept[one] = None
        # The plurals that do not begin with their singular: while one is being typed it must not go unfound.
        if one.endswith("sis"):
            kept[f"{one[:-2]}es"] = None
        elif one.endswith("y") and one[-2:-1] not in "aeiou":
            kept[f"{one[:-1]}ies"] = None
    return f" {' '.join(kept)} " if kept else ""
