"""Item; Slot, Option, Exhibit: what a quiz asks, what is right, and why the rest is wrong.

An Item is one question of a quiz in one register. A Slot is one place for an answer: a multiple choice item has one, a
matrix has one a row or column, a cloze has one a blank. An Option is what can be chosen for a slot; slots without
options are typed. Every format is made of these, so that marking, checking and showing an item each have one shape to
deal with:

format           slots                              options of a slot                 choose
multiple_choice  one                                the choices, one of them a key    1
select_all       one                                the choices, one or more keys     0 (any number)
select_n         one                                the choices, n of them keys       n
matrix_choice    one a row                          the columns, one of them a key    1
matrix_response  one a column                       the rows, one or more keys        0
dropdown         one a blank of `text`              the choices, one of them a key    1
dyad, triad      two or three blanks of `text`      the choices, one of them a key    1
highlight        one                                the phrases marked in `text`      0
matching         one a prompt                       the answers, the same for each    1
short_answer     one, typed: `accepts`              none
numeric          one, typed: `number`, `unit`       none
ordered          one                                the elements in their right order the number of elements
bow_tie          actions, condition, parameters     the choices                       2, 1, 2
trend            as the format in `marked_as`, beside exhibits from several times

A response is {slot id: [option id, ...]}; for an ordered slot the ids in the order chosen; for a typed one [the text].
"""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The formats of items, by the names of the licensing exam (NGN) where it has one."""

    MULTIPLE_CHOICE = "multiple_choice"
    SELECT_ALL = "select_all"
    SELECT_N = "select_n"
    MATRIX_CHOICE = "matrix_choice"
    MATRIX_RESPONSE = "matrix_response"
    DROPDOWN = "dropdown"
    DYAD = "dyad"
    TRIAD = "triad"
    HIGHLIGHT = "highlight"
    MATCHING = "matching"
    SHORT_ANSWER = "short_answer"
    NUMERIC = "numeric"
    ORDERED = "ordered"
    BOW_TIE = "bow_tie"
    TREND = "trend"


TYPED = frozenset({Format.SHORT_ANSWER, Format.NUMERIC})
"""What is typed and not chosen."""

IN_TEXT = frozenset({Format.DROPDOWN, Format.DYAD, Format.TRIAD, Format.HIGHLIGHT})
"""What is answered inside a text: `text` holds {slot id} (highlight: {option id}) where each blank or phrase goes."""

WRITTEN_ONLY = frozenset({Format.TRIAD, Format.BOW_TIE, Format.TREND})
"""What no fact can give: made by a person."""

ANY = 0
"""`choose` of a slot of which any number of options may be chosen."""

Response = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Option:
    """What can be chosen. why: why it is wrong, or right; false_by: what makes it false, a fact's uid or "pool:uid".

    fact: the uid of the fact that this option alone is about, where the options of a slot have several.
    """

    id: str
    text: str
    is_key: bool = False
    why: str = ""
    false_by: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for an answer. label: its prompt, row or column heading, or the name of the blank.

    choose: how many options to choose; ANY for any number. is_fixed: the options have an order of their own (numbers)
    and are never shuffled. fact: the uid of the fact it asks for. why: why the key is right, where the item's rationale
    does not say it.

    Typed slots: accepts, the right answers, the best wording first; near, other terms of the same base that look like
    one of them, so that a slip of the pen is not taken for one; number, tolerance and unit of a numeric one, with the
    words for the unit in `units`.
    """

    id: str
    label: str = ""
    options: tuple[Option, ...] = ()
    choose: int = 1
    is_fixed: bool = False
    fact: str = ""
    why: str = ""
    accepts: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    number: float | None = None
    tolerance: float = 0
    unit: str = ""
    units: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[Option, ...]:
        """The right options; of an ordered slot all, in their right order."""
        return tuple(option for option in self.options if option.is_key)

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What an item shows beside its stem: a text, or a table with a heading row. label: a tab's name, a time."""

    label: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of a quiz. `uid` names it for ever; `facts` are the uids it rests on, the main one first.

    text: what blanks or phrases stand in; rationale: why the key is right, in our words; paragraphs: of the source;
    hedge: the source's own; note: what is dated, inferred or ours; difficulty: 0 (easiest) to 100, by the formula of
    cards.generation.difficulty; marked_as: the format by which a trend item is marked. is_marked_up: stem, rationale,
    note and exhibits are Markdown (cards.items.markup) and not plain text; tags: words by which its authors find it
    again; held_out: kept for assigned quizzes.
    """

    uid: str
    format: Format
    register: str
    topic: str
    stem: str
    slots: tuple[Slot, ...]
    facts: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ("nursing",)
    sensitivity: str = "none"
    text: str = ""
    exhibits: tuple[Exhibit, ...] = ()
    rationale: str = ""
    paragraphs: tuple[int, ...] = ()
    hedge: str = ""
    note: str = ""
    difficulty: int = 50
    marked_as: Format | None = None
    is_marked_up: bool = False
    tags: tuple[str, ...] = ()
    held_out: bool = False

    @property
    def shape(self) -> Format:
        """The format that says how it is answered and marked: a trend item's is that of the item inside it."""
        return self.marked_as or self.format

    def slot(self, slot_id: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.id == slot_id), None)
