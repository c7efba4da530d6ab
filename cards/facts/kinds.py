"""Text, Source, Study, Topic, DeckSpec, Pool, Distractor; Fact and its eight kinds; CareQuestion; Outline; Base.

A Fact is one sourced statement. Its kind says what can be asked about it: a Definition has a term and a meaning, a
Contrast has subjects and attributes. A CareQuestion is what the source advises to ask the care team. A Text is one
wording per face; a face is a register and a language ("nursing", "plain", "plain-es"). A Base is everything read from
one source. All of it is immutable and knows no database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from cards.facts.item_sources import Because, Distractor, Figure, Grid, Passage, Pool
from cards.facts.texts import (
    AUDIENCES,
    CAREGIVERS,
    NURSING,
    PLAIN,
    REGISTERS,
    SENSITIVITIES,
    Text,
    join_face,
    split_face,
)
from cards.items.kinds import Item

__all__ = [
    "AUDIENCES",
    "CAREGIVERS",
    "NURSING",
    "PLAIN",
    "REGISTERS",
    "SENSITIVITIES",
    "Because",
    "Distractor",
    "Figure",
    "Grid",
    "Item",
    "Passage",
    "Pool",
    "Text",
    "join_face",
    "split_face",
]


@dataclass(frozen=True, slots=True)
class Source:
    uid: str
    title: str
    publisher: str
    url: str
    citation: str
    notice: str
    advice: str


@dataclass(frozen=True, slots=True)
class Study:
    """A study that the source cites and that we cite in turn."""

    uid: str
    citation: str
    url: str


@dataclass(frozen=True, slots=True)
class Topic:
    uid: str
    title: Text


@dataclass(frozen=True, slots=True)
class DeckSpec:
    """Which cards a shipped deck holds.

    `facts` names them one by one, in order of study. Without it the deck holds every fact of its audience that is of
    one of its `kinds`; no kinds listed means every kind.
    """

    uid: str
    title: str
    description: str
    register: str
    audience: str
    kinds: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inference:
    """What is ours and not the source's. No cards (or faces) listed means that it concerns all of the fact's.

    A card is named here by what follows the fact in its uid: "meaning", "ask:fitted".
    """

    text: str = ""
    cards: tuple[str, ...] = ()
    faces: tuple[str, ...] = ()

    def concerns(self, card: str, face: str) -> bool:
        return bool(self.text) and (not self.cards or card in self.cards) and (not self.faces or face in self.faces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every kind has.

    For quiz items: `because`, a claim with its reason; `dropdown`, a sentence with [[slug|word]] marks to choose;
    `typed`, the names of cards whose answer can be asked for in writing, each with further right answers (a term and
    an agent can anyway); `figures`, the numbers in answers. `hedge` is the source's own; `note` is what a face adds
    after every answer of the fact; `explains` says in a few words what other hard words of the fact mean, for a
    glossary; `tags` are words by which its authors find it again; `held_out` keeps it for assigned quizzes.
    """

    kind: ClassVar[str] = ""

    uid: str
    topic: str
    audiences: tuple[str, ...]
    wording: Text
    paragraphs: tuple[int, ...] = ()
    assertions: tuple[str, ...] = ()
    hedge: str = ""
    sensitivity: str = "none"
    respell: Mapping[str, str] = field(default_factory=dict, hash=False)
    no_item: str = ""
    inference: Inference = Inference()
    note: Mapping[str, str] = field(default_factory=dict, hash=False)
    as_of: str = ""
    study: str = ""
    relation: str = ""
    distractors: tuple[Distractor, ...] = ()
    because: Because | None = None
    dropdown: Text | None = None
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    figures: tuple[Figure, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    explains: Mapping[str, Text] = field(default_factory=dict, hash=False)
    tags: tuple[str, ...] = ()
    held_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Fact):
    """A term and its meaning; the meaning completes "TERM means ..."."""

    kind: ClassVar[str] = "definition"

    term: Text
    meaning: Text
    also: tuple[str, ...] = ()
    ask_term: Text | None = None


@dataclass(frozen=True, slots=True)
class Member:
    slug: str
    name: Text
    gloss: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMembership(Fact):
    """The members of an unordered set. `open` means that the source's list does not claim to be complete."""

    kind: ClassVar[str] = "set"

    question: Text
    members: tuple[Member, ...]
    cloze: Text
    open: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a scale. Several ranks mean: somewhere among these, the source does not say in which order."""

    slug: str
    name: Text
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank(Fact):
    """Places on a scale, as far as the source ranks them.

    `ask_rank` and `ask_name` hold own fronts by a place's slug; that of a tied group stands under any of its places.
    """

    kind: ClassVar[str] = "rank"

    scale: Text
    places: tuple[Place, ...]
    ask_rank: Mapping[str, Text] = field(default_factory=dict, hash=False)
    ask_name: Mapping[str, Text] = field(default_factory=dict, hash=False)

    def groups(self) -> tuple[tuple[Place, ...], ...]:
        """The places by rank, best first; places that share their ranks stand together."""
        by_ranks: dict[tuple[int, ...], list[Place]] = {}
        for place in sorted(self.places, key=lambda place: place.ranks):
            by_ranks.setdefault(place.ranks, []).append(place)
        return tuple(tuple(group) for group in by_ranks.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Fact):
    """An agent and what it does. `one_way` is the reason why the agent cannot be asked for by its role."""

    kind: ClassVar[str] = "role"

    agent: Text
    agent_class: Text
    role: Text
    ask_role: Text | None = None
    ask_agent: Text | None = None
    one_way: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    slug: str
    name: Text


@dataclass(frozen=True, slots=True)
class Attribute:
    """One respect in which subjects differ: `ask` holds {subject}, `reverse` holds {value}."""

    slug: str
    ask: Text
    values: Mapping[str, Text] = field(hash=False)
    hedge: str = ""
    reverse: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(Fact):
    """Subjects told apart attribute by attribute."""

    kind: ClassVar[str] = "contrast"

    subjects: tuple[Subject, ...]
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic(Fact):
    """A figure, and separately what it measured, in whom and when."""

    kind: ClassVar[str] = "statistic"

    value: Text
    number: float
    unit: str
    measures: Text
    ask_value: Text
    ask_measures: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Fact):
    """What the source advises, and why where it says so."""

    kind: ClassVar[str] = "recommendation"

    ask: Text
    action: Text
    ask_why: Text | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    slug: str
    ask: Text
    answer: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Fact):
    """Anything else: own questions, and a cloze sentence with [[blank]] or [[slug|blank]] marks."""

    kind: ClassVar[str] = "statement"

    asks: tuple[Ask, ...] = ()
    cloze: Text | None = None


KINDS: Mapping[str, type[Fact]] = {
    cls.kind: cls for cls in (Definition, SetMembership, Rank, Role, Contrast, Statistic, Recommendation, Statement)
}


@dataclass(frozen=True, slots=True)
class CareQuestion:
    """What a person can ask the care team, as the source advises it or says that the team decides it.

    Worded as it can be spoken aloud, so it has one wording for everyone.
    """

    uid: str
    topic: str
    text: str
    paragraphs: tuple[int, ...] = ()
    assertions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the source; `heading` says that the title is the source's own and not our label."""

    title: str
    heading: bool


@dataclass(frozen=True, slots=True)
class Assertion:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One non-blank line of the source: what it asserts, in our words, or a note why it asserts nothing."""

    number: int
    section: str
    assertions: tuple[Assertion, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The hash of eight consecutive words of the source; the paragraph is that of the first word."""

    paragraph: int
    hash: str


@dataclass(frozen=True, slots=True)
class Outline:
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    runs: tuple[Run, ...]

    def paragraph(self, number: int) -> Paragraph | None:
        return next((paragraph for paragraph in self.paragraphs if paragraph.number == number), None)

    def assertions(self) -> Iterator[tuple[int, Assertion]]:
        """Each assertion with the number of its paragraph, in the source's order."""
        for paragraph in self.paragraphs:
            for assertion in paragraph.assertions:
                yield paragraph.number, assertion


@dataclass(frozen=True, slots=True)
class Base:
    """Everything read from one source; facts stand in file order. Bases without an article have no outline."""

    source: Source
    studies: tuple[Study, ...]
    topics: tuple[Topic, ...]
    decks: tuple[DeckSpec, ...]
    pools: tuple[Pool, ...]
    facts: tuple[Fact, ...]
    outline: Outline | None = None
    questions: tuple[CareQuestion, ...] = ()
    grids: tuple[Grid, ...] = ()
    passages: tuple[Passage, ...] = ()
    items: tuple[Item, ...] = ()

    def fact(self, uid: str) -> Fact:
        """The fact of this uid; KeyError if there is none."""
        for fact in self.facts:
            if fact.uid == uid:
                return fact
        raise KeyError(uid)

    def facts_in_order(self) -> tuple[Fact, ...]:
        """Facts in order of study: by topic, then as they stand in the files."""
        return tuple(sorted(self.facts, key=self._by_topic))

    def questions_in_order(self) -> tuple[CareQuestion, ...]:
        """Care questions by topic, then as they stand in the files."""
        return tuple(sorted(self.questions, key=self._by_topic))

    def _by_topic(self, thing: Fact | CareQuestion) -> int:
        return next(number for number, topic in enumerate(self.topics) if topic.uid == thing.topic)
