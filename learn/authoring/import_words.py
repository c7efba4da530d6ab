"""What is wrong with a file or one of its rows, and what to do about it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learn.authoring.capitals import in_small, within
from learn.authoring.changes import stem_in_words
from learn.authoring.differences import Change, differences
from learn.authoring.fact_tables import heading_of, said
from learn.authoring.incoming import Plan, Planned
from learn.authoring.problem_words import labels_of, told
from learn.authoring.sheets import TERM, RowProblem
from learn.classrooms.roster.refusal import RefusedError

_REFUSALS: dict[str, Any] = {
    "empty": _("There is nothing in it. Please choose the file with the terms, or paste them."),
    "too_large": _("This is larger than %(most)d MB. Please part it, and take in one after the other."),
    "paste_too_large": _(
        "This is larger than %(most)d MB, which is the most that can be pasted. Please save it as a file and choose"
        " that: a file may have %(file)d MB."
    ),
    "long_cell": _(
        "A cell of row %(row)d has more than %(most)d characters. Please shorten it; or close the quotation mark that"
        " opens there, if one does."
    ),
    "workbook": _(
        "This is an Excel workbook. In Excel choose “Save as” and “CSV UTF-8 (comma delimited)”, and upload that file;"
        " or copy the cells and paste them here."
    ),
    "pdf": _("This is a PDF. Please copy the terms out of it, and paste them here."),
    "document": _("This is a text document. Please copy the terms out of it, and paste them here."),
    "picture": _("This is a picture. Please type or paste the terms."),
    "not_text": _("This file cannot be read as text. Please save it as “CSV UTF-8” and upload that file."),
    "quotes": _(
        "Near row %(row)d a quotation mark opens that does not close, so the rows cannot be told apart. Please correct"
        " it in the file, or save it anew from a spreadsheet."
    ),
    "too_many_rows": _("This has %(rows)d rows; %(most)d can be taken at once. Please part it."),
    "too_many_columns": _("Row %(row)d has %(columns)d columns; %(most)d can be read. Please delete the others."),
    "only_headings": _("There are headings but nothing below them."),
    "no_columns": _(
        "No columns are headed as term and meaning (the headings are: %(headings)s). Please name them “term” and"
        " “meaning”."
    ),
    "endless": _(
        "There is a number of thousands of digits in it. Please shorten it, or write it as text in quotation marks."
    ),
    "toml": _("This is not valid TOML: %(told)s"),
    "toml_table": _("“%(told)s” is no table that a library has."),
}

_PROBLEMS: dict[str, tuple[Any, Any]] = {
    "no_term": (_("There is no term: %(told)s"), _("Add the term, or delete the row.")),
    "no_meaning": (
        _("There is no meaning: %(told)s"),
        _("Add it behind the term, with a tab, a semicolon or “ - ” between."),
    ),
    "extra_cells": (
        _("The row has more cells than there are headings: %(told)s"),
        _("If a meaning holds a comma, put it in quotation marks; else delete the cells too many."),
    ),
    "repeated": (_("“%(told)s” says the same as in row %(other)d."), _("Nothing: the first of the two is taken.")),
    "twice": (
        _("“%(told)s” stands there twice, with another meaning."),
        _("The first is taken. If both are meant, tell the terms apart."),
    ),
    "kind": (
        _("“%(told)s” is no sort of fact that a row can hold."),
        _("Write definition, statement or recommendation, or leave it empty."),
    ),
    "other_kind": (
        _("“%(told)s” is in the library already, as another sort of fact."),
        _("Change it there, or delete the row."),
    ),
    "no_link": (
        _("“%(told)s” is neither an address nor a DOI."),
        _("Write it as https://… or 10.…, or leave it empty."),
    ),
    "uid": (
        _("“%(told)s” has no valid uid."),
        _("Write lower-case letters and digits joined by single hyphens, at most %(other)d characters."),
    ),
    "uid_twice": (
        _("“%(told)s” stands there twice."),
        _("The first is taken. If both are meant, give them different uids."),
    ),
    "fell": (
        _("“%(told)s” is left out, as others of this file are that it may rest on."),
        _("Correct those first, and take the file in again."),
    ),
    "unstorable": (
        _("There is a date, an endless number or a hidden character in it."),
        _("Write it as text in quotation marks."),
    ),
}


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row that is left out. what: is wrong; remedy: what to do."""

    row: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row that is taken: what it is about, and what it says; changes: to what the library has."""

    row: int
    heading: str
    wording: str
    changes: list[Change] = field(default_factory=list)


def refusal(error: RefusedError) -> str:
    """Why nothing can be read from the whole, and what to do."""
    return str(_REFUSALS[error.code] % error.values)


def left_out(plan: Plan) -> list[ToldRow]:
    """Every row that is left out, in their order."""
    rows = [_told(each) for each in plan.problems]
    for row, problem, kind in plan.mistakes:
        said_so = told(problem, kind)
        name = f"“{problem.uid}”: " if problem.uid and row == 0 else ""
        what = f"{said_so.label}: {said_so.words}" if said_so.label else said_so.words
        rows.append(ToldRow(row, f"{name}{what}", gettext("Correct it, and take the row in again.")))
    return sorted(rows, key=lambda each: each.row)


def capitals(incoming: Mapping[str, Any], pattern: str) -> list[tuple[str, str]]:
    """Questions of a pattern in which a term has the capital of a beginning: each as (question, term in small)."""
    start, _term, end = pattern.partition(TERM)
    found = []
    for line in incoming.get("lines", ()):
        question = line["said"]["term"]
        if start.strip() and question.startswith(start) and question.endswith(end):
            term = question[len(start) : len(question) - len(end)]
            if (small := in_small(term)) and within(term, [question]):
                found.append((question, small))
    return found


def _told(problem: RowProblem) -> ToldRow:
    what, remedy = _PROBLEMS[problem.code]
    values = {"told": problem.told, "other": problem.other}
    return ToldRow(problem.row, str(what % values), str(remedy % values))


def shown(planned: Planned) -> ShownRow:
    table = planned.table
    if planned.what == "fact":
        return ShownRow(planned.row, heading_of(table), said(table.get("wording")), _changes(planned))
    names = {
        "topic": gettext("Topic: %(title)s"),
        "study": gettext("Source: %(title)s"),
        "deck": gettext("Deck: %(title)s"),
        "item": gettext("Question: %(title)s"),
    }
    title = said(table.get("title")) or str(table.get("citation") or stem_in_words(table) or table.get("uid", ""))
    heading = names.get(planned.what, "%(title)s") % {"title": title}
    return ShownRow(planned.row, heading, "", _changes(planned))


def _changes(planned: Planned) -> list[Change]:
    if not planned.was:
        return []
    return differences(planned.was, planned.table, labels_of(str(planned.table.get("kind"))))
