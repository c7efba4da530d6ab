"""Forms about a learner's own preferences."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learn.accounts.models import MAXIMUM_NEW_PER_DAY, MAXIMUM_REVIEWS_PER_DAY, Path, Preferences
from learn.accounts.zones import zone_names

if TYPE_CHECKING:
    _PreferencesModelForm = forms.ModelForm[Preferences]
else:
    _PreferencesModelForm = forms.ModelForm


_RANGES = (
    ("day_end_hour", 0, 12),
    ("new_per_day", 0, MAXIMUM_NEW_PER_DAY),
    ("reviews_per_day", 1, MAXIMUM_REVIEWS_PER_DAY),
)


class StartForm(forms.Form):
    """How a guest begins."""

    path = forms.ChoiceField(choices=[(Path.NURSING.value, ""), (Path.CAREGIVER.value, ""), (Path.BOTH.value, "")])


class ZoneForm(forms.Form):
    zone = forms.CharField(max_length=64)


class PreferencesForm(_PreferencesModelForm):
    """Every choice about studying that the settings page offers."""

    survival = forms.TypedChoiceField(
        label=_("Survival figures"),
        help_text=_("Averages from studies of many people. They cannot say what will happen to one person."),
        choices=[("", _("As fits my path")), ("on", _("Show")), ("off", _("Do not show"))],
        coerce=lambda value: value == "on",
        empty_value=None,
        required=False,
    )

    class Meta:
        model = Preferences
        fields = ["path", "zone", "day_end_hour", "new_per_day", "reviews_per_day", "buttons", "shortcuts", "survival"]
        labels = {
            "path": _("I am here as a"),
            "zone": _("Time zone"),
            "day_end_hour": _("My study day ends at (hour, 0 to 12)"),
            "new_per_day": _("New cards a day, at most"),
            "reviews_per_day": _("Reviews a day, at most"),
            "buttons": _("Grade buttons"),
            "shortcuts": _("Single-key shortcuts on the review screen"),
        }
        help_texts = {
            "path": _("It decides the wording of cards and which decks you study; a paused deck keeps its dates."),
            "reviews_per_day": _("After missed days, what is over this is spread over the next days."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = zone_names()
        kept = self.instance.zone
        names = zones if kept in zones else (kept, *zones)
        self.fields["zone"] = forms.ChoiceField(label=_("Time zone"), choices=[(name, name) for name in names])
        if self.instance.path:
            self.fields["path"] = forms.ChoiceField(
                label=self.fields["path"].label,
                help_text=self.fields["path"].help_text,
                choices=[choice for choice in Path.choices if choice[0]],
            )
        for name, lowest, highest in _RANGES:
            self.fields[name].widget.attrs.update({"min": lowest, "max": highest})
        self.initial["survival"] = {None: "", True: "on", False: "off"}[self.instance.survival]
