"""The rules of what options may be, beside each other and under their stem; what breaks one is told in words.

The rules are those of Haladyna, Downing and Rodriguez, "A review of multiple-choice item-writing guidelines for
classroom assessment", Applied Measurement in Education 2002;15(3):309-334, as far as they can be checked. Each concerns
one slot. Where slots share their options (matching, matrices), what tells keys from distractors within one slot tells
nothing, and these rules are not asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cards.facts.asked import cards_asked, parts_asked
from cards.facts.kinds import Base, Definition, Fact, Role, SetMembership
from cards.facts.truths import Fold, folder, plain_fold, truths
from cards.generation.cueing import asks
from cards.generation.distractors import LONGEST_KEY
from cards.generation.forms import NOUN, form_of, is_plural, magnitudes, number_in, unit_in
from cards.generation.frames import BLANK
from cards.generation.frames_en import with_article
from cards.generation.item_frames import unit_words
from cards.generation.word_stems import Generic, content_stems, generic_stems, same_stem
from cards.items.kinds import IN_TEXT, WRITTEN_ONLY, Format, Item, Option, Slot

COUNTS: Mapping[Format, tuple[int, int]] = {
    Format.MULTIPLE_CHOICE: (3, 4),
    Format.DROPDOWN: (3, 4),
    Format.DYAD: (3, 5),
    Format.TRIAD: (3, 5),
    Format.SELECT_ALL: (4, 8),
    Format.SELECT_N: (4, 8),
    Format.MATCHING: (3, 7),
    Format.MATRIX_CHOICE: (2, 5),
    Format.MATRIX_RESPONSE: (3, 8),
    Format.HIGHLIGHT: (3, 10),
    Format.ORDERED: (3, 7),
    Format.BOW_TIE: (3, 6),
}
"""The fewest and most options of a slot."""

# Formats whose slots each have options of their own, chosen by the wording of one key.
_OWN_OPTIONS = frozenset({Format.MULTIPLE_CHOICE, Format.DROPDOWN, Format.DYAD, Format.TRIAD})
_LISTS = _OWN_OPTIONS | {Format.SELECT_ALL, Format.SELECT_N, Format.BOW_TIE}
OF_THE_ABOVE = re.compile(
    r"\b(?:all|none|both|neither|any|some|most|each) of (?:the above|these|those|them|the (?:options|answers))\b",
    re.IGNORECASE,
)
# What may be said or left out without another meaning.
_SMALL = frozenset("also and any as at for in it its of on that their this to very which".split())  # noqa: SIM905  (a list of words)
ABSOLUTE = re.compile(r"\b(?:always|never|only|all|none|every|everyone|nobody|entirely|impossible)\b", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"\b(an?)\s+(?:____|[:.?]?\s*$)", re.IGNORECASE)
_PLACE = re.compile(r"\{[\w-]+\}")
_SHORT_NAME = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A name and the type of what it names; `said` are the stems of all that its fact says of it."""

    name: str
    type: str
    said: frozenset[str]


@dataclass(frozen=True)
class Bench:
    """A base and what is worked out of it once, for checking items against it."""

    base: Base
    facts: Mapping[str, Fact]
    fold: Fold
    generic: Generic
    pools: frozenset[str]
    makers: Mapping[tuple[str, str], Sequence[str]]
    classes: Mapping[str, Named]
    listed: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, base: Base) -> "Bench":
        fold = folder(base.facts)
        makers: dict[tuple[str, str], list[str]] = {}
        for fact in base.facts:
            for truth in truths(fact, fold):
                makers.setdefault(truth, []).append(fact.uid)
        return cls(
            base,
            {fact.uid: fact for fact in base.facts},
            fold,
            generic_stems(base),
            frozenset(f"pool:{pool.uid}" for pool in base.pools),
            makers,
            {fold(named.name): named for fact in base.facts for named in _named(fact)},
            tuple(
                frozenset(fold(member.name.nursing) for member in fact.members)
                for fact in base.facts
                if isinstance(fact, SetMembership)
            ),
        )


def option_findings(item: Item, bench: Bench) -> Iterator[tuple[str, str]]:
    """Every code and message about the options of an item."""
    fewest, most = COUNTS.get(item.shape, (0, 99))
    for slot in item.slots:
        if slot.options and not fewest <= len(slot.options) <= most:
            yield "option-count", f"{len(slot.options)} options; expected {fewest} to {most}"
        yield from _words_findings(item, slot, bench)
        yield from _unexplained(item, slot, bench)
        if item.shape in _LISTS or not slot.options:
            yield from _twins(slot)
        if item.shape in _LISTS:
            yield from _untrue(item, slot, bench)
            yield from _numbers(slot)
            yield from _looks(item, slot)
            yield from _forms(item, slot)
            yield from _types(item, slot, bench)
        if item.shape in _OWN_OPTIONS and len(slot.keys) == 1:
            yield from _too_long(slot)
            yield from _clang(item, slot, bench)


def has_own_options(item: Item) -> bool:
    """Whether each slot has options of its own with one key among them, whose length may tell it."""
    return item.shape in _OWN_OPTIONS


def longest_is_key(slot: Slot) -> bool:
    """Whether the one key is longer than every distractor."""
    wrong = [len(option.text) for option in slot.options if not option.is_key]
    return len(slot.keys) == 1 and bool(wrong) and len(slot.keys[0].text) > max(wrong)


def _named(fact: Fact) -> Iterator[Named]:
    """Names that are known for what they name."""
    said = frozenset(stem for wording in fact.wording.faces.values() for stem in content_stems(wording))
    if isinstance(fact, Role):
        yield Named(fact.agent.nursing, fact.agent_class.nursing, said)
    elif isinstance(fact, Definition):
        yield Named(fact.term.nursing, "term", said)


def _words_findings(item: Item, slot: Slot, bench: Bench) -> Iterator[tuple[str, str]]:
    for option in slot.options:
        if OF_THE_ABOVE.search(option.text):
            yield "all-or-none", f'stands for other options: "{option.text}"'
        for match in ABSOLUTE.finditer(option.text):
            if not _is_sourced(match.group(), option, item, bench):
                yield "absolute", f'"{match.group()}" is no word of the source\'s here: "{option.text}"'


def _is_sourced(word: str, option: Option, item: Item, bench: Bench) -> bool:
    """Whether the wording of the option's own fact holds the word."""
    uids = (*item.facts, option.fact, option.false_by)
    wordings = " ".join(
        wording for uid in uids if uid in bench.facts for wording in bench.facts[uid].wording.faces.values()
    )
    return re.search(rf"\b{word}\b", wordings, re.IGNORECASE) is not None


def _unexplained(item: Item, slot: Slot, bench: Bench) -> Iterator[tuple[str, str]]:
    for option in slot.options:
        if option.is_key:
            continue
        if not option.why:
            yield "unexplained", f'nothing says why this is wrong: "{option.text}"'
        # A written case has data of its own, by which an option can be wrong; a false_by must exist all the same.
        is_of_a_case = item.format in WRITTEN_ONLY and option.why and not option.false_by
        if option.false_by not in bench.facts and option.false_by not in bench.pools and not is_of_a_case:
            yield "unfounded", f'"{option.false_by}" is no fact or pool, so nothing makes this false: "{option.text}"'


def _twins(slot: Slot) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(slot.options):
        for other in slot.options[number + 1 :]:
            if say_the_same(one.text, other.text):
                yield "same-options", f'these say nearly the same: "{one.text}", "{other.text}"'


def say_the_same(one: str, other: str) -> bool:
    """Whether two options differ in nothing but endings, articles and small words that turn nothing round."""
    if number_in(one) is not None and number_in(other) is not None:
        return number_in(one) == number_in(other) and unit_in(one) == unit_in(other)
    mine, theirs = _telling_words(one), _telling_words(other)
    return len(mine) == len(theirs) and all(map(same_stem, mine, theirs))


@lru_cache(maxsize=1 << 14)
def _telling_words(text: str) -> tuple[str, ...]:
    return tuple(word for word in plain_fold(text).split() if word not in _SMALL)


def _untrue(item: Item, slot: Slot, bench: Bench) -> Iterator[tuple[str, str]]:
    """Distractors that a fact makes true: the item's own by what it answers here, another by the same relation."""
    relations = {bench.facts[uid].relation for uid in item.facts if uid in bench.facts} - {""}
    own = {bench.fold(answer) for answer in _answers_here(item, slot, bench)}
    for option in slot.options:
        if option.is_key:
            continue
        folded = bench.fold(option.text)
        if folded in own:
            yield "true-distractor", f'this is right, too: "{option.text}"'
        for relation in sorted(relations):
            makers = [uid for uid in bench.makers.get((relation, folded), ()) if uid not in item.facts]
            if makers:
                yield "true-distractor", f'fact "{makers[0]}" makes this true (relation "{relation}"): "{option.text}"'


def _answers_here(item: Item, slot: Slot, bench: Bench) -> Iterator[str]:
    """The right answers to what the slot asks, in every wording."""
    yield from (key.text for key in slot.keys)
    for ask in asks(item):
        uid, _, name = ask.partition("/")
        if fact := bench.facts.get(uid):
            yield from cards_asked(fact).get(name, ())
            for part in ("dropdown", "because"):
                yield from parts_asked(fact).get(f"{part}:{slot.id}", ())


def _numbers(slot: Slot) -> Iterator[tuple[str, str]]:
    numbers = [number_in(option.text) for option in slot.options]
    counts = magnitudes([option.text for option in slot.options])
    if counts is None:
        if any(number is not None for number in numbers):
            yield "mixed-types", f"some options are numbers and others are not: {_listed(slot)}"
        return
    if (
        None not in numbers
        and len({unit_words(unit) or unit for unit in (unit_in(option.text) for option in slot.options)}) > 1
    ):
        yield "mixed-units", f"the numbers have different units: {_listed(slot)}"
    if counts != sorted(counts) or not slot.is_fixed:
        yield "number-order", f"the numbers do not rise, or may be shuffled: {_listed(slot)}"


def _looks(item: Item, slot: Slot) -> Iterator[tuple[str, str]]:
    """Options that are not written alike. Inside a text a capital is a name's."""
    tests = (
        [("full stop", _has_stop)] if item.shape in IN_TEXT else [("full stop", _has_stop), ("capital", _has_capital)]
    )
    for name, test in tests:
        looks = {test(option.text) for option in slot.options}
        if len(looks) > 1:
            yield "looks", f"some options have a {name} and others have none: {_listed(slot)}"


def _has_capital(text: str) -> bool:
    # A name keeps its capital, and a number has none: neither says how options are written here.
    return text[:1].isupper() or not text[:1].isalpha()


def _has_stop(text: str) -> bool:
    return text.endswith((".", ";"))


def _forms(item: Item, slot: Slot) -> Iterator[tuple[str, str]]:
    if any(number_in(option.text) is not None for option in slot.options):
        return
    forms = {option.text: form_of(option.text) for option in slot.options}
    if len(set(forms.values())) > 1:
        told = "; ".join(f'"{text}" begins with {form}' for text, form in forms.items())
        yield "grammar", f"the options have different forms: {told}"
    elif set(forms.values()) == {NOUN} and len(slot.keys) == 1 and all(map(is_short_name, forms)):
        wrong = {is_plural(option.text) for option in slot.options if not option.is_key}
        is_many = is_plural(slot.keys[0].text)
        if wrong == {not is_many}:
            yield "grammar", f"the key alone is {'plural' if is_many else 'singular'}: {_listed(slot)}"
    yield from _articles(item, slot)


def is_short_name(text: str) -> bool:
    """Whether the text is a noun of few words and not a name: only then do one and many show at a glance."""
    words = text.split()
    return len(words) <= _SHORT_NAME and not any(word[:1].isupper() for word in words[1:])


def _articles(item: Item, slot: Slot) -> Iterator[tuple[str, str]]:
    """A blank behind "a" or "an" leaves out the options that do not fit."""
    for text in (item.stem, item.text.replace(f"{{{slot.id}}}", BLANK)):
        for match in _ARTICLE_BEFORE.finditer(text):
            article = match.group(1).casefold()
            misfits = [option.text for option in slot.options if with_article(option.text).split()[0] != article]
            if misfits:
                yield "grammar", f'"{article}" in the question rules these out: {", ".join(misfits)}'


def _types(item: Item, slot: Slot, bench: Bench) -> Iterator[tuple[str, str]]:
    """A known name of another type than the key's, where the question asks for a type: a therapy among drugs."""
    known = {option: bench.classes.get(bench.fold(option.text)) for option in slot.options}
    asked = content_stems(item.stem)
    for key in slot.keys:
        own = known[key]
        if own is None or not all(any(same_stem(part, each) for each in asked) for part in content_stems(own.type)):
            continue
        for option, other in known.items():
            if other and not option.is_key and not _are_of_one_type(own, other, bench):
                found, wanted = with_article(other.type), with_article(own.type)
                yield "mixed-types", f'"{option.text}" is {found}; the question asks for {wanted}'


def _are_of_one_type(own: Named, other: Named, bench: Bench) -> bool:
    """Whether both are of one type by their facts: by name, as members of one set, or as one's fact says of it."""
    if own.type == other.type:
        return True
    names = {bench.fold(own.name), bench.fold(other.name)}
    if any(names <= members for members in bench.listed):
        return True
    types = content_stems(own.type)
    return any(same_stem(one, two) for one in types for two in (*content_stems(other.type), *other.said))


def _too_long(slot: Slot) -> Iterator[tuple[str, str]]:
    key = slot.keys[0].text
    longest = max((len(option.text) for option in slot.options if not option.is_key), default=0)
    # A name of one word is as long as it is, and nobody takes it for a fuller answer.
    if number_in(key) is None and " " in key and len(key) > LONGEST_KEY * longest:
        yield "long-key", f'the key is {len(key) / max(longest, 1):.2f} times as long as the next: "{key}"'


def _clang(item: Item, slot: Slot, bench: Bench) -> Iterator[tuple[str, str]]:
    """A word of the key that the question has, too, and no distractor."""
    shown = content_stems(_PLACE.sub(" ", f"{item.stem} {item.text}"))
    keys = content_stems(slot.keys[0].text)
    wrong = [each for option in slot.options if not option.is_key for each in content_stems(option.text)]
    echoes = [
        stem
        for stem in keys
        if not bench.generic(stem)
        and any(same_stem(stem, each) for each in shown)
        and not any(same_stem(stem, each) for each in wrong)
    ]
    if echoes:
        yield (
            "clang",
            f'{", ".join(echoes)} of the key stands in the question and in no distractor: "{item.text or item.stem}"',
        )


def _listed(slot: Slot) -> str:
    return "; ".join(option.text for option in slot.options)
