"""What the pages of libraries send."""

import unicodedata
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from learn.choices import offer
from learn.classrooms.models import Classroom, Enrollment
from learn.libraries.models import LONGEST_DESCRIPTION, LONGEST_TITLE, AuthorRole

_TOO_LONG = _("This has %(show_value)d characters. Please keep it to %(limit_value)d.")


_HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check_visible(text: str) -> None:
    """Raises ValidationError for what nobody sees, such as what turns the direction of all that follows it.

    Facts and questions refuse the same (cards.facts.tables): a title with it could not be published, and would turn the
    lines of other people's pages.
    """
    if any(letter in _HIDDEN or (letter not in "\r\n\t" and unicodedata.category(letter) == "Cc") for letter in text):
        raise forms.ValidationError(
            _("This holds a hidden character, such as one that turns the direction. Please type it anew."),
            code="hidden",
        )


class _Form(forms.Form):
    """A form whose labels stand as they are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)


class _Title(forms.CharField):
    """A line of text, white space tidied. Its limit is told after sending: a browser that holds to it cuts off."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Title of the library"),
            validators=[MaxLengthValidator(LONGEST_TITLE, _TOO_LONG), check_visible],
            error_messages={"required": _("Please give the library a title, such as “Pharmacology, year 2”.")},
        )

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class OpenForm(_Form):
    """A library to be opened. library_id: made with the page, so that two clicks open one."""

    library_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    title = _Title()


class LibraryForm(_Form):
    """What a library is called."""

    title = _Title()
    description = forms.CharField(
        label=_("What it is about, for those who write in it (may be empty)"),
        required=False,
        validators=[MaxLengthValidator(LONGEST_DESCRIPTION, _TOO_LONG), check_visible],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_description(self) -> str:
        text: str = self.cleaned_data["description"]
        return text.replace("\r\n", "\n").strip()


class AuthorForm(_Form):
    """Who is to write in the library: a row of a class that they teach together with its owner."""

    enrollment = forms.TypedChoiceField(
        label=_("Who is to write in it, too"),
        error_messages={"required": _("Please choose somebody."), "invalid_choice": _("Please load the page again.")},
    )

    def __init__(self, *args: Any, people: list[Enrollment], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Choose")), *((str(each.pk), f"{each.name} ({each.classroom})") for each in people)]
        offer(self, enrollment=choices)


class RoleForm(_Form):
    role = forms.ChoiceField(choices=AuthorRole.choices)

    def clean_role(self) -> AuthorRole:
        return AuthorRole(self.cleaned_data["role"])


class ClassForm(_Form):
    """A class that the library is to be open to."""

    classroom = forms.ChoiceField(
        label=_("Open it to"),
        error_messages={"required": _("Please choose a class."), "invalid_choice": _("Please load the page again.")},
    )

    def __init__(self, *args: Any, classrooms: list[Classroom], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Choose")), *((str(each.pk), str(each)) for each in classrooms)]
        offer(self, classroom=choices)
