"""Items made of a fact as a whole: select all, select N, drop-down cloze, rationale dyad, ordered response."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cards.facts.cloze import Mark, marks
from cards.facts.kinds import NURSING, Fact, Member, Rank, SetMembership
from cards.generation.distractors import FEWEST, Choice, choices_at, sets_of
from cards.generation.item_frames import ItemFrames
from cards.generation.making.explaining import explaining
from cards.generation.making.from_cards import choice_slot, wrong_option
from cards.generation.making.stock import Stock, as_option, option_id, said, with_marks
from cards.items.kinds import ANY, Format, Item, Option, Slot

MOST_OPTIONS = 8
"""Options of a select-all item, as many as the licensing exam allows less two."""
FEWEST_ORDERED = 3

_FRAMES = ItemFrames(NURSING)


def fact_items(fact: Fact, stock: Stock) -> Iterator[Item]:
    """The items of the fact as a whole."""
    if isinstance(fact, SetMembership):
        yield from _selecting(fact, stock)
    if isinstance(fact, Rank):
        yield from _ordering(fact, stock)
    yield from _dropping_down(fact, stock)
    yield from _reasoning(fact, stock)


def _selecting(fact: SetMembership, stock: Stock) -> Iterator[Item]:
    choices = choices_at(fact, "all", NURSING, is_first=True)[: MOST_OPTIONS - len(fact.members)]
    face = stock.cards(fact)[0].face(NURSING)
    if len(choices) < FEWEST or face is None:
        return
    frames = stock.frames(NURSING)
    wrong = [wrong_option(fact, each, as_option(each.text, frames)) for each in choices]
    options = [*(_member_option(fact, member, stock) for member in fact.members), *wrong]
    count = len(fact.members)
    question = fact.question.nursing
    for uid, form, stem, choose in (
        (f"{fact.uid}/all", Format.SELECT_ALL, _FRAMES.select_all(question, count, fact.open), ANY),
        (f"{fact.uid}/n", Format.SELECT_N, _FRAMES.select_n(question, count, fact.open), count),
    ):
        slot = choice_slot("answer", options, choose=choose)
        yield stock.item(uid, form, stem, [slot], [fact], note=face.note)


def _member_option(fact: SetMembership, member: Member, stock: Stock) -> Option:
    frames = stock.frames(NURSING)
    why = f"{frames.sentence(said(member.gloss, NURSING)).rstrip('.')}." if member.gloss else ""
    text = as_option(member.name.nursing, frames)
    return Option(option_id(fact.uid, text), text, is_key=True, why=why)


def _ordering(fact: Rank, stock: Stock) -> Iterator[Item]:
    """Only of places that the source ranks one by one: tied ones have no order to ask for."""
    places = [group[0] for group in fact.groups() if len(group) == 1 and len(group[0].ranks) == 1]
    if len(places) < FEWEST_ORDERED:
        return
    frames = stock.frames(NURSING)
    options = [
        Option(option_id(fact.uid, place.name.nursing), as_option(place.name.nursing, frames), is_key=True)
        for place in places
    ]
    slot = Slot("answer", options=tuple(options), choose=len(options))
    yield stock.item(f"{fact.uid}/order", Format.ORDERED, _FRAMES.order(fact.scale.nursing), [slot], [fact])


def _dropping_down(fact: Fact, stock: Stock) -> Iterator[Item]:
    """Each mark with distractors becomes a blank; one without stays in the text as the word it is."""
    if fact.dropdown is None:
        return
    slots: dict[str, Slot] = {}
    for mark in marks(fact.dropdown.nursing):
        if slot := _blank(fact, mark, stock):
            slots[mark.slug] = slot
    if not slots:
        return
    text = with_marks(fact.dropdown.nursing, lambda mark: f"{{{mark.slug}}}" if mark.slug in slots else mark.blank)
    stem, parts = _FRAMES.complete(len(slots)), list(slots.values())
    yield stock.item(f"{fact.uid}/dropdown", Format.DROPDOWN, stem, parts, _facts(fact, parts, stock), text=text)


def _blank(fact: Fact, mark: Mark, stock: Stock) -> Slot | None:
    name = f"dropdown:{mark.slug}"
    choices = choices_at(fact, name, NURSING)
    if len(choices) < FEWEST:
        return None
    return _part(fact, mark.slug, name, mark.blank, choices, stock)


def _reasoning(fact: Fact, stock: Stock) -> Iterator[Item]:
    if fact.because is None:
        return
    parts: list[Slot] = []
    for slot_id, text in (("claim", fact.because.claim.nursing), ("reason", fact.because.reason.nursing)):
        choices = choices_at(fact, f"because:{slot_id}", NURSING)
        if len(choices) < FEWEST:
            return
        parts.append(_part(fact, slot_id, f"because:{slot_id}", text, choices, stock))
    text = _FRAMES.because("{claim}", "{reason}")
    facts = _facts(fact, parts, stock)
    yield stock.item(f"{fact.uid}/dyad", Format.DYAD, _FRAMES.dyad(), parts, facts, text=text)


def _facts(fact: Fact, parts: Sequence[Slot], stock: Stock) -> list[Fact]:
    """What an item of these parts rests on, and so what its rationale says: its own fact, and those of single parts."""
    return [fact, *(stock.facts[slot.fact] for slot in parts if slot.fact)]


def _part(fact: Fact, slot_id: str, name: str, key: str, choices: Sequence[Choice], stock: Stock) -> Slot:
    """A blank of a text with what it can be filled with, in the wording that fits the text.

    Where another fact than the item's says the key, the blank asks for that one.
    """
    chosen, _ = sets_of(choices, key, fact, stock)
    frames = stock.frames(NURSING)

    def fitted(text: str) -> str:
        # The claim opens the sentence; whatever else is chosen stands inside one.
        return as_option(text, frames) if name == "because:claim" else text.rstrip(".")

    right = Option(option_id(fact.uid, fitted(key)), fitted(key), is_key=True)
    slot = choice_slot(slot_id, [right, *(wrong_option(fact, each, fitted(each.text)) for each in chosen)])
    asked = explaining(fact, key, (each.false_by for each in choices), stock)
    return slot if asked is fact else replace(slot, fact=asked.uid)
