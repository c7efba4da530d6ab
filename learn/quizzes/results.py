"""CheckedItem: a question with its answer, as a page may show it once its learner can no longer change theirs. Pure.

CheckedSlot: one place for an answer, with what was answered and what is right; CheckedOption: why an option is right or
wrong; Piece: a piece of the text that blanks or phrases stood in.

Verdicts: "right"; "nearly", right but for a slip of the pen; "partly"; "wrong"; "open", not answered.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from cards.facts.checks import hedge_words, holds
from cards.items.kinds import IN_TEXT, TYPED, Format, Item, Slot
from cards.items.markup import Stem, stem_of
from learn.answers import fold
from learn.answers.numbers import plainly
from learn.quizzes import marking
from learn.quizzes.frozen import in_order, options_in_order
from learn.quizzes.prose import ShownExhibit, exhibits_of, html_of, words_in

RIGHT, NEARLY, PARTLY, WRONG, OPEN = "right", "nearly", "partly", "wrong", "open"

_OPENING = 100
_PLACE = re.compile(r"\{([\w-]+)\}")
_LISTS = frozenset({Format.MULTIPLE_CHOICE, Format.SELECT_ALL, Format.SELECT_N, Format.MATRIX_RESPONSE, Format.BOW_TIE})
_RULES = {
    Format.SELECT_ALL: "net",
    Format.HIGHLIGHT: "net",
    Format.MATRIX_RESPONSE: "columns",
    Format.DYAD: "whole",
    Format.TRIAD: "triad",
    Format.ORDERED: "whole",
}


@dataclass(frozen=True, slots=True)
class CheckedOption:
    """What could be chosen, whether it was, whether it was right to, and why."""

    text: str
    is_chosen: bool
    is_key: bool
    why: str = ""

    @property
    def verdict(self) -> str:
        """Right or wrong of what was chosen, "missed" of a key that was not; empty for the rest."""
        if self.is_chosen:
            return RIGHT if self.is_key else WRONG
        return "missed" if self.is_key else ""


@dataclass(frozen=True, slots=True)
class CheckedSlot:
    """One place for an answer. answer: what was chosen or typed; keys: what is right; notice: about what was typed.

    is_list: its options are shown one under the other, each with its verdict and reason; wrote: what was typed, where
    it is right and not the wording in keys.
    """

    label: str
    verdict: str
    answer: tuple[str, ...]
    keys: tuple[str, ...]
    options: tuple[CheckedOption, ...] = ()
    unit: str = ""
    why: str = ""
    notice: str = ""
    is_list: bool = False
    wrote: str = ""

    @property
    def wrongly_chosen(self) -> tuple[CheckedOption, ...]:
        return tuple(option for option in self.options if option.verdict == WRONG)

    @property
    def reasons(self) -> tuple[CheckedOption, ...]:
        """The options of which something is said."""
        return tuple(option for option in self.options if option.why)

    @property
    def hits(self) -> int:
        return sum(option.verdict == RIGHT for option in self.options)

    @property
    def slips(self) -> int:
        return len(self.wrongly_chosen)

    @property
    def net(self) -> int:
        """Points of a slot of which wrong choices take some away again, not below none (+/- scoring)."""
        return max(0, self.hits - self.slips)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text. verdict: of the phrase or blank that stands here, empty for the words between."""

    text: str
    verdict: str = ""
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """A question with its answer. rule: how its points are counted: "each" part one, "net" right less wrong, "columns"
    the same column by column, "whole" all or nothing, "triad"; facts: their uids, the main one first; hedges: how the
    source hedges, as far as no reason says so.

    stem, rationale, note: their words; asks, rationale_html, note_html: the same for a page, where they are marked up.
    """

    format: str
    shape: str
    stem: str
    asks: Stem
    slots: tuple[CheckedSlot, ...]
    exhibits: tuple[ShownExhibit, ...]
    pieces: tuple[Piece, ...]
    verdict: str
    points: int
    possible: int
    rule: str
    rationale: str
    hedges: tuple[str, ...]
    note: str
    paragraphs: tuple[int, ...]
    facts: tuple[str, ...]
    rationale_html: str = ""
    note_html: str = ""

    @property
    def only(self) -> CheckedSlot:
        """The slot of a question that has one."""
        return self.slots[0]

    @property
    def opening(self) -> str:
        """How its text or its list begins, where the stem is the same for many questions; else empty."""
        if self.shape == Format.MATCHING:
            said = "; ".join(slot.label for slot in self.slots)
        else:
            # A “because” sentence without its clauses says nothing.
            is_gap = self.shape == Format.DROPDOWN
            said = "".join("…" if piece.is_place and is_gap else piece.text for piece in self.pieces)
        return shorten(said, _OPENING, placeholder=" …") if said else ""

    @property
    def is_said_by_parts(self) -> bool:
        """Whether the rationale says no more than the reasons of the parts, which stand beside them."""
        return _is_said_by_parts(self.slots, self.rationale)

    @property
    def explained(self) -> tuple[CheckedSlot, ...]:
        """The slots whose options have reasons that no list shows already."""
        return tuple(slot for slot in self.slots if slot.reasons and not slot.is_list)


def checked(item: Item, order: Mapping[str, Sequence[str]], given: Mapping[str, Sequence[str]] | None) -> CheckedItem:
    """The item with what was answered, what is right and why, in its frozen order."""
    answers = {slot: list(values) for slot, values in (given or {}).items()}
    marked = marking.mark(item, answers)
    slots = {slot.id: _slot(item, slot, order, answers.get(slot.id, []), marked) for slot in in_order(item, order)}
    is_open = not any(answers.values())
    return CheckedItem(
        format=item.format.value,
        shape=item.shape.value,
        stem=words_in(item, item.stem),
        asks=stem_of(item),
        slots=tuple(slots.values()),
        exhibits=exhibits_of(item),
        pieces=tuple(_pieces(item, slots)) if item.shape in IN_TEXT else (),
        verdict=OPEN if is_open else overall(marked.points, marked.possible),
        points=marked.points,
        possible=marked.possible,
        rule=_RULES.get(item.shape, "each"),
        rationale=words_in(item, item.rationale),
        hedges=_unsaid_hedges(item),
        note=words_in(item, item.note),
        paragraphs=item.paragraphs,
        facts=item.facts,
        rationale_html=html_of(item, item.rationale),
        note_html=html_of(item, item.note),
    )


def _is_said_by_parts(slots: Sequence[Slot] | Sequence[CheckedSlot], rationale: str) -> bool:
    whys = [slot.why for slot in slots]
    return len(whys) > 1 and all(whys) and all(why in rationale for why in whys)


def _unsaid_hedges(item: Item) -> tuple[str, ...]:
    """The source's hedges that stand in none of the reasons: alone they would not say what they hedge.

    Where each part has a reason of its own, one that is left over could be about any of them.
    """
    if _is_said_by_parts(item.slots, item.rationale):
        return ()
    reasons = [item.rationale, item.note, *(slot.why for slot in item.slots)]
    said = " ".join([*reasons, *(option.why for slot in item.slots for option in slot.options)])
    return tuple(dict.fromkeys(hedge for hedge in hedge_words(item.hedge) if not holds(said, hedge)))


def overall(points: int, possible: int) -> str:
    return RIGHT if points == possible else PARTLY if points else WRONG


def _slot(
    item: Item, slot: Slot, order: Mapping[str, Sequence[str]], answer: Sequence[str], marked: marking.Marked
) -> CheckedSlot:
    if item.shape in TYPED:
        return _typed(slot, answer, marked)
    options = tuple(
        CheckedOption(option.text, option.id in answer, option.is_key, option.why)
        for option in options_in_order(slot, order)
    )
    keys = [option.id for option in slot.keys]
    is_right = list(answer) == keys if item.shape == Format.ORDERED else sorted(answer) == sorted(keys)
    has_hit = item.shape != Format.ORDERED and any(each in keys for each in answer)
    chosen = [option.text for each in answer if (option := slot.option(each)) is not None]
    if item.shape != Format.ORDERED:
        chosen = [option.text for option in options if option.is_chosen]
    return CheckedSlot(
        label=slot.label,
        verdict=RIGHT if is_right else OPEN if not answer else PARTLY if has_hit else WRONG,
        answer=tuple(chosen),
        keys=tuple(option.text for option in slot.keys),
        options=options,
        why=slot.why,
        is_list=item.shape in _LISTS,
    )


def _typed(slot: Slot, answer: Sequence[str], marked: marking.Marked) -> CheckedSlot:
    part = next(part for part in marked.parts if part.slot == slot.id)
    number = "" if slot.number is None else plainly(slot.number)
    # The page shows the unit beside the field: that it was not typed again is nothing to remark on.
    is_bare = bool(slot.unit) and part.is_right and not any(each.isalpha() for each in "".join(answer))
    return CheckedSlot(
        label=slot.label,
        verdict=OPEN if not any(answer) else RIGHT if is_bare else part.verdict.value,
        answer=tuple(answer[:1]) if any(answer) else (),
        keys=slot.accepts[:1] or (number,),
        unit=slot.unit,
        why=slot.why,
        notice="" if is_bare else part.notice,
        wrote=_synonym(slot, answer) if part.verdict == marking.PartVerdict.RIGHT else "",
    )


def _synonym(slot: Slot, answer: Sequence[str]) -> str:
    typed = "".join(answer[:1])
    return typed if slot.accepts and fold(typed) != fold(slot.accepts[0]) else ""


def _pieces(item: Item, slots: Mapping[str, CheckedSlot]) -> Iterator[Piece]:
    """The text with the right words in its blanks, or with its phrases told apart."""
    phrases = {option.id: option for slot in item.slots for option in slot.options}
    chosen = {option.text: option for slot in slots.values() for option in slot.options}
    for place, piece in enumerate(_PLACE.split(item.text)):
        if place % 2 == 0:
            if piece:
                yield Piece(piece)
        elif item.shape == Format.HIGHLIGHT:
            text = phrases[piece].text
            yield Piece(text, chosen[text].verdict, is_place=True)
        else:
            slot = slots[piece]
            yield Piece(" / ".join(slot.keys), slot.verdict, is_place=True)
