"""The analysis of one item as its page shows it. VersionLines: one wording with its lines; Line: an assignment."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from cards.items.markup import Stem, stem_of
from learn.progress.charts import Table
from learn.teaching import analysis_words as words
from learn.teaching.analysis.items import QuestionFigures
from learn.teaching.analysis.numbers import Why
from learn.teaching.analysis_sheets import Part, cell, heads_of_options, options_in_cells, parts
from learn.teaching.item_analysing import Row, Version


@dataclass(frozen=True, slots=True)
class Line:
    """classroom_id, assignment_id: of the page of its own analysis."""

    classroom: str
    title: str
    classroom_id: UUID
    assignment_id: UUID
    n: int
    facility: words.Told
    discrimination: words.Told
    efficiency: words.Told


@dataclass(frozen=True, slots=True)
class VersionLines:
    """asks: its stem for the page; is_thin: too few students had it for most advice; pooled: from how many assignments
    the discrimination is.
    """

    number: int
    asks: Stem
    is_left_out: bool
    n: int
    facility: words.Told
    discrimination: words.Told
    is_thin: bool
    pooled: int
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemSheet:
    versions: tuple[VersionLines, ...]
    assignments: Table
    options: Table

    @property
    def tables(self) -> tuple[Table, Table]:
        return self.assignments, self.options


def item_sheet(found: list[Version]) -> ItemSheet:
    """The page's content."""
    return ItemSheet(tuple(_version(each) for each in found), _assignments(found), _options(found))


def _version(each: Version) -> VersionLines:
    item, figures = each.version.typed, each.found.figures
    names = {(slot.id, option.id): option.text for slot in item.slots for option in slot.options}
    return VersionLines(
        each.version.number,
        Stem(_("Left out: it is about survival figures, which you have switched off."))
        if each.is_left_out
        else stem_of(item),
        each.is_left_out,
        figures.n,
        words.share(figures.facility),
        words.number(figures.discrimination),
        Why.FEW in (figures.facility.why, figures.discrimination.why),
        each.found.pooled,
        tuple(_line(row) for row in each.rows),
        () if each.is_left_out else parts(item, figures.options),
        () if each.is_left_out else tuple(words.advice_in_words(said, names) for said in each.advice),
    )


def _line(row: Row) -> Line:
    figures = row.figures
    return Line(
        row.assignment.classroom.name,
        row.assignment.title,
        row.assignment.classroom_id,
        row.assignment.pk,
        figures.n,
        words.share(figures.facility),
        words.number(figures.discrimination),
        words.ratio(figures.efficiency),
    )


def _assignments(found: list[Version]) -> Table:
    rows: list[tuple[object, ...]] = []
    for each in found:
        for row in each.rows:
            about = (row.assignment.classroom.name, row.assignment.title)
            rows.append((each.version.number, *about, *_figures(row.figures), ""))
        said = " ".join(_version(each).advice)
        rows.append((each.version.number, _("All"), _("All"), *_figures(each.found.figures), said))
    heads = (
        _("Version"),
        _("Class"),
        _("Assignment"),
        _("Students"),
        _("Unanswered"),
        _("Facility"),
        _("Discrimination"),
        _("Discriminative efficiency"),
        _("Without a figure"),
        _("Advice"),
    )
    return Table("assignments", _("By assignment"), "", heads, tuple(rows))


def _figures(figures: QuestionFigures) -> tuple[object, ...]:
    return (
        figures.n,
        figures.unanswered,
        cell(figures.facility),
        cell(figures.discrimination),
        cell(figures.efficiency),
        words.why(figures.facility) or words.why(figures.discrimination),
    )


def _options(found: list[Version]) -> Table:
    rows: list[tuple[object, ...]] = []
    for each in found:
        if not each.is_left_out:
            rows += options_in_cells(each.version.number, each.version.typed, each.found.figures.options)
    return Table("options", _("All options"), "", heads_of_options(_("Version")), tuple(rows))
