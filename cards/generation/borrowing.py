"""Borrowed: a wrong answer that another fact of the base lends, where few or none are curated.

An instructor's own library has terms and meanings by the hundred and hardly ever distractors. What one term means is
then a wrong answer to what another means; who does one thing is a wrong answer to who does another. A fact lends only
what is surely false where it is borrowed, and what the rules of options let stand there: of the same form, about as
long, of the same class where the question names it.

A base with an outline is curated as a whole; nothing is borrowed there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from cards.facts.checks import hedge_words
from cards.facts.kinds import NURSING, Fact, Role
from cards.facts.truths import plain_fold
from cards.generation.card_rules import keeps_hedge
from cards.generation.cards import FaceDraft
from cards.generation.distractors import LONGEST_KEY, SHOWN, Choice, is_true, mean_the_same
from cards.generation.forms import is_plural, number_in
from cards.generation.frames_en import EnglishFrames
from cards.generation.item_frames import ItemFrames
from cards.generation.making.lending import SENSE_CARDS, SUBJECT_CARDS, sense, subject, type_of
from cards.generation.making.shelf import Shelved
from cards.generation.making.stock import NONE, Stock, as_option
from cards.generation.option_rules import ABSOLUTE, OF_THE_ABOVE, is_short_name, say_the_same
from cards.generation.word_stems import content_stems, same_stem, stem_set

LOOKED_AT = 24
"""Texts of each group (a topic, a class) that are looked at for a question, so that its cost has a bound."""
MOST_SENSES = 12
"""Of what a base says more than this in as many facts, nobody can tell cheaply what else is true of it."""
LONGEST = 1.5
"""A borrowed answer may be at most so many times as long as the key; a name may have _NAME_LETTERS more anyway."""
_NAME_LETTERS = 8

_FRAMES = ItemFrames(NURSING)
_OPTION_FRAMES = EnglishFrames(NURSING)


@dataclass(frozen=True)
class _Question:
    """What is asked: the card of a fact, and its face with the right answer as it stands among the options."""

    fact: Fact
    card: str
    stem: str
    key: str
    stock: Stock

    @property
    def asks_for_name(self) -> bool:
        return SUBJECT_CARDS[type(self.fact)] == self.card

    @cached_property
    def key_traits(self) -> "_Traits":
        return _traits(self.key)

    @cached_property
    def _folded_stem(self) -> str:
        return f" {plain_fold(self.stem)} "

    def option(self, text: str) -> str:
        """The text as it stands among the options."""
        return _option(text)

    def shows(self, text: str) -> bool:
        """Whether the stem holds the text."""
        return f" {plain_fold(text)} " in self._folded_stem


@dataclass(frozen=True, slots=True)
class _Traits:
    """What an option's text tells by itself. absolute: its words for always and never."""

    is_number: bool
    absolute: frozenset[str]
    stands_alone: bool
    has_capital: bool
    is_short_name: bool
    is_plural: bool


@lru_cache(maxsize=1 << 16)
def _traits(option: str) -> _Traits:
    return _Traits(
        is_number=number_in(option) is not None,
        absolute=frozenset(match.group().casefold() for match in ABSOLUTE.finditer(option)),
        stands_alone=not option.endswith((".", ";")) and OF_THE_ABOVE.search(option) is None,
        has_capital=option[:1].isupper(),
        is_short_name=is_short_name(option),
        is_plural=is_plural(option),
    )


@lru_cache(maxsize=1 << 16)
def _option(text: str) -> str:
    return as_option(text, _OPTION_FRAMES)


def borrowed(fact: Fact, card: str, face: FaceDraft, curated: Sequence[Choice], stock: Stock) -> list[Choice]:
    """What other facts lend for this card, to stand beside the curated choices; nothing where too little is known."""
    if stock.base.outline is not None or card not in (SUBJECT_CARDS.get(type(fact)), SENSE_CARDS.get(type(fact))):
        return []
    question = _Question(fact, card, face.front, _option(face.back), stock)
    if not _may_be_asked(question):
        return []
    return [Choice(each.text, each.text, _why(each.fact, card), each.fact.uid) for each in _chosen(question, curated)]


def _chosen(question: _Question, curated: Sequence[Choice]) -> list[Shelved]:
    """As many as there is room for; none where a word of the key in the question would tell it from them all."""
    shown = [question.key, *(question.option(each.text) for each in curated)]
    echoes = [echo for echo in _echoes(question) if not any(_holds(text, echo) for text in shown[1:])]
    chosen: list[Shelved] = []

    def choose(most: int, is_wanted: Callable[[str], bool]) -> None:
        """Puts at most so many on the list of what is shown."""
        for each in _fitting(question):
            if len(shown) >= most:
                return
            option = question.option(each.text)
            if is_wanted(option) and not any(say_the_same(option, other) for other in shown):
                chosen.append(each)
                shown.append(option)

    for echo in echoes:
        if not any(_holds(text, echo) for text in shown[1:]):
            choose(min(len(shown) + 1, SHOWN + 1), partial(_holds, stem=echo))
        if not any(_holds(text, echo) for text in shown[1:]):
            return []
    choose(SHOWN + 1, lambda _option: True)
    return chosen


def _may_be_asked(question: _Question) -> bool:
    """Whether the key can stand among borrowed answers at all."""
    fact, key = question.fact, question.key
    traits = question.key_traits
    if traits.is_number or _is_flat(traits, [fact]) or not traits.stands_alone:
        return False
    if question.shows(key) or len(question.stock.lender.senses(fact)) > MOST_SENSES:
        return False
    hedges = hedge_words(fact.hedge)
    return not hedges or keeps_hedge(f"{question.stem} {key}", hedges, question.stem)


def _fitting(question: _Question) -> Iterator[Shelved]:
    """What may stand beside the key, the most alike first."""
    fact, stock = question.fact, question.stock
    own = (subject if question.asks_for_name else sense)(fact).nursing
    for each in stock.lender.like(fact, question.card, own, LOOKED_AT):
        if _looks_alike(each, question) and _is_surely_false(each, question):
            yield each


def _looks_alike(other: Shelved, question: _Question) -> bool:
    """Whether nothing but what it says tells the text from the key: length, number, capital, class."""
    key, option = question.key, question.option(other.text)
    longest = max(LONGEST * len(key), len(key) + _NAME_LETTERS if question.asks_for_name else 0)
    if not len(key) <= LONGEST_KEY * len(option) or len(option) > longest:
        return False
    traits, keys = _traits(option), question.key_traits
    if traits.is_number or not traits.stands_alone or traits.has_capital != keys.has_capital:
        return False
    if traits.is_short_name and keys.is_short_name and traits.is_plural != keys.is_plural:
        return False
    if _is_flat(traits, [other.fact, question.fact]) or question.shows(option):
        return False
    if not question.asks_for_name:
        return True
    named = question.stock.lender.named_type
    return named(option) == named(key) and type_of(other.fact) == type_of(question.fact)


def _is_surely_false(other: Shelved, question: _Question) -> bool:
    """Whether the base gives no reason to take the text for right: no name, no sense, no relation is shared."""
    fact, stock = question.fact, question.stock
    lends, lender = other.fact, stock.lender
    if lends.uid == fact.uid or lends.no_item or (lends.sensitivity != NONE and lends.sensitivity != fact.sensitivity):
        return False
    if lends.held_out and not fact.held_out:
        return False
    if any(_is_part(one, two) for one in lender.names(fact) for two in lender.names(lends)):
        return False
    theirs = lender.senses(lends)
    if len(theirs) > MOST_SENSES or any(mean_the_same(one, two) for one in lender.senses(fact) for two in theirs):
        return False
    # What the fact's own sentence says in other words is no wrong answer to it.
    return not (is_true(other.text, fact, stock) or stem_set(other.text) <= stem_set(fact.wording.nursing))


def _is_part(one: str, other: str) -> bool:
    """Whether one name is the other or holds it: a heart attack, a silent heart attack."""
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


def _is_flat(traits: _Traits, facts: Sequence[Fact]) -> bool:
    """Whether a word of the option says always or never, and the facts do not."""
    if not traits.absolute:
        return False
    said = " ".join(wording for fact in facts for wording in fact.wording.faces.values())
    return not traits.absolute <= {match.group().casefold() for match in ABSOLUTE.finditer(said)}


def _echoes(question: _Question) -> list[str]:
    """The telling words of the key that stand in the question, too."""
    shown = content_stems(question.stem)
    return [
        stem
        for stem in content_stems(question.key)
        if not question.stock.generic(stem) and any(same_stem(stem, each) for each in shown)
    ]


def _holds(text: str, stem: str) -> bool:
    return any(same_stem(stem, each) for each in stem_set(text))


def _why(lends: Fact, card: str) -> str:
    name, says = subject(lends).nursing, sense(lends).nursing.rstrip(".")
    if isinstance(lends, Role):
        return _FRAMES.that_is_role(name) if card == SENSE_CARDS[Role] else _FRAMES.has_role(name, says)
    return _FRAMES.that_is_meaning(name) if card == SENSE_CARDS[type(lends)] else _FRAMES.has_meaning(name, says)
