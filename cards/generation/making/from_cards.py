"""Items made of a single card: multiple choice, typed answer, number. Key: the card's back; stem: its front."""

from collections.abc import Iterator, Sequence

from cards.facts.kinds import CAREGIVERS, NURSING, PLAIN, Definition, Fact, Figure, Role, Statistic
from cards.facts.truths import plain_fold
from cards.generation.borrowing import borrowed
from cards.generation.cards import CardDraft, FaceDraft
from cards.generation.distractors import FEWEST, Choice, choices_at, other_meanings, sets_of
from cards.generation.figures import is_one_number
from cards.generation.forms import magnitudes
from cards.generation.item_frames import ItemFrames, unit_words
from cards.generation.making.stock import NONE, Stock, as_option, option_id, said
from cards.items.kinds import Format, Item, Option, Slot

MOST_TYPED_WORDS = 4
"""Nobody types a longer answer in just the words that are expected."""

ALL = "all"

# The cards of these kinds whose answer is a name, and so can be asked for in writing without saying so.
_NAMED = {Definition: "term", Role: "agent"}
# What a caregiver chooses among: the meaning of a word, what a treatment does.
_PLAIN_CARDS = {Definition: "meaning", Role: "role"}


def card_items(fact: Fact, stock: Stock) -> Iterator[Item]:
    """The items of each card of the fact."""
    for number, card in enumerate(stock.cards(fact)):
        name = card.uid.removeprefix(f"{fact.uid}/")
        if face := card.face(NURSING):
            yield from _choosing(fact, name, face, stock, is_first=number == 0)
            yield from _typing(fact, card, name, face, stock)
            yield from _numbering(fact, name, face, stock)
        if (face := card.face(PLAIN)) and _PLAIN_CARDS.get(type(fact)) == name:
            yield from _plainly(fact, name, card, face, stock, is_first=number == 0)


def _choosing(fact: Fact, name: str, face: FaceDraft, stock: Stock, *, is_first: bool) -> Iterator[Item]:
    if name == ALL:
        # A whole set is asked for by selecting.
        return
    choices = choices_at(fact, name, NURSING, is_first=is_first)
    if len(choices) < FEWEST:
        choices += borrowed(fact, name, face, choices, stock)
    if len(choices) < FEWEST:
        return
    ordinary, harder = sets_of(choices, face.back, fact, stock)
    for uid, chosen in ((f"{fact.uid}/mc:{name}", ordinary), (f"{fact.uid}/mc:{name}:hard", harder)):
        if chosen:
            yield _multiple_choice(uid, fact, name, face, chosen, stock)


def _plainly(
    fact: Fact, name: str, card: CardDraft, face: FaceDraft, stock: Stock, *, is_first: bool
) -> Iterator[Item]:
    """A word game for caregivers: which of these does the word mean, what is the treatment for?"""
    if CAREGIVERS not in fact.audiences or fact.sensitivity != NONE:
        return
    nursing = card.face(NURSING)
    key = nursing.back if nursing and nursing.back != face.back else ""
    choices = choices_at(fact, name, PLAIN, is_first=is_first, key=key)
    if len(choices) < FEWEST and isinstance(fact, Definition):
        choices = other_meanings(fact, stock)
    if len(choices) < FEWEST:
        return
    chosen, _ = sets_of(choices, face.back, fact, stock)
    yield _multiple_choice(f"{fact.uid}/mc:{name}@plain", fact, name, face, chosen, stock)


def _multiple_choice(uid: str, fact: Fact, name: str, face: FaceDraft, chosen: Sequence[Choice], stock: Stock) -> Item:
    frames = stock.frames(face.register)
    key = Option(option_id(fact.uid, face.back), as_option(face.back, frames), is_key=True)
    wrong = [wrong_option(fact, each, as_option(each.text, frames)) for each in chosen]
    slot = choice_slot("answer", [key, *wrong])
    return stock.item(uid, Format.MULTIPLE_CHOICE, face.front, [slot], [fact], register=face.register, note=face.note)


def wrong_option(fact: Fact, choice: Choice, text: str) -> Option:
    return Option(option_id(fact.uid, text), text, why=choice.why, false_by=choice.false_by)


def choice_slot(slot_id: str, options: Sequence[Option], *, label: str = "", choose: int = 1) -> Slot:
    """A slot whose options stand in the order of their ids, which says nothing, or rise where they are numbers."""
    if counts := magnitudes([option.text for option in options]):
        order = sorted(zip(counts, options, strict=True), key=lambda pair: pair[0])
        return Slot(slot_id, label, tuple(option for _, option in order), choose, is_fixed=True)
    return Slot(slot_id, label, tuple(sorted(options, key=lambda option: option.id)), choose)


def _typing(fact: Fact, card: CardDraft, name: str, face: FaceDraft, stock: Stock) -> Iterator[Item]:
    if name not in fact.typed and _NAMED.get(type(fact)) != name:
        return
    accepts = _accepted(fact, card, face, name)
    if not accepts or len(plain_fold(accepts[0]).split()) > MOST_TYPED_WORDS:
        return
    slot = Slot("answer", accepts=accepts, near=tuple(_once(stock.near(accepts))))
    uid = f"{fact.uid}/typed:{name}"
    yield stock.item(uid, Format.SHORT_ANSWER, face.front, [slot], [fact], note=face.note)


def _accepted(fact: Fact, card: CardDraft, face: FaceDraft, name: str) -> tuple[str, ...]:
    """The right answers, the card's own first; a name that stands in the question is no answer to it."""
    own = face.back.rstrip(".")
    names = [own, *card.accepts, *fact.typed.get(name, ())]
    if isinstance(fact, Definition) and name == "term":
        names.append(said(fact.term, PLAIN))
    folded = {plain_fold(each) for each in names}
    names += [other for term, others in fact.synonyms.items() if plain_fold(term) in folded for other in others]
    asked = f" {plain_fold(face.front)} "
    fair = [each for each in names if each == own or f" {plain_fold(each)} " not in asked]
    return tuple(_once(fair))


def _once(names: Sequence[str]) -> Iterator[str]:
    """The first of each group of names that only differ as "metastasis" and "metastases" do."""
    seen: set[tuple[str, bool]] = set()
    for name in names:
        # An article to the fold, and yet a word that whoever marks a typed answer takes for one.
        key = plain_fold(name), "your" in name.casefold().split()
        if key not in seen:
            seen.add(key)
            yield name


def _numbering(fact: Fact, name: str, face: FaceDraft, stock: Stock) -> Iterator[Item]:
    figures = [figure for figure in fact.figures if figure.at == name]
    if isinstance(fact, Statistic) and name == "value" and not figures:
        figures = [Figure("value", fact.number, fact.unit)]
    # Of "0.5 to 2" or "more than 3" many numbers are right: it is asked by choosing.
    for figure in [each for each in figures[:1] if is_one_number(face.back, each.unit)]:
        slot = Slot("answer", number=figure.number, unit=figure.unit, units=unit_words(figure.unit))
        stem = ItemFrames(NURSING).number(face.front, figure.unit)
        uid = f"{fact.uid}/number:{name}"
        yield stock.item(uid, Format.NUMERIC, stem, [slot], [fact], note=face.note)
