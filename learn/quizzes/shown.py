"""ShownItem: a question as a page may show it before its answer is shown. Pure.

It is made from the frozen item by taking over, field by field, what a learner may see: no key, reason, rationale,
accepted answer, fact or what makes an option false is in it, so that no page made from it can hold them. ShownSlot,
ShownOption: what is chosen or typed; Segment: a piece of the text that blanks or phrases stand in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cards.items.kinds import IN_TEXT, TYPED, Format, Item, Option, Slot
from cards.items.markup import Stem, stem_of
from learn.answers import LONGEST_ANSWER
from learn.quizzes.frozen import in_order, options_in_order
from learn.quizzes.marking import PLUS_MINUS, RATIONALE
from learn.quizzes.prose import ShownExhibit, exhibits_of, words_in

FIELD = "slot-"
"""What the names of the fields begin with, before the slot's id."""

MATRICES = frozenset({Format.MATRIX_CHOICE, Format.MATRIX_RESPONSE})

_PLACE = re.compile(r"\{([\w-]+)\}")
_STOPS = re.compile(r"^[.,;:!?)”’]+")
_CLAUSES = frozenset({Format.DYAD, Format.TRIAD})
_MOST_IN_GRID = {Format.MATRIX_CHOICE: 6, Format.MATRIX_RESPONSE: 12}
_LONGEST_IN_LIST, _LONGEST_IN_LINE = 32, 20


@dataclass(frozen=True, slots=True)
class ShownOption:
    """Something to choose."""

    id: str
    text: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """One place for an answer. kind: "radio", "checkbox", "select", "text" or "order"; name: of its field.

    choose: how many options to choose, 0 for any number; text: what was typed; longest: its characters at most, the
    same for every question; positions: of an ordered slot, the options to choose from for each position, in turn;
    prefix: of the names of the fields, where several questions stand on one page.
    """

    id: str
    kind: str
    label: str = ""
    options: tuple[ShownOption, ...] = ()
    choose: int = 1
    text: str = ""
    unit: str = ""
    is_number: bool = False
    longest: int = LONGEST_ANSWER
    positions: tuple[tuple[ShownOption, ...], ...] = ()
    prefix: str = ""

    @property
    def name(self) -> str:
        return self.prefix + FIELD + self.id

    @property
    def chosen(self) -> int:
        """How many options are chosen."""
        return sum(option.is_chosen for option in self.options)

    @property
    def is_long(self) -> bool:
        """Whether its longest option needs a line of its own on a narrow screen."""
        return any(len(option.text) > _LONGEST_IN_LINE for option in self.options)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text, or the slot (a blank, the number-th of all) or the option (a phrase to mark) in its place.

    stop: the signs right after a blank, which may not begin a line.
    """

    text: str = ""
    slot: ShownSlot | None = None
    number: int = 0
    option: ShownOption | None = None
    stop: str = ""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A question without its answer. stem: its words; asks: the same for a page, where it may be marked up.

    segments: of a format answered inside a text.
    worth: the points it can bring, 0 where their number would tell how many options are right; is_net: a wrong choice
    takes a point away. prefix: of the names and ids of its fields, where several questions stand on one page.
    """

    format: str
    shape: str
    stem: str
    asks: Stem
    slots: tuple[ShownSlot, ...]
    exhibits: tuple[ShownExhibit, ...] = ()
    segments: tuple[Segment, ...] = ()
    worth: int = 0
    is_net: bool = False
    prefix: str = ""

    @property
    def is_matrix(self) -> bool:
        """Whether all slots have the same options: one heading each is enough where there is room."""
        return self.shape in MATRICES

    @property
    def is_grid(self) -> bool:
        """Whether a wide screen has room for its columns, and the style sheet for its rows."""
        return self.is_matrix and len(self.only.options) <= _MOST_IN_GRID[Format(self.shape)]

    @property
    def is_listed(self) -> bool:
        """Whether its blanks have their options in lists under the text."""
        return any(segment.slot is not None and segment.slot.kind == "radio" for segment in self.segments)

    @property
    def only(self) -> ShownSlot:
        """The slot of a question that has one."""
        return self.slots[0]

    @property
    def blanks(self) -> int:
        """How many blanks its text has."""
        return sum(segment.slot is not None for segment in self.segments)

    @property
    def words(self) -> str:
        """All that it says, in one string: what a respelling may be wanted for."""
        texts = [self.stem, *(segment.text for segment in self.segments)]
        texts += [text for slot in self.slots for text in (slot.label, *(option.text for option in slot.options))]
        return " ".join(text for text in texts if text)


def shown(
    item: Item, order: Mapping[str, Sequence[str]], given: Mapping[str, Sequence[str]] | None, *, prefix: str = ""
) -> ShownItem:
    """The item as it may be shown before its answer is. order: as frozen by learn.quizzes.arranging."""
    answers = given or {}
    slots = tuple(
        replace(_slot(item, slot, order, answers.get(slot.id, ())), prefix=prefix) for slot in in_order(item, order)
    )
    return ShownItem(
        format=item.format.value,
        shape=item.shape.value,
        stem=words_in(item, item.stem),
        asks=stem_of(item),
        slots=slots,
        exhibits=exhibits_of(item),
        segments=tuple(_segments(item, slots)) if item.shape in IN_TEXT else (),
        worth=_worth(item),
        is_net=item.shape in PLUS_MINUS,
        prefix=prefix,
    )


def _slot(item: Item, slot: Slot, order: Mapping[str, Sequence[str]], answer: Sequence[str]) -> ShownSlot:
    if item.shape in TYPED:
        return ShownSlot(
            id=slot.id,
            kind="text",
            label=slot.label,
            text="".join(answer[:1]),
            unit=slot.unit,
            is_number=item.shape == Format.NUMERIC,
        )
    found = options_in_order(slot, order)
    options = tuple(ShownOption(option.id, option.text, option.id in answer) for option in found)
    if item.shape == Format.ORDERED:
        return ShownSlot(
            id=slot.id,
            kind="order",
            label=slot.label,
            options=options,
            choose=slot.choose,
            positions=tuple(_position(found, answer, place) for place in range(len(found))),
        )
    return ShownSlot(slot.id, _kind(item, slot), slot.label, options, slot.choose)


def _kind(item: Item, slot: Slot) -> str:
    if item.shape == Format.MATCHING:
        return "select"
    if item.shape == Format.DROPDOWN:
        # A closed list shows one line only, which on a telephone has room for about as many letters.
        longest = max(len(option.text) for each in item.slots for option in each.options)
        return "select" if longest <= _LONGEST_IN_LIST else "radio"
    if item.shape in _CLAUSES:
        return "radio"
    return "radio" if slot.choose == 1 and item.shape != Format.HIGHLIGHT else "checkbox"


def _position(options: Sequence[Option], answer: Sequence[str], place: int) -> tuple[ShownOption, ...]:
    chosen = answer[place] if place < len(answer) else None
    return tuple(ShownOption(option.id, option.text, option.id == chosen) for option in options)


def _worth(item: Item) -> int:
    """The points there are, told from what is asked and never from what is right."""
    if item.shape in PLUS_MINUS:
        return 0
    if item.shape in RATIONALE:
        return len(item.slots) - 1
    if item.shape in TYPED or item.shape == Format.ORDERED:
        return len(item.slots)
    return sum(slot.choose for slot in item.slots)


def _segments(item: Item, slots: Sequence[ShownSlot]) -> Iterator[Segment]:
    by_id = {slot.id: slot for slot in slots}
    phrases = {option.id: option for slot in slots for option in slot.options}
    pieces = _PLACE.split(item.text)
    for place, piece in enumerate(pieces):
        is_after_blank = place > 0 and item.shape != Format.HIGHLIGHT
        if place % 2 == 0:
            if text := _STOPS.sub("", piece) if is_after_blank else piece:
                yield Segment(text=text)
        elif item.shape == Format.HIGHLIGHT:
            yield Segment(option=phrases[piece])
        else:
            stop = _STOPS.match(pieces[place + 1])
            yield Segment(slot=by_id[piece], number=place // 2 + 1, stop=stop[0] if stop else "")
