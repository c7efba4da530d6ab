"""The words that the content explains, as a learner may see them.

GlossaryEntry: a word and what it means, in one register. Words come from cards.facts.explained: the term of a
definition, the agent of a role, and what any fact explains beside its own matter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Q, Subquery

from cards.facts.explained import Explained, explained
from cards.facts.kinds import Definition, Role, Text, join_face
from cards.facts.payload import fact_from_payload
from cards.facts.problems import BaseErrors
from cards.lens import Lens
from cards.models import Card, Fact
from cards.searching.folding import fold, indexed, name_entries, name_words, singular, words_looked_for


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A word and its meaning.

    uid: stays with the word, fit for an address: the uid of the fact whose own word it is, else "<fact's uid>--<word>".
    meaning: whole sentences. respellings: how the hard words in term and meaning sound. also: other names of the same.
    card_id: a card of the fact that it comes from. is_ours: the source uses the word and does not explain it.
    """

    uid: str
    term: str
    meaning: str
    respellings: dict[str, str]
    also: tuple[str, ...]
    card_id: int
    is_ours: bool

    @property
    def said_in_term(self) -> dict[str, str]:
        """How the hard words of the term itself sound."""
        return {word: sound for word, sound in self.respellings.items() if word.casefold() in self.term.casefold()}

    @property
    def said_in_meaning(self) -> dict[str, str]:
        """How the hard words sound that only the meaning has."""
        return {word: sound for word, sound in self.respellings.items() if word not in self.said_in_term}

    @property
    def letter(self) -> str:
        """The letter it stands under: of its first word that counts, without accents; "#" for a figure."""
        first = self._order[0][:1].upper()
        return first if first.isalpha() else "#"

    @property
    def _order(self) -> list[str]:
        return list(name_words(self.term)) or fold(self.term) or ["#"]


def entries(lens: Lens) -> list[GlossaryEntry]:
    """Every word explained by a fact that this lens shows, in alphabetical order; one query."""
    known: dict[tuple[str, ...], GlossaryEntry] = {}
    for entry in sorted(_entries(lens), key=lambda entry: entry.is_ours):
        key = tuple(singular(word) for word in name_words(entry.term))
        known[key] = _joined(known[key], entry) if key in known else entry
    return sorted(known.values(), key=lambda entry: entry._order)


def matching(found: Iterable[GlossaryEntry], text: str) -> list[GlossaryEntry]:
    """Those that hold every word of the text, as search compares words; all of them for a text without any word."""
    words = words_looked_for(text)
    return [entry for entry in found if all(_holds(entry, word.text, word.singular, word.joined) for word in words)]


def _holds(entry: GlossaryEntry, text: str, one: str, joined: tuple[str, ...]) -> bool:
    held = indexed(fold(" ".join((entry.term, *entry.also, entry.meaning))))
    names = {each for name in (entry.term, *entry.also) if name_words(name) for each in name_entries(name_words(name))}
    return f" {text}" in held or f" {one} " in held or not names.isdisjoint(joined)


def _entries(lens: Lens) -> Iterator[GlossaryEntry]:
    explains = Q(payload__has_key="explains") & ~Q(payload__explains={})
    cards = Card.objects.through(lens).filter(fact=OuterRef("pk")).order_by("position")
    facts = Fact.objects.filter(explains | Q(kind__in=[Definition.kind, Role.kind]), library__in=lens.libraries)
    facts = facts.annotate(card_id=Subquery(cards.values("pk")[:1]))
    # By kind, as a definition comes before a role of the same word.
    for fact in facts.filter(card_id__isnull=False).order_by("kind", "source", "position"):
        try:
            spec = fact_from_payload(fact.kind, fact.payload)
        except BaseErrors:
            # Written by another release; the next import writes it anew.
            continue
        for each in explained(spec):
            yield _entry(fact, each, lens, fact.card_id)


def _entry(fact: Fact, each: Explained, lens: Lens, card_id: int) -> GlossaryEntry:
    term = _worded(each.word, lens).removeprefix("the ")
    meaning = _sentence(_worded(each.meaning, lens))
    text = f"{term} {meaning}".casefold()
    return GlossaryEntry(
        uid=f"{fact.uid}--{'-'.join(fold(term))}" if each.is_ours else fact.uid,
        term=term,
        meaning=meaning,
        respellings={word: sound for word, sound in fact.respell.items() if word.casefold() in text},
        also=_other_names(term, each.also),
        card_id=card_id,
        is_ours=each.is_ours,
    )


def _worded(text: Text, lens: Lens) -> str:
    return text.get(join_face(lens.register, lens.language)) or text.get(lens.register) or text.nursing


def _sentence(text: str) -> str:
    """The text as a sentence of its own. A word with a capital inside ("pH") keeps its small first letter."""
    first = text.split(" ", 1)[0]
    text = text if first[1:] != first[1:].lower() else text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _other_names(term: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names without those that are only the term again, in the plural or with more around it."""
    words = {singular(word) for word in name_words(term)}
    others: dict[tuple[str, ...], str] = {}
    for name in names:
        key = tuple(singular(word) for word in name_words(name))
        if not words <= set(key):
            others.setdefault(key, name.removeprefix("the "))
    return tuple(others.values())


def _joined(first: GlossaryEntry, second: GlossaryEntry) -> GlossaryEntry:
    """One entry of two for the same word: the first, and what the second says beyond it if that is the source's."""
    if second.is_ours or second.meaning == first.meaning:
        return first
    return replace(
        first,
        meaning=f"{first.meaning} {second.meaning}",
        respellings=first.respellings | second.respellings,
        also=_other_names(first.term, (*first.also, *second.also)),
    )
