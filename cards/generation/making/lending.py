"""Lender: what the facts of a base can lend each other as wrong answers. Subject: the term or agent that a fact is
about; sense: what the term means or the agent does.

Only definitions and roles lend and borrow: of these it can be told whether two say the same.
"""

from collections.abc import Iterator, Mapping

from cards.facts.kinds import Base, Definition, Fact, Role, Text
from cards.facts.truths import Fold
from cards.generation.making.shelf import Shelf, Shelved

TERM = "term"

SUBJECT_CARDS: Mapping[type[Fact], str] = {Definition: "term", Role: "agent"}
"""The card that asks for the subject, by kind."""
SENSE_CARDS: Mapping[type[Fact], str] = {Definition: "meaning", Role: "role"}
"""The card that asks for the sense, by kind."""


class Lender:
    """The definitions and roles of a base, by what they are about and by how they are worded."""

    def __init__(self, base: Base, fold: Fold) -> None:
        self._fold = fold
        self._names: dict[str, frozenset[str]] = {}
        self._senses: dict[str, tuple[str, ...]] = {}
        self._types: dict[str, str] = {}
        self._about: dict[str, dict[str, Fact]] = {}
        self._shelves: dict[tuple[type[Fact], str], Shelf] = {}
        facts = [fact for fact in base.facts if isinstance(fact, Definition | Role)]
        for fact in facts:
            self._types[fold(subject(fact).nursing)] = type_of(fact)
            for name in self.names(fact):
                self._about.setdefault(name, {})[fact.uid] = fact
        for kind, text_of in ((Definition, subject), (Definition, sense), (Role, subject), (Role, sense)):
            card = (SUBJECT_CARDS if text_of is subject else SENSE_CARDS)[kind]
            shelved = (Shelved(text_of(fact).nursing, fact, groups_of(fact)) for fact in facts if type(fact) is kind)
            self._shelves[kind, card] = Shelf(shelved)

    def like(self, fact: Fact, card: str, text: str, most: int) -> Iterator[Shelved]:
        """Texts that other facts of the kind have on this card, those most like it first; `most` of each group."""
        return self._shelves[type(fact), card].like(text, groups_of(fact), most)

    def names(self, fact: Fact) -> frozenset[str]:
        """The folded names of what the fact is about."""
        if fact.uid not in self._names:
            also = fact.also if isinstance(fact, Definition) else ()
            names = (self._fold(name) for name in (*subject(fact).faces.values(), *also) if name)
            self._names[fact.uid] = frozenset(names)
        return self._names[fact.uid]

    def senses(self, fact: Fact) -> tuple[str, ...]:
        """Everything that the base says its subject means or does, in the profession's words."""
        if fact.uid not in self._senses:
            about = {uid: each for name in self.names(fact) for uid, each in self._about.get(name, {}).items()}
            self._senses[fact.uid] = tuple(sense(each).nursing for each in about.values())
        return self._senses[fact.uid]

    def named_type(self, text: str) -> str:
        """The type of what the text names; nothing for what is no name."""
        return self._types.get(self._fold(text), "")


def subject(fact: Fact) -> Text:
    """The term or agent. Raises TypeError for other kinds of facts."""
    match fact:
        case Definition():
            return fact.term
        case Role():
            return fact.agent
    raise TypeError(f"{fact.kind!r} facts are about no single name")


def sense(fact: Fact) -> Text:
    """The meaning or role. Raises TypeError for other kinds of facts."""
    match fact:
        case Definition():
            return fact.meaning
        case Role():
            return fact.role
    raise TypeError(f"{fact.kind!r} facts are about no single name")


def type_of(fact: Fact) -> str:
    """What kind of thing the fact is about."""
    return fact.agent_class.nursing if isinstance(fact, Role) else TERM


def groups_of(fact: Fact) -> tuple[str, ...]:
    """What the fact's texts are looked for among, the closest first: its topic; of an agent first its class."""
    if isinstance(fact, Role):
        agents = fact.agent_class.nursing.casefold()
        return f"{agents}/{fact.topic}", agents
    return (fact.topic,)
