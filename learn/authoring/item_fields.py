"""What the form of a question asks for, format by format, in the format's own language. Pure.

Column: one thing asked for of each row. Group: rows that repeat. ShapeForm: what a shape (Item.shape) asks for beside
what every question has: its text, its rows, and lines of plain answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from cards.items.checks import MOST_BLANKS, MOST_EXHIBITS, MOST_OPTIONS
from cards.items.kinds import Format

MOST_ROWS = MOST_OPTIONS
"""Rows of one group: as many as a question may have, so that no question is cut by its form."""

BLANK = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)*)\}")
"""Where a blank stands in a text, by its name."""
PHRASE = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
"""A phrase of a text that can be marked."""


class Sort(Enum):
    """LINE: a line of text; TICK: yes or no; ONE: yes for one row of the group; SAID: shown and not changed here.

    COLUMN, COLUMNS: which of the group `columns` is right for the row, one or any number, by their numbers.
    """

    LINE = "line"
    LONG = "long"
    TICK = "tick"
    ONE = "one"
    SAID = "said"
    COLUMN = "column"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Column:
    """One thing asked for of each row. help: of the whole group, told once."""

    name: str
    label: Any
    sort: Sort = Sort.LINE


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that repeat. one: what a row is called; rows: how many empty ones a new question has."""

    name: str
    label: Any
    one: Any
    columns: tuple[Column, ...]
    rows: int = 4
    most: int = MOST_ROWS
    help: Any = ""
    is_made_of_text: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A field of its own. is_list: an entry a line."""

    name: str
    label: Any
    help: Any = ""
    is_list: bool = False
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class ShapeForm:
    """What a shape asks for. text: what blanks or phrases stand in; blanks: their names in a new question."""

    groups: tuple[Group, ...] = ()
    lines: tuple[Line, ...] = ()
    text: Line | None = None
    blanks: tuple[str, ...] = ()
    stem: Any = ""


WHY = Column("why", _("Why it is wrong (or right)"))
_CHOICE = Column("text", _("Answer"))
_WHY_HELP = _("Say of each wrong answer why it is wrong: students read it afterwards.")


def _choices(name: str, label: Any, right: Sort, help_text: Any, rows: int = 4) -> Group:
    columns = (_CHOICE, Column("right", _("Right"), right), WHY)
    return Group(name, label, _("answer"), columns, rows=rows, help=help_text)


_TEXT = Line("text", _("The sentence with its blanks"), is_long=True)
_COLUMNS = Group("columns", _("Columns"), _("column"), (Column("text", _("Heading")),), rows=2, most=6)

SHAPE_FORMS: Mapping[str, ShapeForm] = {
    Format.MULTIPLE_CHOICE: ShapeForm(
        (_choices("choices", _("Answers to choose from"), Sort.ONE, _("Three or four, one of them right.")),)
    ),
    Format.SELECT_ALL: ShapeForm(
        (_choices("choices", _("Answers to choose from"), Sort.TICK, _("Tick all that are right."), 5),),
        stem=_("Say “Select all that apply.”"),
    ),
    Format.SELECT_N: ShapeForm(
        (_choices("choices", _("Answers to choose from"), Sort.TICK, _("Tick the right ones, two or more."), 5),),
        stem=_("Say how many to choose: as many as are right."),
    ),
    Format.MATRIX_CHOICE: ShapeForm(
        (
            _COLUMNS,
            Group(
                "rows",
                _("Rows"),
                _("row"),
                (Column("text", _("Row")), Column("right", _("Right column"), Sort.COLUMN), WHY),
                rows=3,
                help=_("Each row has one right column."),
            ),
        )
    ),
    Format.MATRIX_RESPONSE: ShapeForm(
        (
            _COLUMNS,
            Group(
                "rows",
                _("Rows"),
                _("row"),
                (Column("text", _("Row")), Column("right", _("Right columns"), Sort.COLUMNS), WHY),
                rows=3,
                help=_("Each row can have any number of right columns, and none."),
            ),
        )
    ),
    Format.DROPDOWN: ShapeForm(
        text=Line(
            "text",
            _("The sentence with its blanks"),
            _("Write {a}, {b} and so on where a blank stands, then press “Update”: each gets its own answers below."),
            is_long=True,
        ),
        blanks=("a",),
    ),
    Format.DYAD: ShapeForm(
        text=Line("text", _TEXT.label, _("With the blanks {a} and {b}, such as: {a} because {b}."), is_long=True),
        blanks=("a", "b"),
    ),
    Format.TRIAD: ShapeForm(
        text=Line("text", _TEXT.label, _("With the blanks {a}, {b} and {c}: {a} because {b} and {c}."), is_long=True),
        blanks=("a", "b", "c"),
    ),
    Format.HIGHLIGHT: ShapeForm(
        (
            Group(
                "phrases",
                _("Phrases"),
                _("phrase"),
                (Column("text", _("Phrase"), Sort.SAID), Column("right", _("Right"), Sort.TICK), WHY),
                rows=0,
                help=_("Tick those that answer the question."),
                is_made_of_text=True,
            ),
        ),
        text=Line(
            "text",
            _("The text with its phrases"),
            _("Put [[double brackets]] around each phrase that can be marked, right or wrong, then press “Update”."),
            is_long=True,
        ),
    ),
    Format.MATCHING: ShapeForm(
        (
            Group(
                "pairs",
                _("Pairs"),
                _("pair"),
                (Column("text", _("Prompt")), Column("answer", _("What goes with it")), Column("why", _("Why"))),
                rows=3,
            ),
            Group(
                "extras",
                _("Further answers that go with nothing"),
                _("answer"),
                (_CHOICE, WHY),
                rows=1,
            ),
        )
    ),
    Format.SHORT_ANSWER: ShapeForm(
        lines=(
            Line("accepts", _("Right answers"), _("One a line, the best wording first."), is_list=True),
            Line("near", _("Words that look like it and are not"), _("One a line; may be empty."), is_list=True),
        )
    ),
    Format.NUMERIC: ShapeForm(
        lines=(
            Line("number", _("The right number"), _("In digits, such as 12.5.")),
            Line("tolerance", _("How far off still counts"), _("Empty for not at all.")),
            Line("unit", _("Unit"), _("Such as mg or months.")),
            Line("units", _("Other words for the unit"), _("One a line; may be empty."), is_list=True),
        )
    ),
    Format.ORDERED: ShapeForm(
        lines=(
            Line(
                "order",
                _("What is put in order"),
                _("One a line, in the right order. They are shown mixed."),
                is_list=True,
            ),
        )
    ),
    Format.BOW_TIE: ShapeForm(
        (
            _choices("actions", _("Actions to take"), Sort.TICK, _("Two are right.")),
            _choices("condition", _("Condition"), Sort.ONE, _("One is right."), 4),
            _choices("parameters", _("Parameters to watch"), Sort.TICK, _("Two are right.")),
        )
    ),
}
"""What each shape asks for; a trend item asks for what its inner format asks, beside its exhibits."""

EXHIBITS = Group(
    "exhibits",
    _("Exhibits"),
    _("exhibit"),
    (
        Column("label", _("Heading, such as a time")),
        Column("text", _("Text"), Sort.LONG),
        Column("table", _("Or a table: a row a line, | between cells, headings first"), Sort.LONG),
    ),
    rows=0,
    most=MOST_EXHIBITS,
)

INNER = tuple(each for each in SHAPE_FORMS if each != Format.BOW_TIE)
"""The formats that a trend item may have inside."""


def blank_group(name: str, number: int) -> Group:
    """The answers of one blank; number: from 1, as it stands in the text."""
    label = _("Blank {%(name)s}") % {"name": name}
    return _choices(f"blank-{name}", label, Sort.ONE, _("Three or more, one of them right."), 3)


def shape_of(made: str, marked_as: str) -> str:
    """The shape whose form is asked for; multiple choice where a trend item does not say yet."""
    if made == Format.TREND:
        return marked_as if marked_as in INNER else Format.MULTIPLE_CHOICE
    return made if made in SHAPE_FORMS else Format.MULTIPLE_CHOICE


def groups_of(shape: str, text: str) -> tuple[Group, ...]:
    """The groups of a shape, those for the blanks of its text among them."""
    form = SHAPE_FORMS[shape]
    return (*form.groups, *(blank_group(name, place) for place, name in enumerate(blanks_of(shape, text), 1)))


def blanks_of(shape: str, text: str) -> tuple[str, ...]:
    """The names of the blanks, in their order: those in the text, before there is one those of a new question."""
    form = SHAPE_FORMS[shape]
    if not form.blanks:
        return ()
    return tuple(dict.fromkeys(BLANK.findall(text)))[:MOST_BLANKS] or form.blanks


def lines_of(shape: str) -> tuple[Line, ...]:
    """The fields of a shape beside its groups, its text first."""
    form = SHAPE_FORMS[shape]
    return (*((form.text,) if form.text else ()), *form.lines)
