"""What the pages of reports send."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from learn.reports.models import LONGEST_NOTICE, LONGEST_REPLY, LONGEST_REPORT, Kind, Status

_KINDLY = {
    Kind.WRONG_FACT: _("What it says does not seem true"),
    Kind.UNCLEAR: _("It is hard to understand"),
    Kind.SPELLING: _("A word is misspelled"),
    Kind.OTHER: _("Something else"),
}
"""As caregivers read it: they are never asked to type an answer."""

_TOO_LONG = _("This has %(show_value)d characters. Please keep it to %(limit_value)d.")


class _TextField(forms.CharField):
    """A text of some lines. Its limit is told after sending: a browser that holds to it cuts off what is pasted."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4})
        super().__init__(validators=[MaxLengthValidator(longest, _TOO_LONG)], widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        # Browsers send two characters for the end of a line.
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class ReportForm(forms.Form):
    """What is wrong with a card. client_id: made with the page, so that the form sent twice counts once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    text = _TextField(
        label=_("What is not right?"),
        help_text=_("In your own words, at most %(most)d characters. Please name nobody.") % {"most": LONGEST_REPORT},
        longest=LONGEST_REPORT,
        error_messages={"required": _("Please write a few words on what is not right.")},
    )

    def __init__(self, *args: Any, kindly: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if kindly:
            self.fields["kind"].widget.choices = [(kind.value, label) for kind, label in _KINDLY.items()]

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"])

    def renew(self) -> None:
        """Makes the form as it stands another one: sent from now on, it is a report of its own."""
        self.data = {**self.data.dict(), "client_id": str(uuid4())}  # type: ignore[attr-defined]


class _TicketsField(forms.MultipleChoiceField):
    """Any number of tickets. One that was closed since the page was made is no mistake of who ticked it."""

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(each) for each in self.to_python(value)]
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class CloseForm(forms.Form):
    """The answer to a report. also: more reports on the card that get the same answer.

    is_of_library: on a library's card; what was published of it decides whether what was corrected is to be told.
    """

    status = forms.ChoiceField(
        label=_("What came of it"),
        choices=[
            (Status.ANSWERED.value, _("Answered: the card is right, or clear, as it is")),
            (Status.CORRECTED.value, _("Corrected: the card was changed")),
            (Status.DECLINED.value, _("Not changed: it will stay as it is")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    reply = _TextField(
        label=_("Reply to who reported it"),
        help_text=_("At most %(most)d characters. It may be left empty only where the card was corrected.")
        % {"most": LONGEST_REPLY},
        longest=LONGEST_REPLY,
        required=False,
    )
    notice = _TextField(
        label=_("What was corrected"),
        help_text=_(
            "In plain words, at most %(most)d characters. Everyone who studies the card is told once, in whichever"
            " wording they have it."
            " Only for a card that was corrected."
        )
        % {"most": LONGEST_NOTICE},
        longest=LONGEST_NOTICE,
        required=False,
    )
    also = _TicketsField(required=False)

    def __init__(self, *args: Any, is_of_library: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self._is_of_library = is_of_library

    def clean_status(self) -> Status:
        return Status(self.cleaned_data["status"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        status = data.get("status")
        if status == Status.CORRECTED and data.get("notice") == "" and not self._is_of_library:
            self.ask_what_was_corrected()
        if status in (Status.ANSWERED, Status.DECLINED) and data.get("reply") == "":
            self.add_error("reply", _("Please write a reply."))
        if status in (Status.ANSWERED, Status.DECLINED) and data.get("notice"):
            self.add_error("notice", _("This is told only where the card was corrected. Choose that, or empty this."))
        return data

    def ask_what_was_corrected(self) -> None:
        self.add_error("notice", _("Please say what was corrected: those who study the card are told."))

    def say_nothing_changed(self) -> None:
        said = _(
            "Nothing of this card has changed since it was reported. Mend the fact and publish first, or answer without"
            " a correction."
        )
        if self.cleaned_data.get("also"):
            said = _(
                "Nothing of this card has changed since the newest of these reports. Mend the fact and publish first,"
                " answer without a correction, or leave the newer ones out."
            )
        self.add_error("status", said)

    def say_told_already(self) -> None:
        self.add_error(
            "notice", _("Those who study the card were told when it was published, and are not told twice. Empty this.")
        )
