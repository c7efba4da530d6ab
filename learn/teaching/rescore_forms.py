"""What the page of a re-scoring sends: what becomes of a question, by what key, and why."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cards.items.kinds import Format, Item, Slot
from learn.quizzes import rescoring
from learn.quizzes.models import LONGEST_REASON, ScoredAs
from learn.quizzes.rescoring import Key

_TOO_LONG = _("This has %(show_value)d characters. Please keep it to %(limit_value)d.")
_LONGEST_KEY = 4000


class RescoreForm(forms.Form):
    """rescoring_id: made with the page, so that the form sent twice counts once. The fields of the key are the item's.

    item: with what counts as right now.
    """

    rescoring_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    scored_as = forms.ChoiceField(
        label=_("What becomes of the question"),
        choices=[
            (ScoredAs.DROP.value, _("Drop it: neither its points nor its maximum count for anybody")),
            (ScoredAs.FULL.value, _("Full marks for everybody who was asked it")),
            (
                ScoredAs.ACCEPT.value,
                _("Accept what is named below as right, too: nobody loses points, the maximum stays"),
            ),
            (
                ScoredAs.REPLACE.value,
                _("Replace the key by what is named below: points can be lost by it"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_(
            "Students read it with their results, and every instructor of the class. At most %(most)d characters."
        )
        % {"most": LONGEST_REASON},
        validators=[MaxLengthValidator(LONGEST_REASON, _TOO_LONG)],
        error_messages={"required": _("Please say why, in a few words.")},
    )

    def __init__(self, *args: Any, item: Item, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)
        self._item = item
        for place, slot in enumerate(item.slots):
            for name, field in _fields_of(item, slot, place):
                self.fields[name] = field

    def key_fields(self) -> list[forms.BoundField]:
        """The fields that name what is right, place by place."""
        return [self[name] for name in self.fields if name.startswith("key-")]

    @property
    def key(self) -> Key:
        """What was named, place by place, of a form that is valid."""
        return {slot.id: self._named(place) for place, slot in enumerate(self._item.slots)}

    def _named(self, place: int) -> Sequence[str]:
        data = self.cleaned_data
        if self._item.shape == Format.NUMERIC:
            return [data.get(f"key-{place}-number", "").strip(), data.get(f"key-{place}-tolerance", "").strip() or "0"]
        if self._item.shape == Format.SHORT_ANSWER:
            return list(data.get(f"key-{place}", "").splitlines())
        if self._item.shape == Format.ORDERED:
            return [data.get(f"key-{place}-{n}", "") for n, _option in enumerate(self._item.slots[place].options)]
        return list(data.get(f"key-{place}", []))

    def refuse_key(self, error: Exception) -> None:
        """Says what is wrong with the key."""
        if isinstance(error, rescoring.NothingNewError):
            said = _("What is named here counts as right already: nothing would change.")
        elif self._item.shape == Format.ORDERED:
            said = _("Please put every element in one place.")
        elif self._item.shape == Format.NUMERIC:
            said = _("Please write a number, and a tolerance of 0 or more.")
        else:
            said = _("Please name at least one answer in every place, and no answer longer than can be typed.")
        self.add_error(self.key_fields()[0].name, said)

    def renew(self) -> None:
        """Lets the form be sent once more as another re-scoring."""
        # A QueryDict holds several values for a name: a copy keeps them all.
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["rescoring_id"] = str(uuid4())
        self.data = data

    def sent(self) -> list[tuple[str, str]]:
        """The fields as they were sent, to be sent once more."""
        assert isinstance(self.data, QueryDict)
        names = [*self.fields]
        return [(name, str(value)) for name in names for value in self.data.getlist(name)]


def _fields_of(item: Item, slot: Slot, place: int) -> Iterator[tuple[str, forms.Field]]:
    label = slot.label or (_("Part %(number)d") % {"number": place + 1} if len(item.slots) > 1 else _("Right answers"))
    own = rescoring.own_key(item)[slot.id]
    if item.shape == Format.NUMERIC:
        number, tolerance = own or ["", "0"]
        yield (
            f"key-{place}-number",
            forms.CharField(
                label=_("Right number") + (f" ({slot.unit})" if slot.unit else ""),
                initial=number,
                required=False,
                max_length=30,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            ),
        )
        yield (
            f"key-{place}-tolerance",
            forms.CharField(
                label=_("Give or take"),
                initial=tolerance,
                required=False,
                max_length=30,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            ),
        )
    elif item.shape == Format.SHORT_ANSWER:
        yield (
            f"key-{place}",
            forms.CharField(
                label=label,
                initial="\n".join(own),
                required=False,
                max_length=_LONGEST_KEY,
                help_text=_("One a line."),
                widget=forms.Textarea(attrs={"rows": 5}),
            ),
        )
    elif item.shape == Format.ORDERED:
        for n, option in enumerate(slot.options):
            yield (
                f"key-{place}-{n}",
                forms.ChoiceField(
                    label=_("Place %(number)d") % {"number": n + 1},
                    choices=[(each.id, each.text) for each in slot.options],
                    initial=option.id,
                    required=False,
                ),
            )
    else:
        yield (
            f"key-{place}",
            forms.MultipleChoiceField(
                label=label,
                choices=[(option.id, option.text) for option in slot.options],
                initial=own,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
        )
