"""Reading what a question is written with: facts to rest on, pictures to show, questions that ask the same.

Each read is bounded, so that the editor answers as fast in a library of ten thousand facts and questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from cards.facts.item_readers import read_item
from cards.facts.problems import Spot
from cards.facts.scoping import unscoped
from cards.facts.tables import Fields
from cards.generation.cueing import SAME_QUESTION, asked_stems, asks_the_same, tells
from cards.items.kinds import Item as TypedItem
from cards.items.markup import plain
from cards.models import Item
from cards.searching.folding import words_looked_for
from learn.authoring import reading
from learn.authoring.fact_tables import heading_of, said
from learn.authoring.models import Entry, Picture, What
from learn.authoring.previews import NEIGHBOURS
from learn.libraries.models import Library

_Row = TypeVar("_Row", bound=Model)

MADE = "/"
"""What the uid of a question made from facts holds, and that of a written one does not (a slug)."""

MOST_FACTS_FOUND = 20
MOST_ALIKE = 100
MOST_PICTURES_OFFERED = 60


@dataclass(frozen=True, slots=True)
class FactChoice:
    """A fact to rest a question on."""

    uid: str
    heading: str
    wording: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Like:
    """A question that asks the same. uid: of its entry, empty for one made from facts."""

    stem: str
    uid: str


def facts_named(library: Library, uids: Sequence[str]) -> list[Entry]:
    """The live facts of these uids, in this order."""
    found = Entry.objects.of(library).live().filter(what=What.FACT, uid__in=list(uids))
    by_uid = {entry.uid: entry for entry in found}
    return [by_uid[uid] for uid in uids if uid in by_uid]


def fact_choices(library: Library, chosen: Sequence[Entry], *, text: str, topic: str) -> list[FactChoice]:
    """The chosen facts, then those found by a text, or the first of the topic where none is looked for."""
    found = reading.facts_of(library, text=text, topic="" if text.strip() else topic)
    others = found.exclude(pk__in=[entry.pk for entry in chosen])[:MOST_FACTS_FOUND]
    return [*(_choice(entry, True) for entry in chosen), *(_choice(entry, False) for entry in others)]


def around(library: Library, chosen: Sequence[Entry], topic: str) -> list[dict[str, object]]:
    """The tables of the chosen facts and of others of the topic: what a preview is made with."""
    others = Entry.objects.of(library).live().filter(what=What.FACT, topic=topic.replace("\0", ""))
    near = others.exclude(pk__in=[entry.pk for entry in chosen]).order_by("position")[:NEIGHBOURS]
    return [entry.table for entry in (*chosen, *near)]


def pictures_of(library: Library) -> QuerySet[Picture]:
    """The pictures of the library without their content, the newest first."""
    return Picture.objects.filter(library=library).only("picture_id", "alt").order_by("-added_at", "pk")


def typed_of(entry: Entry) -> TypedItem | None:
    """The question of an entry, as far as it can be read."""
    return read_item(Fields(entry.table, Spot("", [])))


def alike(library: Library, item: TypedItem) -> list[Like]:
    """Questions of the library, published or not, that ask the same as this one, but for itself.

    Two that share SAME_QUESTION of their stems share one of any stems that are more than the rest of either: so only
    questions with one of the longest words of this one are compared, and no more than MOST_ALIKE.
    """
    own = frozenset(tells(item).stems)
    telling = sorted((each for each in own if each.isalpha()), key=lambda each: (-len(each), each))
    few = telling[: int((1 - SAME_QUESTION) * len(own)) + 1]
    if not few:
        return []
    holds = Q()
    for stem in few:
        holds |= Q(words__contains=f" {stem}")
    entries = Entry.objects.of(library).live().filter(holds, what=What.ITEM).exclude(uid=item.uid).only("uid", "table")
    found = [
        Like(" ".join(plain(str(entry.table.get("stem", ""))).split()), entry.uid)
        for entry in entries.order_by("pk")[:MOST_ALIKE]
        if asks_the_same(own, _stems(entry.table))
    ]
    # One made from facts asks by design what its other formats ask: compared by its words and not by its name.
    made = Item.objects.filter(holds, source__uid=library.code, retired_at=None, uid__contains="/").order_by("pk")
    same = [
        pk for pk, told in made.values_list("pk", "tells")[:MOST_ALIKE] if asks_the_same(own, frozenset(told["stems"]))
    ]
    if same:
        stems = made.filter(pk__in=same).values_list("current__body__stem", flat=True)
        found += [Like(str(stem), "") for stem in stems]
    return found


def _stems(table: Mapping[str, Any]) -> frozenset[str]:
    """The stems of the question of a table, as tells have them, without reading all of it."""
    labels = (str(slot.get("label", "")) for slot in table.get("slots", ()))
    return frozenset(asked_stems(" ".join([str(table.get("stem", "")), str(table.get("text", "")), *labels])))


def local_uid(library: Library, uid: str) -> str:
    """The uid as the library's authors know it."""
    return unscoped(uid, library.code)


def _choice(entry: Entry, is_chosen: bool) -> FactChoice:
    return FactChoice(entry.uid, heading_of(entry.table), said(entry.table.get("wording")), is_chosen)


def search(rows: QuerySet[_Row, _Row], text: str) -> QuerySet[_Row, _Row]:
    """The rows whose `words` hold every word of a text, the last as it begins, in either number."""
    for word in words_looked_for(text):
        held = Q(words__contains=f" {word.text}") | Q(words__contains=f" {word.singular} ")
        for name in word.joined:
            held |= Q(words__contains=f" {name} ")
        rows = rows.filter(held)
    return rows
