"""Making the table of a question, as the project's TOML has it, of the sheet that its form holds. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cards.facts.tables import is_slug
from cards.items.kinds import ANY, Format
from learn.authoring.item_fields import PHRASE, SHAPE_FORMS, blanks_of
from learn.authoring.item_sheets import Row, Sheet, Table

KEPT_OF_OPTION = ("false_by", "fact")
KEPT_OF_SLOT = ("label", "fact", "why", "is_fixed")
"""What the form does not show of an option and of a slot."""

_CELLS = re.compile(r"(?<!\\)\|")


def table_of(sheet: Sheet, uid: str) -> Table:
    """The table of the question, as far as it is written; the reader says what is wrong with it."""
    plain = sheet.value("register") == "plain"
    table: Table = {
        "uid": uid,
        "format": sheet.made,
        "register": "plain" if plain else "nursing",
        "topic": sheet.value("topic"),
        "stem": _prose(sheet.value("stem")),
        "facts": list(sheet.facts),
        "audiences": ["caregivers" if plain else "nursing"],
        "rationale": _prose(sheet.value("rationale")),
        "is_marked_up": True,
        "slots": _SLOTS[sheet.shape](sheet),
    }
    optional: Table = {
        "marked_as": sheet.shape if sheet.made == Format.TREND else "",
        "sensitivity": "survival" if sheet.flags.get("is_survival") else "",
        "text": _text(sheet),
        "exhibits": [_exhibit(row) for row in sheet.of("exhibits")],
        "hedge": sheet.value("hedge").strip(),
        "note": _prose(sheet.value("note")),
        "tags": sheet.tags(),
        "held_out": bool(sheet.flags.get("held_out")),
        "paragraphs": sheet.kept.get("", {}).get("paragraphs", []),
    }
    table |= {name: value for name, value in optional.items() if value}
    if re.fullmatch(r"\d{1,3}", sheet.value("difficulty").strip()):
        table["difficulty"] = int(sheet.value("difficulty"))
    return table


def _prose(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _text(sheet: Sheet) -> str:
    if SHAPE_FORMS[sheet.shape].text is None:
        return ""
    text = " ".join(sheet.value("text").split())
    if sheet.shape != Format.HIGHLIGHT:
        return text
    ids = iter(_ids(sheet.of("phrases"), "p"))
    return PHRASE.sub(lambda match: f"{{{next(ids, 'p')}}}", text)


def _exhibit(row: Row) -> Table:
    exhibit: Table = {"label": row.get("label", "")}
    if text := _prose(row.get("text", "")):
        exhibit["text"] = text
    if cells := cells_of(row.get("table", "")):
        exhibit["rows"] = cells
    return exhibit


def cells_of(typed: str) -> list[list[str]]:
    """The cells of a table as it is typed; a line of dashes under the headings says nothing."""
    found = []
    for line in typed.splitlines():
        bare = line.strip()
        if bare and set(bare) - set("|-: "):
            cells = _CELLS.split(bare.removeprefix("|").removesuffix("|"))
            found.append([" ".join(cell.replace("\\|", "|").split()) for cell in cells])
    return found


def _ids(rows: Iterable[Row], prefix: str, name: str = "id") -> list[str]:
    """A name for each row: its own where it has one, else a new one."""
    rows = list(rows)
    taken = {row[name] for row in rows if name in row}
    ids: list[str] = []
    number = 0
    for row in rows:
        own = row.get(name, "")
        while not own or own in ids:
            number += 1
            own = f"{prefix}{number}" if f"{prefix}{number}" not in taken else ""
        ids.append(own)
    return ids


def _option(sheet: Sheet, slot: str, option_id: str, text: str, *, is_key: bool, why: str = "") -> Table:
    kept = sheet.kept.get(f"{slot}/{option_id}", {})
    option = {"id": option_id, "text": text, "right": is_key, "why": why}
    # What makes an answer false is said of no right one.
    option |= {
        name: kept[name] for name in ("false_by", "fact") if kept.get(name) and not (is_key and name == "false_by")
    }
    return {name: value for name, value in option.items() if value or name == "text"}


def _slot(sheet: Sheet, slot: str, **values: Any) -> Table:
    kept = sheet.kept.get(slot, {})
    return {"id": slot} | {name: kept[name] for name in KEPT_OF_SLOT if kept.get(name)} | values


def _own(sheet: Sheet) -> str:
    """The name of the only slot."""
    name = str(sheet.kept.get("", {}).get("slot", ""))
    return name if is_slug(name) else "answer"


def _options(sheet: Sheet, slot: str, rows: Sequence[Row], prefix: str) -> list[Table]:
    return [
        _option(sheet, slot, own, row.get("text", ""), is_key="right" in row, why=row.get("why", ""))
        for own, row in zip(_ids(rows, prefix), rows, strict=True)
    ]


def _single(group: str, prefix: str, choose: int | None) -> Any:
    def slots(sheet: Sheet) -> list[Table]:
        rows = sheet.of(group)
        keys = sum("right" in row for row in rows)
        return [
            _slot(
                sheet,
                _own(sheet),
                options=_options(sheet, _own(sheet), rows, prefix),
                choose=keys if choose is None else choose,
            )
        ]

    return slots


def _blanks(sheet: Sheet) -> list[Table]:
    names = blanks_of(sheet.shape, sheet.value("text"))
    return [_slot(sheet, name, options=_options(sheet, name, sheet.of(f"blank-{name}"), f"{name}-")) for name in names]


def _bow_tie(sheet: Sheet) -> list[Table]:
    return [
        _slot(
            sheet,
            group.name,
            label=str(group.label),
            options=_options(sheet, group.name, sheet.of(group.name), group.name[0]),
            choose=count,
        )
        for group, count in zip(sheet.groups, (2, 1, 2), strict=True)
    ]


def _matrix_choice(sheet: Sheet) -> list[Table]:
    columns = list(zip(_ids(sheet.of("columns"), "c"), sheet.of("columns"), strict=True))
    slots = []
    for own, row in zip(_ids(sheet.of("rows"), "r"), sheet.of("rows"), strict=True):
        why = row.get("why", "")
        options = [
            _option(sheet, own, column, said.get("text", ""), is_key=is_key, why="" if is_key else why)
            for number, (column, said) in enumerate(columns, 1)
            for is_key in [row.get("right") == str(number)]
        ]
        slots.append(_slot(sheet, own, label=row.get("text", ""), options=options, is_fixed=True, **_given(why=why)))
    return slots


def _matrix_response(sheet: Sheet) -> list[Table]:
    rows = list(zip(_ids(sheet.of("rows"), "r"), sheet.of("rows"), strict=True))
    slots = []
    for number, (own, column) in enumerate(zip(_ids(sheet.of("columns"), "c"), sheet.of("columns"), strict=True), 1):
        options = [
            _option(
                sheet,
                own,
                row_id,
                row.get("text", ""),
                is_key=str(number) in row.get("right", "").split(","),
                why=row.get("why", ""),
            )
            for row_id, row in rows
        ]
        slots.append(_slot(sheet, own, label=column.get("text", ""), options=options, choose=ANY, is_fixed=True))
    return slots


def _matching(sheet: Sheet) -> list[Table]:
    pairs, extras = sheet.of("pairs"), sheet.of("extras")
    named = [{"id": row["answer_id"]} if "answer_id" in row else {} for row in pairs]
    ids = _ids([*named, *extras], "m")
    texts = [*(row.get("answer", "") for row in pairs), *(row.get("text", "") for row in extras)]
    slots = []
    for place, (own, pair) in enumerate(zip(_ids(pairs, "w"), pairs, strict=True)):
        why = pair.get("why", "")
        options = []
        for number, (answer, text) in enumerate(zip(ids, texts, strict=True)):
            said = extras[number - len(pairs)].get("why", why) if number >= len(pairs) else why
            options.append(
                _option(sheet, own, answer, text, is_key=number == place, why="" if number == place else said)
            )
        slots.append(_slot(sheet, own, label=pair.get("text", ""), options=options, **_given(why=why)))
    return slots


def _short(sheet: Sheet) -> list[Table]:
    return [_slot(sheet, _own(sheet), accepts=sheet.entries("accepts"), **_given(near=sheet.entries("near")))]


def _numeric(sheet: Sheet) -> list[Table]:
    values = {name: sheet.number(name) for name in ("number", "tolerance")}
    numbers = {
        name: int(value) if value == int(value) else value for name, value in values.items() if value is not None
    }
    unit = " ".join(sheet.value("unit").split())
    return [_slot(sheet, _own(sheet), **numbers, **_given(unit=unit, units=sheet.entries("units")))]


def _ordered(sheet: Sheet) -> list[Table]:
    lines = sheet.entries("order")
    ids = sheet.kept.get("order", {})
    rows = [{"id": str(ids[line])} if is_slug(str(ids.get(line, ""))) else {} for line in lines]
    named = zip(_ids(rows, "s"), lines, strict=True)
    options = [_option(sheet, _own(sheet), own, line, is_key=True) for own, line in named]
    return [_slot(sheet, _own(sheet), options=options, choose=len(lines))]


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


_SLOTS: Mapping[str, Any] = {
    Format.MULTIPLE_CHOICE: _single("choices", "o", 1),
    Format.SELECT_ALL: _single("choices", "o", ANY),
    Format.SELECT_N: _single("choices", "o", None),
    Format.MATRIX_CHOICE: _matrix_choice,
    Format.MATRIX_RESPONSE: _matrix_response,
    Format.DROPDOWN: _blanks,
    Format.DYAD: _blanks,
    Format.TRIAD: _blanks,
    Format.HIGHLIGHT: _single("phrases", "p", ANY),
    Format.MATCHING: _matching,
    Format.SHORT_ANSWER: _short,
    Format.NUMERIC: _numeric,
    Format.ORDERED: _ordered,
    Format.BOW_TIE: _bow_tie,
}
