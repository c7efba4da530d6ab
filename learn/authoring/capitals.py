"""Names typed with the capital that begins a sentence, where cards have them in the middle of one. Pure.

Whether a word is a name by which somebody or something goes (Parkinson, Xgeva) is not guessed: its author is asked, and
nothing of what was typed is changed.
"""

import re
from collections.abc import Iterable, Iterator

from cards.facts.kinds import Contrast, Fact, Rank, Role, SetMembership
from cards.facts.texts import NURSING, Text

_SHORTEST = 3
"""Letters: what is shorter is an abbreviation (Na, Hb) as often as a word."""

_BEGINS = re.compile(r"[.?!:…“\"‘]\Z")
_WORD = re.compile(r"(?P<first>[^\W\d_]+)(?:-[^\W\d_]+)*")


def in_small(name: str) -> str:
    """The name with a small first letter; empty where its capital is more than that of a beginning.

    A capital further on ("ACE inhibitor", "pH", "New York") or an apostrophe ("Parkinson's") marks a name.
    """
    word = name.split(" ", 1)[0]
    match = _WORD.fullmatch(word)
    rest = name[1:]
    if match is None or len(match["first"]) < _SHORTEST or not name[0].isupper() or rest != rest.lower():
        return ""
    return name[0].lower() + rest


def within(name: str, texts: Iterable[str]) -> str:
    """The first of these texts in which the name stands, but not where a sentence or a quotation begins; or empty."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for text in texts:
        for match in whole.finditer(text):
            before = text[: match.start()].rstrip()
            if before and not _BEGINS.search(before):
                return text
    return ""


def capitals(fact: Fact, texts: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """Names of a fact that its cards have with a capital within a sentence. texts: fronts and backs of its cards.

    Each as (path in the fact's table, the name, the name in small, the text it stands in).
    """
    said = list(texts)
    for path, text in _names(fact):
        name = text.faces.get(NURSING, "")
        if (small := in_small(name)) and (where := within(name, said)):
            yield path, name, small, where


def _names(fact: Fact) -> Iterator[tuple[str, Text]]:
    match fact:
        case SetMembership():
            rows, group = tuple(each.name for each in fact.members), "members"
        case Rank():
            rows, group = tuple(each.name for each in fact.places), "places"
        case Contrast():
            rows, group = tuple(each.name for each in fact.subjects), "subjects"
        case Role():
            yield "agent", fact.agent
            return
        case _:
            return
    for number, name in enumerate(rows, 1):
        yield f"{group}[{number}].name", name
