"""What the pages of topics, references, decks, imports and publishing send."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from learn.authoring.actions import (
    LONGEST_CITATION,
    LONGEST_DECK,
    LONGEST_LINK,
    LONGEST_TOPIC,
    NoLinkError,
    linked,
)
from learn.authoring.fact_fields import KIND_FORMS
from learn.authoring.models import LONGEST_NOTE
from learn.authoring.sheets import TERM
from learn.choices import offer
from learn.libraries.forms import check_visible

LONGEST_PATTERN = 200

_TOO_LONG = _("This has %(show_value)d characters. Please keep it to %(limit_value)d.")


class _Form(forms.Form):
    """A form whose labels stand as they are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)


class _Line(forms.CharField):
    """A line of text, white space tidied. Its limit is told after sending: a browser that holds to it cuts off."""

    def __init__(self, *, longest: int, missing: Any = "", **options: Any) -> None:
        messages = {"required": missing} if missing else {}
        limits: list[Callable[[Any], None]] = [MaxLengthValidator(longest, _TOO_LONG), check_visible]
        super().__init__(validators=limits, error_messages=messages, **options)

    def to_python(self, value: Any) -> str:
        text = " ".join(str(super().to_python(value)).split())
        # What nobody sees is nothing: a zero-width space alone names no source.
        return text if any(unicodedata.category(letter)[0] in "LMNPS" for letter in text) else ""


class TopicForm(_Form):
    """seen: the version that its author saw; 0 for a new one."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    title = _Line(label=_("Topic"), longest=LONGEST_TOPIC, missing=_("Please name the topic."))
    plain_title = _Line(label=_("In plain words (may be empty)"), longest=LONGEST_TOPIC, required=False)


class ReferenceForm(_Form):
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    citation = _Line(
        label=_("Source"),
        help_text=_("As you would cite it: authors, title, year."),
        longest=LONGEST_CITATION,
        missing=_("Please name the source."),
    )
    link = _Line(
        label=_("Its link or DOI (may be empty)"),
        help_text=_("Such as https://example.org/article or 10.1136/bmjopen-2017-016022. A book has none."),
        longest=LONGEST_LINK,
        required=False,
    )


class SourceForm(_Form):
    """Where many facts are from, in one: a source of the library, or a new one."""

    study = forms.ChoiceField(label=_("A source of this library"), required=False)
    citation = _Line(label=_("A new source, as you would cite it"), longest=LONGEST_CITATION, required=False)
    link = _Line(label=_("Its link or DOI (may be empty)"), longest=LONGEST_LINK, required=False)

    def __init__(self, *args: Any, studies: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, study=[("", _("Choose, or name a new one below")), *studies])
        if not studies:
            del self.fields["study"]

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        try:
            linked(link)
        except NoLinkError as error:
            said = _("This is neither an address (https://…) nor a DOI (10.…). Please correct it.")
            raise forms.ValidationError(said) from error
        return link

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.cleaned_data.get("study") and not self.cleaned_data.get("citation"):
            field = "study" if "study" in self.fields else "citation"
            self.add_error(field, _("Please choose or name the source."))
        return self.cleaned_data


class DeckForm(_Form):
    """Which cards a deck holds: all of some kinds, or chosen facts in an order of their own."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    title = _Line(label=_("Title"), longest=LONGEST_DECK, missing=_("Please give the deck a title."))
    description = _Line(label=_("What it is for (may be empty)"), longest=500, required=False)
    is_for_caregivers = forms.BooleanField(
        label=_("For caregivers"),
        required=False,
        help_text=_("It then holds facts that are for caregivers, in plain words."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Sorts of facts"),
        choices=[(name, each.label) for name, each in KIND_FORMS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    facts = forms.MultipleChoiceField(label=_("Only these facts"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, facts: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, facts=facts)


class ImportForm(_Form):
    """A file or a paste, and what is taken for rows that do not say. upload_id: made with the page."""

    upload_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(
        label=_("Paste terms and meanings"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "paste", "spellcheck": "false"}),
        help_text=_("One a line, with a tab, a comma, a semicolon or “ - ” between, as copied from a table."),
    )
    pairs = forms.ChoiceField(
        label=_("What the pairs are"),
        required=False,
        choices=[
            ("terms", _("Terms and their meanings")),
            ("asked", _("Something else: each is asked for by the question below")),
        ],
        initial="terms",
        widget=forms.RadioSelect,
    )
    pattern = _Line(
        label=_("The question for each, unless they are terms and meanings"),
        longest=LONGEST_PATTERN,
        required=False,
        help_text=_(
            "With {term} where the first of a pair goes, such as “What is the antidote of {term}?”. The terms then"
            " begin with small letters, unless they are names or abbreviations: opioids, but ACE inhibitors."
        ),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.toml,text/csv,text/plain"}),
        help_text=_("CSV with a row of headings, or a library as TOML."),
    )
    topic = forms.ChoiceField(label=_("Topic for rows that name none"), required=False)
    new_topic = _Line(label=_("Or a new topic"), longest=LONGEST_TOPIC, required=False)
    study = forms.ChoiceField(label=_("Source for rows that name none"), required=False)
    citation = _Line(label=_("Or a new source, as you would cite it"), longest=LONGEST_CITATION, required=False)
    link = _Line(label=_("Its link or DOI (may be empty)"), longest=LONGEST_LINK, required=False)
    as_of = _Line(
        label=_("As of, for rows that do not say"),
        longest=100,
        required=False,
        help_text=_("When this was so, such as “2026-11” or “as of 2024”."),
    )

    def __init__(
        self, *args: Any, topics: Sequence[tuple[str, str]], studies: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        offer(self, topic=[*topics] or [("", _("General"))], study=[("", _("none")), *studies])

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("text", "").strip() and not self.cleaned_data.get("file") and not self.errors:
            self.add_error("text", _("Please paste something, or choose a file."))
        is_asked = self.cleaned_data.get("pairs") == "asked" and "pattern" not in self.errors
        if is_asked and self.cleaned_data["pattern"].count(TERM) != 1:
            said = _(
                "You chose “Something else”, so each needs its question: please write it, with {term} exactly once."
            )
            self.add_error("pattern", said)
        return self.cleaned_data


class PublishForm(_Form):
    """publication_id: made with the page. classes: that the author teaches and that do not have the library yet."""

    publication_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    tells_students = forms.BooleanField(
        label=_("Tell students whose cards changed"),
        required=False,
        initial=True,
        help_text=_("Once each, and only those who answered a card that reads otherwise now."),
    )
    note = _Line(
        label=_("What they are told (may be empty)"),
        longest=LONGEST_NOTE,
        required=False,
        help_text=_("Left empty, each is told: “The answer was …; it is now …”."),
    )
    classes = forms.MultipleChoiceField(label=_("Open it to"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, classes: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, classes=classes)
        if not classes:
            del self.fields["classes"]


class UndoForm(_Form):
    """publication_id: made with the page; undoes: the number of the one to be undone."""

    publication_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    undoes = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    tells_students = forms.BooleanField(
        label=_("Tell students whose cards change back"),
        required=False,
        help_text=_("Once each, and only those who met a card as it reads now. Unread news of it is withdrawn."),
    )
