"""What the pages of teaching send."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from learn.teaching.behind import MOST_DAYS, Rules
from learn.teaching.models import LONGEST_MESSAGE, LONGEST_REASON, LONGEST_SUBJECT, GradedAs

_TOO_LONG = _("This has %(show_value)d characters. Please keep it to %(limit_value)d.")


class GradeForm(forms.Form):
    """A decision about a grade. change_id: made with the page, so that the form sent twice counts once."""

    change_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    graded_as = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[
            (GradedAs.PERCENT.value, _("Set it by hand")),
            (GradedAs.EXEMPT.value, _("Excuse: it does not count for this student")),
            (GradedAs.COMPUTED.value, _("Take it back to what the rule says")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    percent = forms.DecimalField(
        label=_("Percent"),
        help_text=_("From 0 to 100, only where you set it by hand."),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            _("Write a number from 0 to 100, with two decimals at most."),
        ),
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The student and every instructor of the class read it. At most %(most)d characters.")
        % {"most": LONGEST_REASON},
        validators=[MaxLengthValidator(LONGEST_REASON, _TOO_LONG)],
        error_messages={"required": _("Please say why, in a few words.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)

    def clean_graded_as(self) -> GradedAs:
        return GradedAs(self.cleaned_data["graded_as"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        is_set = data.get("graded_as") == GradedAs.PERCENT
        if is_set and data.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", _("Write to how many percent it is set."))
        if not is_set and "graded_as" in data:
            # Left over from another choice.
            self.errors.pop("percent", None)
            data["percent"] = None
        return data

    def renew(self) -> None:
        """Lets the form be sent once more as another decision."""
        self.data = dict(self.data.items()) | {"change_id": str(uuid4())}


def _number(label: Any, least: int, most: int) -> forms.IntegerField:
    wrong = _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class RulesForm(forms.Form):
    """A class's thresholds."""

    quiet_days = _number(_("Days without study of assigned cards"), 1, MOST_DAYS)
    overdue_days = _number(_("Days that a card may wait"), 1, MOST_DAYS)
    least_percent = _number(_("Percent of a topic’s due reviews remembered"), 0, 100)
    least_answers = _number(_("Due reviews from which this is told"), 1, 1000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)

    @property
    def rules(self) -> Rules:
        data = self.cleaned_data
        return Rules(data["overdue_days"], data["quiet_days"], data["least_percent"], data["least_answers"])


class MessageForm(forms.Form):
    """A message to students. message_id: made with the page, so that the form sent twice writes once."""

    message_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    subject = forms.CharField(
        label=_("Subject"),
        validators=[MaxLengthValidator(LONGEST_SUBJECT, _TOO_LONG)],
        error_messages={"required": _("Please write a subject.")},
    )
    text = forms.CharField(
        label=_("Message"),
        help_text=_("Plain text, at most %(most)d characters. Everyone it goes to reads the same words.")
        % {"most": LONGEST_MESSAGE},
        widget=forms.Textarea(attrs={"rows": 8}),
        validators=[MaxLengthValidator(LONGEST_MESSAGE, _TOO_LONG)],
        error_messages={"required": _("Please write the message.")},
    )
    by_mail = forms.BooleanField(label=_("Send it by mail as well, to those who can have mail"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)

    def clean_subject(self) -> str:
        # A header of a mail is one line.
        return " ".join(self.cleaned_data["subject"].split())

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")

    def renew(self) -> None:
        """Lets the form be sent once more as another message."""
        self.data = dict(self.data.items()) | {"message_id": str(uuid4())}
