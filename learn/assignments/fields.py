"""Fields that forms of assignments share: a time on the class's clock."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learn.assignments import clocks
from learn.choices import in_our_words

_TYPED = "%Y-%m-%dT%H:%M"


class MomentField(forms.CharField):
    """A time typed as the class's clock tells it; cleaned, it is an instant. zone: of that clock, set by the form.

    is_twice: whether what was typed comes twice that night; then the first is taken, and the page says so.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_TYPED)
    zone = "UTC"
    is_twice = False

    def prepare_value(self, value: Any) -> Any:
        return clocks.shown(value, self.zone).strftime(_TYPED) if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            told = datetime.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(_("Please give a day and a time, like 2026-03-09 23:59.")) from error
        if told.tzinfo is not None:
            raise ValidationError(_("Please give the time on the class’s clock, without a zone."))
        try:
            found = clocks.instant(told.replace(second=0, microsecond=0), self.zone)
        except clocks.NoSuchTimeError as error:
            said = _("Clocks go forward that night: %(told)s does not come. The next time there is, is %(after)s.")
            values = {"told": _time(error.told), "after": _time(error.after)}
            raise ValidationError(said, params=values) from error
        except clocks.TooFarError as error:
            raise ValidationError(too_far()) from error
        self.is_twice = found.is_twice
        return found.moment


def too_far() -> str:
    """What is said of a time in a year that no class is held in."""
    years = {"first": clocks.EARLIEST_YEAR, "last": clocks.LATEST_YEAR}
    return _("That is too far away: please give a year from %(first)d to %(last)d.") % years


def _time(moment: datetime) -> str:
    return date_format(moment, "H:i")


class ZonedForm(forms.Form):
    """A form whose times are told by a class's clock."""

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        in_our_words(self)
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = zone

    @property
    def told_twice(self) -> list[str]:
        """The labels of the times that come twice: the first is meant."""
        return [str(each.label) for each in self.fields.values() if isinstance(each, MomentField) and each.is_twice]
