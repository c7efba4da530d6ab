"""Words: a text as it is compared. Folding takes away what says nothing about whether an answer is right.

Gone are case, accents, punctuation, hyphens, articles, plural and possessive endings, and the difference between
British and American spelling. What stays are the words in their order, and every number exactly.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from learn.answers.spelling import one_form

LONGEST_ANSWER = 200
"""Characters of a typed answer; a longer one is not looked at."""

ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]

_SMALL_NUMBERS = [*ONES, *TEENS, TENS[0]]
NUMBER_WORDS = frozenset([*ONES, *TEENS, *TENS, *ORDINALS, "hundred", "thousand", "million", "billion"])

_ARTICLES = frozenset(["a", "an", "the"])
# After these an "a" is a name: hepatitis A, vitamin A.
_LETTERED = frozenset(["class", "factor", "grade", "group", "hepatitis", "influenza", "stage", "type", "vitamin"])

_MARKS = ("Mn", "Me", "Cf")  # accents, enclosing marks; soft hyphens, joiners, marks of direction
_QUOTES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u00b4`", "'"))
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "%": " percent ",
        "&": " and ",
        # Said and not dropped: what lies on either side of them is not the same.
        "<": " less than ",
        ">": " more than ",
        "≤": " at most ",
        "≥": " at least ",
    }
)
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_POSITIVE = re.compile(r"(?<=\w)\+(?!\w)")
_NEGATIVE = re.compile(r"(?<=[^\W_]\d)[-\u2010-\u2015\u2212](?!\w)")
_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+(?:\.\d+)*|[^\W\d_]+")


def fold(text: str) -> str:
    """The words of a text with single spaces between them; of its own result, that result."""
    return " ".join(folded(tokens(text)))


def tokens(text: str) -> list[str]:
    """The words and numbers of a text in small plain letters, articles among them."""
    text = _POSSESSIVE.sub("", plain(text))
    text = _NEGATIVE.sub(" negative ", _POSITIVE.sub(" positive ", _APOSTROPHE.sub("", text)))
    return _TOKEN.findall(_DECIMAL_COMMA.sub(".", _THOUSANDS.sub("", text)))


def plain(text: str) -> str:
    """The text in small letters without accents, ligatures and curly quotes, and with plain digits."""
    text = text.translate(_QUOTES)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = "".join(map(_plain_digit, text)).translate(_QUOTES)
    return text.casefold().translate(_LETTERS)


def folded(words: Sequence[str]) -> list[str]:
    """Tokens without articles, each in its one form. An article that is the last word, or a name, stays."""
    found: list[str] = []
    for place, word in enumerate(map(one_form, words)):
        is_named = word == "a" and bool(found) and found[-1] in _LETTERED
        if word not in _ARTICLES or is_named or place == len(words) - 1:
            found.append(word)
    return [_number_word(word) or word for word in _grouped(found)]


def joined(words: Iterable[str]) -> str:
    """The words without spaces, so that "long term" is "longterm"; only numbers are kept apart: 1 5 is not 15."""
    return "".join(f"{word}|" if word[0].isdecimal() else word for word in words)


def _plain_digit(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _MARKS:
        return ""
    return str(unicodedata.digit(letter)) if category == "Nd" else letter


def _grouped(words: Iterable[str]) -> Iterable[str]:
    """Digits in groups of three as one number, whatever stands between the groups: 330 000."""
    number = ""
    for word in words:
        if number and len(word) == 3 and word.isdecimal():
            number += word
            continue
        if number:
            yield number
            number = ""
        if word.isdecimal() and len(word) <= 3:
            number = word
        else:
            yield word
    if number:
        yield number


@lru_cache(maxsize=256)
def _number_word(word: str) -> str:
    """The word for a number up to twenty or an ordinal up to tenth that is written in digits, or nothing."""
    if not word[0].isdecimal():
        return ""
    if word.isdecimal():
        number = int(word)
        return _SMALL_NUMBERS[number] if number < len(_SMALL_NUMBERS) and str(number) == word else ""
    place, ending = word[:-2], word[-2:]
    if ending.isalpha() and place.isdecimal() and str(int(place)) == place and 1 <= int(place) <= len(ORDINALS):
        return ORDINALS[int(place) - 1]
    return ""
