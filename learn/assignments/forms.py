"""What the pages of assignments send: on what terms a deck or quiz is assigned, and what is granted to some."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from cards.models import Deck
from learn.assignments import clocks
from learn.assignments.actions import Terms
from learn.assignments.extending import Grant
from learn.assignments.fields import MomentField, ZonedForm
from learn.assignments.models import (
    LONGEST_INSTRUCTIONS,
    MOST_ATTEMPTS,
    Assignment,
    Counts,
    Goal,
    Quiz,
    Reveal,
)
from learn.choices import offer, offered
from learn.classrooms.models import LONGEST_NAME
from learn.quizzes.ask import LONGEST_MINUTES

DAYS_TO_DO_IT = 7
"""A week is proposed."""

MOST_EXTENDED_MINUTES = 4 * LONGEST_MINUTES
"""That an extension can give for one attempt."""

_MOST_DAYS, _MOST_TIMES = 200, 20


def proposed_due(now: datetime, zone: str) -> datetime:
    """The last minute of the day in a week, on the class's clock."""
    day = clocks.shown(now, zone).date() + timedelta(days=DAYS_TO_DO_IT)
    try:
        return clocks.instant(datetime.combine(day, time(23, 59)), zone).moment
    except clocks.NoSuchTimeError as error:
        # Some clocks jump at midnight.
        return clocks.instant(error.after, zone).moment


class _TermsForm(ZonedForm):
    """What study and quizzes share. assignment_id: made with the page, so that two clicks assign once."""

    assignment_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Please give it a title: students find it by that.")},
    )
    instructions = forms.CharField(
        label=_("Instructions, if any"),
        max_length=LONGEST_INSTRUCTIONS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    opens_at = MomentField(label=_("Opens"), required=False, help_text=_("Empty: at once."))
    due_at = MomentField(label=_("Due"), required=False, help_text=_("Empty: no date."))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        opens, due, closes = (data.get(name) for name in ("opens_at", "due_at", "closes_at"))
        if opens and due and opens >= due:
            self.add_error("due_at", _("It has to be due after it opens."))
        if due and closes and due > closes:
            self.add_error("closes_at", _("It cannot close before it is due. Choose the same time or a later one."))
        elif opens and closes and opens >= closes:
            self.add_error("closes_at", _("It has to close after it opens."))
        return data


class QuizTermsForm(_TermsForm):
    """On what terms a quiz is assigned."""

    closes_at = MomentField(
        label=_("Closes"),
        required=False,
        help_text=_("After this nothing is taken. Empty: it stays open, and what comes after the due date is late."),
    )
    late_percent = forms.IntegerField(
        label=_("Taken off for each day late, in percent"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("0: late is marked as late, and nothing is taken off."),
        error_messages={"required": _("Please give a number; 0 takes nothing off.")},
    )
    minutes = forms.IntegerField(
        label=_("Time limit in minutes"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        required=False,
        help_text=_("Empty: no limit. Students with extra time get more, and closing waits for them."),
    )
    attempts = forms.IntegerField(
        label=_("Attempts"),
        min_value=1,
        max_value=MOST_ATTEMPTS,
        required=False,
        initial=1,
        help_text=_("Empty: any number."),
    )
    counts = forms.ChoiceField(label=_("Which attempt counts"), choices=Counts.choices, initial=Counts.HIGHEST)
    reveal = forms.ChoiceField(
        label=_("Answers and points are shown"),
        choices=Reveal.choices,
        initial=Reveal.ON_SUBMISSION,
        widget=forms.RadioSelect,
    )
    shuffles = forms.BooleanField(label=_("Ask the questions in another order for each student"), required=False)
    is_one_page = forms.BooleanField(label=_("All questions on one page"), required=False)
    pass_percent = forms.IntegerField(
        label=_("Passed from, in percent"), min_value=0, max_value=100, required=False, help_text=_("Empty: no mark.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("reveal") == Reveal.AFTER_CLOSING and not data.get("closes_at") and "closes_at" not in self.errors:
            self.add_error("closes_at", _("Say when it closes: answers are to be shown after that."))
        if data.get("reveal") == Reveal.AT_ONCE and data.get("is_one_page"):
            said = _("Answers after each question need a page for each. Choose one of the two.")
            self.add_error("is_one_page", said)
        return data

    def terms(self, quiz: Quiz) -> Terms:
        """What a valid form says."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "assignment_id"}
        return Terms(quiz=quiz, **data)


class StudyTermsForm(_TermsForm):
    """On what terms a deck is assigned. topics: those of the deck; since: from when it counts if it opens at once."""

    topics = forms.TypedMultipleChoiceField(
        label=_("Topics"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    goal = forms.ChoiceField(label=_("Goal"), choices=Goal.choices, initial=Goal.DAYS, widget=forms.RadioSelect)
    goal_number = forms.IntegerField(
        label=_("How many days, or how many times"),
        min_value=1,
        max_value=_MOST_DAYS,
        initial=4,
        error_messages={"required": _("Please give a number.")},
    )

    def __init__(self, *args: Any, topics: list[tuple[int, str]], since: datetime, zone: str, **options: Any) -> None:
        super().__init__(*args, zone=zone, **options)
        offer(self, topics=topics)
        self._since, self._zone = since, zone

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        number = data.get("goal_number") or 0
        most = _most_days(data.get("opens_at") or self._since, data.get("due_at"), self._zone)
        if data.get("goal") == Goal.SEEN and number > _MOST_TIMES:
            self.add_error("goal_number", _("Please ask for at most %(most)d times.") % {"most": _MOST_TIMES})
        elif most is not None and number > most:
            said = ngettext(
                "It is due on the day on which it opens: ask for 1 at most, or let it be due later.",
                "There are only %(most)d days until it is due: ask for %(most)d at most, or let it be due later.",
                most,
            )
            self.add_error("goal_number", said % {"most": most})
        return data

    def terms(self, deck: Deck) -> Terms:
        """What a valid form says."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("assignment_id", "topics")}
        chosen = self.cleaned_data["topics"]
        every = len(chosen) == len(offered(self, "topics"))
        return Terms(deck=deck, topics=() if every else tuple(sorted(chosen)), attempts=None, **data)


def _most_days(opens: datetime, due: datetime | None, zone: str) -> int | None:
    """On how many days of the class's clock it can be studied, the first and the last counted.

    None for no bound: it has no due date, or that is past already and the page says so.
    """
    if due is None or due <= opens:
        return None
    return (clocks.shown(due, zone).date() - clocks.shown(opens, zone).date()).days + 1


def proposal(*, title: str, now: datetime, zone: str) -> dict[str, Any]:
    """What a new form holds."""
    return {"assignment_id": uuid4(), "title": title, "due_at": proposed_due(now, zone), "shuffles": True}


def held(assignment: Assignment) -> dict[str, Any]:
    """What the form of an assignment there is holds."""
    names = (*Terms.__dataclass_fields__, "assignment_id")
    return {name: getattr(assignment, name) for name in names}


class ExtensionForm(ZonedForm):
    """What is granted to a student or a section. to: "student:<id>" or "section:<id>"."""

    to = forms.ChoiceField(label=_("For"), error_messages={"required": _("Please choose whom it is for.")})
    due_at = MomentField(label=_("Due"), required=False)
    closes_at = MomentField(label=_("Closes"), required=False)
    minutes = forms.IntegerField(
        label=_("Time limit in minutes"), min_value=1, max_value=MOST_EXTENDED_MINUTES, required=False
    )
    more_attempts = forms.IntegerField(
        label=_("More attempts"), min_value=0, max_value=MOST_ATTEMPTS, required=False, initial=0
    )
    is_exempt = forms.BooleanField(label=_("Exempt: it does not count for them at all"), required=False)
    reason = forms.CharField(
        label=pgettext_lazy("of an extension", "Reason, if any"),
        max_length=300,
        required=False,
        help_text=_("You, the class’s other instructors and the student read it."),
    )

    def __init__(self, *args: Any, people: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, to=people)

    @property
    def grant(self) -> Grant:
        """What a valid form grants."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "to"}
        return Grant(**data | {"more_attempts": data["more_attempts"] or 0})
