"""From the fields of a table to what quiz items are made of: Distractor, Because, Figure, Grid, Passage, written Item.

What one of them can get wrong on its own is found here; what it takes the whole base to see stands in `item_checks`.
"""

from collections import Counter
from collections.abc import Iterable

from cards.facts.cloze import marks
from cards.facts.item_sources import (
    Because,
    Distractor,
    Figure,
    Grid,
    GridColumn,
    GridRow,
    Passage,
    Phrase,
)
from cards.facts.tables import LONGEST_PASSAGE, Fields, did_you_mean, is_slug, listed
from cards.facts.texts import AUDIENCES, CAREGIVERS, NURSING, REGISTERS, SENSITIVITIES, Text
from cards.items.checks import structure_problems
from cards.items.kinds import Exhibit, Format, Item, Option, Slot

GRID_FORMATS = (Format.MATCHING, Format.MATRIX_CHOICE, Format.MATRIX_RESPONSE)

LONGEST_TAG = 40
MOST_TAGS = 12


def read_distractor(fields: Fields) -> Distractor:
    distractor = Distractor(
        text=fields.text("text", nursing_only=True),
        why=fields.string("why"),
        false_by=fields.string("false_by"),
        at=fields.string("at", required=False),
    )
    fields.finish()
    return distractor


def read_because(fields: Fields) -> Because | None:
    """The claim and reason in `because`; None where there is none."""
    own = fields.table_of("because")
    if "because" not in fields.table:
        return None
    because = Because(own.text("claim", nursing_only=True), own.text("reason", nursing_only=True))
    own.finish()
    for name, text in (("claim", because.claim), ("reason", because.reason)):
        for face, wording in text.faces.items():
            if wording.endswith("."):
                fields.problem(f"because.{name}.{face} ends with a full stop; expected a part of a sentence", near=name)
    return because


def read_dropdown(fields: Fields) -> Text | None:
    """The sentence in `dropdown` with its marks; None where there is none."""
    dropdown = fields.optional_text("dropdown", nursing_only=True)
    if dropdown:
        check_marks(fields, "dropdown", dropdown)
    return dropdown


def read_figure(fields: Fields) -> Figure:
    figure = Figure(fields.string("at"), fields.number("number"), fields.string("unit"))
    fields.finish()
    return figure


def read_grid(fields: Fields) -> Grid:
    audiences = _read_audiences(fields)
    formats = fields.choices("formats", GRID_FORMATS)
    ask = fields.texts("ask")
    columns = []
    for each in fields.tables("columns", required=True):
        columns.append(GridColumn(each.slug("slug"), each.text("name")))
        each.finish()
    refuse_twins(fields, "columns", (column.slug for column in columns))
    rows = [_read_row(each) for each in fields.tables("rows", required=True)]
    refuse_twins(fields, "rows", (row.slug for row in rows))
    grid = Grid(
        uid=fields.slug("uid"),
        topic=fields.string("topic"),
        audiences=audiences,
        formats=formats,
        ask=ask,
        columns=tuple(columns),
        rows=tuple(rows),
        note=fields.string("note", required=False),
    )
    fields.finish()
    _check_asks(fields, grid)
    _check_grid(fields, grid)
    return grid


def _read_row(fields: Fields) -> GridRow:
    row = GridRow(
        slug=fields.slug("slug"),
        fact=fields.string("fact"),
        text=fields.text("text"),
        columns=fields.strings("columns"),
        why=fields.string("why"),
    )
    fields.finish()
    return row


def _check_asks(fields: Fields, grid: Grid) -> None:
    for name in grid.ask:
        if name not in grid.formats:
            fields.problem(
                f'ask.{name}: "{name}" is no format of this grid{did_you_mean(name, grid.formats)}', key="ask"
            )
    for name in grid.formats:
        if name not in grid.ask:
            fields.problem(f"ask.{name} is missing; expected the stem of its {name} item", key="ask")


def _check_grid(fields: Fields, grid: Grid) -> None:
    slugs = [column.slug for column in grid.columns]
    for row in grid.rows:
        for slug in row.columns:
            if slug not in slugs:
                fields.problem(
                    f'row "{row.slug}": column "{slug}" does not exist{did_you_mean(slug, slugs)}', near=slug
                )
    for name in dict.fromkeys(grid.formats):
        if name in GRID_FORMATS:
            for message in _misfits(grid, Format(name)):
                fields.problem(f"{name} does not fit this grid: {message}", key="formats")


def _misfits(grid: Grid, made: Format) -> list[str]:
    """Why items of this format cannot be made of the grid."""
    counts = Counter(slug for row in grid.rows for slug in set(row.columns))
    misfits = []
    if made is Format.MATRIX_RESPONSE:
        misfits += [f'row "{row.slug}" has no column' for row in grid.rows if not row.columns]
        for column in grid.columns:
            if counts[column.slug] in (0, len(grid.rows)):
                misfits.append(f'column "{column.slug}" is true of {counts[column.slug]} of {len(grid.rows)} rows')
        if all(len(row.columns) < 2 for row in grid.rows):
            misfits.append("no row has several columns; expected at least one, else it is a matrix_choice")
    else:
        misfits += [
            f'row "{row.slug}" has {len(row.columns)} columns; expected one'
            for row in grid.rows
            if len(row.columns) != 1
        ]
    if made is Format.MATCHING:
        misfits += [f'column "{slug}" has {count} rows; expected one' for slug, count in counts.items() if count > 1]
    if len(grid.columns) < 2 or len(grid.rows) < 2:
        misfits.append(f"{len(grid.columns)} columns and {len(grid.rows)} rows; expected at least 2 of each")
    return misfits


def read_passage(fields: Fields) -> Passage:
    audiences = _read_audiences(fields)
    fields.longest = LONGEST_PASSAGE
    text = fields.text("text")
    phrases = []
    for each in fields.tables("phrases", required=True):
        slug, fact = each.slug("slug"), each.string("fact")
        phrases.append(Phrase(slug, fact, each.boolean("right", required=True), each.string("why")))
        each.finish()
    refuse_twins(fields, "phrases", (phrase.slug for phrase in phrases))
    passage = Passage(
        uid=fields.slug("uid"),
        topic=fields.string("topic"),
        audiences=audiences,
        ask=fields.text("ask"),
        text=text,
        phrases=tuple(phrases),
        note=fields.string("note", required=False),
    )
    fields.finish()
    check_marks(fields, "text", text)
    _check_phrases(fields, passage)
    return passage


def _check_phrases(fields: Fields, passage: Passage) -> None:
    marked = [mark.slug for mark in marks(passage.text.nursing)]
    slugs = [phrase.slug for phrase in passage.phrases]
    for slug in marked:
        if slug not in slugs:
            fields.problem(f'text marks "{slug}", but no phrase is called so{did_you_mean(slug, slugs)}', near=slug)
    for slug in slugs:
        if slug and slug not in marked:
            fields.problem(f'phrase "{slug}" is not marked in the text; expected [[{slug}|...]]', near=slug)
    for is_key, word in ((True, "right"), (False, "wrong")):
        if not any(phrase.is_key is is_key for phrase in passage.phrases):
            fields.problem(f"no phrase is {word}; expected at least one", key="phrases")


def read_item(fields: Fields) -> Item | None:
    """The written item in these fields; None if its format is unknown."""
    fields.longest = LONGEST_PASSAGE
    name, marked_as = fields.choice("format", tuple(Format)), fields.choice("marked_as", tuple(Format), default="")
    if name not in tuple(Format) or marked_as not in ("", *Format):
        return None
    is_marked_up = fields.boolean("is_marked_up")
    prose = fields.prose if is_marked_up else fields.string
    item = Item(
        uid=fields.slug("uid"),
        format=Format(name),
        register=fields.choice("register", REGISTERS),
        topic=fields.string("topic"),
        stem=prose("stem"),
        slots=tuple(_read_slot(each) for each in fields.tables("slots", required=True)),
        facts=fields.strings("facts", required=True),
        audiences=fields.choices("audiences", AUDIENCES),
        sensitivity=fields.choice("sensitivity", SENSITIVITIES, default="none"),
        text=fields.string("text", required=False),
        exhibits=tuple(_read_exhibit(each, is_marked_up) for each in fields.tables("exhibits")),
        rationale=prose("rationale"),
        paragraphs=fields.integers("paragraphs"),
        hedge=fields.string("hedge", required=False),
        note=prose("note", required=False),
        difficulty=fields.whole("difficulty", default=50),
        marked_as=Format(marked_as) if marked_as else None,
        is_marked_up=is_marked_up,
        tags=read_tags(fields),
        held_out=fields.boolean("held_out"),
    )
    fields.finish()
    for message in structure_problems(item):
        fields.problem(message)
    return item


def _read_slot(fields: Fields) -> Slot:
    slot = Slot(
        id=fields.slug("id"),
        label=fields.string("label", required=False),
        options=tuple(_read_option(each) for each in fields.tables("options")),
        choose=fields.whole("choose", default=1),
        is_fixed=fields.boolean("is_fixed"),
        fact=fields.string("fact", required=False),
        why=fields.string("why", required=False),
        accepts=fields.strings("accepts"),
        near=fields.strings("near"),
        number=fields.optional_number("number"),
        tolerance=fields.optional_number("tolerance") or 0,
        unit=fields.string("unit", required=False),
        units=fields.strings("units"),
    )
    fields.finish()
    return slot


def _read_option(fields: Fields) -> Option:
    option = Option(
        id=fields.slug("id"),
        text=fields.string("text"),
        is_key=fields.boolean("right"),
        why=fields.string("why", required=False),
        false_by=fields.string("false_by", required=False),
        fact=fields.string("fact", required=False),
    )
    fields.finish()
    return option


def _read_exhibit(fields: Fields, is_marked_up: bool) -> Exhibit:
    prose = fields.prose if is_marked_up else fields.string
    exhibit = Exhibit(fields.string("label"), prose("text", required=False), fields.rows("rows"))
    fields.finish()
    return exhibit


def _read_audiences(fields: Fields) -> tuple[str, ...]:
    audiences = fields.choices("audiences", AUDIENCES)
    fields.needs_plain = CAREGIVERS in audiences
    return audiences


def read_tags(fields: Fields) -> tuple[str, ...]:
    """The tags of a fact or item: short, each once, whatever their case."""
    tags = fields.strings("tags")
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            fields.problem(f'tag "{tag:.60}" has {len(tag)} characters; expected at most {LONGEST_TAG}', near=tag)
    if len(tags) > MOST_TAGS:
        fields.problem(f"there are {len(tags)} tags; expected at most {MOST_TAGS}", key="tags")
    refuse_twins(fields, "tags", (tag.casefold() for tag in tags))
    return tags


def check_marks(fields: Fields, key: str, text: Text) -> None:
    """Every face of a text marks the same blanks, each once and by a valid name."""
    expected = {mark.slug for mark in marks(text.nursing)}
    for face, sentence in text.faces.items():
        found = [mark.slug for mark in marks(sentence)]
        if not found:
            fields.problem(f"{key}.{face} marks no blank; expected [[word]] or [[slug|word]]", key=key)
        elif any(not mark.slug or not mark.blank for mark in marks(sentence)):
            fields.problem(f"{key}.{face} holds a mark whose slug or word is blank", key=key)
        elif wrong := [slug for slug in found if not is_slug(slug)]:
            fields.problem(f'{key}.{face}: mark "{wrong[0]}" is not a valid name', key=key)
        elif set(found) != expected:
            fields.problem(
                f"{key}.{face} marks {listed(sorted(found))} but {key}.{NURSING} marks {listed(sorted(expected))}",
                key=key,
            )
        refuse_twins(fields, f"{key}.{face}", found)


def refuse_twins(fields: Fields, key: str, slugs: Iterable[str]) -> None:
    for slug, count in Counter(slugs).items():
        if slug and count > 1:
            fields.problem(f'{key}: slug "{slug}" stands {count} times; expected once', key=key, near=slug)
