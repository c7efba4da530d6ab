"""Names of people: how they are ordered, and whether two are alike. Pure."""

import re
import unicodedata

LONGEST_NAME = 120
"""Characters in the name of a person, as it is said and as it is sorted."""

# What may stand after a comma and is no first name.
_TITLES = frozenset(
    ("jr", "sr", "ii", "iii", "iv", "rn", "lpn", "lvn", "cna", "bsn", "msn", "dnp", "np", "aprn", "crna", "phd", "md")
)


def folded(text: str) -> str:
    """The text without case and accents, one space between words: what is compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def in_order(name: str) -> tuple[str, str]:
    """A name as it is said, and as it is sorted: ("Jane Doe", "Doe, Jane") of "Doe, Jane"; of others the same twice."""
    last, comma, first = (part.strip() for part in name.partition(","))
    words = re.findall(r"\w+", folded(first))
    if not comma or not last or not words or "," in first or _TITLES.issuperset(words):
        return name, name
    # The space after the comma may be one too many.
    return f"{first} {last}", f"{last}, {first}"[:LONGEST_NAME]


def joined(first: str, last: str) -> tuple[str, str]:
    """Of first and last name, either of which may be empty: the name as it is said, and as it is sorted."""
    if first and last:
        return f"{first} {last}", f"{last}, {first}"
    return first or last, first or last


def are_alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: a word of two letters or more is in both."""
    return bool(_words(one) & _words(other))


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", folded(name)) if len(word) > 1}
