"""From what was typed into the form of a fact to its TOML table, and back. Pure.

Typed: a flat table of strings by the names of the form's inputs. "term" is a field, "term__plain" its plain wording,
"members-0-name" a field of the first row, "members-0-slug" what that row is called for ever,
"attributes-0-values-1" the answer of the first attribute for the second subject.

What a table holds and no field shows (a further language, say) stays as it was.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from cards.facts.texts import CAREGIVERS, NURSING, PLAIN
from cards.searching.folding import SMALL_WORDS, fold
from learn.authoring.fact_fields import KIND_FORMS, KindForm
from learn.authoring.form_fields import Field, Rows, Sort

Table = dict[str, Any]
Typed = dict[str, str]

PLAIN_SUFFIX = "__plain"
LONGEST_MADE_UID = 50
LONGEST_MADE_SLUG = 30

_MOST_NUMBERED = 30
_SUBJECTS = "subjects"
_ORDINARY = "nursing"


@dataclass(slots=True)
class Written:
    """places: where in the form a row of the table was typed: {"members[1]": "members-2", "members:spine": ...}."""

    table: Table
    places: dict[str, str] = field(default_factory=dict)


def table_of(kind: str, typed: Mapping[str, str], before: Mapping[str, Any] | None = None) -> Written:
    """The table that was typed, over what it was before."""
    form, old = KIND_FORMS[kind], dict(before or {})
    owned = {name.split(".")[0] for name in _owned(form)}
    written = Written({"kind": kind} | {key: value for key, value in old.items() if key not in owned | {"kind"}})
    for each in form.all_fields():
        value = _value(each, typed, each.name, _at(old, each.name))
        _put(written.table, each.name, value, old)
    for rows in form.all_rows():
        _write_rows(rows, typed, old, written)
    audiences = [_ORDINARY, *([CAREGIVERS] if typed.get(CAREGIVERS) else [])]
    written.table["audiences"] = audiences
    return written


def typed_of(kind: str, table: Mapping[str, Any]) -> Typed:
    """What stands in the form of a fact with this table."""
    form = KIND_FORMS[kind]
    typed: Typed = {}
    for each in form.all_fields():
        _show(each, typed, each.name, _at(table, each.name), table)
    for rows in form.all_rows():
        for number, row in enumerate(_tables(table.get(rows.name))):
            if rows.named_by:
                typed[f"{rows.name}-{number}-slug"] = str(row.get("slug", ""))
            for each in rows.fields:
                name = f"{rows.name}-{number}-{each.name}"
                if each.sort is Sort.BY_SUBJECT:
                    _show_by_subject(each, typed, name, row, table)
                    continue
                outside = _mapping(table.get(each.name)).get(str(row.get("slug")))
                _show(each, typed, name, outside if each.is_outside else row.get(each.name), table)
    return typed


def rows_typed(rows: Rows, typed: Mapping[str, str]) -> int:
    """How many rows of a group were typed: one more than the highest number of one that is not empty."""
    found = re.compile(rf"{rows.name}-(\d{{1,3}})-")
    numbers = [int(match[1]) for name, value in typed.items() if (match := found.match(name)) and value.strip()]
    return max(numbers, default=-1) + 1


def slug_of(text: str, *, taken: Iterable[str], longest: int = LONGEST_MADE_SLUG, otherwise: str = "row") -> str:
    """A name for ever made of a text, unlike those that are taken."""
    words = [word for word in fold(text) if word.isascii()]
    telling = [word for word in words if word not in SMALL_WORDS] or words
    start = ""
    for word in telling:
        if len(start) + len(word) + 1 > longest:
            break
        start = f"{start}-{word}" if start else word
    told = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:8]
    # A text in other letters than these is told by its digest.
    start = start or (telling[0][:longest] if telling else f"{otherwise}-{told}" if text.strip() else otherwise)
    known = taken if isinstance(taken, Set) else set(taken)
    name, number = start, 1
    while name in known:
        number += 1
        name = f"{start}-{number}" if number < _MOST_NUMBERED else f"{start}-{told}-{number}"
    return name


def named(table: Table, uid: str) -> Table:
    """The table of a new fact with its uid; its wrong answers are false by the fact itself."""
    distractors = [{**row, "false_by": row.get("false_by", uid)} for row in _tables(table.get("distractors"))]
    return {"uid": uid, **table, **({"distractors": distractors} if distractors else {})}


def said(value: object, face: str = NURSING) -> str:
    """A text of a table in one face; a plain string is the same in each."""
    if isinstance(value, dict):
        value = value.get(face, "")
    return value if isinstance(value, str) else ""


def repeated_rows(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Rows that have the name of an earlier one: (path of the name, the name). Of a list, each stands there once."""
    for group in ("members", "places", "subjects"):
        seen: set[str] = set()
        for number, row in enumerate(_tables(table.get(group)), 1):
            name = said(row.get("name"))
            key = " ".join(name.split()).casefold()
            if key and key in seen:
                yield f"{group}[{number}].name", name
            seen.add(key)


def heading_of(table: Mapping[str, Any]) -> str:
    """What a fact is about, in a few words: by it a list names it, and an import finds it again."""
    match table.get("kind"):
        case "definition":
            own: object = table.get("term")
        case "set":
            own = table.get("question")
        case "rank":
            own = table.get("scale")
        case "role":
            own = table.get("agent")
        case "contrast":
            own = " / ".join(said(each.get("name")) for each in _tables(table.get(_SUBJECTS)))
        case "statistic":
            own = table.get("measures")
        case "recommendation":
            own = table.get("ask")
        case _:
            asks = _tables(table.get("asks"))
            own = asks[0].get("ask") if asks else table.get("wording")
    return said(own) or said(table.get("wording")) or str(table.get("uid", ""))


def _owned(form: KindForm) -> set[str]:
    outside = {each.name for rows in form.all_rows() for each in rows.fields if each.is_outside}
    return {each.name for each in form.all_fields()} | {rows.name for rows in form.all_rows()} | outside | {"audiences"}


def _write_rows(rows: Rows, typed: Mapping[str, str], old: Table, written: Written) -> None:
    before = _tables(old.get(rows.name))
    by_slug = {row.get("slug"): row for row in before}
    made: list[Table] = []
    outside: dict[str, Table] = {each.name: {} for each in rows.fields if each.is_outside}
    taken = [slug for number in range(rows_typed(rows, typed)) if (slug := typed.get(f"{rows.name}-{number}-slug", ""))]
    for number in range(rows_typed(rows, typed)):
        start = f"{rows.name}-{number}-"
        if not _is_filled(typed, start):
            continue
        row: Table = {}
        slug = typed.get(f"{start}slug", "")
        if rows.named_by:
            slug = slug or slug_of(typed.get(f"{start}{rows.named_by}", ""), taken=taken)
            taken.append(slug)
            row["slug"] = slug
        was = by_slug.get(slug, {}) if rows.named_by else (before[number] if number < len(before) else {})
        for each in rows.fields:
            if each.sort is Sort.BY_SUBJECT:
                row[each.name] = _by_subject(typed, f"{start}{each.name}", was.get(each.name), written.table)
            elif each.is_outside:
                kept = _mapping(old.get(each.name)).get(slug)
                _put(outside[each.name], slug, _value(each, typed, f"{start}{each.name}", kept), {})
            else:
                _put(row, each.name, _value(each, typed, f"{start}{each.name}", was.get(each.name)), {})
        if rows.name == "distractors":
            _found(row, was, old)
        row |= {key: value for key, value in was.items() if key not in row and key not in _names(rows)}
        made.append(row)
        written.places |= dict.fromkeys((f"{rows.name}[{len(made)}]", f"{rows.name}:{slug}"), f"{rows.name}-{number}")
    if made:
        written.table[rows.name] = made
    written.table.update({name: values for name, values in outside.items() if values})


def _is_filled(typed: Mapping[str, str], start: str) -> bool:
    return any(value.strip() for name, value in typed.items() if name.startswith(start) and name != f"{start}slug")


def _found(row: Table, was: Mapping[str, Any], old: Table) -> None:
    """What makes a wrong answer false is the fact itself, unless somebody said otherwise."""
    false_by = was.get("false_by") or old.get("uid")
    if false_by:
        row["false_by"] = false_by


def _names(rows: Rows) -> set[str]:
    return {each.name for each in rows.fields}


def _subject_slugs(table: Mapping[str, Any]) -> list[str]:
    return [str(row.get("slug", "")) for row in _tables(table.get(_SUBJECTS))]


def _by_subject(typed: Mapping[str, str], start: str, before: object, table: Mapping[str, Any]) -> Table:
    values: Table = {}
    was = _mapping(before)
    # Numbered as the rows of the form are, in which some may be empty.
    numbers = sorted({int(match[1]) for name in typed if (match := re.match(rf"{_SUBJECTS}-(\d{{1,3}})-", name))})
    filled = [number for number in numbers if _is_filled(typed, f"{_SUBJECTS}-{number}-")]
    for number, slug in zip(filled, _subject_slugs(table), strict=False):
        value = _text(typed, f"{start}-{number}", was.get(slug))
        if value is not None:
            values[slug] = value
    return values


def _show_by_subject(each: Field, typed: Typed, name: str, row: Mapping[str, Any], table: Mapping[str, Any]) -> None:
    values = _mapping(row.get(each.name))
    for number, slug in enumerate(_subject_slugs(table)):
        _show(Field(each.name, each.label), typed, f"{name}-{number}", values.get(slug), table)


def _value(each: Field, typed: Mapping[str, str], name: str, before: object) -> object:
    """What was typed into a field, as the table has it; None where it is not to stand there."""
    text = typed.get(name, "").strip()
    match each.sort:
        case Sort.TEXT:
            return _text(typed, name, before)
        case Sort.LINE if each.name == "inference" and isinstance(before, dict):
            return {**before, "text": text} if text else None
        case Sort.LIST:
            return _lines(text) or None
        case Sort.TAGS:
            return [tag for part in re.split(r"[,\n]", text) if (tag := " ".join(part.split()))] or None
        case Sort.PAIRS:
            was = _mapping(before)
            pairs = dict(map(_pair, _lines(text)))
            # A text in several faces is kept as long as its nursing wording is.
            return {
                word: was[word] if word in was and said(was[word]) == new else new for word, new in pairs.items()
            } or None
        case Sort.LISTS:
            pairs = dict(map(_pair, _lines(text)))
            return {
                word: [part for each in names.split(";") if (part := each.strip())] for word, names in pairs.items()
            } or None
        case Sort.FLAG:
            return True if text else None
        case Sort.NUMBER:
            return _number(text) if text else None
        case Sort.RANKS:
            return _ranks(text) if text else None
        case Sort.SURVIVAL:
            return "survival" if text else None
        case Sort.AUDIENCE:
            return None
    return text or None


def _show(each: Field, typed: Typed, name: str, value: object, table: Mapping[str, Any]) -> None:
    match each.sort:
        case Sort.TEXT:
            nursing, plain = said(value), said(value, PLAIN)
            typed[name] = nursing
            typed[f"{name}{PLAIN_SUFFIX}"] = plain if plain != nursing and isinstance(value, dict) else ""
        case Sort.LIST:
            typed[name] = "\n".join(map(str, value)) if isinstance(value, list) else ""
        case Sort.TAGS:
            typed[name] = ", ".join(map(str, value)) if isinstance(value, list) else ""
        case Sort.PAIRS:
            typed[name] = "\n".join(f"{word} = {said(meaning)}" for word, meaning in _mapping(value).items())
        case Sort.LISTS:
            typed[name] = "\n".join(f"{word} = {'; '.join(names)}" for word, names in _mapping(value).items())
        case Sort.FLAG:
            typed[name] = "on" if value else ""
        case Sort.NUMBER:
            typed[name] = "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)
        case Sort.RANKS:
            ranks = value if isinstance(value, list) else [] if value is None else [value]
            typed[name] = ", ".join(map(str, ranks))
        case Sort.AUDIENCE:
            typed[name] = "on" if CAREGIVERS in _list(table.get("audiences")) else ""
        case Sort.SURVIVAL:
            typed[name] = "on" if value == "survival" else ""
        case _:
            typed[name] = said(value, "text") if isinstance(value, dict) else said(value)


def _text(typed: Mapping[str, str], name: str, before: object) -> object:
    nursing, plain = typed.get(name, "").strip(), typed.get(f"{name}{PLAIN_SUFFIX}", "").strip()
    if not nursing and not plain:
        return None
    was = _mapping(before)
    others = {face: wording for face, wording in was.items() if face not in (NURSING, PLAIN)}
    if plain and plain != nursing:
        # A note may be for caregivers alone.
        return ({NURSING: nursing} if nursing else {}) | {PLAIN: plain, **others}
    if was and PLAIN not in was:
        return {NURSING: nursing, **others}
    return {NURSING: nursing, PLAIN: nursing, **others} if others else nursing


def _put(table: Table, name: str, value: object, old: Mapping[str, Any]) -> None:
    """Puts a value where it belongs; a name with a dot stands in a table of its own."""
    if value is None:
        return
    outer, _, inner = name.partition(".")
    if inner:
        kept = {key: each for key, each in _mapping(old.get(outer)).items() if key not in ("claim", "reason")}
        table.setdefault(outer, kept)[inner] = value
    else:
        table[name] = value


def _at(table: Mapping[str, Any], name: str) -> object:
    outer, _, inner = name.partition(".")
    return _mapping(table.get(outer)).get(inner) if inner else table.get(name)


def _pair(line: str) -> tuple[str, str]:
    word, _, rest = line.partition("=")
    return word.strip(), rest.strip()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(text: str) -> object:
    """The number typed, or the text itself, of which the reader then says that it is none."""
    bare = re.sub(r"(?<=\d)[,\u202f\u00a0 ](?=\d{3}\b)", "", text)
    if not re.fullmatch(r"[-+\u2212]?(\d+([.]\d*)?|[.]\d+)", bare):
        return text
    number = float(bare.replace("\u2212", "-"))
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _ranks(text: str) -> object:
    ranks: list[int] = []
    for part in re.split(r"[,;\s]+", text.strip()):
        match = re.fullmatch(r"(\d{1,3})(?:[-\u2013](\d{1,3}))?", part)
        if match is None:
            return text
        first, last = int(match[1]), int(match[2] or match[1])
        ranks += range(first, last + 1)
    return ranks


def _tables(value: object) -> Sequence[Table]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Table:
    return value if isinstance(value, dict) else {}
