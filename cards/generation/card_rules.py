"""The rules of what a card and a wording must be; what breaks one is a Finding.

Rules never stop a base from being read: a reader of the audit weighs them. They are meant to be strict enough that a
base without findings can be trusted, and exact enough that a finding is worth reading.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from cards.facts.checks import hedge_words, holds
from cards.facts.kinds import (
    CAREGIVERS,
    PLAIN,
    Base,
    Contrast,
    Definition,
    Fact,
    Rank,
    Role,
    SetMembership,
    Statistic,
    join_face,
)
from cards.generation.cards import CardDraft, FaceDraft, cards_for
from cards.generation.figures import is_one_number
from cards.generation.finding import Finding
from cards.generation.frames import BLANK
from cards.generation.plain_rules import HARDEST_GRADE, copied, long_sentences, plain_findings
from cards.generation.reading import grade, words
from cards.generation.word_stems import Generic, content_stems, generic_stems, same_stem

LONGEST_ANSWER = 15
MOST_MEMBERS = 8

_QUESTION = "what|which|why|how|when|where|who|whom|whose"
_TWO_QUESTIONS = re.compile(rf"\?.*\?|\b(?:and|or)\s+(?:{_QUESTION})\b", re.IGNORECASE)
_CLASS = re.compile(r"\b(?:kind|type|sort) of (\w+)", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(it|its|they|them|their|this|these|those|he|she)\b", re.IGNORECASE)
# "When is it best to ...", "What is it called when ...": here "it" stands for nothing that came before.
_EXPLETIVE = re.compile(
    r"\b(?:is|was|be)\s+it\s+\w+\s+(?:to|that|for|when)\b"
    r"|\b(?:does|can|may|might|will)\s+it\s+(?:take|help|matter|pay)\b(?=.*\bto\b)",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    "\\barticle(?:'s|\u2019s)? (?:\\w+ )?(?:names|lists|list|estimate)\\b|\\b(?:named|listed) in the article\\b"
)
_ORDER = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last|most|least|then|next|finally)\b"
    r"|\bin (?:the |this |that |right )?order\b(?! to)",
    re.IGNORECASE,
)
# Words that keep a statement from being flat. A card may hedge in another word than its source.
_HEDGES = tuple(
    """
    able almost appear around average can common could depends determines estimate estimated generally healthy if likely
    mainly many may might mostly normal normally not often partly perhaps possible potential probable promise promising
    reported seem some sometimes suggest tend typical usual vary
    """.split()  # noqa: SIM905  (a list of words reads better as words)
)


def findings(base: Base) -> list[Finding]:
    """Every finding of a base, in its order."""
    generic = generic_stems(base)
    terms = learnt_terms(base)
    sounds = frozenset(word.casefold() for fact in base.facts for word in fact.respell)
    found: list[Finding] = []
    fronts: dict[tuple[str, str, str], str] = {}
    runs = {run.hash: run.paragraph for run in base.outline.runs} if base.outline else {}
    for fact in base.facts:
        found.extend(_wording_findings(fact, terms))
        if isinstance(fact, Statistic) and not is_one_number(fact.value.nursing, fact.unit):
            found.append(
                Finding(f"{fact.uid}/value", "several-numbers", f"no number is asked for: {fact.value.nursing}")
            )
        for wording in fact.wording.faces.values():
            found.extend(copied(fact.uid, wording, runs))
        cards = cards_for(fact)
        found.extend(_respelling_findings(fact, cards, sounds))
        found.extend(_lost_inference(fact, cards))
        for card in cards:
            for face in card.faces:
                found.extend(_face_findings(fact, card, face, generic))
                found.extend(_twin(fronts, card, face))
                # With its blank filled, or read on from question to answer, as a learner does.
                filled = face.front.replace(BLANK, face.back) if BLANK in face.front else f"{face.front} {face.back}"
                found.extend(copied(card.uid, f"{filled} {face.note}".rstrip(), runs))
    found.extend(plain_findings(base, runs))
    return found


def learnt_terms(base: Base) -> frozenset[str]:
    """The hard words that a base teaches: its respelled words and the terms it defines."""
    terms = {word for fact in base.facts for word in fact.respell}
    for fact in base.facts:
        if isinstance(fact, Definition):
            terms.update(fact.term.faces.values())
    return frozenset(terms)


def _wording_findings(fact: Fact, terms: frozenset[str]) -> Iterator[Finding]:
    plain = fact.wording.plain
    # What has no plain words of its own and is for no caregiver is read as the profession words it.
    if plain is None or (plain == fact.wording.nursing and CAREGIVERS not in fact.audiences):
        return
    measured = grade(plain, terms)
    if measured > HARDEST_GRADE:
        yield Finding(fact.uid, "hard-to-read", f"plain wording reads at grade {measured:.1f}: {plain}")
    yield from long_sentences(fact.uid, plain)


def _respelling_findings(fact: Fact, cards: Sequence[CardDraft], sounds: frozenset[str]) -> Iterator[Finding]:
    """Hard words that a caregiver meets here without their sound, and sounds of words that nobody meets here."""
    own = {word.casefold() for word in fact.respell}
    met = _words_of(*fact.wording.faces.values())
    for card in cards:
        for face in card.faces:
            said = _words_of(face.front, face.back, face.note)
            met |= said
            if face.register == PLAIN:
                yield from _unsounded(card.uid, said, sounds, own)
    if CAREGIVERS in fact.audiences:
        yield from _unsounded(fact.uid, _words_of(fact.wording.plain or ""), sounds, own)
    for word in sorted(own):
        if not _sounded(met, {word}):
            yield Finding(fact.uid, "idle-respelling", f'"{word}" is respelled, but no text of the fact holds it')


def _unsounded(uid: str, said: set[str], sounds: Collection[str], own: Collection[str]) -> Iterator[Finding]:
    for word in sorted(_sounded(said, sounds) - _sounded(said, own)):
        yield Finding(uid, "not-respelled", f'"{word}" has a respelling elsewhere in the base, but not in this fact')


def _words_of(*texts: str) -> set[str]:
    return {word.removesuffix("'s") for text in texts for word in words(text.casefold().replace("\u2019", "'"))}


def _sounded(said: set[str], sounds: Collection[str]) -> set[str]:
    """The words that these sounds tell how to say; a plural in -s says itself."""
    return {word for word in said if word in sounds or word.removesuffix("s") in sounds}


def _lost_inference(fact: Fact, cards: Sequence[CardDraft]) -> Iterator[Finding]:
    names = {card.uid.removeprefix(f"{fact.uid}/") for card in cards}
    for name in fact.inference.cards:
        if name not in names:
            yield Finding(fact.uid, "lost-inference", f'the inference concerns "{name}", which is no card of this fact')


def _face_findings(fact: Fact, card: CardDraft, face: FaceDraft, generic: Generic) -> Iterator[Finding]:
    for code, rule in _RULES.items():
        if message := rule(fact, card, face):
            yield Finding(card.uid, code, f"{face.register}: {message}")
    if shared := _given_away(fact, card, face, generic):
        yield Finding(card.uid, "gives-away", f"{face.register}: {_listed(shared)} in: {face.front} => {face.back}")
    if face.register == PLAIN:
        for text in (face.front, face.back, face.note):
            yield from long_sentences(card.uid, text)


def _twin(fronts: dict[tuple[str, str, str], str], card: CardDraft, face: FaceDraft) -> Iterator[Finding]:
    key = (face.language, face.register, " ".join(words(face.front.casefold())))
    if key in fronts:
        yield Finding(card.uid, "same-front", f'{face.register}: also the front of "{fronts[key]}": {face.front}')
    fronts.setdefault(key, card.uid)


def _given_away(fact: Fact, card: CardDraft, face: FaceDraft, generic: Generic) -> list[str]:
    """Words of the answer that the front already says, in whatever form, but for those that tell nothing."""
    asked = content_stems(face.front)
    answered = content_stems(face.back)
    harmless = _class_words(fact, card, face)
    if card.template == "role":
        # "What does X prevent? Prevents ...": the verb is the question's grammar, the answer is the rest.
        harmless |= set(answered[:1])
    return [
        stem
        for stem in answered
        if not generic(stem)
        and not any(same_stem(stem, other) for other in harmless)
        and any(same_stem(stem, other) for other in asked)
    ]


def _class_words(fact: Fact, card: CardDraft, face: FaceDraft) -> set[str]:
    """Stems that name the class of what is asked for, and so may stand in question and answer alike."""
    found = {each for match in _CLASS.finditer(face.front) for each in content_stems(match.group(1))}
    if isinstance(fact, Role) and card.template == "agent":
        found.update(each for wording in fact.agent_class.faces.values() for each in content_stems(wording))
    if isinstance(fact, SetMembership):
        # What two members have in common tells neither from the others.
        key = join_face(face.register, face.language)
        counts = Counter(each for member in fact.members for each in content_stems(member.name.get(key) or ""))
        found.update(each for each, count in counts.items() if count > 1)
    return found


def _too_long(fact: Fact, card: CardDraft, face: FaceDraft) -> str:
    if isinstance(fact, SetMembership) and card.template == "all":
        count = len(fact.members)
        return f"asks for {count} members; expected at most {MOST_MEMBERS}" if count > MOST_MEMBERS else ""
    count = len(words(face.back))
    return f"the answer has {count} words: {face.back}" if count > LONGEST_ANSWER else ""


def _two_questions(_fact: Fact, _card: CardDraft, face: FaceDraft) -> str:
    return f"asks two things: {face.front}" if _TWO_QUESTIONS.search(face.front) else ""


def _not_alone(_fact: Fact, _card: CardDraft, face: FaceDraft) -> str:
    said = [word for word in words(face.front) if word != BLANK]
    if len(said) < 4 or not content_stems(face.front):
        return f"too short to be understood alone: {face.front}"
    front = _EXPLETIVE.sub(" ", face.front)
    pronoun = _PRONOUN.search(front)
    if pronoun and not content_stems(front[: pronoun.start()].removeprefix("Fill in the blank:")):
        return f'"{pronoun.group()}" stands for nothing named before it: {face.front}'
    return ""


def _order_claimed(fact: Fact, _card: CardDraft, face: FaceDraft) -> str:
    if isinstance(fact, Rank):
        return ""
    wording = " ".join(fact.wording.faces.values())
    for match in _ORDER.finditer(f"{face.front} {face.back}"):
        if not re.search(rf"\b{match.group()}\b", wording, re.IGNORECASE):
            return f'"{match.group()}" claims an order that the fact\'s wording does not: {face.front} => {face.back}'
    return ""


def _hedge_lost(fact: Fact, card: CardDraft, face: FaceDraft) -> str:
    hedges = hedge_words(fact.hedge)
    if isinstance(fact, Contrast):
        hedges = [
            hedge
            for attribute in fact.attributes
            if card.member.startswith(f"{attribute.slug}-")
            for hedge in hedge_words(attribute.hedge)
        ]
    if not hedges or keeps_hedge(f"{face.front} {face.back}", hedges, face.front):
        return ""
    hedge = fact.hedge or _listed(hedges)
    return f"the hedge ({hedge}) is neither in question nor answer: {face.front} => {face.back}"


def keeps_hedge(said: str, hedges: Sequence[str], front: str) -> bool:
    """Whether what is said is hedged, in one of the source's words or in another; `front` is what asks."""
    if any(holds(said, hedge) for hedge in (*hedges, *_HEDGES)) or "n't" in said.replace("\u2019", "'"):
        return True
    # "named in the article" claims no more than that, and "when ..." claims nothing without its condition.
    return bool(_ATTRIBUTED.search(front)) or " when " in front


def _open_list(fact: Fact, _card: CardDraft, face: FaceDraft) -> str:
    if isinstance(fact, SetMembership) and fact.open and "article" not in face.front.casefold():
        return f'the list is open, so the front should say "named in the article": {face.front}'
    return ""


def _listed(stems: Sequence[str]) -> str:
    return ", ".join(f'"{stem}"' for stem in stems)


_RULES: dict[str, Callable[[Fact, CardDraft, FaceDraft], str]] = {
    "long-answer": _too_long,
    "two-questions": _two_questions,
    "not-alone": _not_alone,
    "order-claimed": _order_claimed,
    "hedge-lost": _hedge_lost,
    "open-list": _open_list,
}
