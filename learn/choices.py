"""What a form's fields offer, where that depends on who asks; and what they say of what is wrong."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def offer(form: forms.BaseForm, **choices: Iterable[Any]) -> None:
    """Has the fields of these names offer these (value, label), or (group, [(value, label), ...])."""
    for name, offered in choices.items():
        _field(form, name).choices = list(offered)


def offered(form: forms.BaseForm, name: str) -> list[tuple[Any, Any]]:
    """What the field of this name offers, as (value, label)."""
    return list(_field(form, name).choices)  # type: ignore[arg-type]  # pairs, whatever they were given as


_WORDS: dict[str, Any] = {
    "required": _("Please fill this in."),
    "max_length": _("This has %(show_value)d characters. Please keep it to %(limit_value)d."),
    "min_value": _("Please give %(limit_value)s or more."),
    "max_value": _("Please give %(limit_value)s or less."),
}
_INVALID: dict[type[forms.Field], Any] = {
    forms.IntegerField: _("Please give a whole number."),
    forms.EmailField: _("This is no email address. One looks like ada@example.org."),
}


def in_our_words(form: forms.BaseForm) -> None:
    """Has the fields of a form say what is wrong as the site speaks, where they have no words of their own."""
    for field in form.fields.values():
        invalid = next((said for kind, said in _INVALID.items() if isinstance(field, kind)), None)
        words = _WORDS if invalid is None else _WORDS | {"invalid": invalid}
        for code, said in words.items():
            if field.error_messages.get(code) == _usual(field, code):
                field.error_messages[code] = said


def _usual(field: forms.Field, code: str) -> Any:
    """What Django says; None where that is left to a validator."""
    kinds = (vars(kind).get("default_error_messages", {}) for kind in type(field).__mro__)
    return next((messages[code] for messages in kinds if code in messages), None)


def _field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"The field {name} offers no choice")
    return field
