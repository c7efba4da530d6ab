"""What the page of a library's pictures sends."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from learn.authoring.models import LONGEST_ALT

_TOO_LONG = _("This has %(show_value)d characters. Please keep it to %(limit_value)d.")


class AltForm(forms.Form):
    """What a picture shows, in words."""

    alt = forms.CharField(
        label=_("What it shows, in words"),
        help_text=_(
            "Read aloud to those who cannot see it, and shown where it does not load. Say what matters to the question."
        ),
        validators=[MaxLengthValidator(LONGEST_ALT, _TOO_LONG)],
        error_messages={"required": _("Please say in a few words what the picture shows.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)

    def clean_alt(self) -> str:
        """One line of it, without what would end it where it is written into a question."""
        words = "".join(
            letter if letter.isprintable() and letter not in "[]" else " " for letter in self.cleaned_data["alt"]
        )
        alt = " ".join(words.split())
        if not alt:
            raise forms.ValidationError(self.fields["alt"].error_messages["required"])
        return alt


class PictureForm(AltForm):
    """A picture to be uploaded."""

    file = forms.FileField(
        label=_("A picture"),
        help_text=_(
            "PNG, JPEG, WebP or GIF, up to 2 MB and 6000 pixels a side. Where and when it was taken is left out."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        allow_empty_file=True,
        error_messages={"required": _("Please choose a file."), "missing": _("Please choose a file.")},
    )
    field_order = ["file", "alt"]
