"""Stock: what all makers of items draw from, a base with its facts, terms and frames at hand. Blank: an item unfilled.

What every item takes from its facts (where it stands in the source, hedge, audience, rationale, notes) is filled in
here, so that no maker forgets a part of it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from cards.facts.cloze import Mark, marks
from cards.facts.kinds import CAREGIVERS, NURSING, PLAIN, Base, Definition, Fact, Role, Text
from cards.facts.truths import Fold, folder, plain_fold, truths
from cards.generation.cards import CardDraft, cards_for, notes_of
from cards.generation.frames import Frames, frames_for
from cards.generation.item_frames import in_series
from cards.generation.making.lending import Lender
from cards.generation.making.shelf import Shelf, Shelved
from cards.generation.word_stems import Generic, generic_stems
from cards.items.kinds import Format, Item, Slot
from cards.items.near_index import NearIndex
from cards.items.nearness import alphabetically

_MARK = re.compile(r"\[\[[^\]]*\]\]")

SURVIVAL = "survival"
NONE = "none"

MOST_NEAR = 30
"""Near terms that an item carries, at most: among thousands of terms hundreds can end alike."""


class Stock:
    """A base and what is worked out of it once."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.facts: dict[str, Fact] = {fact.uid: fact for fact in base.facts}
        self.fold: Fold = folder(base.facts)
        self.terms: tuple[str, ...] = tuple(sorted({term for fact in base.facts for term in _terms(fact)}))
        self._cards: dict[str, tuple[CardDraft, ...]] = {}
        self._folded = {term: plain_fold(term) for term in self.terms}
        self._near = NearIndex(self.terms)

    @cached_property
    def truths(self) -> frozenset[tuple[str, str]]:
        """Every (relation, folded answer) that a fact of the base makes true."""
        return frozenset(truth for fact in self.base.facts for truth in truths(fact, self.fold))

    @cached_property
    def plain_meanings(self) -> Shelf:
        """The meanings that caregivers may read, by topic."""
        return Shelf(
            Shelved(text, fact, (fact.topic,))
            for fact in self.base.facts
            if isinstance(fact, Definition) and CAREGIVERS in fact.audiences and fact.sensitivity != SURVIVAL
            if (text := fact.meaning.plain)
        )

    @cached_property
    def lender(self) -> Lender:
        return Lender(self.base, self.fold)

    @cached_property
    def generic(self) -> Generic:
        return generic_stems(self.base)

    def near(self, answers: Sequence[str]) -> tuple[str, ...]:
        """The terms near any of these answers that are none of them, at most MOST_NEAR, the nearest."""
        taken = {plain_fold(each) for each in answers}
        away: dict[str, int] = {}
        for answer in answers:
            found = self._near.near(answer, most=MOST_NEAR, fits=lambda term: self._folded[term] not in taken)
            for letters, term in found:
                away[term] = min(letters, away.get(term, letters))
        return tuple(sorted(sorted(away, key=lambda term: (away[term], *alphabetically(term)))[:MOST_NEAR]))

    def has(self, uids: Iterable[str]) -> bool:
        """Whether all these facts are there: what rests on one that was taken out of the base goes with it."""
        return all(uid in self.facts for uid in uids)

    def cards(self, fact: Fact) -> tuple[CardDraft, ...]:
        if fact.uid not in self._cards:
            self._cards[fact.uid] = cards_for(fact)
        return self._cards[fact.uid]

    def frames(self, register: str) -> Frames:
        frames = frames_for("en", register)
        assert frames is not None  # English is the language of every base
        return frames

    def item(
        self,
        uid: str,
        form: Format,
        stem: str,
        slots: Sequence[Slot],
        facts: Sequence[Fact],
        *,
        register: str = NURSING,
        topic: str = "",
        text: str = "",
        rationale: str = "",
        note: str | None = None,
    ) -> Item:
        """An item with what it takes from its facts, the main one first.

        topic: of the first fact, unless given; rationale: the facts' wordings, unless given; note: the facts' notes,
        unless given.
        """
        return Item(
            uid=uid,
            format=form,
            register=register,
            topic=topic or facts[0].topic,
            stem=stem,
            slots=tuple(slots),
            facts=tuple(dict.fromkeys(fact.uid for fact in facts)),
            audiences=(CAREGIVERS if register == PLAIN else NURSING,),
            sensitivity=SURVIVAL if any(fact.sensitivity == SURVIVAL for fact in facts) else NONE,
            text=text,
            rationale=rationale or in_series([said(fact.wording, register) for fact in facts]),
            paragraphs=tuple(sorted({number for fact in facts for number in fact.paragraphs})),
            hedge="; ".join(dict.fromkeys(fact.hedge for fact in facts if fact.hedge)),
            note=self.note(facts, register) if note is None else note,
            tags=tuple(dict.fromkeys(tag for fact in facts for tag in fact.tags)),
            held_out=any(fact.held_out for fact in facts),
        )

    def note(self, facts: Iterable[Fact], register: str, own: str = "") -> str:
        """What is dated, inferred or ours in these facts as wholes; `own` is said first."""
        frames = self.frames(register)
        return in_series([own, *(note for fact in facts for note in notes_of(fact, "", register, frames))])


def option_id(*names: str) -> str:
    """The id of an option, of what names it and of its text.

    Right and wrong ones are named alike: whoever can guess how ids are made must not be able to tell them apart.
    """
    return "o" + hashlib.sha256("/".join([*names[:-1], plain_fold(names[-1])]).encode()).hexdigest()[:10]


def said(text: Text, register: str) -> str:
    """The English wording in this register; the nursing one where a text has no plain one."""
    return text.get(register) or text.nursing


def as_option(text: str, frames: Frames) -> str:
    """The text as options are written: with a capital and without a full stop."""
    return frames.sentence(text.strip().rstrip("."))


def with_marks(sentence: str, fill: Callable[[Mark], str]) -> str:
    """The sentence with what `fill` gives for each of its marks."""
    found = iter(marks(sentence))
    return _MARK.sub(lambda _match: fill(next(found)), sentence)


def _terms(fact: Fact) -> Iterable[str]:
    yield from (name for names in fact.synonyms.values() for name in names)
    yield from fact.synonyms
    if isinstance(fact, Definition):
        yield from (fact.term.nursing, *fact.also)
    elif isinstance(fact, Role):
        yield fact.agent.nursing
