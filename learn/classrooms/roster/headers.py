"""Which column of a file holds what, by its heading."""

import re

from learn.classrooms.names import folded

NAME, FIRST, LAST, EMAIL, NUMBER, SECTION = "name", "first", "last", "email", "number", "section"

# For each, the best first: of two columns for one thing the better is taken.
_WORDS = {
    NAME: (
        "name",
        "full name",
        "fullname",
        "student name",
        "name of student",
        "display name",
        "last name first name",
        "last first",
        "lastname firstname",
        "surname first name",
        "name last first",
        "sortable name",
        "student",
        "participant",
        "learner",
    ),
    FIRST: ("first name", "firstname", "first", "given name", "given names", "forename", "student first name"),
    LAST: (
        "last name",
        "lastname",
        "last",
        "surname",
        "family name",
        "family names",
        "student last name",
    ),
    EMAIL: (
        "email",
        "e mail",
        "mail",
        "email address",
        "e mail address",
        "mail address",
        "student email",
        "student email address",
        "school email",
        "university email",
        "primary email",
    ),
    NUMBER: (
        "student number",
        "student no",
        "student nr",
        "student id number",
        "student id",
        "studentid",
        "id number",
        "matriculation number",
        "matriculation no",
        "matric number",
        "registration number",
        "enrolment number",
        "enrollment number",
        "sis user id",
        "sis id",
        "org defined id",
        "orgdefinedid",
        "university id",
        "campus id",
        "number",
        "no",
        "id",
    ),
    SECTION: (
        "section",
        "sections",
        "section name",
        "class section",
        "group",
        "groups",
        "lab group",
        "lab",
        "tutorial group",
        "clinical group",
        "cohort",
    ),
}
_MEANINGS = {word: (meaning, place) for meaning, words in _WORDS.items() for place, word in enumerate(words)}


def recognised(cells: list[str]) -> dict[str, int]:
    """{meaning: column} of the headings that are known; of two for one thing the better, of two alike the first."""
    best: dict[str, tuple[int, int]] = {}
    for column, cell in enumerate(cells):
        meaning, place = _MEANINGS.get(plain(cell), ("", 0))
        if meaning and (meaning not in best or place < best[meaning][0]):
            best[meaning] = (place, column)
    return {meaning: column for meaning, (_place, column) in best.items()}


def twice(cells: list[str]) -> str:
    """A known heading that stands over two columns, as it is written; empty where there is none."""
    seen: set[str] = set()
    for cell in cells:
        word = plain(cell)
        if word in _MEANINGS and word in seen:
            return cell
        seen.add(word)
    return ""


def plain(heading: str) -> str:
    """A heading as it is looked up: "E-Mail Address" is "e mail address"."""
    return " ".join(re.findall(r"[^\W_]+", folded(heading)))
