"""The rules of what an item must be, and a bank of items together; what breaks one is a Finding.

Each rule has a code. Of an item: structure (keys and options as its format wants), option-count, all-or-none, absolute,
unexplained, unfounded, same-options, true-distractor, mixed-types, mixed-units, number-order, looks, grammar, long-key,
clang (all in `option_rules`); no-question, negative, gives-itself-away, hedge-lost, open-list, no-rationale,
part-unexplained (in `part_rules`), shows-survival, not-plain, long-sentence, copied. Of the bank: same-uid,
longest-key, not-asked.

A finding never stops a base from being read. The rules are meant to be exact enough that a finding is worth reading.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from cards.facts.checks import hedge_words
from cards.facts.kinds import PLAIN, Base, Contrast, Fact, SetMembership
from cards.facts.truths import plain_fold
from cards.generation.card_rules import keeps_hedge
from cards.generation.cueing import cues, tells
from cards.generation.finding import Finding
from cards.generation.items import coverage
from cards.generation.option_rules import Bench, has_own_options, longest_is_key, option_findings
from cards.generation.part_rules import part_unexplained
from cards.generation.plain_rules import copied, long_sentences
from cards.generation.reading import words
from cards.generation.word_stems import content_stems, same_stem
from cards.items.checks import structure_problems
from cards.items.kinds import Format, Item
from cards.items.markup import as_plain

CHANCE = 0.05
"""So improbable may it be at most, by chance alone, that so many keys are the longest of their options."""

PLAIN_FORMATS = frozenset({Format.MULTIPLE_CHOICE, Format.MATCHING})
"""The word games that caregivers play."""

_TO_DO = re.compile(
    r"(?:^|[.?!:]\s+)(?:fill in|choose|complete|select|put|match|mark|highlight|find|drag|click|for each|which)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
_NEGATIVE = re.compile(
    r"\b(?:NOT|EXCEPT|LEAST|INCORRECT)\b|(?i:\bexcept\b(?! for)|\bincorrect\b|\bfalse\b)"
    r"|(?i:^which\b.*\b(?:is|are|was|were|does|do|did|would|should|can|may) not\b)"
    r"|(?i:^which\b.*n[\u2019']t\b)"
)
# Nobody tells apart chances as small as this; with thousands of slots most are.
_NOTHING = 1e-18
# A hedge concerns this many of the words behind it, as good as always.
_HEDGED = 8
# What a word means is claimed of no patient.
_WORD_GAME = re.compile(r"\b(?:mean|means|meaning|meanings)\b", re.IGNORECASE)
_PLACE = re.compile(r"\{[\w-]+\}")
_DENIAL = re.compile(r"\b(?:not|no|never|nor|neither|cannot|without)\b|n[\u2019']t\b", re.IGNORECASE)
# What shows its answers to be chosen from gives away nothing by showing them.
_SHOWS_ITS_KEYS = frozenset({Format.HIGHLIGHT, Format.MATRIX_RESPONSE, Format.MATRIX_CHOICE, Format.MATCHING})


def item_findings(base: Base, items: Sequence[Item], *, are_all: bool = False) -> list[Finding]:
    """Every finding about these items of a base, item by item, then about all of them together.

    are_all: these are all the items of the base, which then are not made again to see what is not asked.
    """
    bench = Bench.of(base)
    runs = {run.hash: run.paragraph for run in base.outline.runs} if base.outline else {}
    found: list[Finding] = []
    for item in items:
        found.extend(_findings(item, bench))
        found.extend(_copies(as_plain(item), runs))
    found.extend(_bank_findings(items))
    for uid in coverage(base, items if are_all else None):
        found.append(Finding(uid, "not-asked", "no item rests on this fact, and it names no reason why"))
    return found


def findings_of(item: Item, base: Base) -> list[Finding]:
    """The findings about one item alone; base: what of the facts is at hand. What it takes the bank to see is left."""
    return list(_findings(item, Bench.of(base)))


def findings_of_each(items: Sequence[Item], base: Base) -> list[Finding]:
    """The findings about each of these items alone, as `findings_of` has those of one."""
    bench = Bench.of(base)
    return [finding for item in items for finding in _findings(item, bench)]


def chance_of_longest(slots: Sequence[int], longest: int) -> float:
    """How probable it is that at least `longest` keys are the longest of their options, if length says nothing.

    slots: the number of options of each slot. With k options a key is the longest with probability 1/k; the number of
    longest keys then follows the Poisson binomial distribution, which for slots of equal size is the binomial one.
    """
    chances = {0: 1.0}
    for count, number in Counter(slots).items():
        both: dict[int, float] = {}
        for hits, chance in _binomial(number, 1 / count).items():
            for before, chance_before in chances.items():
                both[before + hits] = both.get(before + hits, 0) + chance * chance_before
        chances = both
    return sum(chance for hits, chance in chances.items() if hits >= longest)


def _binomial(number: int, hit: float) -> dict[int, float]:
    """How probable it is that so many of `number` trials hit, as far as that is no more than nothing."""
    if hit >= 1:
        return {number: 1.0}
    ways = math.lgamma(number + 1)
    chances = (
        math.exp(
            ways
            - math.lgamma(hits + 1)
            - math.lgamma(number - hits + 1)
            + hits * math.log(hit)
            + (number - hits) * math.log1p(-hit)
        )
        for hits in range(number + 1)
    )
    return {hits: chance for hits, chance in enumerate(chances) if chance > _NOTHING}


def _bank_findings(items: Sequence[Item]) -> Iterator[Finding]:
    for uid, count in Counter(item.uid for item in items).items():
        if count > 1:
            yield Finding(uid, "same-uid", f"{count} items have this uid")
    for register in sorted({item.register for item in items}):
        slots = [
            slot
            for item in items
            if item.register == register and has_own_options(item) and not item.uid.endswith(":hard")
            for slot in item.slots
            if not slot.is_fixed and slot.options
        ]
        longest = sum(map(longest_is_key, slots))
        chance = chance_of_longest([len(slot.options) for slot in slots], longest)
        if slots and chance < CHANCE:
            expected = sum(1 / len(slot.options) for slot in slots)
            message = (
                f"the key is the longest option in {longest} of {len(slots)} slots; chance would be {expected:.0f}"
            )
            yield Finding(f"items:{register}", "longest-key", f"{message} (p = {chance:.3f})")


def _findings(item: Item, bench: Bench) -> Iterator[Finding]:
    for problem in structure_problems(item):
        yield Finding(item.uid, "structure", problem)
    item = as_plain(item)
    for code, message in option_findings(item, bench):
        yield Finding(item.uid, code, message)
    for code, rule in _RULES.items():
        if message := rule(item, bench):
            yield Finding(item.uid, code, message)
    if item.register == PLAIN:
        options = [option.text for slot in item.slots for option in slot.options]
        for text in dict.fromkeys((item.stem, *(slot.label for slot in item.slots), *options)):
            yield from long_sentences(item.uid, text)


def _copies(item: Item, runs: Mapping[str, int]) -> Iterator[Finding]:
    """What repeats the source: the item's own sentences, its text with the keys filled in, each option."""
    filled = item.text
    for slot in item.slots:
        for option in slot.options:
            filled = filled.replace(f"{{{option.id}}}", option.text)
        if slot.keys:
            filled = filled.replace(f"{{{slot.id}}}", slot.keys[0].text)
    texts = [item.stem, filled, item.rationale, item.note, *(exhibit.text for exhibit in item.exhibits)]
    for slot in item.slots:
        texts += [f"{slot.label} {option.text}" for option in slot.options if option.is_key]
        texts += [slot.label, *(option.text for option in slot.options), *(option.why for option in slot.options)]
    for text in dict.fromkeys(each for each in texts if each):
        yield from copied(item.uid, text, runs)


def _no_question(item: Item, _bench: Bench) -> str:
    if not item.stem.rstrip().endswith(("?", ".", ")", "____")) or len(words(item.stem)) < _FEWEST_WORDS:
        return f"no full question: {item.stem}"
    return "" if "?" in item.stem or _TO_DO.search(item.stem) else f"neither asks nor says what to do: {item.stem}"


def _negative(item: Item, bench: Bench) -> str:
    """A stem that asks for what is not so; a denial that the source itself makes may be asked for."""
    match = _NEGATIVE.search(item.stem)
    if not match:
        return ""
    wordings = " ".join(bench.facts[uid].wording.nursing for uid in item.facts if uid in bench.facts)
    return (
        "" if _DENIAL.search(wordings) and match.group() != match.group().upper() else f"asks negatively: {item.stem}"
    )


def _gives_itself_away(item: Item, bench: Bench) -> str:
    if item.shape in _SHOWS_ITS_KEYS:
        return ""
    own = tells(item, bench.generic)
    if not cues(own, own):
        return ""
    shown = next(key for key in own.keys if all(f" {part} " in own.words for part in key.split("|")))
    return f'the answer ("{shown}") stands in the question: {item.stem}'


def _hedge_lost(item: Item, bench: Bench) -> str:
    """A fact's hedge that is said in no part of the item which is about this fact."""
    for uid in item.facts:
        fact = bench.facts.get(uid)
        hedges = _hedges(fact) if fact else []
        if not fact or not hedges:
            continue
        said = _said_of(fact, item)
        if item.shape in _SHOWS_ITS_KEYS and (_WORD_GAME.search(item.stem) or not _claims(said, fact, hedges, bench)):
            continue
        if not keeps_hedge(f"{item.stem} {said}", hedges, item.stem):
            return f'the hedge of fact "{uid}" ({", ".join(hedges)}) is not said: {item.stem}'
    return ""


def _hedges(fact: Fact) -> list[str]:
    own = [fact.hedge]
    if isinstance(fact, Contrast):
        own += [attribute.hedge for attribute in fact.attributes]
    return [hedge for each in own for hedge in hedge_words(each)]


def _said_of(fact: Fact, item: Item) -> str:
    """The text, and the slots and keys that are about the fact; of a word that it explains, nothing is claimed."""
    explained = {plain_fold(word) for word in fact.explains}
    parts = [_PLACE.sub(" ", item.text)]
    for slot in item.slots:
        if slot.fact in ("", fact.uid) and plain_fold(slot.label) not in explained:
            keys = [option.text for option in slot.keys if option.fact in ("", fact.uid)]
            parts += [slot.label, *keys, *slot.accepts[:1]] if keys or slot.accepts else []
    return " ".join(parts)


def _claims(said: str, fact: Fact, hedges: Sequence[str], bench: Bench) -> bool:
    """Whether what a row or a phrase says is what the fact hedges: it has a word of those behind the hedge."""
    stems = content_stems(said)
    for wording in fact.wording.faces.values():
        for hedge in hedges:
            behind = re.split(rf"\b{re.escape(hedge)}", wording, maxsplit=1, flags=re.IGNORECASE)[1:]
            for word in content_stems(" ".join(" ".join(behind).split()[:_HEDGED])):
                if not bench.generic(word) and any(same_stem(word, each) for each in stems):
                    return True
    return False


def _open_list(item: Item, bench: Bench) -> str:
    fact = bench.facts.get(next(iter(item.facts), ""))
    is_set = isinstance(fact, SetMembership) and fact.open and item.uid.startswith(f"{fact.uid}/")
    if is_set and "article" not in item.stem.casefold():
        return f'the list is open, so the stem should say "named in the article": {item.stem}'
    return ""


def _no_rationale(item: Item, _bench: Bench) -> str:
    return "" if item.rationale else "nothing says why the key is right"


def _shows_survival(item: Item, bench: Bench) -> str:
    facts = [bench.facts[uid] for uid in item.facts if uid in bench.facts]
    sensitive = [fact.uid for fact in facts if fact.sensitivity != "none"]
    if sensitive and item.register == PLAIN:
        return f"a caregivers' item rests on a survival fact: {', '.join(sensitive)}"
    if sensitive and item.sensitivity == "none":
        return f"rests on a survival fact and does not say so: {', '.join(sensitive)}"
    return ""


def _not_plain(item: Item, bench: Bench) -> str:
    if item.register != PLAIN:
        return ""
    if item.format not in PLAIN_FORMATS:
        return f"caregivers have word games only, not {item.format}"
    strangers = [uid for uid in item.facts if uid in bench.facts and "caregivers" not in bench.facts[uid].audiences]
    return f"rests on facts that are not for caregivers: {', '.join(strangers)}" if strangers else ""


_RULES: Mapping[str, Callable[[Item, Bench], str]] = {
    "no-question": _no_question,
    "negative": _negative,
    "gives-itself-away": _gives_itself_away,
    "hedge-lost": _hedge_lost,
    "open-list": _open_list,
    "no-rationale": _no_rationale,
    "part-unexplained": part_unexplained,
    "shows-survival": _shows_survival,
    "not-plain": _not_plain,
}
