"""What plain texts must keep to: what caregivers read, and what they may ask.

Listed terms: the hard words that caregivers meet whether we like it or not; each counts as an easy word, so each must
be explained to them. SMOG: the reading grade of a deck's texts together. A care question is spoken at a bedside: short,
plain, a question, and never about what only the care team can weigh.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cards.facts.explained import explained
from cards.facts.kinds import CAREGIVERS, PLAIN, Base, CareQuestion, DeckSpec, Definition, Fact
from cards.facts.outline import copied_runs
from cards.facts.truths import plain_fold
from cards.generation.cards import cards_for, decks_of
from cards.generation.finding import Finding
from cards.generation.reading import grade, sentences, smog, words

HARDEST_GRADE = 8.0
# SMOG says nothing sure about fewer.
FEWEST_SENTENCES = 30
LONGEST_SENTENCE = 20

# What a question to the care team is never about, and how it would be asked.
_NEVER = {
    "asks-dose": re.compile(
        r"\b(?:dos(?:e|es|age|ages|ing)|pills?|tablets?|drops|milligrams?|mg|ml)\b"
        r"|\bhow (?:much|many|often) .*\btake\b",
        re.IGNORECASE,
    ),
    "asks-choice": re.compile(
        r"\b(?:best|better|worse|prefer|instead of|rather than)\b"
        r"|\bshould (?:i|we|you|they|he|she) (?:choose|pick|take|have|get|start|stop|switch|refuse|say)\b",
        re.IGNORECASE,
    ),
    "asks-time": re.compile(
        r"\bhow (?:long|much time)\b|\b(?:years?|months?|weeks?|days?) (?:left|to live)\b|\blife expectancy\b"
        r"|\b(?:die|dies|dying|death|terminal|chances?|odds|outlook|prognosis)\b",
        re.IGNORECASE,
    ),
    "asks-symptom": re.compile(
        r"\b(?:symptoms?|warning signs?)\b|\b(?:pain|ache|fever|swelling|lump|weakness)\b.*\bmean",
        re.IGNORECASE,
    ),
}
_SURVIVAL = re.compile(r"\bsurviv\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Readability:
    """How hard a caregivers' deck is to read (SMOG): the wordings of its facts, and its cards' fronts and notes."""

    deck: str
    wordings: float
    fronts_and_notes: float


def plain_findings(base: Base, runs: Mapping[str, int]) -> Iterator[Finding]:
    """Every finding about what caregivers read besides the cards; `runs` maps hashes of the source's words."""
    for topic in base.topics:
        yield from long_sentences(f"topic:{topic.uid}", topic.title.plain or topic.title.nursing)
    for deck in _caregivers_decks(base):
        yield from long_sentences(f"deck:{deck.uid}", f"{deck.title}. {deck.description}")
    yield from _hard_decks(base)
    yield from _unexplained(base)
    for fact in base.facts:
        yield from _explanation_findings(fact, runs)
    for question in base.questions_in_order():
        yield from _question_findings(question, base, runs)


def _hard_decks(base: Base) -> Iterator[Finding]:
    terms = listed_terms(base)
    for deck in _caregivers_decks(base):
        for name, texts in zip(("wordings", "fronts and notes"), deck_texts(base, deck), strict=True):
            measured = smog(texts, terms)
            if measured > HARDEST_GRADE and sum(len(sentences(text)) for text in texts) >= FEWEST_SENTENCES:
                yield Finding(f"deck:{deck.uid}", "deck-hard-to-read", f"its {name} read at SMOG grade {measured:.1f}")


def readability(base: Base) -> list[Readability]:
    """The SMOG grades of each deck for caregivers, listed terms counted as easy words."""
    terms = listed_terms(base)
    read = []
    for deck in _caregivers_decks(base):
        wordings, others = deck_texts(base, deck)
        read.append(Readability(deck.uid, smog(wordings, terms), smog(others, terms)))
    return read


def deck_texts(base: Base, deck: DeckSpec) -> tuple[list[str], list[str]]:
    """What a deck's learner reads: the plain wordings of its facts, and the fronts and notes of its cards."""
    uids = set(decks_of(base)[deck.uid])
    wordings, others = [], []
    for fact in base.facts_in_order():
        cards = [card for card in cards_for(fact) if card.uid in uids]
        faces = [face for card in cards for face in card.faces if (face.register, face.language) == (PLAIN, "en")]
        others += [text for face in faces for text in (face.front, face.note) if text]
        if cards and fact.wording.plain:
            wordings.append(fact.wording.plain)
    return wordings, others


def listed_terms(base: Base) -> frozenset[str]:
    """The hard words that caregivers meet: those that their facts respell, and the terms that these define."""
    facts = [fact for fact in base.facts if CAREGIVERS in fact.audiences]
    terms = {word for fact in facts for word in fact.respell}
    return frozenset(terms.union(*(fact.term.faces.values() for fact in facts if isinstance(fact, Definition))))


def long_sentences(uid: str, text: str) -> Iterator[Finding]:
    """A finding for each sentence that is longer than a plain one may be."""
    for sentence in sentences(text):
        count = len(words(sentence))
        if count > LONGEST_SENTENCE:
            yield Finding(uid, "long-sentence", f"a plain sentence has {count} words: {sentence}")


def copied(uid: str, text: str, runs: Mapping[str, int]) -> Iterator[Finding]:
    """A finding where the text repeats the source word for word."""
    if runs and (copies := copied_runs(text, runs)):
        yield Finding(uid, "copied", f"repeats the source's own words of paragraph {copies[0][1]}: {text}")


def _caregivers_decks(base: Base) -> list[DeckSpec]:
    return [deck for deck in base.decks if deck.audience == CAREGIVERS]


def _unexplained(base: Base) -> Iterator[Finding]:
    """Listed terms that no fact explains which every caregiver is shown."""
    shown = [fact for fact in base.facts if CAREGIVERS in fact.audiences and fact.sensitivity == "none"]
    names = {plain_fold(name) for fact in shown for name in _names(fact)}
    # A word of a defined term is explained with it: "metastatic" in "metastatic bone disease".
    parts = {
        word
        for fact in shown
        if isinstance(fact, Definition)
        for name in _names(fact)
        for word in plain_fold(name).split()
    }
    for term in sorted(listed_terms(base), key=str.casefold):
        if plain_fold(term) not in names | parts:
            uid = next((fact.uid for fact in base.facts if CAREGIVERS in fact.audiences and term in fact.respell), "")
            message = f'"{term}" counts as an easy word, but no fact that caregivers are shown explains it'
            yield Finding(uid, "unexplained-term", message)


def _names(fact: Fact) -> Iterator[str]:
    for entry in explained(fact):
        yield from (*entry.word.faces.values(), *entry.also)


def _explanation_findings(fact: Fact, runs: Mapping[str, int]) -> Iterator[Finding]:
    if not fact.explains:
        return
    faces = [face for card in cards_for(fact) for face in card.faces]
    texts = (*fact.wording.faces.values(), *(text for face in faces for text in (face.front, face.back, face.note)))
    said = f" {plain_fold(' '.join(texts))} "
    for word, meaning in fact.explains.items():
        if f" {plain_fold(word)} " not in said:
            yield Finding(fact.uid, "idle-explanation", f'"{word}" is explained, but no text of the fact holds it')
        plain = meaning.plain or meaning.nursing
        yield from long_sentences(fact.uid, plain)
        yield from copied(fact.uid, plain, runs)


def _question_findings(question: CareQuestion, base: Base, runs: Mapping[str, int]) -> Iterator[Finding]:
    uid, text = f"question:{question.uid}", question.text
    if not text.endswith("?"):
        yield Finding(uid, "no-question", f"does not end with a question mark: {text}")
    measured = grade(text, listed_terms(base))
    if measured > HARDEST_GRADE:
        yield Finding(uid, "hard-to-read", f"reads at grade {measured:.1f}: {text}")
    yield from long_sentences(uid, text)
    yield from copied(uid, text, runs)
    for code, pattern in _NEVER.items():
        if match := pattern.search(text):
            yield Finding(uid, code, f'"{match.group()}" asks what only the care team can weigh: {text}')
    about = [fact for fact in base.facts if fact.topic == question.topic]
    if _SURVIVAL.search(text) and not _all_sensitive(about):
        yield Finding(uid, "shows-survival", f"speaks of survival in a topic that is shown without it: {text}")


def _all_sensitive(facts: Iterable[Fact]) -> bool:
    sensitivities = {fact.sensitivity for fact in facts}
    return sensitivities == {"survival"}
