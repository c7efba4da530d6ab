"""What review pages send. clean_* returns the domain's own types."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms

from learn.scheduling import sm2
from learn.scheduling.fold import GRADED


class StepForm(forms.Form):
    """Any step that must count once: client_id was made with the page."""

    client_id = forms.UUIDField()


class CardStepForm(StepForm):
    """A step on one card. topic: the topic studied ahead, if that is where it came from."""

    card = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    topic = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class AnswerForm(CardStepForm):
    """An answer. seen: when the card's last row was, as the page knew it; shown: when the page was made.

    Both are whole microseconds since 1970. kind: what the page's buttons spoke of (a review, drill, early).
    """

    grade = forms.IntegerField(min_value=0, max_value=5)
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in GRADED], required=False)
    seen = forms.IntegerField(min_value=0, max_value=2**53, required=False)
    shown = forms.IntegerField(min_value=0, max_value=2**53, required=False)

    def clean_grade(self) -> int:
        return sm2.checked_grade(self.cleaned_data["grade"])

    def clean_seen(self) -> datetime | None:
        return instant(self.cleaned_data["seen"])

    def time_ms(self, now: datetime) -> int:
        """Milliseconds since the page was made; 0 where that is not known."""
        shown = instant(self.cleaned_data["shown"])
        return 0 if shown is None else max(0, int((now - shown).total_seconds() * 1000))


class UndoForm(StepForm):
    target = forms.UUIDField()
    topic = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime | None) -> int | None:
    """An aware instant as whole microseconds since 1970, exactly; None stays None."""
    return None if moment is None else (moment - _EPOCH) // timedelta(microseconds=1)


def instant(value: int | None) -> datetime | None:
    """The aware UTC instant that microseconds() wrote."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def new_client_id() -> UUID:
    """An id for a step that the page now made may send."""
    return uuid4()


def step_values(**values: Any) -> dict[str, str]:
    """The hidden fields of a step form: a fresh client id and the given values, those that are None left out."""
    return {"client_id": str(new_client_id())} | {
        name: str(value) for name, value in values.items() if value is not None
    }
