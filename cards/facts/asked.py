"""Asked: what a fact can be asked, by name, with every wording that is right there.

The names are those of its cards as they stand in card uids ("meaning", "member:slug", "ask:slug"), then the parts of
its `because` ("because:claim") and the marks of its `dropdown` ("dropdown:slug"). They are told from the fact alone:
how its cards are worded is no matter of the fact language.
"""

from collections.abc import Iterator, Mapping

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
from cards.facts.truths import ORDINALS

Answers = tuple[str, ...]


def cards_asked(fact: Fact) -> Mapping[str, Answers]:
    """The names of the fact's cards, in their order, with the right answers of each."""
    return dict(_cards(fact))


def parts_asked(fact: Fact) -> Mapping[str, Answers]:
    """The names of the parts of `because` and `dropdown`, with what is right there."""
    return dict(_parts(fact))


def _cards(fact: Fact) -> Iterator[tuple[str, Answers]]:
    match fact:
        case Definition():
            yield "meaning", _said(fact.meaning)
            yield "term", (*_said(fact.term), *fact.also)
        case SetMembership():
            names = tuple(name for member in fact.members for name in _said(member.name))
            yield "all", names
            # Of any other blank the other members are right answers as well: nothing tells them apart.
            yield from ((f"member:{member.slug}", names) for member in fact.members)
        case Rank():
            yield from _ranks(fact)
        case Role():
            yield "role", _said(fact.role)
            if not fact.one_way:
                yield "agent", _said(fact.agent)
        case Contrast():
            yield from _contrasts(fact)
        case Statistic():
            yield "value", _said(fact.value)
            yield "measures", _said(fact.measures)
        case Recommendation():
            yield "action", _said(fact.action)
            if fact.why:
                yield "why", _said(fact.why)
        case Statement():
            yield from ((f"ask:{ask.slug}", _said(ask.answer)) for ask in fact.asks)
            yield from _marked("cloze", fact.cloze)


def _ranks(fact: Rank) -> Iterator[tuple[str, Answers]]:
    for place in fact.places:
        yield f"rank:{place.slug}", tuple(ORDINALS[rank - 1] for rank in place.ranks if rank <= len(ORDINALS))
    for group in fact.groups():
        names = tuple(name for place in group for name in _said(place.name))
        yield f"at:{'-'.join(sorted(place.slug for place in group))}", names


def _contrasts(fact: Contrast) -> Iterator[tuple[str, Answers]]:
    for attribute in fact.attributes:
        for subject in fact.subjects:
            value = attribute.values.get(subject.slug)
            yield f"value:{attribute.slug}-{subject.slug}", _said(value) if value else ()
            if attribute.reverse:
                yield f"which:{attribute.slug}-{subject.slug}", _said(subject.name)


def _parts(fact: Fact) -> Iterator[tuple[str, Answers]]:
    if fact.because:
        yield "because:claim", _said(fact.because.claim)
        yield "because:reason", _said(fact.because.reason)
    yield from _marked("dropdown", fact.dropdown)


def _marked(name: str, text: Text | None) -> Iterator[tuple[str, Answers]]:
    if text is None:
        return
    for mark in marks(text.nursing):
        blanks = (each.blank for sentence in text.faces.values() for each in marks(sentence) if each.slug == mark.slug)
        yield f"{name}:{mark.slug}", tuple(blanks)


def _said(text: Text) -> Answers:
    return tuple(wording for wording in text.faces.values() if wording)
