"""What a learner chooses about the digest."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from learn.reminders.models import Rhythm


class DigestForm(forms.Form):
    """How often the digest comes, and when."""

    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often."), "invalid_choice": _("Choose one of these.")},
    )
    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        help_text=_("Of a mail that comes once a week."),
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        coerce=int,
        error_messages={"required": _("Choose a weekday."), "invalid_choice": _("Choose a weekday.")},
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        error_messages={"required": _("Choose an hour."), "invalid_choice": _("Choose an hour.")},
    )
