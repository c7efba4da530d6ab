"""FactForm: the form of a fact of one kind, its rows as many as are asked for.

What is typed is always kept: where the fact has mistakes, the form comes back as it was sent, each at its field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cards.facts.tables import LONGEST_TEXT
from learn.authoring import fact_tables, proposals
from learn.authoring.actions import LONGEST_CITATION, LONGEST_LINK, LONGEST_TOPIC
from learn.authoring.fact_fields import KIND_FORMS
from learn.authoring.fact_tables import PLAIN_SUFFIX, Table, Written
from learn.authoring.form_fields import Field, Place, Rows, Sort
from learn.authoring.problem_words import Told, label_of
from learn.libraries.forms import check_visible

PLACES = frozenset({"topic", "new_topic", "study", "citation", "link"})
"""The fields that say where a fact belongs and where it is from, and not what it says."""

NEW = "+"
"""The choice of a topic or source that is made here."""

LONGEST_NAMED = 60
"""Characters of a name that stand in the label of another field."""

_FLAGS = (Sort.FLAG, Sort.AUDIENCE, Sort.SURVIVAL)
_LONGEST_TYPED = 4 * LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a group as the page shows it: hidden tells which row it is for ever."""

    number: int
    fields: list[BoundField]
    plain: list[BoundField]
    hidden: list[BoundField]


@dataclass(frozen=True, slots=True)
class ShownRows:
    """A group as the page shows it. errors: what is wrong with it as a whole."""

    rows: Rows
    shown: list[ShownRow]
    errors: list[str]

    @property
    def may_grow(self) -> bool:
        return len(self.shown) < self.rows.most


class FactForm(forms.Form):
    """kind: one of KIND_FORMS. topics, studies: (uid, title) of what can be chosen; counts: rows shown, by group."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        topics: Sequence[tuple[str, str]],
        studies: Sequence[tuple[str, str]],
        initial: Mapping[str, str] | None = None,
        grown: str = "",
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.kind, self.form = kind, KIND_FORMS[kind]
        self.group_errors: dict[str, list[str]] = {}
        known = {str(key): str(value) for key, value in (data if data is not None else initial or {}).items()}
        self.fields["seen"] = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
        for each in self.form.all_fields():
            self._add(each.name, each)
        self._counts = {rows.name: self._count(rows, known, grown) for rows in self.form.all_rows()}
        for rows in self.form.all_rows():
            for number in range(self._counts[rows.name]):
                self._add_row(rows, number, known)
        self._add_choices(topics, studies)

    def _count(self, rows: Rows, known: Mapping[str, str], grown: str) -> int:
        typed = fact_tables.rows_typed(rows, known)
        shown = known.get(f"{rows.name}-count", "")
        count = max(typed, rows.least, int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 4 else 0)
        return min(count + (1 if grown == rows.name else 0), rows.most)

    def _add_row(self, rows: Rows, number: int, known: Mapping[str, str]) -> None:
        start = f"{rows.name}-{number}-"
        if rows.named_by:
            self.fields[f"{start}slug"] = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
        for each in rows.fields:
            if each.sort is Sort.BY_SUBJECT:
                for place in range(self._counts["subjects"]):
                    name = known.get(f"subjects-{place}-name", "").strip()
                    said = _("Answer for “%(name)s”") if name else _("Answer for thing %(n)d")
                    one = Field(each.name, said % {"name": name[:LONGEST_NAMED], "n": place + 1})
                    self._add(f"{start}{each.name}-{place}", one)
            else:
                self._add(f"{start}{each.name}", each)

    def _add(self, name: str, each: Field) -> None:
        if each.sort in _FLAGS:
            self.fields[name] = forms.BooleanField(required=False, label=each.label, help_text=each.help)
            return
        self.fields[name] = self._line(each.label, each.help, is_long=each.is_long or each.sort is Sort.LIST)
        if each.sort is Sort.TEXT:
            self.fields[f"{name}{PLAIN_SUFFIX}"] = self._line(
                _("%(field)s, in plain words") % {"field": each.label}, "", is_long=each.is_long
            )

    def _line(self, label: Any, help_text: Any, *, is_long: bool) -> forms.CharField:
        widget = forms.Textarea(attrs={"rows": 2, "class": "low"}) if is_long else forms.TextInput()
        # Its limit is told after sending: a browser that holds to it cuts off.
        return forms.CharField(required=False, label=label, help_text=help_text, widget=widget)

    def _add_choices(self, topics: Sequence[tuple[str, str]], studies: Sequence[tuple[str, str]]) -> None:
        self.fields["topic"] = forms.ChoiceField(
            label=_("Topic"), required=False, choices=[*topics, (NEW, _("A new topic, named below"))]
        )
        self.fields["new_topic"] = forms.CharField(
            label=_("New topic"), required=False, max_length=LONGEST_TOPIC, validators=[check_visible]
        )
        none = ("", _("Please choose where it is from"))
        self.fields["study"] = forms.ChoiceField(
            label=_("Where it is from"),
            required=False,
            choices=[none, *studies, (NEW, _("A new source, named below"))],
            help_text=_("A fact without a source can be saved, but not published."),
        )
        self.fields["citation"] = forms.CharField(
            label=_("New source"),
            required=False,
            max_length=LONGEST_CITATION,
            validators=[check_visible],
            help_text=_("As you would cite it: authors, title, year."),
        )
        self.fields["link"] = forms.CharField(
            label=_("Its link or DOI (may be empty)"), required=False, max_length=LONGEST_LINK
        )
        for name in ("topic", "study"):
            self.fields[name].error_messages["invalid_choice"] = _("This is not there any more. Please choose another.")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        # A list: what has a mistake is taken out of the data on the way.
        for name, value in list(data.items()):
            if isinstance(value, str) and len(value) > _LONGEST_TYPED:
                said = _("This has %(n)d characters. Please keep it to %(most)d.")
                self.add_error(name, said % {"n": len(value), "most": LONGEST_TEXT})
        if data.get("topic") == NEW and not data.get("new_topic"):
            self.add_error("new_topic", _("Please name the new topic, or choose one that is there."))
        if data.get("study") == NEW and not data.get("citation"):
            self.add_error("citation", _("Please name the new source, or choose one that is there."))
        return data

    def written(self, before: Mapping[str, Any] | None = None) -> Written:
        """The table that was typed, with what is proposed for what was left empty. before: as it was stored."""
        typed = {
            name: ("on" if value else "") if isinstance(value, bool) else str(value or "")
            for name, value in self.cleaned_data.items()
        }
        written = fact_tables.table_of(self.kind, typed, before)
        written.table = proposals.completed(written.table)
        for name in ("topic", "study"):
            written.table.pop(name, None)
            if (value := typed.get(name, "")) and value != NEW:
                written.table[name] = value
        return written

    @property
    def made_topic(self) -> str:
        """The title of a new topic; empty where one was chosen."""
        data = self.cleaned_data
        return str(data.get("new_topic", "")) if data.get("topic") == NEW else ""

    @property
    def made_source(self) -> tuple[str, str]:
        """Citation and link of a new source; empty where one was chosen."""
        data = self.cleaned_data
        return (str(data["citation"]), str(data["link"])) if data.get("study") == NEW else ("", "")

    def tell(self, told: Sequence[Told]) -> None:
        """Puts mistakes at their fields; at the group or the form where there is no such field."""
        for each in self.once(told):
            if each.field in self.fields:
                self.add_error(each.field, each.words)
            elif rows := self.form.group(each.field.split("-")[0]):
                self.group_errors.setdefault(rows.name, []).append(each.words)
            else:
                said = _("%(field)s: %(words)s") % {"field": each.label, "words": each.words}
                self.add_error(None, said if each.label else each.words)

    def once(self, told: Sequence[Told]) -> list[Told]:
        """Each mistake once. What stands empty in plain words is taken as it stands above, and told of there."""
        kept: dict[Told, None] = {}
        for each in told:
            above = each.field.removesuffix(PLAIN_SUFFIX)
            is_shared = above != each.field and above in self.fields and not self[each.field].value()
            if not (is_shared and any((other.field, other.words) == (above, each.words) for other in told)):
                kept[each] = None
        return list(kept)

    def mistakes(self) -> list[Told]:
        """What is still to be mended, field by field."""
        found = [
            Told(name if name in self.fields else "", " ".join(map(str, each)), self._label(name))
            for name, each in self.errors.items()
        ]
        groups = ((self.form.group(name), " ".join(each)) for name, each in self.group_errors.items())
        return [*found, *(Told("", f"{rows.label}: {words}" if rows else words) for rows, words in groups)]

    def _label(self, name: str) -> str:
        return label_of(self.kind, name) or str(self.fields[name].label or "") if name in self.fields else ""

    @property
    def has_mistakes(self) -> bool:
        return bool(self.errors or self.group_errors)

    def first_fields(self) -> list[BoundField]:
        """The few that every fact of the kind has."""
        return [self[each.name] for each in self.form.fields if each.place is Place.FIRST]

    def more_fields(self) -> list[BoundField]:
        return [self[each.name] for each in self.form.all_fields() if each.place is Place.MORE]

    def rare_fields(self) -> list[BoundField]:
        return [self[each.name] for each in self.form.all_fields() if each.place is Place.RARE]

    def plain_fields(self) -> list[BoundField]:
        """The wordings for caregivers, outside of rows."""
        return [self[f"{each.name}{PLAIN_SUFFIX}"] for each in self.form.all_fields() if each.sort is Sort.TEXT]

    def first_rows(self) -> list[ShownRows]:
        return [self._shown(rows) for rows in self.form.all_rows() if rows.place is Place.FIRST]

    def more_rows(self) -> list[ShownRows]:
        return [self._shown(rows) for rows in self.form.all_rows() if rows.place is Place.MORE]

    def rare_rows(self) -> list[ShownRows]:
        return [self._shown(rows) for rows in self.form.all_rows() if rows.place is Place.RARE]

    def _shown(self, rows: Rows) -> ShownRows:
        shown = []
        for number in range(self._counts[rows.name]):
            start = f"{rows.name}-{number}-"
            names = [name for name in self.fields if name.startswith(start)]
            fields = [self[name] for name in names if not name.endswith(("-slug", PLAIN_SUFFIX))]
            plain = [self[name] for name in names if name.endswith(PLAIN_SUFFIX)]
            hidden = [self[name] for name in names if name.endswith("-slug")]
            shown.append(ShownRow(number, fields, plain, hidden))
        return ShownRows(rows, shown, self.group_errors.get(rows.name, []))

    def opens(self) -> dict[str, bool]:
        """Which folded parts of the page hold something, or a mistake."""
        return {
            "more": any(map(self._says, self._names(Place.MORE))),
            "rare": any(map(self._says, self._names(Place.RARE))),
            "plain": any(self._says(name) for name in self.fields if name.endswith(PLAIN_SUFFIX)),
        }

    def _names(self, place: Place) -> Iterator[str]:
        yield from (each.name for each in self.form.all_fields() if each.place is place)
        groups = tuple(f"{rows.name}-" for rows in self.form.all_rows() if rows.place is place)
        yield from (name for name in self.fields if groups and name.startswith(groups))
        yield from (
            rows.name for rows in self.form.all_rows() if rows.place is place and rows.name in self.group_errors
        )

    def _says(self, name: str) -> bool:
        if name not in self.fields:
            return True
        return bool(self[name].value()) or name in self.errors


def starting(kind: str, table: Table, seen: int) -> dict[str, str]:
    """What stands in the form of a stored fact; what would be proposed just so is left to be proposed."""
    typed = fact_tables.typed_of(kind, proposals.without_proposed(table))
    return {
        **{name: value for name, value in typed.items() if value},
        "topic": str(table.get("topic", "")),
        "study": str(table.get("study", "")),
        "seen": str(seen),
    }


def fits(kind: str, table: Table) -> bool:
    """Whether the form shows every row of a fact: what it does not show it would take away."""
    form = KIND_FORMS.get(kind)
    if form is None:
        return False
    # Rows that are no list were never published: what is typed takes their place.
    shown = [(rows, own) for rows in form.all_rows() if isinstance(own := table.get(rows.name), list)]
    return all(len(own) <= rows.most for rows, own in shown)


class KindForm(forms.Form):
    """Which kind of fact."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What sort of fact is it?"),
        choices=[(name, each.label) for name, each in KIND_FORMS.items()],
        initial="definition",
    )
