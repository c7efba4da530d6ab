"""Sheet: a question as its form holds it. Pure.

What the form does not show of a question's table (what makes an answer false, which fact a row is about ...) is kept
beside it and put back where the same slot and option stand again.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.facts.tables import LONGEST_TEXT, is_slug
from cards.items.kinds import Format
from learn.authoring.item_fields import (
    EXHIBITS,
    MOST_ROWS,
    PHRASE,
    SHAPE_FORMS,
    Group,
    Sort,
    groups_of,
    shape_of,
)

Row = dict[str, str]
Table = dict[str, Any]
Kept = dict[str, dict[str, Any]]

VALUES = ("stem", "text", "rationale", "hedge", "note", "topic", "tags", "difficulty", "register")
FLAGS = ("held_out", "is_survival")
LONGEST_TYPED = 20_000
"""Characters of one field that are looked at and sent back; the limits of each are far below."""

_MOST_KEPT = 400
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?")


@dataclass(slots=True)
class Sheet:
    """A question as it is typed. made: its format; marked_as: the inner one of a trend; values: fields by name.

    rows: of each group, without those that are empty. shown: how many rows of a group the page shows. kept: what the
    form does not show, by "slot" or "slot/option"; uid: empty while it is new.
    """

    made: str = Format.MULTIPLE_CHOICE
    marked_as: str = ""
    values: dict[str, str] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    facts: list[str] = field(default_factory=list)
    kept: Kept = field(default_factory=dict)

    @property
    def shape(self) -> str:
        return shape_of(self.made, self.marked_as)

    @property
    def groups(self) -> tuple[Group, ...]:
        return groups_of(self.shape, self.value("text"))

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def of(self, name: str) -> list[Row]:
        return self.rows.get(name, [])

    def entries(self, name: str) -> list[str]:
        """The entries of a field that has one a line."""
        return [line for each in self.value(name).splitlines() if (line := " ".join(each.split()))]

    def tags(self) -> list[str]:
        return [tag for each in self.value("tags").split(",") if (tag := " ".join(each.split()))]

    def number(self, name: str) -> float | None:
        """A number as it was typed; None for none and for what is none."""
        typed = self.value(name).strip()
        if not _NUMBER.fullmatch(typed):
            return None
        found = float(typed.replace(",", "."))
        return found if math.isfinite(found) else None


def from_data(data: Mapping[str, Sequence[str]]) -> Sheet:
    """The sheet that a form sent."""
    made = _first(data, "format")
    sheet = Sheet(made=made if made in tuple(Format) else Format.MULTIPLE_CHOICE, marked_as=_first(data, "marked_as"))
    lines = [line.name for form in SHAPE_FORMS.values() for line in form.lines]
    sheet.values = {name: _first(data, name) for name in dict.fromkeys((*VALUES, *lines))}
    sheet.flags = {name: bool(_first(data, name)) for name in FLAGS}
    sheet.facts = [uid for uid in dict.fromkeys(data.get("facts", ())) if is_slug(uid)][:MOST_ROWS]
    sheet.kept = _kept(_first(data, "kept", longest=100_000))
    for group in (*sheet.groups, EXHIBITS):
        count = _first(data, f"{group.name}-count")
        sheet.shown[group.name] = min(int(count), group.most) if re.fullmatch(r"\d{1,3}", count) else group.rows
        sheet.rows[group.name] = [row for number in range(group.most) if (row := _row(data, group, number))]
    if sheet.shape == Format.HIGHLIGHT:
        sheet.rows["phrases"] = phrases(sheet)
    return sheet


def phrases(sheet: Sheet) -> list[Row]:
    """The phrases that the text marks, each with what was said of it before."""
    known = {row.get("text", ""): row for row in sheet.of("phrases")}
    found = [" ".join(each.split()) for each in PHRASE.findall(sheet.value("text"))][:MOST_ROWS]
    return [{**known.get(text, {}), "text": text} for text in found]


def _row(data: Mapping[str, Sequence[str]], group: Group, number: int) -> Row:
    """What stands in one row; empty where nothing does."""
    start = f"{group.name}-{number}-"
    row: Row = {}
    for column in group.columns:
        if column.sort is Sort.ONE:
            value = "on" if _first(data, f"{group.name}-{column.name}") == str(number) else ""
        elif column.sort is Sort.COLUMNS:
            value = ",".join(each for each in data.get(start + column.name, ()) if re.fullmatch(r"\d{1,2}", each))
        elif column.sort is Sort.LONG:
            value = _first(data, start + column.name).replace("\r\n", "\n").strip()
        else:
            value = " ".join(_first(data, start + column.name).split(" ")).strip()
        if value:
            row[column.name] = value
    if not row or (group.is_made_of_text and "text" not in row):
        return {}
    for name in ("id", "answer_id"):
        if is_slug(known := _first(data, start + name)):
            row[name] = known
    return row


def _first(data: Mapping[str, Sequence[str]], name: str, *, longest: int = LONGEST_TYPED) -> str:
    values = data.get(name, ())
    return values[0][:longest] if values else ""


def _kept(sent: str) -> Kept:
    """What a form kept, as far as it is what a form of ours keeps."""
    try:
        data = json.loads(sent or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(data, dict) or len(data) > _MOST_KEPT:
        return {}
    return {str(key): values for key, values in data.items() if isinstance(values, dict) and _is_whole(values)}


def _is_whole(values: Mapping[str, Any]) -> bool:
    def is_plain(value: Any) -> bool:
        if isinstance(value, list):
            return len(value) <= _MOST_KEPT and all(isinstance(each, int) for each in value)
        return isinstance(value, bool) or (isinstance(value, str) and len(value) <= LONGEST_TEXT)

    return len(values) <= _MOST_KEPT and all(is_plain(value) for value in values.values())
