"""Template: one way of asking a fact, named for ever in the uids of its cards. Plan: a template applied to a fact.

A Plan does not yet have words; a Voice puts it into the words of one face, as often as there are faces.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from cards.facts.cloze import blanked, marks
from cards.facts.kinds import (
    Attribute,
    Contrast,
    Definition,
    Fact,
    Member,
    Place,
    Rank,
    Recommendation,
    Role,
    SetMembership,
    Statement,
    Statistic,
    Subject,
    Text,
    split_face,
)
from cards.facts.truths import plain_fold
from cards.generation.frames import BLANK, Frames

RECALL = "recall"
TYPED = "typed"


class UnwordedError(Exception):
    """A text has no wording in the face that is being made."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One face while it is being made: says texts in its wording and lends the frames of its language."""

    face: str
    frames: Frames

    def say(self, text: Text) -> str:
        """The wording of this face. Raises UnwordedError where there is none: no face borrows from another."""
        wording = text.get(self.face)
        if wording is None:
            raise UnwordedError(self.face)
        return wording


@dataclass(frozen=True, slots=True)
class Words:
    """A card's words in one voice; `note` is what its kind adds after the answer."""

    front: str
    back: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One card, not yet in words. A `whole` answer stands on its own; others are read inside a sentence."""

    template: str
    compose: Callable[[Voice], Words]
    member: str = ""
    answer_mode: str = RECALL
    accepts: tuple[str, ...] = ()
    whole: bool = True

    @property
    def name(self) -> str:
        """What stands after the fact in the card's uid: "meaning", "ask:fitted"."""
        return f"{self.template}:{self.member}" if self.member else self.template


def plans_for(fact: Fact) -> Iterator[Plan]:
    """The cards of a fact by its kind, in their order."""
    match fact:
        case Definition():
            return _definition(fact)
        case SetMembership():
            return _set(fact)
        case Rank():
            return _rank(fact)
        case Role():
            return _role(fact)
        case Contrast():
            return _contrast(fact)
        case Statistic():
            return _statistic(fact)
        case Recommendation():
            return _recommendation(fact)
        case Statement():
            return _statement(fact)
    raise TypeError(f"no cards are known for facts of kind {fact.kind!r}")


def _definition(fact: Definition) -> Iterator[Plan]:
    terms = {plain_fold(wording) for wording in fact.term.faces.values()}
    others = (name for term, names in fact.synonyms.items() if plain_fold(term) in terms for name in names)
    accepts = tuple(dict.fromkeys((*fact.also, *others)))
    yield Plan("meaning", partial(_meaning, fact))
    yield Plan("term", partial(_term, fact), answer_mode=TYPED, accepts=accepts, whole=False)


def _meaning(fact: Definition, voice: Voice) -> Words:
    return Words(voice.frames.ask_meaning(voice.say(fact.term)), voice.say(fact.meaning), _also(fact, voice))


def _term(fact: Definition, voice: Voice) -> Words:
    term = voice.say(fact.term)
    front = voice.say(fact.ask_term) if fact.ask_term else voice.frames.ask_term(voice.say(fact.meaning), term)
    return Words(front, term, _also(fact, voice))


def _also(fact: Definition, voice: Voice) -> str:
    # The other names are English only.
    return voice.frames.also(fact.also) if fact.also and split_face(voice.face)[1] == "en" else ""


def _set(fact: SetMembership) -> Iterator[Plan]:
    yield Plan("all", partial(_all, fact))
    for member in fact.members:
        yield Plan("member", partial(_member, fact, member), member.slug, whole=False)


def _all(fact: SetMembership, voice: Voice) -> Words:
    glosses = [f"{voice.say(each.name)}: {voice.say(each.gloss)}" for each in fact.members if each.gloss]
    names = voice.frames.joined([voice.say(each.name) for each in fact.members])
    return Words(voice.say(fact.question), names, f"{voice.frames.sentence('; '.join(glosses))}." if glosses else "")


def _member(fact: SetMembership, hidden: Member, voice: Voice) -> Words:
    names = [BLANK if each is hidden else voice.say(each.name) for each in fact.members]
    sentence = voice.say(fact.cloze).replace("{members}", voice.frames.joined(names))
    gloss = voice.frames.sentence(voice.say(hidden.gloss)) if hidden.gloss else ""
    return Words(voice.frames.fill_in(sentence), voice.say(hidden.name), gloss)


def _rank(fact: Rank) -> Iterator[Plan]:
    for place in fact.places:
        yield Plan("rank", partial(_rank_of, fact, place), place.slug)
    for group in fact.groups():
        # Sorted, so that the order in the file, which claims nothing, is no part of the card's identity.
        yield Plan("at", partial(_at_rank, fact, group), "-".join(sorted(place.slug for place in group)))


def _rank_of(fact: Rank, place: Place, voice: Voice) -> Words:
    own = fact.ask_rank.get(place.slug)
    front = voice.say(own) if own else voice.frames.ask_rank(voice.say(place.name), voice.say(fact.scale))
    others = [voice.say(each.name) for each in fact.places if each.ranks == place.ranks and each is not place]
    return Words(front, voice.frames.rank(place.ranks, others))


def _at_rank(fact: Rank, group: tuple[Place, ...], voice: Voice) -> Words:
    own = next((fact.ask_name[place.slug] for place in group if place.slug in fact.ask_name), None)
    front = voice.say(own) if own else voice.frames.ask_name(group[0].ranks, voice.say(fact.scale))
    names = [voice.say(place.name) for place in group]
    return Words(front, names[0] if len(names) == 1 else voice.frames.tied(names, front))


def _role(fact: Role) -> Iterator[Plan]:
    yield Plan("role", partial(_role_of, fact))
    if not fact.one_way:
        yield Plan("agent", partial(_agent_of, fact))


def _role_of(fact: Role, voice: Voice) -> Words:
    agent, kind, role = voice.say(fact.agent), voice.say(fact.agent_class), voice.say(fact.role)
    return Words(voice.say(fact.ask_role) if fact.ask_role else voice.frames.ask_role(agent, kind, role), role)


def _agent_of(fact: Role, voice: Voice) -> Words:
    agent, kind, role = voice.say(fact.agent), voice.say(fact.agent_class), voice.say(fact.role)
    return Words(voice.say(fact.ask_agent) if fact.ask_agent else voice.frames.ask_agent(kind, role, agent), agent)


def _contrast(fact: Contrast) -> Iterator[Plan]:
    for attribute in fact.attributes:
        for subject in fact.subjects:
            member = f"{attribute.slug}-{subject.slug}"
            yield Plan("value", partial(_value, attribute, subject), member)
            if attribute.reverse:
                yield Plan("which", partial(_which, attribute, attribute.reverse, subject), member)


def _value(attribute: Attribute, subject: Subject, voice: Voice) -> Words:
    front = voice.say(attribute.ask).replace("{subject}", voice.say(subject.name))
    return Words(front, voice.say(attribute.values[subject.slug]))


def _which(attribute: Attribute, reverse: Text, subject: Subject, voice: Voice) -> Words:
    front = voice.say(reverse).replace("{value}", voice.say(attribute.values[subject.slug]))
    return Words(front, voice.say(subject.name))


def _statistic(fact: Statistic) -> Iterator[Plan]:
    yield Plan("value", partial(_asked, fact.ask_value, fact.value))
    yield Plan("measures", partial(_measures, fact))


def _measures(fact: Statistic, voice: Voice) -> Words:
    own = fact.ask_measures
    return Words(voice.say(own) if own else voice.frames.ask_measures(voice.say(fact.value)), voice.say(fact.measures))


def _recommendation(fact: Recommendation) -> Iterator[Plan]:
    yield Plan("action", partial(_asked, fact.ask, fact.action))
    if fact.ask_why and fact.why:
        yield Plan("why", partial(_asked, fact.ask_why, fact.why))


def _statement(fact: Statement) -> Iterator[Plan]:
    for ask in fact.asks:
        yield Plan("ask", partial(_asked, ask.ask, ask.answer), ask.slug)
    if fact.cloze:
        for mark in marks(fact.cloze.nursing):
            yield Plan("cloze", partial(_blank, fact.cloze, mark.slug), mark.slug, whole=False)


def _asked(front: Text, back: Text, voice: Voice) -> Words:
    return Words(voice.say(front), voice.say(back))


def _blank(cloze: Text, slug: str, voice: Voice) -> Words:
    sentence = voice.say(cloze)
    answer = next(mark.blank for mark in marks(sentence) if mark.slug == slug)
    return Words(voice.frames.fill_in(blanked(sentence, slug, BLANK)), answer)
