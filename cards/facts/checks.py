"""What it takes the whole base to see: references, twins, the outline's coverage, hedges.

What concerns quiz items (distractors, grids, passages, written items) stands in `item_checks`.

Each check notes its problems at the Spot of the fact concerned and never stops the others.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cards.facts.kinds import CareQuestion, Contrast, DeckSpec, Fact, Outline, Pool, Text
from cards.facts.outline import normalised_words
from cards.facts.problems import Problem, Spot
from cards.facts.tables import close_to, did_you_mean, listed


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact as read, and where. `fact` is None where its kind is unknown; its uid and assertions still count."""

    uid: str
    assertions: tuple[str, ...]
    fact: Fact | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class Known:
    """What facts may refer to."""

    topics: frozenset[str]
    studies: frozenset[str]
    pools: Mapping[str, Pool]
    outline: Outline | None


def check_twins(read: Sequence[ReadFact]) -> None:
    """No uid twice, over all files."""
    first: dict[str, Spot] = {}
    for each in read:
        if each.uid in first:
            other = first[each.uid]
            each.spot.problem(f"this uid is already taken at {other.file}:{other.line(near=each.uid)}", key="uid")
        elif each.uid:
            first[each.uid] = each.spot


def check_references(read: Sequence[ReadFact], known: Known) -> None:
    """Topics and studies that facts name do exist."""
    for fact, spot in facts_of(read):
        if fact.topic and fact.topic not in known.topics:
            spot.problem(f'topic "{fact.topic}" does not exist{did_you_mean(fact.topic, known.topics)}', key="topic")
        if fact.study and fact.study not in known.studies:
            spot.problem(f'study "{fact.study}" does not exist{did_you_mean(fact.study, known.studies)}', key="study")


def check_decks(decks: Sequence[tuple[DeckSpec, Spot]], read: Sequence[ReadFact]) -> None:
    """A deck that lists its facts lists what is there, once each, and for its audience."""
    facts = {each.uid: each.fact for each in read}
    for deck, spot in decks:
        if deck.facts and deck.kinds:
            spot.problem("kinds and facts are both given; expected the one or the other", key="kinds")
        for uid, count in Counter(deck.facts).items():
            if not uid:
                continue
            if count > 1:
                spot.problem(f'fact "{uid}" stands {count} times; expected once', near=uid)
            if uid not in facts:
                spot.problem(f'fact "{uid}" does not exist{close_to(uid, facts)}', near=uid)
            elif (fact := facts[uid]) and deck.audience and deck.audience not in fact.audiences:
                spot.problem(f'fact "{uid}" is not for {deck.audience}, whom the deck is for', near=uid)


def check_outline(read: Sequence[ReadFact], outline: Outline | None, problems: list[Problem], file: str) -> None:
    """Facts point into the outline, and each of its assertions has a fact."""
    if outline is None:
        for fact, spot in facts_of(read):
            _refuse_place(fact, spot)
        return
    for fact, spot in facts_of(read):
        _check_place(fact, spot, outline)
    covered = {assertion for each in read for assertion in each.assertions}
    for number, assertion in outline.assertions():
        if assertion.id not in covered:
            message = f'assertion "{assertion.id}" ("{assertion.text:.60}") has no fact; expected at least one'
            problems.append(Problem(file, None, "", message, f"paragraph {number}"))


def check_questions(read: Sequence[tuple[CareQuestion, Spot]], known: Known) -> None:
    """A care question has a topic that exists, and rests on what the outline says."""
    for question, spot in read:
        if question.topic and question.topic not in known.topics:
            hint = did_you_mean(question.topic, known.topics)
            spot.problem(f'topic "{question.topic}" does not exist{hint}', key="topic")
        if known.outline is None:
            _refuse_place(question, spot)
        else:
            _check_place(question, spot, known.outline)


def _refuse_place(fact: Fact | CareQuestion, spot: Spot) -> None:
    for key in ("paragraphs", "assertions"):
        if getattr(fact, key):
            spot.problem(f"{key} is given, but this base has no outline; expected none", key=key)


def _check_place(fact: Fact | CareQuestion, spot: Spot, outline: Outline) -> None:
    homes = {assertion.id: number for number, assertion in outline.assertions()}
    numbers = {paragraph.number for paragraph in outline.paragraphs}
    for key in ("paragraphs", "assertions"):
        if not getattr(fact, key):
            spot.problem(f"{key} is missing; expected where the outline says this", key=key)
    for number in fact.paragraphs:
        if number not in numbers:
            spot.problem(f"paragraph {number} is not in the outline", key="paragraphs")
    for assertion in fact.assertions:
        if assertion not in homes:
            spot.problem(f'assertion "{assertion}" is not in the outline', key="assertions")
        elif fact.paragraphs and homes[assertion] not in fact.paragraphs:
            spot.problem(
                f'assertion "{assertion}" stands in paragraph {homes[assertion]}, but paragraphs lists '
                f"{listed(map(str, fact.paragraphs))}",
                key="assertions",
            )


def check_hedges(read: Sequence[ReadFact]) -> None:
    """The source's hedge stands in the fact's own wording."""
    for fact, spot in facts_of(read):
        for hedge in hedge_words(fact.hedge):
            if not any(holds(wording, hedge) for wording in fact.wording.faces.values()):
                spot.problem(f'hedge "{hedge}" stands in no wording of the fact', key="hedge")
        for attribute in fact.attributes if isinstance(fact, Contrast) else ():
            texts = (fact.wording, attribute.ask, *attribute.values.values())
            for hedge in hedge_words(attribute.hedge):
                if not any(holds(wording, hedge) for wording in _wordings(texts)):
                    spot.problem(
                        f'hedge "{hedge}" of attribute "{attribute.slug}" stands in no wording', key="attributes"
                    )


def hedge_words(hedge: str) -> list[str]:
    """The separate hedges in a hedge field: "often; may not" holds two."""
    return [part.strip() for part in re.split(r"[;,/]", hedge) if part.strip()]


def holds(wording: str, phrase: str) -> bool:
    """Whether the wording holds the words of the phrase one after another; "common" is held by "commonly" too."""
    wanted, words = normalised_words(phrase), normalised_words(wording)
    return any(
        all(word in (sought, f"{sought}ly") for word, sought in zip(words[start:], wanted, strict=False))
        for start in range(len(words) - len(wanted) + 1)
    )


def _wordings(texts: Sequence[Text]) -> Iterator[str]:
    for text in texts:
        yield from text.faces.values()


def facts_of(read: Sequence[ReadFact]) -> list[tuple[Fact, Spot]]:
    """The facts of a known kind, each with its Spot."""
    return [(each.fact, each.spot) for each in read if each.fact]
