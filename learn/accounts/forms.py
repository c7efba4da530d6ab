"""Forms about a learner's own preferences."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learn.accounts.models import LATEST_DAY_END_HOUR, MAXIMUM_NEW_PER_DAY, MAXIMUM_REVIEWS_PER_DAY, Path, Preferences
from learn.accounts.zones import zone_names

if TYPE_CHECKING:
    _PreferencesModelForm = forms.ModelForm[Preferences]
else:
    _PreferencesModelForm = forms.ModelForm


_RANGES = (
    ("new_per_day", 0, MAXIMUM_NEW_PER_DAY),
    ("reviews_per_day", 1, MAXIMUM_REVIEWS_PER_DAY),
)


_WEEKDAYS = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]

_GROUPS = (
    (_("Look and voice"), ("text_size", "theme", "voice", "voice_speed")),
    (_("What you study"), ("path", "new_per_day", "reviews_per_day", "survival")),
    (_("Your day"), ("zone", "day_end_hour", "rest_days", "streak")),
    (_("The review screen"), ("buttons", "shortcuts")),
)


class StartForm(forms.Form):
    """How a guest begins."""

    path = forms.ChoiceField(choices=[(Path.NURSING.value, ""), (Path.CAREGIVER.value, ""), (Path.BOTH.value, "")])


class ZoneForm(forms.Form):
    zone = forms.CharField(max_length=64)


class PreferencesForm(_PreferencesModelForm):
    """Every choice about studying that the settings page offers, in groups (`groups`)."""

    survival = forms.TypedChoiceField(
        label=_("Survival figures"),
        help_text=_("Averages from studies of many people. They cannot say what will happen to one person."),
        choices=[("", _("Only if I study nursing")), ("on", _("Show")), ("off", _("Do not show"))],
        coerce=lambda value: value == "on",
        empty_value=None,
        required=False,
    )
    rest_days = forms.MultipleChoiceField(
        label=_("Rest days"),
        help_text=_("Nothing new comes on these days. What is due is there if you want it."),
        choices=_WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Preferences
        fields = [name for _title, names in _GROUPS for name in names]
        labels = {
            "path": _("I am here as a"),
            "zone": _("Time zone"),
            "day_end_hour": _("My study day ends at"),
            "new_per_day": _("New cards a day, at most"),
            "reviews_per_day": _("Reviews a day, at most"),
            "buttons": _("Grade buttons"),
            "shortcuts": _("Single-key shortcuts on the review screen"),
            "streak": _("Count the days I study in a row"),
            "theme": _("Light or dark"),
            "text_size": _("Text size"),
            "voice": _("Voice that reads aloud"),
            "voice_speed": _("Speed of the voice"),
        }
        help_texts = {
            "path": _("It decides the wording of cards and which decks you study; a paused deck keeps its dates."),
            "buttons": _("Caregivers have two, “Not yet” and “I know it”, unless they choose six."),
            "reviews_per_day": _("After missed days, what is over this is spread over the next days."),
            "day_end_hour": _("With 04:00, an answer at two in the morning still counts for the evening before."),
            "streak": _(
                "Caregivers are never counted. Rest days break nothing, and a missed day now and then neither."
            ),
            "voice": _("The voices are those of this device; another device may have others."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        kept = self.instance
        self.fields["zone"] = forms.ChoiceField(label=_("Time zone"), choices=zone_choices(kept.zone))
        if kept.path:
            self.fields["path"] = forms.ChoiceField(
                label=self.fields["path"].label,
                help_text=self.fields["path"].help_text,
                choices=[choice for choice in Path.choices if choice[0]],
            )
        for name, lowest, highest in _RANGES:
            mistake = _("Choose a whole number from %(lowest)d to %(highest)d.") % {
                "lowest": lowest,
                "highest": highest,
            }
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                min_value=lowest,
                max_value=highest,
                error_messages={"required": mistake, "invalid": mistake, "min_value": mistake, "max_value": mistake},
            )
        self.fields["day_end_hour"] = forms.TypedChoiceField(
            label=self.fields["day_end_hour"].label,
            help_text=self.fields["day_end_hour"].help_text,
            choices=[(hour, f"{hour:02}:00") for hour in range(LATEST_DAY_END_HOUR + 1)],
            coerce=int,
        )
        voices = [("", _("The browser’s own"))] + ([(kept.voice, kept.voice)] if kept.voice else [])
        self.fields["voice"].widget = forms.Select(choices=voices, attrs={"data-voices": ""})
        self.initial["survival"] = {None: "", True: "on", False: "off"}[kept.survival]
        self.initial["rest_days"] = list(kept.rest_days)
        first = next((name for name in self.fields if name in self.errors), None)
        # The page opens where something is to be mended; in a group of boxes each would ask for the focus.
        if first is not None and not self[first].use_fieldset:
            self.fields[first].widget.attrs["autofocus"] = True

    def clean_rest_days(self) -> str:
        days: list[str] = self.cleaned_data["rest_days"]
        return "".join(sorted(days))

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings: [(title, fields)]."""
        return [(title, [self[name] for name in names]) for title, names in _GROUPS]


def zone_choices(kept: str) -> list[Any]:
    """The zones by part of the world, the cities by name; the one that is kept is there, however rare."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in zone_names():
        region, _slash, place = name.partition("/")
        if place:
            regions.setdefault(region, []).append((name, place.replace("_", " ").replace("/", ", ")))
    known = set(zone_names())
    alone = [(name, name) for name in ("UTC", *(() if kept in known else (kept,)))]
    return [*dict.fromkeys(alone), *regions.items()]
