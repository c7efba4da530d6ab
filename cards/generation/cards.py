"""CardDraft: what one card will be. FaceDraft: its wording in one language and register. A deck: card uids in order.

A card's identity is its fact's uid, a template and, where a template makes several, a member's slug. No wording is part
of it, so that a fact can be reworded and every learner keeps the card's schedule.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cards.facts.kinds import CAREGIVERS, NURSING, PLAIN, Base, DeckSpec, Definition, Fact, split_face
from cards.generation.frames import Frames, frames_for
from cards.generation.templates import Plan, UnwordedError, Voice, plans_for

_BARE_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class FaceDraft:
    """A card in one language and register; `note` is shown after the answer and may be empty."""

    language: str
    register: str
    front: str
    back: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A card to be. `position` counts its fact's cards from 0; `accepts` are right typed answers besides the back."""

    uid: str
    template: str
    member: str
    position: int
    answer_mode: str
    faces: tuple[FaceDraft, ...]
    accepts: tuple[str, ...] = ()

    def face(self, register: str, language: str = "en") -> FaceDraft | None:
        """The face in this register and language, or None if the card has none."""
        return next((face for face in self.faces if (face.register, face.language) == (register, language)), None)


def cards_for(fact: Fact) -> tuple[CardDraft, ...]:
    """Every card of a fact, always the same and in the same order for the same fact."""
    return tuple(_draft(fact, plan, position) for position, plan in enumerate(plans_for(fact)))


def decks_of(base: Base, cards: Mapping[str, Sequence[CardDraft]] | None = None) -> dict[str, tuple[str, ...]]:
    """The cards of each deck, in order of study. cards: those of each fact by its uid, if they are made.

    A deck without an order of its own follows topics and files; a caregivers' one begins with the words (the
    definitions).
    """
    return {deck.uid: tuple(_deck_cards(base, deck, cards or {})) for deck in base.decks}


def _deck_cards(base: Base, deck: DeckSpec, cards: Mapping[str, Sequence[CardDraft]]) -> Iterator[str]:
    for fact in _deck_facts(base, deck):
        made = cards[fact.uid] if fact.uid in cards else cards_for(fact)
        yield from (card.uid for card in made if card.face(deck.register))


def _deck_facts(base: Base, deck: DeckSpec) -> list[Fact]:
    if deck.facts:
        # A fact taken out of a base that has been read leaves its decks too.
        known = {fact.uid: fact for fact in base.facts}
        return [known[uid] for uid in deck.facts if uid in known]
    facts = [
        fact
        for fact in base.facts_in_order()
        if deck.audience in fact.audiences and (not deck.kinds or fact.kind in deck.kinds)
    ]
    if deck.audience == CAREGIVERS:
        facts.sort(key=lambda fact: fact.kind != Definition.kind)
    return facts


def _draft(fact: Fact, plan: Plan, position: int) -> CardDraft:
    return CardDraft(
        uid=f"{fact.uid}/{plan.name}",
        template=plan.template,
        member=plan.member,
        position=position,
        answer_mode=plan.answer_mode,
        faces=tuple(_faces(fact, plan)),
        accepts=plan.accepts,
    )


def _faces(fact: Fact, plan: Plan) -> Iterator[FaceDraft]:
    # A further language begins with the fact's own wording; a card whose texts lack it has no face in it.
    further = sorted(set(fact.wording.faces) - {NURSING, PLAIN})
    for key in (NURSING, PLAIN, *further):
        register, language = split_face(key)
        # A caregiver never meets such a fact, and a nursing student reads it in the profession's words.
        if register == PLAIN and CAREGIVERS not in fact.audiences:
            continue
        frames = frames_for(language, register)
        if frames is None:
            continue
        try:
            words = plan.compose(Voice(key, frames))
        except UnwordedError:
            continue
        back = frames.sentence(words.back) if plan.whole else words.back
        note = " ".join(ended(each) for each in (words.note, *notes_of(fact, plan.name, key, frames)) if each)
        yield FaceDraft(language, register, frames.sentence(words.front), back, note)


def notes_of(fact: Fact, card: str, face: str, frames: Frames) -> Iterator[str]:
    """What is dated, inferred or ours in a card of this name, or in the fact as a whole (""); an empty note is none."""
    yield fact.note.get(face, "")
    # The others are written in English only.
    if split_face(face)[1] == "en":
        yield frames.as_of(fact.as_of) if _BARE_DATE.fullmatch(fact.as_of) else fact.as_of
        if fact.inference.concerns(card, face):
            yield frames.inference(fact.inference.text)


def ended(note: str) -> str:
    """The note as a sentence of its own."""
    return note if note.endswith((".", "!", "?")) else f"{note}."
