"""Forms of the progress pages."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learn.accounts.models import MAXIMUM_NEW_PER_DAY

FARTHEST_EXAM = timedelta(days=730)


class ExamForm(forms.Form):
    """When the exam is; left empty, there is none."""

    exam_date = forms.DateField(
        label=_("Exam date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date like 2027-05-31.")},
    )

    def __init__(self, *args: Any, today: date, is_set: bool, **kwargs: Any) -> None:
        """is_set: whether there is a date that could be taken away."""
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self._is_set = is_set
        self._today = today
        attrs = self.fields["exam_date"].widget.attrs
        attrs["min"], attrs["max"] = (today + timedelta(days=1)).isoformat(), (today + FARTHEST_EXAM).isoformat()

    def clean_exam_date(self) -> date | None:
        chosen: date | None = self.cleaned_data["exam_date"]
        if chosen is None and not self._is_set:
            raise forms.ValidationError(_("Choose the day of your exam."))
        if chosen is None:
            return None
        if chosen <= self._today:
            raise forms.ValidationError(_("This day is past, or today. Choose one that is still to come."))
        if chosen > self._today + FARTHEST_EXAM:
            raise forms.ValidationError(_("That is more than two years ahead. Choose a nearer date."))
        return chosen


class NewPerDayForm(forms.Form):
    """A number of new cards a day."""

    new_per_day = forms.IntegerField(
        min_value=0,
        max_value=MAXIMUM_NEW_PER_DAY,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Choose a whole number from 0 to %(most)d.") % {"most": MAXIMUM_NEW_PER_DAY},
        ),
    )
