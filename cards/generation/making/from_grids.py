"""Items made of a grid (matching, matrix multiple choice, matrix multiple response) or a passage (highlight)."""

from collections.abc import Iterator, Sequence

from cards.facts.cloze import marks
from cards.facts.item_sources import GridColumn, GridRow, Phrase
from cards.facts.kinds import CAREGIVERS, NURSING, PLAIN, Fact, Grid, Passage
from cards.generation.item_frames import in_series
from cards.generation.making.stock import SURVIVAL, Stock, as_option, option_id, said, with_marks
from cards.items.kinds import ANY, Format, Item, Option, Slot


def grid_items(grid: Grid, stock: Stock) -> Iterator[Item]:
    """The items of a grid: in each of its formats for nursing, and as a matching game for caregivers."""
    if not stock.has(row.fact for row in grid.rows):
        return
    facts = [stock.facts[row.fact] for row in grid.rows]
    for name in grid.formats:
        if NURSING in grid.audiences:
            yield _grid_item(grid, Format(name), facts, NURSING, stock)
        if CAREGIVERS in grid.audiences and name == Format.MATCHING and not _is_sensitive(facts):
            yield _grid_item(grid, Format.MATCHING, facts, PLAIN, stock)


def passage_items(passage: Passage, stock: Stock) -> Iterator[Item]:
    """The highlight item of a passage; caregivers have none, since they are not examined."""
    if NURSING not in passage.audiences or not stock.has(phrase.fact for phrase in passage.phrases):
        return
    phrases = {phrase.slug: phrase for phrase in passage.phrases}
    ids = {slug: option_id(f"passage:{passage.uid}", slug) for slug in phrases}
    found = marks(passage.text.nursing)
    options = [_phrase_option(ids[mark.slug], mark.blank, phrases[mark.slug]) for mark in found]
    # The facts of right phrases first: the item asks for them.
    order = sorted(passage.phrases, key=lambda phrase: not phrase.is_key)
    facts = [stock.facts[uid] for uid in dict.fromkeys(phrase.fact for phrase in order)]
    yield stock.item(
        f"passage:{passage.uid}/highlight",
        Format.HIGHLIGHT,
        passage.ask.nursing,
        [Slot("answer", options=tuple(options), choose=ANY, is_fixed=True)],
        facts,
        topic=passage.topic,
        text=with_marks(passage.text.nursing, lambda mark: f"{{{ids[mark.slug]}}}"),
        note=stock.note(facts, NURSING, passage.note),
    )


def _phrase_option(own_id: str, text: str, phrase: Phrase) -> Option:
    false_by = "" if phrase.is_key else phrase.fact
    return Option(own_id, text, phrase.is_key, phrase.why, false_by, phrase.fact)


def _is_sensitive(facts: Sequence[Fact]) -> bool:
    return any(fact.sensitivity == SURVIVAL for fact in facts)


def _grid_item(grid: Grid, form: Format, facts: Sequence[Fact], register: str, stock: Stock) -> Item:
    make = {
        Format.MATCHING: _matching_slot,
        Format.MATRIX_CHOICE: _choice_slot,
    }
    if form is Format.MATRIX_RESPONSE:
        slots = [_response_slot(grid, column, register, stock) for column in grid.columns]
    else:
        slots = [make[form](grid, row, register, stock) for row in grid.rows]
    ask = grid.ask.get(form.value) or next(iter(grid.ask.values()))
    return stock.item(
        f"grid:{grid.uid}/{form.value}{'@plain' if register == PLAIN else ''}",
        form,
        said(ask, register),
        slots,
        facts,
        register=register,
        topic=grid.topic,
        rationale=in_series([f"{_label(row, register, stock)}: {row.why}" for row in grid.rows]),
        note=stock.note(facts, register, grid.note),
    )


def _matching_slot(grid: Grid, row: GridRow, register: str, stock: Stock) -> Slot:
    options = sorted(_columns(grid, row, register, stock), key=lambda option: option.id)
    return Slot(row.slug, _label(row, register, stock), tuple(options), fact=row.fact, why=row.why)


def _choice_slot(grid: Grid, row: GridRow, register: str, stock: Stock) -> Slot:
    options = _columns(grid, row, register, stock)
    # The columns stand in one order for all rows.
    return Slot(row.slug, _label(row, register, stock), tuple(options), is_fixed=True, fact=row.fact, why=row.why)


def _columns(grid: Grid, row: GridRow, register: str, stock: Stock) -> Iterator[Option]:
    for column in grid.columns:
        is_key = column.slug in row.columns
        text = as_option(said(column.name, register), stock.frames(register))
        own_id = option_id(f"grid:{grid.uid}", "column", column.slug)
        yield Option(own_id, text, is_key, "" if is_key else row.why, "" if is_key else row.fact)


def _response_slot(grid: Grid, column: GridColumn, register: str, stock: Stock) -> Slot:
    options = []
    for row in grid.rows:
        is_key = column.slug in row.columns
        own_id = option_id(f"grid:{grid.uid}", "row", row.slug)
        false_by = "" if is_key else row.fact
        options.append(Option(own_id, _label(row, register, stock), is_key, row.why, false_by, row.fact))
    label = as_option(said(column.name, register), stock.frames(register))
    # The rows stand in one order for all columns.
    return Slot(column.slug, label, tuple(options), choose=ANY, is_fixed=True)


def _label(row: GridRow, register: str, stock: Stock) -> str:
    return as_option(said(row.text, register), stock.frames(register))
