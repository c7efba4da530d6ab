"""The form of a question as its page shows it: fields and rows with what was typed and what is wrong with it.

ShownCell: one field of a row; ShownRow, ShownGroup: rows and groups of them; ShownLine: a field of its own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from cards.items.kinds import Format
from learn.authoring.item_fields import EXHIBITS, Column, Group, Line, Sort, lines_of
from learn.authoring.item_problems import Told
from learn.authoring.item_sheets import Row, Sheet

FIRST = (
    Line(
        "stem",
        _("The question"),
        _("Markdown: **bold**, lists, tables. The last paragraph is the question itself, what is before it its case."),
        is_long=True,
    ),
)
REASONS = (
    Line("rationale", _("Why the right answer is right"), _("Students read it after they answered."), is_long=True),
)
MORE = (
    Line("hedge", _("How certain the source is"), _("Its own words, such as “often”; shown with the answer.")),
    Line("note", _("A note, shown with the answer"), is_long=True),
    Line("tags", _("Tags"), _("Between commas: words by which you find it again.")),
    Line("difficulty", _("Difficulty, 0 to 100"), _("Empty: worked out by the formula.")),
)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """column: what is asked for; choices: (value, words, whether it is chosen) of a choice among columns."""

    column: Column
    name: str
    id: str
    value: str
    is_on: bool = False
    choices: tuple[tuple[str, str, bool], ...] = ()

    @property
    def sort(self) -> str:
        return self.column.sort.value


@dataclass(frozen=True, slots=True)
class ShownRow:
    """number: from 0, as the names of its fields have it; hidden: (name, value) of what names it for ever."""

    number: int
    cells: tuple[ShownCell, ...]
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with its rows, and what is wrong with it."""

    group: Group
    rows: tuple[ShownRow, ...]
    errors: tuple[str, ...]

    @property
    def may_grow(self) -> bool:
        return not self.group.is_made_of_text and len(self.rows) < self.group.most


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A field of its own."""

    line: Line
    value: str
    errors: tuple[str, ...]

    @property
    def is_area(self) -> bool:
        return self.line.is_long or self.line.is_list


@dataclass(slots=True)
class ItemForm:
    """The form of a sheet. grown: the group that gets a row more."""

    sheet: Sheet
    problems: Sequence[Told] = ()
    grown: str = ""
    errors: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.errors = {}
        for each in self.problems:
            self.errors.setdefault(each.at, []).append(each.message)

    @property
    def stem(self) -> list[ShownLine]:
        return self._lines(FIRST)

    @property
    def answers(self) -> list[ShownLine]:
        return self._lines(lines_of(self.sheet.shape))

    @property
    def reasons(self) -> list[ShownLine]:
        return self._lines(REASONS)

    @property
    def more(self) -> list[ShownLine]:
        return self._lines(MORE)

    @property
    def groups(self) -> list[ShownGroup]:
        return [self._group(group) for group in self.sheet.groups]

    @property
    def exhibits(self) -> ShownGroup:
        return self._group(EXHIBITS)

    @property
    def has_more(self) -> bool:
        """Whether something is written among what is folded away, or wrong with it."""
        return any(each.errors or (each.value and each.line.name != "difficulty") for each in self.more)

    @property
    def kept(self) -> str:
        """What the form does not show, to be sent along."""
        return json.dumps(self.sheet.kept, ensure_ascii=False) if self.sheet.kept else ""

    def _lines(self, lines: Iterable[Line]) -> list[ShownLine]:
        return [ShownLine(each, self.sheet.value(each.name), tuple(self.errors.get(each.name, ()))) for each in lines]

    def _group(self, group: Group) -> ShownGroup:
        rows = self.sheet.of(group.name)
        count = len(rows)
        if not group.is_made_of_text:
            # A trend is nothing without its exhibits: one is there to be filled in.
            least = 1 if group is EXHIBITS and self.sheet.made == Format.TREND else 0
            count = max(count, least, self.sheet.shown.get(group.name, group.rows)) + (self.grown == group.name)
        shown = tuple(
            self._row(group, number, rows[number] if number < len(rows) else {})
            for number in range(min(count, group.most))
        )
        return ShownGroup(group, shown, tuple(self.errors.get(group.name, ())))

    def _row(self, group: Group, number: int, row: Row) -> ShownRow:
        start = f"{group.name}-{number}-"
        cells = tuple(self._cell(group, column, number, row) for column in group.columns)
        hidden = [(f"{start}{name}", row[name]) for name in ("id", "answer_id") if name in row]
        hidden += [(f"{start}{each.name}", row.get(each.name, "")) for each in group.columns if each.sort is Sort.SAID]
        return ShownRow(number, cells, tuple(hidden))

    def _cell(self, group: Group, column: Column, number: int, row: Row) -> ShownCell:
        name = f"{group.name}-{number}-{column.name}"
        value = row.get(column.name, "")
        if column.sort is Sort.ONE:
            return ShownCell(column, f"{group.name}-{column.name}", f"id_{name}", str(number), bool(value))
        if column.sort in (Sort.COLUMN, Sort.COLUMNS):
            chosen = value.split(",")
            return ShownCell(column, name, f"id_{name}", value, choices=tuple(self._columns(chosen)))
        return ShownCell(column, name, f"id_{name}", value, bool(value))

    def _columns(self, chosen: Sequence[str]) -> Iterable[tuple[str, str, bool]]:
        rows = self.sheet.of("columns")
        count = max(len(rows), self.sheet.shown.get("columns", 2))
        for number in range(1, count + 1):
            text = rows[number - 1].get("text", "") if number <= len(rows) else ""
            yield str(number), f"{number}. {text}" if text else _("Column %(n)d") % {"n": number}, str(number) in chosen


def labels(form: ItemForm) -> Mapping[str, Any]:
    """What the fields and groups are called, by the names by which problems tell of them."""
    lines = (*FIRST, *lines_of(form.sheet.shape), *REASONS, *MORE)
    named: dict[str, Any] = {line.name: line.label for line in lines}
    named |= {group.name: group.label for group in (*form.sheet.groups, EXHIBITS)}
    return named | {"topic": _("Topic"), "facts": _("Facts it rests on")}
