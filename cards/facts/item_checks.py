"""ReadSource: a grid, passage or written item as read, and where.

What it takes the whole base to see about quiz items: distractors that are false and belong to a question their fact
has, and grids, passages and items that rest on facts which are there, for their audiences.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cards.facts.asked import cards_asked, parts_asked
from cards.facts.checks import Known, ReadFact, facts_of
from cards.facts.kinds import Fact, Grid, Item, Passage, Pool
from cards.facts.problems import Spot
from cards.facts.tables import close_to, did_you_mean, listed
from cards.facts.texts import CAREGIVERS
from cards.facts.truths import Fold, folder, plain_fold, truths

POOL_PREFIX = "pool:"
FEWEST_DISTRACTORS = 2
SURVIVAL = "survival"

_Made = TypeVar("_Made", Grid, Passage, Item)


@dataclass(frozen=True, slots=True)
class ReadSource(Generic[_Made]):
    thing: _Made
    spot: Spot


def check_facts(read: Sequence[ReadFact]) -> None:
    """What facts give to items: named by questions they have, enough of it, and false where it has to be."""
    facts = facts_of(read)
    fold: Fold = folder(fact for fact, _ in facts)
    makers: dict[tuple[str, str], list[str]] = {}
    for fact, _ in facts:
        for truth in truths(fact, fold):
            makers.setdefault(truth, []).append(fact.uid)
    for fact, spot in facts:
        _check_names(fact, spot)
        _check_enough(fact, spot)
        _check_no_item(fact, spot)
        _check_distractors(fact, spot, fold, makers)


def _check_names(fact: Fact, spot: Spot) -> None:
    """Distractors, typed answers and figures name what the fact can be asked."""
    cards, parts = cards_asked(fact), parts_asked(fact)
    for distractor in fact.distractors:
        if distractor.at and distractor.at not in cards and distractor.at not in parts:
            hint = did_you_mean(distractor.at, (*cards, *parts))
            spot.problem(
                f'distractor "{distractor.text.nursing}": at "{distractor.at}" is nothing this fact asks{hint}',
                near=distractor.at,
            )
    for name in fact.typed:
        if name not in cards:
            spot.problem(f'typed: "{name}" is no card of this fact{did_you_mean(name, cards)}', near=name)
    for figure in fact.figures:
        if figure.at and figure.at not in cards:
            spot.problem(
                f'figure: at "{figure.at}" is no card of this fact{did_you_mean(figure.at, cards)}', near=figure.at
            )


def _check_enough(fact: Fact, spot: Spot) -> None:
    """Each part of a `because` or `dropdown` has wrong choices: without them no item can be made of it."""
    counts = Counter(distractor.at for distractor in fact.distractors)
    for name in parts_asked(fact):
        if counts[name] < FEWEST_DISTRACTORS:
            key = name.split(":")[0]
            spot.problem(
                f'{key} has {counts[name]} distractor(s) at "{name}"; expected at least {FEWEST_DISTRACTORS}', key=key
            )


def _check_no_item(fact: Fact, spot: Spot) -> None:
    if not fact.no_item:
        return
    for key in ("distractors", "because", "dropdown", "typed", "figures"):
        if getattr(fact, key):
            spot.problem(
                f"no_item says why there is no item, yet {key} is given; expected the one or the other", key=key
            )


def _check_distractors(fact: Fact, spot: Spot, fold: Fold, makers: Mapping[tuple[str, str], Sequence[str]]) -> None:
    """No distractor is right where it stands, made true by another fact of the relation, or there twice."""
    asked = {**cards_asked(fact), **parts_asked(fact)}
    first = next(iter(asked), "")
    seen: set[tuple[str, str, str]] = set()
    for distractor in fact.distractors:
        at = distractor.at or first
        right = {fold(answer) for answer in asked.get(at, ())}
        for face, wording in distractor.text.faces.items():
            if not wording:
                continue
            folded = fold(wording)
            others = [uid for uid in makers.get((fact.relation, folded), ()) if fact.relation and uid != fact.uid]
            if folded in right:
                spot.problem(f'distractor "{wording}" is an answer of this fact', near=wording)
                break
            if others:
                spot.problem(
                    f'distractor "{wording}" is made true by fact "{others[0]}" (relation "{fact.relation}")',
                    near=wording,
                )
                break
            if (at, face, folded) in seen:
                spot.problem(f'distractor "{wording}" stands twice at "{at}"; expected once', near=wording)
                break
            seen.add((at, face, folded))


def check_falsehoods(read: Sequence[ReadFact], known: Known) -> None:
    """What makes a distractor false does exist."""
    uids = {each.uid for each in read}
    for fact, spot in facts_of(read):
        for distractor in fact.distractors:
            for wording in dict.fromkeys(distractor.text.faces.values()):
                if _check_false_by(wording, distractor.false_by, uids, known.pools, spot):
                    break


def _check_false_by(text: str, false_by: str, uids: set[str], pools: Mapping[str, Pool], spot: Spot) -> bool:
    """Whether a mistake was found."""
    if not false_by.startswith(POOL_PREFIX):
        if false_by and false_by not in uids:
            hint = close_to(false_by, uids) or '; expected a fact\'s uid or "pool:<uid>"'
            spot.problem(f'distractor "{text}": false_by "{false_by}" does not exist{hint}', near=text)
            return True
        return False
    uid = false_by.removeprefix(POOL_PREFIX)
    if uid not in pools:
        spot.problem(f'distractor "{text}": pool "{uid}" does not exist{did_you_mean(uid, pools)}', near=text)
        return True
    if plain_fold(text) not in {plain_fold(member) for member in pools[uid].members}:
        spot.problem(f'distractor "{text}" is no member of pool "{uid}"', near=text)
        return True
    return False


def check_grids(read: Sequence[ReadSource[Grid]], facts: Sequence[ReadFact], known: Known) -> None:
    """A grid's rows rest on facts that are there and are for its audiences."""
    for each in read:
        grid = each.thing
        _check_topic(grid, each.spot, known)
        _check_rests(grid, [row.fact for row in grid.rows], facts, each.spot)


def check_passages(read: Sequence[ReadSource[Passage]], facts: Sequence[ReadFact], known: Known) -> None:
    """A passage's phrases rest on facts that are there and are for its audiences."""
    for each in read:
        passage = each.thing
        _check_topic(passage, each.spot, known)
        _check_rests(passage, [phrase.fact for phrase in passage.phrases], facts, each.spot)


def check_items(read: Sequence[ReadSource[Item]], facts: Sequence[ReadFact], known: Known) -> None:
    """A written item's topic and facts exist, and so does what makes its options false."""
    uids = {each.uid for each in facts}
    for each in read:
        item, spot = each.thing, each.spot
        _check_topic(item, spot, known)
        named = [*item.facts, *(slot.fact for slot in item.slots)]
        named += [option.fact for slot in item.slots for option in slot.options]
        _check_rests(item, [uid for uid in named if uid], facts, spot)
        survival = any(fact.sensitivity == SURVIVAL for fact in _named(named, facts))
        if survival != (item.sensitivity == SURVIVAL):
            spot.problem(f'sensitivity is "{item.sensitivity}", unlike that of its facts', key="sensitivity")
        if (item.register == "plain") != (CAREGIVERS in item.audiences) and item.audiences:
            spot.problem(f'register "{item.register}" does not suit {listed(item.audiences)}', key="register")
        for slot in item.slots:
            for option in slot.options:
                _check_false_by(option.text, option.false_by, uids, known.pools, spot)


def check_twins(
    read: Iterable[ReadSource[Grid] | ReadSource[Passage] | ReadSource[Item]], facts: Sequence[ReadFact]
) -> None:
    """No uid twice among grids, passages, written items and facts: the items made of them are named by it."""
    taken = {each.uid: each.spot for each in facts}
    for each in read:
        uid = each.thing.uid
        if uid in taken:
            other = taken[uid]
            each.spot.problem(f"this uid is already taken at {other.file}:{other.line(near=uid)}", key="uid")
        elif uid:
            taken[uid] = each.spot


def _check_topic(thing: Grid | Passage | Item, spot: Spot, known: Known) -> None:
    if thing.topic and thing.topic not in known.topics:
        spot.problem(f'topic "{thing.topic}" does not exist{did_you_mean(thing.topic, known.topics)}', key="topic")


def _check_rests(thing: Grid | Passage | Item, named: Sequence[str], facts: Sequence[ReadFact], spot: Spot) -> None:
    """The facts it names exist, are for its audiences, may have items, and do not mix survival with the rest."""
    uids = {each.uid for each in facts}
    for uid in dict.fromkeys(named):
        if uid and uid not in uids:
            spot.problem(f'fact "{uid}" does not exist{close_to(uid, uids)}', near=uid)
    found = list(_named(named, facts))
    for fact in found:
        for audience in thing.audiences:
            if audience not in fact.audiences:
                spot.problem(f'fact "{fact.uid}" is not for {audience}, whom this is for', near=fact.uid)
        if fact.no_item:
            spot.problem(f'fact "{fact.uid}" says why it has no item (no_item); expected another', near=fact.uid)
    sensitive = [fact.uid for fact in found if fact.sensitivity == SURVIVAL]
    if sensitive and CAREGIVERS in thing.audiences:
        spot.problem(f'fact "{sensitive[0]}" is about survival; expected none here for caregivers', near=sensitive[0])
    elif 0 < len(sensitive) < len(found):
        spot.problem(f'fact "{sensitive[0]}" is about survival, others are not; expected no mixture', near=sensitive[0])


def _named(named: Iterable[str], facts: Sequence[ReadFact]) -> Iterator[Fact]:
    by_uid = {each.uid: each.fact for each in facts if each.fact}
    return (by_uid[uid] for uid in dict.fromkeys(named) if uid in by_uid)
