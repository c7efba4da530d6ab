"""KindForm: what the form of a fact of one kind asks, in fields and rows (learn.authoring.form_fields)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from learn.authoring.form_fields import (
    COMMON,
    DISTRACTORS,
    FIGURES,
    MOST_DIFFERENCES,
    MOST_SUBJECTS,
    Field,
    Place,
    Rows,
    Sort,
)


@dataclass(frozen=True, slots=True)
class KindForm:
    """example: such a fact, in a few words."""

    label: Any
    example: Any
    fields: tuple[Field, ...]
    rows: tuple[Rows, ...] = ()

    def all_fields(self) -> tuple[Field, ...]:
        """Those of the kind, then those of every fact."""
        return (*self.fields, *COMMON)

    def all_rows(self) -> tuple[Rows, ...]:
        return (*self.rows, DISTRACTORS, FIGURES)

    def group(self, name: str) -> Rows | None:
        return next((rows for rows in self.all_rows() if rows.name == name), None)


_WITHIN = _("As it stands within a sentence: with a small letter first, unless it is a name or an abbreviation.")
_ASKED_IN_OWN_WORDS = _("Left empty, the question is worded for you.")

KIND_FORMS: dict[str, KindForm] = {
    "definition": KindForm(
        _("A term and its meaning"),
        _("Osteoclast: a cell that breaks down bone"),
        (
            Field("term", _("Term")),
            Field("meaning", _("Meaning"), help=_("As it goes on after “TERM means …”."), is_long=True),
            Field(
                "also",
                _("Other names"),
                Sort.LIST,
                help=_("One a line. They count as right answers."),
                place=Place.MORE,
            ),
            Field("ask_term", _("Question for the term"), help=_ASKED_IN_OWN_WORDS, place=Place.MORE),
        ),
    ),
    "set": KindForm(
        _("The members of a list"),
        _("The usual sites are the spine, the hips and the ribs"),
        (
            Field("question", _("Question that the whole list answers")),
            Field(
                "cloze",
                _("Sentence with the list in it"),
                help=_(
                    "Write {members} where all the names below go, such as “The usual sites are {members}.” Left empty,"
                    " it is made of the question."
                ),
            ),
            Field("open", _("The source’s list does not claim to be complete"), Sort.FLAG),
        ),
        (
            Rows(
                "members",
                _("Members"),
                _("Member"),
                (Field("name", _("Name")), Field("gloss", _("A few words about it (may be empty)"))),
                named_by="name",
                help=_WITHIN,
            ),
        ),
    ),
    "rank": KindForm(
        _("Places on a scale"),
        _("Bone is the third most common place to which cancer spreads"),
        (Field("scale", _("What is ranked"), help=_("Such as “most common places to which cancer spreads”.")),),
        (
            Rows(
                "places",
                _("Places"),
                _("Place"),
                (
                    Field("name", _("Name")),
                    Field("rank", _("Rank"), Sort.RANKS, help=_("1, or 1-2 where two share them.")),
                    Field("ask_rank", _("Own question for the rank (may be empty)"), is_outside=True),
                    Field("ask_name", _("Own question for the name (may be empty)"), is_outside=True),
                ),
                named_by="name",
                least=1,
                help=_WITHIN,
            ),
        ),
    ),
    "role": KindForm(
        _("What something does"),
        _("Denosumab prevents bone loss"),
        (
            Field("agent", _("What does it"), help=_WITHIN),
            Field("agent_class", _("What sort of thing that is"), help=_("Such as “drug” or “cell”.")),
            Field(
                "role", _("What it does"), help=_("As it goes on after the name: “prevents bone loss”."), is_long=True
            ),
            Field("ask_role", _("Question for what it does"), help=_ASKED_IN_OWN_WORDS, place=Place.MORE),
            Field("ask_agent", _("Question for the name"), help=_ASKED_IN_OWN_WORDS, place=Place.MORE),
            Field(
                "one_way",
                _("Why the name cannot be asked for"),
                Sort.LINE,
                help=_("Where others do the same: then there is no such card."),
                place=Place.MORE,
            ),
        ),
    ),
    "contrast": KindForm(
        _("Things told apart"),
        _("Osteolytic and osteoblastic: which of them breaks down bone?"),
        (),
        (
            Rows(
                "subjects",
                _("What is told apart"),
                _("Thing"),
                (Field("name", _("Name")),),
                "name",
                most=MOST_SUBJECTS,
                help=_WITHIN,
            ),
            Rows(
                "attributes",
                _("In what they differ"),
                _("Difference"),
                (
                    Field(
                        "ask",
                        _("Question"),
                        help=_(
                            "Write {subject} where each name above goes, such as “What does an {subject} change do?”"
                        ),
                    ),
                    Field("values", _("Answer for each"), Sort.BY_SUBJECT),
                    Field(
                        "reverse",
                        _("Question the other way round (may be empty)"),
                        help=_("Write {value} where the answer goes, such as “Which of them {value}?”"),
                    ),
                    Field("hedge", _("How certain the source is"), Sort.LINE),
                ),
                named_by="ask",
                least=1,
                most=MOST_DIFFERENCES,
            ),
        ),
    ),
    "statistic": KindForm(
        _("A figure"),
        _("About 330,000 people live with it"),
        (
            Field("value", _("Figure, as it is said"), help=_("Such as “about 330,000 people”.")),
            Field("number", _("The bare number"), Sort.NUMBER),
            Field("unit", _("Unit"), Sort.LINE, help=_("Such as “people”, “percent” or “months”.")),
            Field("measures", _("What it measured, in whom and when"), is_long=True),
            Field("ask_value", _("Question for the figure")),
            Field("ask_measures", _("Question for what it measured"), help=_ASKED_IN_OWN_WORDS, place=Place.MORE),
        ),
    ),
    "recommendation": KindForm(
        _("What is advised, and why"),
        _("Report new back pain at once, because it can mean pressure on the cord"),
        (
            Field("ask", _("Question for the advice")),
            Field("action", _("Advice"), is_long=True),
            Field("ask_why", _("Question for the reason (may be empty)")),
            Field("why", _("Reason (may be empty)"), is_long=True),
        ),
    ),
    "statement": KindForm(
        _("Anything else: questions with answers, or gaps in a sentence"),
        _("What can pressure on the spinal cord cause?"),
        (
            Field(
                "cloze",
                _("Sentence with gaps (may be empty)"),
                help=_("Mark each gap: [[word]]. Each is a card."),
                is_long=True,
            ),
        ),
        (
            Rows(
                "asks",
                _("Questions and answers"),
                _("Question"),
                (Field("ask", _("Question")), Field("answer", _("Answer"))),
                named_by="ask",
                least=1,
            ),
        ),
    ),
}


def texts_of(form: KindForm) -> Iterator[Field]:
    """The fields outside of rows that have a wording in plain words as well."""
    return (field for field in form.all_fields() if field.sort is Sort.TEXT)
