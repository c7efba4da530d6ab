"""What is wrong with a roster file, and what to do about it, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from learn.classrooms.names import LONGEST_NAME
from learn.classrooms.roster.refusal import RefusedError
from learn.classrooms.roster.sheets import LONGEST_EMAIL, LONGEST_NUMBER, Problem

_REFUSALS: dict[str, Any] = {
    "empty": _("This file is empty. Please choose the file with the roster."),
    "too_large": _("This file is larger than %(most)d MB. A roster is far smaller: is it the right file?"),
    "workbook": _(
        "This is an Excel workbook. In Excel choose “Save as” and “CSV UTF-8 (comma delimited)”, and upload that file."
    ),
    "pdf": _("This is a PDF. Please save the roster as CSV in the program that made it, and upload that file."),
    "document": _("This is a text document. Please save the roster as CSV from a spreadsheet."),
    "picture": _("This is a picture. Please save the roster as CSV from a spreadsheet."),
    "not_text": _("This file cannot be read as text. Please save the roster as “CSV UTF-8” and upload that file."),
    "long_cell": _(
        "A cell of row %(row)d has more than %(most)d characters. Please shorten it; or close the quotation mark that"
        " opens there, if one does."
    ),
    "quotes": _(
        "Near row %(row)d a quotation mark opens that does not close, so the rows cannot be told apart."
        " Please correct it in the file, or save it anew from a spreadsheet."
    ),
    "too_many_rows": _(
        "This file has %(rows)d rows; %(most)d can be taken at once. Please part it and upload one after the other."
    ),
    "too_many_columns": _(
        "Row %(row)d of this file has %(columns)d columns; %(most)d can be read. A roster has a handful: please delete"
        " the others, or check that this is the right file."
    ),
    "only_headings": _("There are headings but no rows below them. Please add the students, one a row."),
    "no_headings": _(
        "The first row is not one of headings that we know (it says: %(first)s), and what the columns hold is not"
        " clear without. Please add a first row such as: name, email, student number, section."
    ),
    "no_name_column": _(
        "No column is headed as the name (the headings are: %(headings)s). Please name one “name”, or two “first name”"
        " and “last name”."
    ),
    "no_key_column": _(
        "No column is headed as email or student number (the headings are: %(headings)s). One of them is needed: by it"
        " a student who joins is known again."
    ),
    "column_twice": _("Two columns are headed “%(heading)s”. Please delete or rename one of them."),
}

COLUMNS: dict[str, Any] = {
    "name": _("name"),
    "first": _("first name"),
    "last": _("last name"),
    "email": _("email"),
    "number": _("student number"),
    "section": _("section"),
    "sort_name": _("sorted as"),
    "": _("whole row"),
}

# Code, or code and column: what is wrong, and what to do.
_PROBLEMS: dict[str, tuple[Any, Any]] = {
    "extra_cells": (
        _("The row has more cells than there are headings: %(told)s"),
        _("If a name or section holds a comma, put it in quotation marks; else delete the cells too many."),
    ),
    "no_name": (_("There is no name."), _("Add the name, or delete the row.")),
    "name_is_address": (
        _("An address stands where the name should be: %(told)s"),
        _("Check that names and addresses stand under their headings."),
    ),
    "too_long": (_("This is too long: %(told)s"), _("Keep it to %(most)d characters.")),
    "no_address": (
        _("“%(told)s” is not an email address."),
        _("Correct it, or empty the cell if the row has a student number."),
    ),
    "scientific": (
        _("The spreadsheet has shortened the number to %(told)s; its last digits are lost."),
        _("Format the column as text, type or import the numbers again, and save anew."),
    ),
    "decimal": (
        _("“%(told)s” has decimals, which student numbers do not have."),
        _("Format the column as text, so that the number stands as it is, and save anew."),
    ),
    "no_key": (
        _("There is neither an email address nor a student number."),
        _("Add one of them: without, %(told)s could not be told from another of this name."),
    ),
    "repeated": (_("The row says the same as row %(other_row)d."), _("Nothing: the first of the two is taken.")),
    "twice": (
        _("“%(told)s” stands in row %(other_row)d, too, with something else beside it."),
        _("Correct or delete one of the two rows; neither is taken as it is."),
    ),
    "two_people": (
        _("Address and number belong to two people of the class: %(told)s."),
        _("Correct the one that is wrong; if both are the same person, link them on the person’s page first."),
    ),
    "teaches": (
        _("%(told)s is an instructor or observer of the class."),
        _("Delete the row; who teaches is changed under People."),
    ),
    "same_person": (
        _("Row %(other_row)d is about the same person of the class already: %(told)s."),
        _("Delete one of the two rows."),
    ),
}
_MOST = {"name": LONGEST_NAME, "section": LONGEST_NAME, "email": LONGEST_EMAIL, "number": LONGEST_NUMBER}


@dataclass(frozen=True, slots=True)
class Told:
    """A problem in words. column: what is said of the row; what: is wrong; remedy: what to do."""

    row: int
    column: str
    what: str
    remedy: str


def refusal(error: RefusedError) -> str:
    """Why nothing can be read from the file, and what to do."""
    return str(_REFUSALS[error.code] % error.values)


def told(problem: Problem) -> Told:
    what, remedy = _PROBLEMS[problem.code]
    values = {"told": problem.told, "other_row": problem.other_row, "most": _MOST.get(problem.column, 0)}
    return Told(problem.row, str(COLUMNS[problem.column]), str(what % values), str(remedy % values))
