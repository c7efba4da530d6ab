"""What review pages send. clean_* returns the domain's own types."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms

from learn.reviews.models import Flag
from learn.scheduling import sm2
from learn.scheduling.fold import GRADED

_LONGEST_SCOPE = 4000
"""More than any query of ours: 200 characters of words, each of up to twelve as an address writes them."""


class StepForm(forms.Form):
    """Any step that must count once: client_id was made with the page."""

    client_id = forms.UUIDField()


class CardStepForm(StepForm):
    """A step on one card. scope: the query of the selection that is crammed, if that is where it came from."""

    card = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    scope = forms.CharField(max_length=_LONGEST_SCOPE, required=False)


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
    scope = forms.CharField(max_length=_LONGEST_SCOPE, required=False)


class FlagForm(forms.Form):
    """The flag that a card is to have; sent twice it is the same."""

    card = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    flag = forms.TypedChoiceField(choices=Flag.choices, coerce=lambda value: Flag(int(value)))
    scope = forms.CharField(max_length=_LONGEST_SCOPE, required=False)


class NoteForm(forms.Form):
    """A note on a card. seen: marks.digest_of the note that the page was made of; join: it and the kept one together.

    Longer than LONGEST_NOTE is for the page to say: what was written is not lost by it.
    """

    note = forms.CharField(required=False, widget=forms.Textarea)
    seen = forms.CharField(max_length=16, required=False)
    join = forms.BooleanField(required=False)

    def clean_note(self) -> str:
        # Browsers send each end of a line as two characters.
        return str(self.cleaned_data["note"]).replace("\r\n", "\n")


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
