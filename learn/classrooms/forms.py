"""What the pages of classes send."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from learn.accounts.forms import zone_choices
from learn.accounts.models import Path, User
from learn.choices import in_our_words, offer
from learn.classrooms.joining import CODE_DAYS
from learn.classrooms.models import LONGEST_NAME, Enrollment, Role, Section
from learn.classrooms.roster.sheets import LONGEST_NUMBER
from learn.classrooms.time import MOST_TIME_PERCENT, ORDINARY_TIME_PERCENT

_TOO_LONG = _("This has %(show_value)d characters. Please keep it to %(limit_value)d.")
_LONGEST_ACCOMMODATIONS = 500


class _Form(forms.Form):
    """A form whose labels stand as they are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)
        in_our_words(self)


class _Line(forms.CharField):
    """A line of text, white space tidied. Its limit is told after sending: a browser that holds to it cuts off."""

    def __init__(self, *, longest: int = LONGEST_NAME, missing: Any = "", **options: Any) -> None:
        messages = {"required": missing} if missing else {}
        super().__init__(validators=[MaxLengthValidator(longest, _TOO_LONG)], error_messages=messages, **options)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


def _own_name() -> _Line:
    return _Line(label=_("Your name, as the class sees it"), missing=_("Please type your name."))


def name_of(learner: User) -> str:
    """What a learner is called, as far as their account says so."""
    is_made_up = learner.is_guest or learner.username.startswith("learner-")
    return learner.get_full_name() or ("" if is_made_up else learner.username)


class ClassForm(_Form):
    """What a class is called, and its clock."""

    name = _Line(label=_("Name of the class"), missing=_("Please give the class a name, such as “Nursing 201”."))
    term = _Line(label=_("Term (may be empty)"), help_text=_("Such as “Spring 2027”."), required=False)
    zone = forms.ChoiceField(
        label=_("Time zone of the class"), help_text=_("Opening and closing times are meant by this clock.")
    )

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, zone=zone_choices(zone))
        self.fields["zone"].initial = zone


class OpenForm(ClassForm):
    """A class to be opened. classroom_id: made with the page, so that two clicks open one."""

    classroom_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    own_name = _own_name()

    field_order = ["classroom_id", "name", "term", "own_name", "zone"]


class CopyForm(_Form):
    """A class as a copy of another."""

    classroom_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = _Line(label=_("Name of the new class"), missing=_("Please give the class a name."))
    term = _Line(label=_("Its term (may be empty)"), required=False)


class CodeForm(_Form):
    """A code, typed as it was read out."""

    code = forms.CharField(
        label=_("Code of the class"),
        help_text=_("Eight letters and digits, such as RK47-M3XW."),
        max_length=40,
        error_messages={"required": _("Please type the code that your instructor gave you.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-field"}
        ),
    )


class JoinForm(_Form):
    """Who joins. page: made with the page; path: asked of those who have not said what they came for."""

    page = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-zone": ""}))
    name = _Line(label=_("Your name, as the instructors see it"), missing=_("Please type your name."))
    student_number = _Line(
        label=_("Your student number (may be empty)"),
        help_text=_("By it you are found on the roster that your instructor uploaded."),
        longest=LONGEST_NUMBER,
        required=False,
    )
    path = forms.ChoiceField(
        label=_("I am here as a"),
        choices=[each for each in Path.choices if each[0]],
        initial=Path.NURSING.value,
        help_text=_("It decides the wording of cards. You can change it in the settings."),
    )

    def __init__(self, *args: Any, learner: User | None, asks_number: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].initial = name_of(learner) if learner is not None else ""
        if not asks_number:
            del self.fields["student_number"]
        if learner is not None and learner.preferences.path:
            del self.fields["path"]


class RenewCodeForm(_Form):
    """How long a new code works. seen: the code it takes the place of."""

    seen = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    days = forms.TypedChoiceField(
        label=_("The new code works for"),
        choices=[
            ("7", _("7 days")),
            ("30", _("30 days")),
            ("120", _("120 days")),
            ("400", _("400 days")),
        ],
        coerce=int,
        initial=str(CODE_DAYS),
    )


class TeacherForm(_Form):
    """Another instructor, or an observer."""

    who = forms.CharField(
        label=_("Their user name here, or the email address of their account"),
        max_length=254,
        error_messages={"required": _("Please type a user name or an email address.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = _Line(label=_("Their name, as the class sees it"), missing=_("Please type their name."))
    role = forms.ChoiceField(
        label=_("What they are"),
        choices=[
            (Role.INSTRUCTOR.value, _("Instructor: may do all that you may")),
            (Role.OBSERVER.value, _("Observer: sees the students’ work, without accommodations; changes nothing")),
        ],
        initial=Role.INSTRUCTOR.value,
        widget=forms.RadioSelect,
    )

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RoleForm(_Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class PersonForm(_Form):
    """What the class knows of a person; of who teaches, only the name."""

    name = _Line(label=_("Name"), missing=_("Please type a name."))
    email = forms.EmailField(
        label=_("Email address on the roster (may be empty)"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("This is not an email address. Please correct it, or leave it empty.")},
    )
    student_number = _Line(label=_("Student number (may be empty)"), longest=LONGEST_NUMBER, required=False)
    section = forms.TypedChoiceField(label=_("Section"), required=False, coerce=int, empty_value=None)
    time_percent = forms.IntegerField(
        label=_("Time for quizzes, in percent of the time others have"),
        help_text=_("100 is the ordinary time; 150 is half as much again. Closing times move along with it."),
        min_value=ORDINARY_TIME_PERCENT,
        max_value=MOST_TIME_PERCENT,
    )
    accommodations = forms.CharField(
        label=_("Accommodations, in words (may be empty)"),
        help_text=_("Seen by the instructors and by this student, and by nobody else."),
        required=False,
        validators=[MaxLengthValidator(_LONGEST_ACCOMMODATIONS, _TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, person: Enrollment, sections: list[Section], **options: Any) -> None:
        super().__init__(*args, **options)
        mistake = _("Choose a whole number from %(lowest)d to %(highest)d.") % {
            "lowest": ORDINARY_TIME_PERCENT,
            "highest": MOST_TIME_PERCENT,
        }
        self.fields["time_percent"].error_messages |= dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), mistake
        )
        for validator in self.fields["time_percent"].validators:
            validator.message = mistake  # type: ignore[attr-defined]
        choices = [("", _("in no section")), *((str(each.pk), each.name) for each in sections)]
        offer(self, section=choices)
        kept: dict[str, Any] = {
            "name": person.name,
            "email": person.email,
            "student_number": person.student_number,
            "section": person.section_id or "",
            "time_percent": person.time_percent,
            "accommodations": person.accommodations,
        }
        self.initial = kept
        if person.role != Role.STUDENT:
            self.fields = {"name": self.fields["name"]}

    def clean_accommodations(self) -> str:
        text: str = self.cleaned_data["accommodations"]
        return text.replace("\r\n", "\n").strip()


class LinkForm(_Form):
    expected = forms.UUIDField()


class AssignForm(_Form):
    """Students to be put into a section. person: their enrollments; section: a section's id, or none."""

    section = forms.TypedChoiceField(
        label=_("Put those who are ticked into"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, sections: Iterable[Section], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [*((str(each.pk), each.name) for each in sections), ("", _("no section"))]
        offer(self, section=choices)

    def clean(self) -> dict[str, Any]:
        ticked = self.data.getlist("person") if hasattr(self.data, "getlist") else []
        try:
            return self.cleaned_data | {"persons": [UUID(each) for each in ticked]}
        except ValueError as error:
            raise ValidationError(_("Please load the page again.")) from error


class SectionForm(_Form):
    name = _Line(label=_("Name of the section"), missing=_("Please give the section a name, such as “Lab A”."))


class RosterForm(_Form):
    """A roster file. upload_id: made with the page."""

    upload_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label=_("The roster, as a CSV file"),
        allow_empty_file=True,
        error_messages={"required": _("Please choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
