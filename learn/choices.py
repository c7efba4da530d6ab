"""What a form's fields offer, where that depends on who asks."""

from collections.abc import Iterable
from typing import Any

from django import forms


def offer(form: forms.BaseForm, **choices: Iterable[Any]) -> None:
    """Has the fields of these names offer these (value, label), or (group, [(value, label), ...])."""
    for name, offered in choices.items():
        _field(form, name).choices = list(offered)


def offered(form: forms.BaseForm, name: str) -> list[tuple[Any, Any]]:
    """What the field of this name offers, as (value, label)."""
    return list(_field(form, name).choices)  # type: ignore[arg-type]  # pairs, whatever they were given as


def _field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"The field {name} offers no choice")
    return field
