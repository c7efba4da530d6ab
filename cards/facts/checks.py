"""What it takes the whole base to see: references, twins, the outline's coverage, distractors, hedges.

Each check notes its problems at the Spot of the fact concerned and never stops the others.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cards.facts.kinds import CareQuestion, Contrast, DeckSpec, Fact, Outline, Pool, Text
from cards.facts.outline import normalised_words
from cards.facts.problems import Problem, Spot
from cards.facts.tables import did_you_mean, listed
from cards.facts.truths import Fold, folder, plain_fold, truths

POOL_PREFIX = "pool:"


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
    """Topics, studies, facts and pools that facts name do exist."""
    uids = {each.uid for each in read}
    for fact, spot in _facts(read):
        if fact.topic and fact.topic not in known.topics:
            spot.problem(f'topic "{fact.topic}" does not exist{did_you_mean(fact.topic, known.topics)}', key="topic")
        if fact.study and fact.study not in known.studies:
            spot.problem(f'study "{fact.study}" does not exist{did_you_mean(fact.study, known.studies)}', key="study")
        for distractor in fact.distractors:
            _check_false_by(distractor.text, distractor.false_by, uids, known.pools, spot)


def _check_false_by(text: str, false_by: str, uids: set[str], pools: Mapping[str, Pool], spot: Spot) -> None:
    if not false_by.startswith(POOL_PREFIX):
        if false_by and false_by not in uids:
            hint = did_you_mean(false_by, uids) if len(uids) < 10 else '; expected a fact\'s uid or "pool:<uid>"'
            spot.problem(f'distractor "{text}": false_by "{false_by}" does not exist{hint}', near=text)
        return
    uid = false_by.removeprefix(POOL_PREFIX)
    if uid not in pools:
        spot.problem(f'distractor "{text}": pool "{uid}" does not exist{did_you_mean(uid, pools)}', near=text)
    elif plain_fold(text) not in {plain_fold(member) for member in pools[uid].members}:
        spot.problem(f'distractor "{text}" is no member of pool "{uid}"', near=text)


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
                spot.problem(f'fact "{uid}" does not exist{_close(uid, facts)}', near=uid)
            elif (fact := facts[uid]) and deck.audience and deck.audience not in fact.audiences:
                spot.problem(f'fact "{uid}" is not for {deck.audience}, whom the deck is for', near=uid)


def _close(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def check_outline(read: Sequence[ReadFact], outline: Outline | None, problems: list[Problem], file: str) -> None:
    """Facts point into the outline, and each of its assertions has a fact."""
    if outline is None:
        for fact, spot in _facts(read):
            _refuse_place(fact, spot)
        return
    for fact, spot in _facts(read):
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


def check_distractors(read: Sequence[ReadFact]) -> None:
    """No distractor is an answer of its fact, or made true by another fact of its relation."""
    facts = _facts(read)
    fold: Fold = folder(fact for fact, _ in facts)
    makers: dict[tuple[str, str], list[str]] = {}
    for fact, _ in facts:
        for truth in truths(fact, fold):
            makers.setdefault(truth, []).append(fact.uid)
    for fact, spot in facts:
        for distractor in fact.distractors:
            true_by = makers.get((fact.relation or fact.uid, fold(distractor.text)), [])
            if fact.uid in true_by:
                spot.problem(f'distractor "{distractor.text}" is an answer of this fact', near=distractor.text)
            elif true_by and distractor.text:
                spot.problem(
                    f'distractor "{distractor.text}" is made true by fact "{true_by[0]}" (relation "{fact.relation}")',
                    near=distractor.text,
                )


def check_hedges(read: Sequence[ReadFact]) -> None:
    """The source's hedge stands in the fact's own wording."""
    for fact, spot in _facts(read):
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


def _facts(read: Sequence[ReadFact]) -> list[tuple[Fact, Spot]]:
    return [(each.fact, each.spot) for each in read if each.fact]
