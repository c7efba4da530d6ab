"""The English sentence frames, for nursing (the profession's words) and plain (everyday words)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cards.facts.kinds import PLAIN
from cards.facts.truths import ORDINALS

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# After these a verb has one form for one and for many, so that it tells no number.
_MODALS = frozenset({"may", "can", "might", "could", "must", "should", "will", "would"})
_SAYS_ORDER = re.compile(r"\border is not stated\b|\bin no (?:stated|set|particular) order\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EnglishFrames:
    """English frames in one register."""

    register: str

    def joined(self, items: Sequence[str]) -> str:
        if len(items) < 2:
            return "".join(items)
        # Items that hold a comma or an "and" themselves would run together.
        separator = "; " if any("," in item for item in items) else ", "
        close = separator.strip() if separator == "; " or any(" and " in item for item in items) else ""
        return f"{separator.join(items[:-1])}{close} and {items[-1]}"

    def also(self, names: Sequence[str]) -> str:
        return f"Other {'names' if len(names) > 1 else 'name'}: {'; '.join(names)}."

    def as_of(self, date: str) -> str:
        return f"As of {date}"

    def inference(self, inference: str) -> str:
        if self.register == PLAIN:
            return f"We added this: {inference}"
        return f"Our addition, not the article’s words: {inference}"

    def ask_meaning(self, term: str) -> str:
        return f"What does “{term}” mean?"

    def ask_term(self, meaning: str, term: str) -> str:
        if self.register == PLAIN:
            return f"Which {'words mean' if ' ' in term else 'word means'}: {meaning.rstrip('.')}?"
        return f"Which term means {meaning.rstrip('.')}?"

    def fill_in(self, sentence: str) -> str:
        return f"Fill in the blank: {self.sentence(sentence)}"

    def ask_rank(self, name: str, scale: str) -> str:
        verb = "do" if _is_plural(name) else "does"
        if self.register == PLAIN:
            return f"Where {verb} {name} come among the {scale}?"
        return f"At which place {verb} {name} rank among the {scale}?"

    def rank(self, ranks: Sequence[int], others: Sequence[str]) -> str:
        if len(ranks) == 1:
            return _ordinal(ranks[0])
        among = f"the first {_count(len(ranks))}" if ranks[0] == 1 else self.joined([_ordinal(rank) for rank in ranks])
        close = "which comes first is not said" if self.register == PLAIN else "no order is stated"
        return f"among {among}, with {self.joined(others)}; {close}"

    def ask_name(self, ranks: Sequence[int], scale: str) -> str:
        if len(ranks) == 1:
            return f"Which is {_ordinal(ranks[0])} among the {scale}?"
        if ranks[0] == 1:
            return f"Which are the first {_count(len(ranks))} among the {scale} (their order is not stated)?"
        places = self.joined([_ordinal(rank) for rank in ranks])
        return f"Which are {places} among the {scale} (their order is not stated)?"

    def tied(self, names: Sequence[str], front: str) -> str:
        return self.joined(names) if _SAYS_ORDER.search(front) else f"{self.joined(names)}, in no stated order"

    def ask_role(self, agent: str, agent_class: str, role: str) -> str:
        verb = "do" if _goes_with_plural(role, agent) else "does"
        # "radiation therapy (a therapy)" would say the class twice.
        known = _last_word(agent_class) in {_singular(word) for word in agent.casefold().split()}
        kind = "" if known else f" ({agent_class if _is_plural(agent_class) else with_article(agent_class)})"
        if not known and verb == "do":
            kind = f" ({plural(agent_class)})"
        return f"What {verb} {agent}{kind} do?"

    def ask_agent(self, agent_class: str, role: str, agent: str) -> str:
        name = plural(agent_class) if _goes_with_plural(role, agent) else agent_class
        return f"Which {name} {role.rstrip('.')}?"

    def ask_measures(self, value: str) -> str:
        if self.register == PLAIN:
            return f"What does the number “{value}” tell us?"
        return f"What does the figure “{value}” measure?"

    def sentence(self, text: str) -> str:
        # Names with a capital inside ("pH", "mRNA") keep their small first letter.
        first = text.split(" ", 1)[0]
        return text if first[1:] != first[1:].lower() else text[:1].upper() + text[1:]


def with_article(noun: str) -> str:
    """The noun with "a" or "an", by the sound it begins with."""
    word = noun.casefold()
    vowel = word.startswith(("a", "e", "i", "o", "u", "hour", "honest", "x-ray"))
    consonant = word.startswith(("uni", "use", "usu", "eu", "one", "once", "uter"))
    return f"{'an' if vowel and not consonant else 'a'} {noun}"


def plural(noun: str) -> str:
    """The noun in the plural; left alone where it is one already."""
    if _is_plural(noun):
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    if noun.endswith("sis"):
        return f"{noun[:-2]}es"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def _is_plural(noun: str) -> bool:
    """Whether a name counts many: it lists several, or its last word ends like a plural."""
    word = noun.split("(")[0].strip().casefold()
    return " and " in f" {word} " or (word.endswith("s") and not word.endswith(("ss", "us", "is")))


def _goes_with_plural(role: str, agent: str) -> bool:
    """Whether the verb that begins the role has a plural subject: "strengthen bones", not "strengthens bones"."""
    verb = role.split()[0].casefold() if role.split() else ""
    if verb in _MODALS or not verb:
        return _is_plural(agent)
    return not (verb.endswith("s") and not verb.endswith("ss"))


def _ordinal(rank: int) -> str:
    return ORDINALS[rank - 1] if rank <= len(ORDINALS) else f"{rank}th"


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _last_word(text: str) -> str:
    return _singular(text.casefold().split()[-1])


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
