"""What is wrong with a question that is being written, in its author's words. Told: one such thing, and where.

What the reader of tables would find is looked for here first, in the language of the form; what only the reader sees is
told as it says it.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cards.facts.item_readers import LONGEST_TAG, MOST_TAGS, read_item
from cards.facts.problems import Problem, Spot
from cards.facts.tables import LONGEST_PASSAGE, Fields
from cards.items import markup
from cards.items.checks import FEWEST_CHOICES, MOST_CHOICES, structure_problems
from cards.items.kinds import Format, Item
from learn.authoring.item_fields import BLANK, EXHIBITS, PHRASE, Group, Sort
from learn.authoring.item_making import cells_of
from learn.authoring.item_sheets import Row, Sheet, Table

_HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Told:
    """at: the name of the field or group, as the page's ids have it; empty for the question as a whole."""

    at: str
    message: str


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it was read. item: None where it is not even that; is_showable: whether it can be answered."""

    item: Item | None
    problems: tuple[Told, ...]
    is_showable: bool


def read(sheet: Sheet, table: Table, *, pictures: Collection[str]) -> Read:
    """The item of a table that was made of this sheet, and all that keeps it from being stored.

    pictures: the ids of those that the library has.
    """
    found: list[Problem] = []
    item = read_item(Fields(table, Spot("", found)))
    own = [*_problems(sheet), *_of_pictures(item, pictures)]
    if not own:
        own = [Told("", _tidied(problem.message)) for problem in found]
    return Read(item, tuple(dict.fromkeys(own)), item is not None and _is_showable(item))


def _is_showable(item: Item) -> bool:
    """Whether it has all that it takes to answer it, whatever else it lacks."""
    whole = replace(
        item,
        facts=item.facts or ("fact",),
        stem=item.stem if item.stem.strip() else "?",
        difficulty=min(item.difficulty, 100),
        is_marked_up=False,
        exhibits=(),
        format=item.shape,
        marked_as=None,
    )
    return not structure_problems(whole)


def _problems(sheet: Sheet) -> Iterator[Told]:
    yield from _whole(sheet)
    yield from _lengths(sheet)
    for group in (*sheet.groups, EXHIBITS):
        yield from _rows(group, sheet.of(group.name))
    yield from _COUNTS.get(sheet.shape, _nothing)(sheet)
    yield from _exhibits(sheet)
    for name, text in _marked(sheet):
        for problem in markup.problems(text):
            yield Told(name, _markup_words(problem))


def _whole(sheet: Sheet) -> Iterator[Told]:
    if not sheet.value("stem").strip():
        yield Told("stem", _("Please write the question."))
    if not sheet.value("topic"):
        yield Told("topic", _("Please choose a topic."))
    if not sheet.facts:
        yield Told("facts", _("Please choose at least one fact that the question rests on."))
    if not sheet.value("rationale").strip():
        yield Told("rationale", _("Please say why the right answer is right."))
    typed = sheet.value("difficulty").strip()
    if typed and not (typed.isascii() and typed.isdigit() and int(typed[:4]) <= 100):
        yield Told("difficulty", _("Please give a whole number from 0 (easiest) to 100, or nothing."))
    tags = sheet.tags()
    if len(tags) > MOST_TAGS:
        yield Told("tags", _("There can be %(most)d tags at most.") % {"most": MOST_TAGS})
    if any(len(tag) > LONGEST_TAG for tag in tags):
        yield Told("tags", _("A tag has %(most)d characters at most.") % {"most": LONGEST_TAG})
    if len({tag.casefold() for tag in tags}) < len(tags):
        yield Told("tags", _("A tag stands here twice."))


def _marked(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for name in ("stem", "rationale", "note"):
        yield name, sheet.value(name).replace("\r\n", "\n").strip()
    for row in sheet.of("exhibits"):
        yield "exhibits", row.get("text", "")


def _lengths(sheet: Sheet) -> Iterator[Told]:
    """What is longer than it may be, or holds what nobody sees."""
    long = {"stem": markup.LONGEST, "rationale": markup.LONGEST, "note": markup.LONGEST}
    for name, text in sheet.values.items():
        yield from _line(name, text, long.get(name, LONGEST_PASSAGE), may_break=True)
    for group, rows in sheet.rows.items():
        for row in rows:
            for name, text in row.items():
                is_long = group == EXHIBITS.name and name in ("text", "table")
                yield from _line(group, text, markup.LONGEST if is_long else LONGEST_PASSAGE, may_break=is_long)


def _line(at: str, text: str, most: int, *, may_break: bool) -> Iterator[Told]:
    if len(text) > most:
        said = _("This has %(n)d characters. Please keep it to %(most)d.")
        yield Told(at, said % {"n": len(text), "most": most})
    breaks = "\r\n\t" if may_break else ""
    if any(letter in _HIDDEN or (letter not in breaks and unicodedata.category(letter) == "Cc") for letter in text):
        yield Told(at, _("This holds a hidden character, such as one that turns the direction. Please type it anew."))


def _rows(group: Group, rows: list[Row]) -> Iterator[Told]:
    """Rows that say something of nothing, and two that say the same."""
    first = group.columns[0]
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        text = row.get(first.name, "")
        if not text:
            said = _("Row %(n)d has no “%(what)s”. Please write it, or empty the row.")
            yield Told(group.name, said % {"n": number, "what": first.label})
        elif text.casefold() in seen:
            yield Told(group.name, _("“%(text)s” stands here twice.") % {"text": text[:80]})
        seen.add(text.casefold())


def _answers(group: Group, rows: list[Row], least: int, most: int, right: int | None) -> Iterator[Told]:
    """How many answers there are, and how many of them are right; None: one or more, and one or more are wrong."""
    keys = sum("right" in row for row in rows)
    if not least <= len(rows) <= most:
        said = (
            _("There are %(n)d answers; it takes %(least)d to %(most)d.")
            if most < group.most
            else _("There are %(n)d answers; it takes at least %(least)d.")
        )
        yield Told(group.name, said % {"n": len(rows), "least": least, "most": most})
    if right is not None and keys != right:
        said = ngettext("Please mark %(n)d answer as right.", "Please mark %(n)d answers as right.", right)
        yield Told(group.name, said % {"n": right})
    elif right is None and (keys == 0 or keys == len(rows)):
        yield Told(group.name, _("At least one has to be right, and at least one wrong."))


def _nothing(sheet: Sheet) -> Iterator[Told]:
    return iter(())


def _multiple_choice(sheet: Sheet) -> Iterator[Told]:
    yield from _answers(sheet.groups[0], sheet.of("choices"), FEWEST_CHOICES, MOST_CHOICES, 1)


def _select_all(sheet: Sheet) -> Iterator[Told]:
    group = sheet.groups[0]
    yield from _answers(group, sheet.of(group.name), 2, group.most, None)


def _select_n(sheet: Sheet) -> Iterator[Told]:
    yield from _select_all(sheet)
    if sum("right" in row for row in sheet.of("choices")) == 1:
        yield Told("choices", _("One is right: that is a multiple choice question. Mark two or more as right."))


def _matrix(sheet: Sheet) -> Iterator[Told]:
    columns, rows = sheet.of("columns"), sheet.of("rows")
    if len(columns) < 2:
        yield Told("columns", _("It takes at least two columns."))
    if len(rows) < 2:
        yield Told("rows", _("It takes at least two rows."))
    known = {str(number) for number in range(1, len(columns) + 1)}
    if sheet.shape == Format.MATRIX_CHOICE:
        for row in rows:
            if row.get("right") not in known:
                said = _("Please choose the right column of “%(row)s”.")
                yield Told("rows", said % {"row": row.get("text", "")[:80]})
        return
    ticked = {number for row in rows for number in row.get("right", "").split(",")}
    for number, column in enumerate(columns, 1):
        if str(number) not in ticked:
            said = _("The column “%(column)s” is right of no row.")
            yield Told("rows", said % {"column": column.get("text", "")[:80]})


def _blanks(sheet: Sheet) -> Iterator[Told]:
    wanted = {Format.DYAD: 2, Format.TRIAD: 3}.get(Format(sheet.shape))
    found = BLANK.findall(sheet.value("text"))
    if not found or (wanted and len(set(found)) != wanted):
        need = ngettext("The sentence needs %(n)d blank", "The sentence needs %(n)d blanks", wanted or 1)
        yield Told("text", _("%(need)s, each a name in braces, such as {a}.") % {"need": need % {"n": wanted or 1}})
    if len(found) > len(set(found)):
        yield Told("text", _("A blank stands in the sentence twice. Give each a name of its own."))
    for group in sheet.groups:
        yield from _answers(group, sheet.of(group.name), FEWEST_CHOICES, group.most, 1)


def _highlight(sheet: Sheet) -> Iterator[Told]:
    if len(PHRASE.findall(sheet.value("text"))) < 2:
        yield Told("text", _("Please put [[double brackets]] around at least two phrases."))
    else:
        yield from _select_all(sheet)


def _matching(sheet: Sheet) -> Iterator[Told]:
    pairs = sheet.of("pairs")
    if len(pairs) < 2:
        yield Told("pairs", _("It takes at least two pairs."))
    for row in pairs:
        if not row.get("answer"):
            said = _("Please write what goes with “%(prompt)s”.")
            yield Told("pairs", said % {"prompt": row.get("text", "")[:80]})
    answers = [*(row.get("answer", "") for row in pairs), *(row.get("text", "") for row in sheet.of("extras"))]
    folded = [each.casefold() for each in answers if each]
    if len(set(folded)) < len(folded):
        yield Told("pairs", _("Two answers are the same, so that it cannot be told which goes with which."))


def _short(sheet: Sheet) -> Iterator[Told]:
    if not sheet.entries("accepts"):
        yield Told("accepts", _("Please write at least one right answer."))


def _numeric(sheet: Sheet) -> Iterator[Told]:
    number = sheet.number("number")
    if number is None:
        yield Told("number", _("Please type the right number in digits, such as 12.5."))
    elif abs(number) > _LARGEST:
        yield Told("number", _("The number is too large to be asked for."))
    tolerance = sheet.number("tolerance")
    if sheet.value("tolerance").strip() and (tolerance is None or not 0 <= tolerance <= _LARGEST):
        yield Told("tolerance", _("Please type a number from 0 in digits, or nothing."))
    if not sheet.value("unit").strip():
        yield Told("unit", _("Please give the unit."))


def _ordered(sheet: Sheet) -> Iterator[Told]:
    lines = sheet.entries("order")
    if not FEWEST_CHOICES <= len(lines) <= EXHIBITS.most + 2:
        said = _("There are %(n)d lines; it takes %(least)d to %(most)d.")
        yield Told("order", said % {"n": len(lines), "least": FEWEST_CHOICES, "most": EXHIBITS.most + 2})
    if len({line.casefold() for line in lines}) < len(lines):
        yield Told("order", _("Two lines are the same."))


def _bow_tie(sheet: Sheet) -> Iterator[Told]:
    for group in sheet.groups:
        right = 1 if group.columns[1].sort is Sort.ONE else 2
        yield from _answers(group, sheet.of(group.name), right + 2, group.most, right)


def _exhibits(sheet: Sheet) -> Iterator[Told]:
    rows = sheet.of("exhibits")
    tables = [cells_of(row.get("table", "")) for row in rows]
    for row, cells in zip(rows, tables, strict=True):
        name = {"name": row.get("label", "")[:80]}
        if not row.get("text") and not cells:
            yield Told("exhibits", _("The exhibit “%(name)s” shows nothing: write a text or a table.") % name)
        if len({len(line) for line in cells}) > 1:
            yield Told("exhibits", _("The table of “%(name)s” has rows of different lengths.") % name)
    if sheet.made == Format.TREND and len(rows) < 2 and not any(len(cells) > 2 for cells in tables):
        said = _("A trend shows several times: an exhibit for each, or a table with a row for each.")
        yield Told("exhibits", said)


_COUNTS: Mapping[str, Callable[[Sheet], Iterator[Told]]] = {
    Format.MULTIPLE_CHOICE: _multiple_choice,
    Format.SELECT_ALL: _select_all,
    Format.SELECT_N: _select_n,
    Format.MATRIX_CHOICE: _matrix,
    Format.MATRIX_RESPONSE: _matrix,
    Format.DROPDOWN: _blanks,
    Format.DYAD: _blanks,
    Format.TRIAD: _blanks,
    Format.HIGHLIGHT: _highlight,
    Format.MATCHING: _matching,
    Format.SHORT_ANSWER: _short,
    Format.NUMERIC: _numeric,
    Format.ORDERED: _ordered,
    Format.BOW_TIE: _bow_tie,
}


def _of_pictures(item: Item | None, pictures: Collection[str]) -> Iterator[Told]:
    if item is not None and any(each not in pictures for each in markup.pictures_of(item)):
        yield Told("stem", _("It shows a picture that this library does not have. Add it under “Pictures” first."))


def _markup_words(problem: str) -> str:
    """What markup says of a text, in its author's words."""
    for start, words in (
        ("it has a heading", _("There are no headings here, since the page has its own. Write it in **bold**.")),
        ("it shows the picture", _("It shows a picture from elsewhere. Add it under “Pictures” and choose it there.")),
        ("a picture does not say", _("A picture does not say what it shows. Write that between the square brackets.")),
        ("it links to", _("A link leads nowhere: its address begins with http:// or https://.")),
        ("it holds HTML", _("HTML is shown as it is written. Use Markdown, such as **bold**.")),
        ("its tables", _("The table is too large to be shown. Make it smaller, or an exhibit.")),
    ):
        if problem.startswith(start):
            return words
    return _tidied(problem)


def _tidied(message: str) -> str:
    text = re.sub(r"\[(\d+)\]", r" \1", message).replace("_", " ")
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
