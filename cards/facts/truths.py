"""Truth: an answer that a fact makes right, with the relation it answers. Fold: how answers are compared.

Two facts with the same relation answer the same question. A distractor is refused when any fact of its relation makes
it true, under whatever name: case, articles, plurals and the base's synonyms do not tell answers apart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from cards.facts.cloze import marks
from cards.facts.kinds import (
    Contrast,
    Definition,
    Fact,
    Rank,
    Recommendation,
    Role,
    SetMembership,
    Statement,
    Statistic,
    Text,
)

Fold = Callable[[str], str]

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_ARTICLES = frozenset({"a", "an", "the", "your"})


# The words of one fact are folded again and again, for its cards, for its items, for what tells them.
@lru_cache(maxsize=1 << 14)
def plain_fold(text: str) -> str:
    """The text without case, marks, articles and plural endings."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("%", " percent ").replace("\u2019", "'")
    words = re.findall(r"\w+(?:'\w+)?", re.sub(r"(?<=\d),(?=\d)", "", text))
    return " ".join(_singular(word) for word in words if word not in _ARTICLES) or " ".join(words)


def folder(facts: Iterable[Fact]) -> Fold:
    """A fold that also takes every synonym known to these facts for the term it stands for."""
    names: dict[str, str] = {}
    for fact in facts:
        for term, others in _same_names(fact):
            folded = plain_fold(term)
            target = names.get(folded, folded)
            for other in others:
                names.setdefault(plain_fold(other), target)

    def fold(text: str) -> str:
        folded = plain_fold(text)
        return names.get(folded, folded)

    return fold


def names_of(name: str, facts: Iterable[Fact]) -> tuple[str, ...]:
    """The names that these facts give to what is called so, `name` first."""
    folded = plain_fold(name)
    groups = ((term, *others) for fact in facts for term, others in _same_names(fact))
    own = (group for group in groups if folded in map(plain_fold, group))
    return tuple(dict.fromkeys((name, *(each for group in own for each in group))))


def truths(fact: Fact, fold: Fold = plain_fold) -> frozenset[tuple[str, str]]:
    """Every (relation, folded answer) that the fact makes true; without a relation the fact's uid stands for it."""
    relation = fact.relation or fact.uid
    return frozenset((relation, fold(answer)) for answer in answers(fact))


def answers(fact: Fact) -> Iterator[str]:
    """Every wording of every answer that a card of this fact can have."""
    for text in _answer_texts(fact):
        yield from (wording for wording in text.faces.values() if wording)
    if isinstance(fact, Definition):
        yield from fact.also
    elif isinstance(fact, Rank):
        ranks = {rank for place in fact.places for rank in place.ranks}
        yield from (ORDINALS[rank - 1] for rank in sorted(ranks) if rank <= len(ORDINALS))
    elif isinstance(fact, Statement) and fact.cloze:
        for sentence in fact.cloze.faces.values():
            yield from (mark.blank for mark in marks(sentence) if mark.blank)


def _answer_texts(fact: Fact) -> Iterator[Text]:
    match fact:
        case Definition():
            yield from (fact.term, fact.meaning)
        case SetMembership():
            yield from (member.name for member in fact.members)
        case Rank():
            yield from (place.name for place in fact.places)
        case Role():
            yield from (fact.agent, fact.role)
        case Contrast():
            yield from (subject.name for subject in fact.subjects)
            yield from (value for attribute in fact.attributes for value in attribute.values.values())
        case Statistic():
            yield from (fact.value, fact.measures)
        case Recommendation():
            yield from (text for text in (fact.action, fact.why) if text)
        case Statement():
            yield from (ask.answer for ask in fact.asks)


def _same_names(fact: Fact) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from fact.synonyms.items()
    if isinstance(fact, Definition):
        plain = [wording for wording in fact.term.faces.values() if wording != fact.term.nursing]
        yield fact.term.nursing, (*fact.also, *plain)


def _singular(word: str) -> str:
    for ending, singular in (("stases", "stasis"), ("noses", "nosis"), ("ies", "y")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + singular
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
