"""Reading what a question is written with: facts to rest on, pictures to show, questions that ask the same.

Each read is bounded, so that the editor answers as fast in a library of ten thousand facts and questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from cards.facts.item_readers import read_item
from cards.facts.problems import Spot
from cards.facts.scoping import unscoped
from cards.facts.tables import Fields
from cards.generation.cueing import SAME_QUESTION, Tells, near_duplicates, tells
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

MOST_FACTS_FOUND = 20
MOST_ALIKE = 200
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
    others = Entry.objects.of(library).live().filter(what=What.FACT, topic=topic)
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
    own = tells(item)
    telling = sorted((each for each in own.stems if each.isalpha()), key=lambda each: (-len(each), each))
    few = telling[: int((1 - SAME_QUESTION) * len(own.stems)) + 1]
    if not few:
        return []
    holds = Q()
    for stem in few:
        holds |= Q(words__contains=f" {stem}")
    code = library.code
    uids = set()
    found: list[Like] = []
    entries = Entry.objects.of(library).live().filter(holds, what=What.ITEM).exclude(uid=item.uid)
    for entry in entries.order_by("pk")[:MOST_ALIKE]:
        uids.add(entry.uid)
        other = typed_of(entry)
        if other is not None and _is_alike(own, tells(other)):
            found.append(Like(plain(other.stem) if other.is_marked_up else other.stem, entry.uid))
    items = Item.objects.filter(holds, library=code, retired_at=None, uid__contains="/").select_related("current")
    for row in items.order_by("pk")[:MOST_ALIKE]:
        if _is_alike(own, Tells.from_payload(row.tells)) and row.current is not None:
            found.append(Like(row.current.typed.stem, ""))
    return found


def _is_alike(one: Tells, other: Tells) -> bool:
    # By what they ask, not by their names: a question made from a fact asks by design what its other formats ask.
    return near_duplicates(_nameless(one), _nameless(other))


def _nameless(asked: Tells) -> Tells:
    return Tells(asked.words, asked.keys, asked.facts, (), asked.stems)


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
