"""Opening the table of a question, as the project's TOML has it, in the sheet that its form shows. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cards.items.kinds import Format, Item
from cards.items.markup import plain
from cards.items.payload import item_payload
from learn.authoring.item_fields import BLANK, EXHIBITS
from learn.authoring.item_making import KEPT_OF_OPTION, KEPT_OF_SLOT
from learn.authoring.item_sheets import Row, Sheet, Table

_MARKS = "\\`*_[]<>#|"


def sheet_of(table: Mapping[str, Any]) -> Sheet:
    """The sheet of a question's table; of one that is malformed, what it asks alone."""
    try:
        return _sheet_of(table)
    except (AttributeError, KeyError, TypeError, ValueError):
        stem = table.get("stem")
        return Sheet(made=Format.MULTIPLE_CHOICE, values={"stem": stem if isinstance(stem, str) else ""})


def _sheet_of(table: Mapping[str, Any]) -> Sheet:
    made = str(table.get("format", Format.MULTIPLE_CHOICE))
    sheet = Sheet(made=made if made in tuple(Format) else Format.MULTIPLE_CHOICE)
    sheet.marked_as = str(table.get("marked_as", ""))
    is_marked_up = bool(table.get("is_marked_up"))
    for name in ("stem", "rationale", "note"):
        text = str(table.get(name, ""))
        sheet.values[name] = text if is_marked_up else escaped(text)
    for name in ("text", "hedge", "topic", "register"):
        sheet.values[name] = str(table.get(name, ""))
    sheet.values["tags"] = ", ".join(map(str, table.get("tags", ())))
    sheet.values["difficulty"] = str(table.get("difficulty", ""))
    sheet.flags = {"held_out": bool(table.get("held_out")), "is_survival": table.get("sensitivity") == "survival"}
    sheet.facts = [str(uid) for uid in table.get("facts", ())]
    sheet.rows[EXHIBITS.name] = [_exhibit(each, is_marked_up) for each in table.get("exhibits", ())]
    slots: list[Table] = list(table.get("slots", ()))
    _keep(sheet, table, slots)
    if slots:
        _OPEN[sheet.shape](sheet, slots)
    return sheet


def written_table(item: Item, *, local: Callable[[str], str]) -> Table:
    """The table of any item there is, for a copy of it; local: the name that a library's author knows a uid by."""
    table = item_payload(item)
    table["facts"] = [local(uid) for uid in item.facts]
    for slot in table["slots"]:
        for each in (slot, *slot.get("options", ())):
            for name in ("fact", "false_by"):
                if each.get(name):
                    each[name] = local(each[name])
        for option in slot.get("options", ()):
            option["right"] = option.pop("is_key", False)
    return table


def escaped(text: str) -> str:
    """Plain text as Markdown that says the same."""
    if plain(text) == text:
        return text
    return "".join(f"\\{letter}" if letter in _MARKS else letter for letter in text)


def _keep(sheet: Sheet, table: Mapping[str, Any], slots: Sequence[Table]) -> None:
    whole: dict[str, Any] = {"paragraphs": list(table.get("paragraphs", ()))}
    if len(slots) == 1:
        whole["slot"] = slots[0]["id"]
    sheet.kept[""] = whole
    for slot in slots:
        if own := {name: slot[name] for name in KEPT_OF_SLOT if slot.get(name)}:
            sheet.kept[slot["id"]] = own
        for option in slot.get("options", ()):
            if own := {name: option[name] for name in KEPT_OF_OPTION if option.get(name)}:
                sheet.kept[f"{slot['id']}/{option['id']}"] = own


def _exhibit(exhibit: Mapping[str, Any], is_marked_up: bool) -> Row:
    text = str(exhibit.get("text", ""))
    lines = (" | ".join(cell.replace("|", "\\|") for cell in row) for row in exhibit.get("rows", ()))
    row = {
        "label": str(exhibit.get("label", "")),
        "text": text if is_marked_up else escaped(text),
        "table": "\n".join(lines),
    }
    return {name: value for name, value in row.items() if value}


def _row(**values: Any) -> Row:
    return {name: str(value) for name, value in values.items() if value}


def _choices(options: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [
        _row(id=each["id"], text=each["text"], right="on" if each.get("right") else "", why=each.get("why"))
        for each in options
    ]


def _single(sheet: Sheet, slots: Sequence[Table]) -> None:
    sheet.rows["choices"] = _choices(slots[0].get("options", ()))


def _by_slot(sheet: Sheet, slots: Sequence[Table]) -> None:
    for slot in slots:
        name = slot["id"] if sheet.shape == Format.BOW_TIE else f"blank-{slot['id']}"
        sheet.rows[name] = _choices(slot.get("options", ()))


def _highlight(sheet: Sheet, slots: Sequence[Table]) -> None:
    texts = {each["id"]: each["text"] for each in slots[0].get("options", ())}
    sheet.rows["phrases"] = _choices(slots[0].get("options", ()))
    text = sheet.value("text")
    sheet.values["text"] = BLANK.sub(lambda match: f"[[{texts.get(match[1], match[1])}]]", text)
    # In the order in which they stand in the text, as they are read from it again.
    order = {name: place for place, name in enumerate(BLANK.findall(text))}
    sheet.rows["phrases"].sort(key=lambda row: order.get(row.get("id", ""), 0))


def _matrix_choice(sheet: Sheet, slots: Sequence[Table]) -> None:
    columns = list(slots[0].get("options", ()))
    numbers = {each["id"]: number for number, each in enumerate(columns, 1)}
    sheet.rows["columns"] = [_row(id=each["id"], text=each["text"]) for each in columns]
    sheet.rows["rows"] = [
        _row(
            id=slot["id"],
            text=slot.get("label"),
            right=next((numbers.get(each["id"], "") for each in slot.get("options", ()) if each.get("right")), ""),
            why=slot.get("why") or _why_wrong(slot),
        )
        for slot in slots
    ]


def _matrix_response(sheet: Sheet, slots: Sequence[Table]) -> None:
    sheet.rows["columns"] = [_row(id=slot["id"], text=slot.get("label")) for slot in slots]
    right: dict[str, list[str]] = {}
    for number, slot in enumerate(slots, 1):
        for each in slot.get("options", ()):
            right.setdefault(each["id"], []).extend([str(number)] if each.get("right") else [])
    sheet.rows["rows"] = [
        _row(id=each["id"], text=each["text"], right=",".join(right[each["id"]]), why=each.get("why"))
        for each in slots[0].get("options", ())
    ]


def _matching(sheet: Sheet, slots: Sequence[Table]) -> None:
    keys: dict[str, Mapping[str, Any]] = {}
    for slot in slots:
        keys[slot["id"]] = next((each for each in slot.get("options", ()) if each.get("right")), {})
    sheet.rows["pairs"] = [
        _row(
            id=slot["id"],
            text=slot.get("label"),
            answer=keys[slot["id"]].get("text"),
            answer_id=keys[slot["id"]].get("id"),
            why=slot.get("why"),
        )
        for slot in slots
    ]
    taken = {key.get("id") for key in keys.values()}
    extras = [each for each in slots[0].get("options", ()) if each["id"] not in taken]
    # Where it has no reason of its own, it was given that of its pair.
    of_pair = slots[0].get("why")
    sheet.rows["extras"] = [
        _row(id=each["id"], text=each["text"], why=each.get("why") if each.get("why") != of_pair else "")
        for each in extras
    ]


def _why_wrong(slot: Mapping[str, Any]) -> str:
    return next((str(each["why"]) for each in slot.get("options", ()) if each.get("why")), "")


def _short(sheet: Sheet, slots: Sequence[Table]) -> None:
    for name in ("accepts", "near"):
        sheet.values[name] = "\n".join(slots[0].get(name, ()))


def _numeric(sheet: Sheet, slots: Sequence[Table]) -> None:
    slot = slots[0]
    for name in ("number", "tolerance"):
        sheet.values[name] = f"{slot[name]:.12g}" if slot.get(name) is not None else ""
    sheet.values["unit"] = str(slot.get("unit", ""))
    sheet.values["units"] = "\n".join(slot.get("units", ()))


def _ordered(sheet: Sheet, slots: Sequence[Table]) -> None:
    options = slots[0].get("options", ())
    sheet.values["order"] = "\n".join(each["text"] for each in options)
    sheet.kept["order"] = {each["text"]: each["id"] for each in options}


_OPEN: Mapping[str, Callable[[Sheet, Sequence[Table]], None]] = {
    Format.MULTIPLE_CHOICE: _single,
    Format.SELECT_ALL: _single,
    Format.SELECT_N: _single,
    Format.MATRIX_CHOICE: _matrix_choice,
    Format.MATRIX_RESPONSE: _matrix_response,
    Format.DROPDOWN: _by_slot,
    Format.DYAD: _by_slot,
    Format.TRIAD: _by_slot,
    Format.HIGHLIGHT: _highlight,
    Format.MATCHING: _matching,
    Format.SHORT_ANSWER: _short,
    Format.NUMERIC: _numeric,
    Format.ORDERED: _ordered,
    Format.BOW_TIE: _by_slot,
}
