"""What quiz pages send, and the names of what they offer."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.items.kinds import ANY, Format, Item
from learn.answers.numbers import why_unreadable
from learn.choices import offer
from learn.quizzes.ask import FEWEST, LONGEST_MINUTES, MIXED, MOST, Ask
from learn.quizzes.models import Confidence, Feedback, Purpose
from learn.quizzes.reading import TopicGroups, in_one
from learn.quizzes.shown import FIELD

FORMAT_NAMES = {
    Format.MULTIPLE_CHOICE: _("Multiple choice"),
    Format.SELECT_ALL: _("Select all that apply"),
    Format.SELECT_N: _("Select a stated number"),
    Format.MATRIX_CHOICE: _("Matrix, one choice a row"),
    Format.MATRIX_RESPONSE: _("Matrix, several choices"),
    Format.DROPDOWN: _("Drop-down in a sentence"),
    Format.DYAD: _("Because (two blanks)"),
    Format.TRIAD: _("Because (three blanks)"),
    Format.HIGHLIGHT: _("Highlight in a text"),
    Format.MATCHING: _("Matching"),
    Format.SHORT_ANSWER: _("Short answer, typed"),
    Format.NUMERIC: _("A number with its unit"),
    Format.ORDERED: _("Put in order"),
    Format.BOW_TIE: _("Bow-tie"),
    Format.TREND: _("Trend"),
}

FORMAT_EXAMPLES = {
    Format.MULTIPLE_CHOICE: _("“Which place is named first?” One answer of three or four."),
    Format.SELECT_ALL: _("“Which are named in the article? Select all that apply.”"),
    Format.SELECT_N: _("“Select the three signs that are named.”"),
    Format.MATRIX_CHOICE: _("One column for each row: which type goes with which cancer?"),
    Format.MATRIX_RESPONSE: _("Any number of boxes in a grid."),
    Format.DROPDOWN: _("“The drug … slows bone loss”: choose the word for the blank."),
    Format.DYAD: _("“… because …”: choose the claim and its reason."),
    Format.TRIAD: _("“… because … and …”: choose the claim and both reasons."),
    Format.HIGHLIGHT: _("Mark the phrases of a short text that answer the question."),
    Format.MATCHING: _("Choose the right meaning for each word."),
    Format.SHORT_ANSWER: _("“What is this called?” Type one to four words."),
    Format.NUMERIC: _("“How many percent?” Type the number."),
    Format.ORDERED: _("Choose what comes first, second, third."),
    Format.BOW_TIE: _("One condition, two actions, two things to watch."),
    Format.TREND: _("Notes from several times, then a question about them."),
}

NGN = frozenset(
    {
        Format.SELECT_N,
        Format.MATRIX_CHOICE,
        Format.MATRIX_RESPONSE,
        Format.DROPDOWN,
        Format.DYAD,
        Format.TRIAD,
        Format.HIGHLIGHT,
        Format.BOW_TIE,
        Format.TREND,
    }
)
"""The formats that came with the licensing exam's NGN."""

FORMATS_IN_ORDER = tuple(FORMAT_NAMES)

PURPOSES = {
    Purpose.PRACTICE: _("Practice"),
    Purpose.MISTAKES: _("My mistakes"),
    Purpose.WEAKEST: _("What I am weakest at"),
    Purpose.CHOSEN: _("Cards I chose"),
    Purpose.RETAKE: _("The same facts again"),
    Purpose.WORDS: _("Words"),
    Purpose.ASSIGNED: _("From a class"),
}

LEVELS = [
    (MIXED, _("Mixed")),
    ("easy", _("Easier")),
    ("medium", pgettext_lazy("difficulty", "Medium")),
    ("hard", _("Harder")),
]

FEEDBACKS = [(Feedback.AT_END.value, _("when I hand it in")), (Feedback.AT_ONCE.value, _("after each question"))]

CONFIDENCES = [
    (Confidence.SURE.value, _("Sure")),
    (Confidence.THINK_SO.value, _("I think so")),
    (Confidence.GUESS.value, _("A guess")),
]


class AskForm(forms.Form):
    """What a quiz is to be. attempt_id: made with the page, so that two clicks start one quiz."""

    attempt_id = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.IntegerField(
        label=_("How many questions"),
        min_value=FEWEST,
        max_value=MOST,
        error_messages={
            "required": _("Please give a number."),
            "invalid": _("Please give a whole number."),
            "min_value": _("A quiz has at least %(limit_value)s questions."),
            "max_value": _("A quiz has at most %(limit_value)s questions."),
        },
    )
    topics = forms.TypedMultipleChoiceField(label=_("Topics"), coerce=int, required=False)
    formats = forms.MultipleChoiceField(label=_("Formats"), required=False)
    level = forms.ChoiceField(label=_("Difficulty"), choices=LEVELS, widget=forms.RadioSelect)
    feedback = forms.ChoiceField(label=_("Show the answers"), choices=FEEDBACKS, widget=forms.RadioSelect)
    asks_confidence = forms.BooleanField(label=_("Ask me how sure I am"), required=False)
    minutes = forms.IntegerField(
        label=_("Time limit in minutes"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        required=False,
        error_messages={
            "invalid": _("Please give whole minutes, or nothing for no limit."),
            "min_value": _("Please give at least one minute, or nothing for no limit."),
            "max_value": _("Please give at most %(limit_value)s minutes, or nothing for no limit."),
        },
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        topics: TopicGroups,
        formats: list[str],
        like: Ask | None = None,
    ) -> None:
        """topics, formats: those there are questions of, for this learner; like: what the form proposes."""
        self.topics_by_library = topics
        every = in_one(topics)
        super().__init__(data, initial=_initial(like or Ask(), every, formats))
        offer(self, topics=every, formats=[(name, FORMAT_NAMES[Format(name)]) for name in formats])

    @property
    def ask(self) -> Ask:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Ask(
            topics=_unless_all(data["topics"], self.fields["topics"]),
            formats=_unless_all(data["formats"], self.fields["formats"]),
            number=data["number"],
            level=data["level"],
            feedback=data["feedback"],
            asks_confidence=data["asks_confidence"],
            minutes=data["minutes"],
        )

    @property
    def has_mistakes_inside(self) -> bool:
        """Whether something is to be mended among the options that are folded away."""
        return bool(set(self.errors) - {"attempt_id"})


def _initial(like: Ask, topics: list[tuple[int, str]], formats: list[str]) -> dict[str, Any]:
    # What is no longer there cannot be chosen again.
    known = [pk for pk, _title in topics if pk in like.topics]
    return {
        "attempt_id": uuid4(),
        "number": min(max(like.number, FEWEST), MOST),
        "topics": known,
        "formats": [name for name in formats if name in like.formats],
        "level": like.level,
        "feedback": like.feedback,
        "asks_confidence": like.asks_confidence,
        "minutes": like.minutes,
    }


def _unless_all(chosen: list[Any], field: Any) -> tuple[Any, ...]:
    """None chosen and all chosen are the same: everything, and what will be added later, too."""
    return () if len(chosen) == len(field.choices) else tuple(chosen)


class StartForm(forms.Form):
    """A start with one button. kind: which; attempt_id: made with the page."""

    attempt_id = forms.UUIDField()
    kind = forms.ChoiceField(
        choices=[(kind, kind) for kind in (Purpose.MISTAKES.value, Purpose.WEAKEST.value, "match", "meaning")]
    )


class AttemptForm(forms.Form):
    """A start of another quiz like one that is over."""

    attempt_id = forms.UUIDField()


class StepForm(forms.Form):
    """An answer, or leaving a question. client_id: made with the page; to: where the learner goes from here.

    seen: what the page was made from (reading.seen_of).
    to: "next", "previous", "finish", "check", "unknown" (shown without an answer), "save" (by script), or a place.
    """

    client_id = forms.UUIDField()
    confidence = forms.ChoiceField(choices=[("", ""), *CONFIDENCES], required=False)
    seen = forms.CharField(max_length=64, required=False)
    to = forms.RegexField(r"^(next|previous|finish|check|unknown|save|[1-9]\d{0,4})$", required=False)


class SheetForm(forms.Form):
    """All questions on one page. client_id: made with it; to: "save" (by script), "stay" or "finish"."""

    client_id = forms.UUIDField()
    to = forms.ChoiceField(choices=[("save", ""), ("stay", ""), ("finish", "")], required=False)


class TakeBackForm(forms.Form):
    """Taking back what a miss brought forward: of the question at this place, of all without one."""

    place = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class NotTakenError(Exception):
    """An answer that cannot be taken as it is, though a page can send it. slot_id: where; why: "twice", "too_many" or,
    of what is no one number, "unreadable".

    text: what was chosen twice or typed; choose: how many may be chosen; notice: why a number cannot be read.
    """

    def __init__(self, slot_id: str, why: str, *, text: str = "", choose: int = 0, notice: str = "") -> None:
        self.slot_id, self.why, self.text, self.choose, self.notice = slot_id, why, text, choose, notice
        super().__init__(f"{slot_id}: {why}")


def given(data: QueryDict, *, prefix: str = "") -> dict[str, list[str]]:
    """What the fields of a question hold, by slot; what was left empty is left out.

    prefix: of their names, where several questions stand on one page.
    """
    start = prefix + FIELD
    return {
        name.removeprefix(start): [value for value in data.getlist(name) if value.strip()]
        for name in data
        if name.startswith(start)
    }


def check_takeable(item: Item, answers: Mapping[str, list[str]], *, is_written: bool = True) -> None:
    """Raises NotTakenError for what a page without script lets through: one thing twice, or too many; and for what
    cannot be read as the one number that is asked for, if it is written to its end.
    """
    for slot in item.slots:
        chosen = answers.get(slot.id, [])
        if item.shape == Format.ORDERED:
            twice = next((each for each in chosen if chosen.count(each) > 1), None)
            option = slot.option(twice) if twice is not None else None
            if option is not None:
                raise NotTakenError(slot.id, "twice", text=option.text)
        elif slot.options and slot.choose not in (ANY, 1) and len(chosen) > slot.choose:
            raise NotTakenError(slot.id, "too_many", choose=slot.choose)
        elif slot.number is not None and is_written and chosen and (why := why_unreadable(chosen[0])):
            raise NotTakenError(slot.id, "unreadable", text=chosen[0], notice=why)


_Form = TypeVar("_Form", bound=forms.Form)


def valid(form: _Form, *, shown: Collection[str] = ()) -> _Form:
    """The form itself if it is valid, but for the fields that a page shows and has mended.

    Raises BadRequest: the rest is filled by our own pages.
    """
    wrong = {name: said for name, said in form.errors.items() if name not in shown}
    if wrong:
        raise BadRequest("; ".join(f"{name}: {' '.join(map(str, said))}" for name, said in wrong.items()))
    return form


def new_id() -> UUID:
    """An id for what the page now made may send."""
    return uuid4()
