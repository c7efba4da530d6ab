"""ItemFrames: the sentences that generation itself writes around a fact's texts to make a question of a quiz.

Items are made in English so far; a further language is a further class.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

# The words for a unit, as they are typed; the first is how it is said. What is not here is counted: "cancers".
UNITS: dict[str, tuple[str, ...]] = {
    "percent": ("percent", "%", "per cent", "pct"),
    "m/s": ("m/s", "metres a second", "meters a second", "metres per second", "meters per second"),
    "months": ("months", "month", "mo"),
    "years": ("years", "year", "yr", "yrs"),
    "weeks": ("weeks", "week", "wk", "wks"),
    "days": ("days", "day"),
    "hours": ("hours", "hour", "h", "hr", "hrs"),
    "minutes": ("minutes", "minute", "min"),
}
_COUNTED = {
    "people": ("people", "persons", "person"),
    # Kinds of cancer are what is counted, and the article's own words for them.
    "cancers": (
        *("cancers", "cancer", "types", "kinds", "cancer types", "types of cancer", "kinds of cancer"),
        *("different cancers", "different types", "common cancers", "common types"),
        *("most common", "most common cancers", "most common types"),
    ),
}


@dataclass(frozen=True, slots=True)
class ItemFrames:
    """English frames for items in one register."""

    register: str

    def select_all(self, question: str, count: int, is_open: bool) -> str:
        """The question of a set without its number, and what to do."""
        named = " that are named in the article" if is_open and not _is_attributed(question) else ""
        todo = f"Select all{named}." if named else "Select all that apply."
        return f"{_without_count(question, count)} {todo}"

    def select_n(self, question: str, count: int, is_open: bool) -> str:
        named = " that are named in the article" if is_open and not _is_attributed(question) else ""
        return f"{question} Select {'the ' if named else ''}{self.count(count)}{named}."

    def count(self, number: int) -> str:
        return _COUNTS[number] if number < len(_COUNTS) else str(number)

    def number(self, question: str, unit: str) -> str:
        """A question for a number, with the unit to give it in."""
        if not unit:
            return f"{question} Give a number."
        return f"{question} Give {'the answer in' if unit in UNITS else 'the number of'} {unit_words(unit)[0]}."

    def complete(self, blanks: int) -> str:
        """The stem above a text with blanks to choose for."""
        if blanks == 1:
            return "Choose the option that completes the sentence."
        return "For each blank, choose the option that completes the text."

    def dyad(self) -> str:
        return "Complete the sentence as the article has it: choose what is true and the reason for it."

    def because(self, claim: str, reason: str) -> str:
        return f"{claim} because {reason}."

    def order(self, scale: str) -> str:
        return f"Put these in the order in which they stand among the {scale}, the first one first."

    def that_is_meaning(self, term: str) -> str:
        """Why the meaning of another term is wrong."""
        return f"That is what “{term}” means."

    def has_meaning(self, term: str, meaning: str) -> str:
        """Why another term is wrong."""
        return f"“{term}” means {meaning}."

    def that_is_role(self, agent: str) -> str:
        """Why the role of another agent is wrong."""
        return f"That is said of “{agent}”."

    def has_role(self, agent: str, role: str) -> str:
        """Why another agent is wrong."""
        return f"Of “{agent}” this is said: {role}."


def unit_words(unit: str) -> tuple[str, ...]:
    """The words that a unit can be given in, the best first; none for a bare number."""
    if not unit:
        return ()
    if unit in UNITS or unit in _COUNTED:
        return UNITS.get(unit) or _COUNTED[unit]
    singular = unit.removesuffix("s")
    return (unit, singular) if singular != unit else (unit,)


def in_series(sentences: Sequence[str]) -> str:
    """Sentences one after another, each once and each with a full stop."""
    ended = (each if each.endswith((".", "!", "?")) else f"{each}." for each in sentences if each)
    return " ".join(dict.fromkeys(ended))


def _is_attributed(question: str) -> bool:
    return "article" in question.casefold()


def _without_count(question: str, count: int) -> str:
    """The question without the number of its answers, which would make select-all a select-N."""
    words = {str(count)} | ({_COUNTS[count]} if count < len(_COUNTS) else set())
    pattern = rf"\s(?:{'|'.join(sorted(words))})(?=\s)(?!\s+(?:percent|years?|months?)\b)"
    return re.sub(pattern, "", question, count=1, flags=re.IGNORECASE)
