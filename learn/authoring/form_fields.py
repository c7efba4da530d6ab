"""Field: one thing that the form of a fact asks for. Rows: a group of fields that repeats. COMMON: what each kind asks.

A field's name is its key in the fact's table (cards.facts.kind_readers tells what each means). Where it stands says how
often it is needed: first, under "More", or among what is rarely needed.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from cards.facts.texts import CAREGIVERS

MOST_ROWS, MOST_SUBJECTS, MOST_DIFFERENCES, MOST_DISTRACTORS = 40, 8, 20, 20
"""Rows of one group that the form shows; a fact with more is imported. A page may send a thousand fields at most."""


class Sort(Enum):
    """How a field stands in the table.

    TEXT: wordings by face; LINE: a string; LIST: strings, one a line; TAGS: strings, between commas; PAIRS: a table of
    strings or texts, "word = meaning" a line; LISTS: a table of lists, "word = one; other" a line; FLAG: true or not
    there; NUMBER; RANKS: whole numbers; BY_SUBJECT: a table with a text for each row of `subjects`; AUDIENCE: whether
    caregivers are among the audiences; SURVIVAL: whether the fact gives survival figures.
    """

    TEXT = "text"
    LINE = "line"
    LIST = "list"
    TAGS = "tags"
    PAIRS = "pairs"
    LISTS = "lists"
    FLAG = "flag"
    NUMBER = "number"
    RANKS = "ranks"
    BY_SUBJECT = "by_subject"
    AUDIENCE = "audience"
    SURVIVAL = "survival"


class Place(Enum):
    """Where in the form."""

    FIRST = "first"
    MORE = "more"
    RARE = "rare"


@dataclass(frozen=True, slots=True)
class Field:
    """is_outside: of a row, but kept in the fact's own table, by the row's slug. is_long: more than a line."""

    name: str
    label: Any
    sort: Sort = Sort.TEXT
    help: Any = ""
    place: Place = Place.FIRST
    is_long: bool = False
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """one: what a row is called; named_by: the field of which a row's slug is made, empty where rows have none."""

    name: str
    label: Any
    one: Any
    fields: tuple[Field, ...]
    named_by: str = ""
    least: int = 2
    most: int = MOST_ROWS
    place: Place = Place.FIRST
    help: Any = ""


WORDING = Field(
    "wording",
    _("The fact as one sentence"),
    help=_("Left empty, it is made of what is above."),
    is_long=True,
)
AS_OF = Field(
    "as_of",
    _("As of"),
    Sort.LINE,
    help=_("When this was so, such as “2026-11” or “as of 2024”. It is shown with the answer."),
)

COMMON: tuple[Field, ...] = (
    WORDING,
    AS_OF,
    Field(
        "hedge",
        _("How certain the source is"),
        Sort.LINE,
        help=_("The source’s own words, such as “often” or “may”. They must stand in the sentence above."),
        place=Place.MORE,
    ),
    Field("note", _("Note shown after the answer"), place=Place.MORE, is_long=True),
    Field(
        "inference",
        _("What is yours and not the source’s"),
        Sort.LINE,
        help=_("It is shown with the answer and marked as a conclusion."),
        place=Place.MORE,
    ),
    Field(
        "tags", _("Tags"), Sort.TAGS, help=_("Words by which you find it again, with commas between."), place=Place.MORE
    ),
    Field(
        "held_out",
        _("Keep it for assigned quizzes"),
        Sort.FLAG,
        help=_("Students then neither study nor practise it."),
        place=Place.MORE,
    ),
    Field(
        CAREGIVERS,
        _("For caregivers, too"),
        Sort.AUDIENCE,
        help=_("Then it needs plain words below."),
        place=Place.MORE,
    ),
    Field(
        "respell",
        _("How hard words are said"),
        Sort.PAIRS,
        help=_("One a line: metastasis = muh-TAS-tuh-sis"),
        place=Place.MORE,
        is_long=True,
    ),
    Field(
        "synonyms",
        _("Other names of what it speaks of"),
        Sort.LISTS,
        help=_("One a line: zoledronic acid = zoledronate; Zometa"),
        place=Place.MORE,
        is_long=True,
    ),
    Field(
        "no_item",
        _("Why no quiz question should be made of it"),
        Sort.LINE,
        help=_("Left empty, questions are made where the fact allows it."),
        place=Place.RARE,
    ),
    Field("sensitivity", _("It gives survival figures"), Sort.SURVIVAL, place=Place.RARE),
    Field("because.claim", _("Claim, of “claim because reason”"), place=Place.RARE),
    Field(
        "because.reason",
        _("Reason, of “claim because reason”"),
        help=_("A question asks for both. Each needs two wrong answers below, and no full stop."),
        place=Place.RARE,
    ),
    Field(
        "dropdown",
        _("Sentence with words to choose"),
        help=_("Mark each as [[word]]. Each needs two wrong answers below."),
        place=Place.RARE,
        is_long=True,
    ),
    Field(
        "typed",
        _("Answers to be typed"),
        Sort.LISTS,
        help=_("One card a line, with what else is right: role = first answer; second answer"),
        place=Place.RARE,
        is_long=True,
    ),
    Field(
        "explains",
        _("Hard words that it explains, for the glossary"),
        Sort.PAIRS,
        help=_("One a line: word = meaning"),
        place=Place.RARE,
        is_long=True,
    ),
    Field(
        "relation",
        _("Name of the question that several facts answer"),
        Sort.LINE,
        help=_("What is right by one of them is then no wrong answer for another."),
        place=Place.RARE,
    ),
)

DISTRACTORS = Rows(
    "distractors",
    _("Wrong answers for questions"),
    _("Wrong answer"),
    (
        Field("text", _("Wrong answer")),
        Field("why", _("Why it is wrong"), Sort.LINE),
        Field("at", _("For which card or part"), Sort.LINE, help=_("Left empty: for the first card.")),
    ),
    least=2,
    most=MOST_DISTRACTORS,
    place=Place.MORE,
    help=_("With two or more, a multiple choice question is made. Each needs its reason: students read it."),
)
FIGURES = Rows(
    "figures",
    _("Numbers to be asked for"),
    _("Number"),
    (
        Field("at", _("For which card"), Sort.LINE),
        Field("number", _("Number"), Sort.NUMBER),
        Field("unit", _("Unit"), Sort.LINE),
    ),
    least=1,
    place=Place.RARE,
)
