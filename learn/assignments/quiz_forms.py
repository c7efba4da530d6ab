"""What the pages of a class's quizzes send: a blueprint line by line, or questions picked one by one."""

from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cards.items.kinds import Format
from learn.assignments.plans import MIXED, MOST_LINES, MOST_QUESTIONS, Blueprint, Line
from learn.choices import in_our_words, offer, offered
from learn.classrooms.models import LONGEST_NAME
from learn.quizzes.forms import FORMAT_NAMES, LEVELS
from learn.quizzes.reading import TopicGroups, in_one

SEED_BITS = 31
_ORDINARY_NUMBER = 10


class LineForm(forms.Form):
    """One line of a blueprint."""

    number = forms.IntegerField(
        label=_("How many questions"),
        min_value=1,
        max_value=MOST_QUESTIONS,
        initial=_ORDINARY_NUMBER,
        error_messages={"required": _("Please give a number."), "invalid": _("Please give a whole number.")},
    )
    topics = forms.TypedMultipleChoiceField(
        label=_("Topics"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    formats = forms.MultipleChoiceField(label=_("Formats"), required=False, widget=forms.CheckboxSelectMultiple)
    level = forms.TypedChoiceField(label=_("Difficulty"), choices=LEVELS, required=False, empty_value=MIXED)

    def __init__(self, *args: Any, topics: TopicGroups, formats: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        in_our_words(self)
        self._groups = topics
        offer(self, topics=in_one(topics), formats=[(name, FORMAT_NAMES[Format(name)]) for name in formats])

    @property
    def topics_by_library(self) -> list[tuple[str, list[Any]]]:
        """The boxes of the topics for each library, with its title where there is more than one."""
        boxes = iter(self["topics"])
        is_one = len(self._groups) == 1
        return [("" if is_one else title, list(islice(boxes, len(topics)))) for title, topics in self._groups]

    @property
    def line(self) -> Line:
        """What a valid form says."""
        data = self.cleaned_data
        return Line(
            data["number"], _unless_all(data, "topics", self), _unless_all(data, "formats", self), data["level"]
        )


def _unless_all(data: dict[str, Any], name: str, form: forms.Form) -> tuple[Any, ...]:
    chosen = data[name]
    return () if len(chosen) == len(offered(form, name)) else tuple(chosen)


class QuizForm(forms.Form):
    """What every quiz has. quiz_id: made with the page, so that two clicks make one quiz."""

    quiz_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Please give the quiz a title.")},
    )
    is_held_out = forms.BooleanField(
        label=_("Keep these questions out of the students’ practice until it has closed"), required=False
    )


class BlueprintForm(QuizForm):
    """A quiz by blueprint. seed: of the draw, so that what is saved is what was shown; count: of lines."""

    seed = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**SEED_BITS)
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_LINES)
    is_per_student = forms.TypedChoiceField(
        label=_("The draw"),
        choices=[
            ("", _("One draw: everyone is asked the same questions")),
            ("yes", _("Another draw for each student")),
        ],
        coerce=bool,
        required=False,
        widget=forms.RadioSelect,
    )
    asks_survival = forms.BooleanField(
        label=_("Questions about survival figures, too"),
        required=False,
        help_text=_("Students who have switched these off are not asked them."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any],
        lines: list[Line],
        topics: TopicGroups,
        formats: list[str],
    ) -> None:
        super().__init__(data, initial=initial)
        in_our_words(self)
        count = _count(data) if data is not None else len(lines)
        self.lines = [
            LineForm(
                data,
                prefix=f"line{place}",
                initial=_held(lines[place]) if place < len(lines) else {"level": "mixed"},
                topics=topics,
                formats=formats,
            )
            for place in range(count)
        ]

    def is_valid(self) -> bool:
        # All of them, so that every mistake is shown at once.
        return all([super().is_valid(), *(line.is_valid() for line in self.lines)])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("is_per_student") and data.get("is_held_out"):
            said = _("Only one draw for all can be kept out of practice: nobody knows yet what each will be asked.")
            self.add_error("is_held_out", said)
        if sum(line.cleaned_data.get("number", 0) for line in self.lines if line.is_valid()) > MOST_QUESTIONS:
            raise forms.ValidationError(_("A quiz has at most %(most)d questions."), params={"most": MOST_QUESTIONS})
        return data

    @property
    def blueprint(self) -> Blueprint:
        """What a valid form says, not drawn yet."""
        data = self.cleaned_data
        return Blueprint(tuple(line.line for line in self.lines), bool(data["is_per_student"]), data["asks_survival"])


def _held(line: Line) -> dict[str, Any]:
    return {"number": line.number, "topics": line.topics, "formats": line.formats, "level": line.level}


def _count(data: QueryDict) -> int:
    typed = data.get("count", "1")
    return min(max(int(typed), 1), MOST_LINES) if typed.isdecimal() and len(typed) <= 3 else 1


class PickForm(QuizForm):
    """A quiz picked by hand, and what to look for in the bank. version: ids of item versions, in order.

    What was done is in `do`: "save", "search", or "add", "up", "down", "remove" with a version after a colon.
    """

    q = forms.CharField(label=_("Words in the question"), max_length=100, required=False)
    library = forms.TypedChoiceField(label=_("Library"), coerce=int, empty_value=None, required=False)
    topic = forms.TypedChoiceField(label=_("Topic"), coerce=int, empty_value=None, required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    level = forms.ChoiceField(label=_("Difficulty"), choices=[("", _("any")), *LEVELS[1:]], required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    survival = forms.BooleanField(label=_("About survival figures, too"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any] | None = None,
        libraries: list[tuple[int, str]],
        topics: TopicGroups,
        formats: list[str],
        tags: list[str],
    ) -> None:
        super().__init__(data, initial=initial)
        in_our_words(self)
        any_one = ("", _("any"))
        grouped = topics if len(topics) > 1 else in_one(topics)
        offer(self, topic=[any_one, *grouped], tag=[any_one, *((tag, tag) for tag in tags)])
        offer(self, library=[any_one, *libraries])
        self.has_tags, self.has_libraries = bool(tags), len(libraries) > 1
        names = [(name, FORMAT_NAMES[Format(name)]) for name in formats]
        offer(self, format=[any_one, *names])


def picked(data: QueryDict) -> list[int]:
    """The versions that a page holds, in order, each once."""
    typed = [each for each in data.getlist("version") if each.isdecimal() and len(each) < 19]
    return list(dict.fromkeys(map(int, typed)))[:MOST_QUESTIONS]


def after(versions: list[int], do: str) -> list[int]:
    """The versions once what was pressed is done."""
    act, _colon, named = do.partition(":")
    if not named.isdecimal() or len(named) >= 19:
        return versions
    version = int(named)
    if act == "add":
        return versions if version in versions or len(versions) >= MOST_QUESTIONS else [*versions, version]
    if version not in versions:
        return versions
    here = versions.index(version)
    if act == "remove":
        return versions[:here] + versions[here + 1 :]
    there = here - 1 if act == "up" else here + 1
    if act in ("up", "down") and 0 <= there < len(versions):
        moved = list(versions)
        moved[here], moved[there] = moved[there], moved[here]
        return moved
    return versions


def new_quiz_id() -> UUID:
    """An id for the quiz that the page now made may save."""
    return uuid4()
