"""Questions as those who teach see them: with what is right. Shown: one of them; Found: what a search came to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from cards.items.kinds import Format
from cards.items.kinds import Item as TypedItem
from cards.lens import SHIPPED, SURVIVAL, Lens
from cards.models import Item, ItemTag, ItemVersion, Source, Topic
from cards.searching.folding import words_looked_for
from learn.quizzes import bank, reading
from learn.quizzes.forms import FORMAT_NAMES, FORMATS_IN_ORDER, LEVELS
from learn.quizzes.models import HeldOut
from learn.quizzes.reading import TopicGroups
from learn.quizzes.results import CheckedItem, checked

A_PAGE = 20
MOST_TAGS = 300
"""Offered to search by."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with its answer. library: its title; note: "retired", or "newer" where its wording is; else empty."""

    version_id: int
    format: str
    level: str
    topic: str
    library: str
    item: CheckedItem
    is_survival: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The first questions that fit a search, and whether there are more."""

    questions: tuple[Shown, ...]
    is_more: bool


def topics(lens: Lens) -> TopicGroups:
    """The topics on which there is a question for a class, library by library."""
    return reading.topics_to_ask(lens)


def libraries(lens: Lens) -> list[tuple[int, str]]:
    """The libraries of which there is a question for a class, those of its people before the shipped one."""
    asked = Exists(Item.objects.through(lens).filter(source_id=OuterRef("pk")).order_by())
    found = Source.objects.filter(asked, library__in=lens.libraries)
    return list(found.order_by(_nearness("library"), "pk").values_list("pk", "title"))


def _nearness(field: str, own: Collection[str] = ()) -> Case:
    """Orders what stands in a library by whose that is: own first, then of others, then shipped."""
    whens = [When(**{f"{field}__in": list(own)}, then=Value(0))] if own else []
    return Case(*whens, When(**{field: SHIPPED}, then=Value(2)), default=Value(1))


def formats(lens: Lens) -> list[str]:
    """The formats of which there is a question for a class."""
    there = bank.formats_to_ask(lens)
    return [each.value for each in FORMATS_IN_ORDER if each.value in there]


def tags(lens: Lens) -> list[str]:
    """The tags that a question for a class has, in alphabetical order, MOST_TAGS at most."""
    tagged = ItemTag.objects.filter(item__in=Item.objects.through(lens).order_by().values("pk"))
    return list(tagged.order_by("tag").values_list("tag", flat=True).distinct()[:MOST_TAGS])


def kept_from(learner_id: int, now: datetime) -> QuerySet[HeldOut] | None:
    """What another class keeps from somebody who is a student there, though they teach this one; None for nothing."""
    found = HeldOut.objects.from_practice_of(learner_id, now)
    return found if found.exists() else None


def shown(version_ids: Sequence[int], *, kept: QuerySet[HeldOut] | None = None) -> list[Shown]:
    """These item versions in order, without what is kept from who looks."""
    chosen = ItemVersion.objects.select_related("item__topic", "item__source").defer(*_bulky("item__source"))
    if kept is not None:
        chosen = chosen.exclude(item_id__in=kept.order_by().values("item_id"))
    versions = chosen.in_bulk(version_ids)
    return [_shown(versions[pk]) for pk in version_ids if pk in versions]


def find(
    lens: Lens,
    *,
    text: str = "",
    library: int | None = None,
    topic: int | None = None,
    format: str = "",
    level: str = "",
    tag: str = "",
    survival: bool = False,
    without: Sequence[int] = (),
    kept: QuerySet[HeldOut] | None = None,
    own: Collection[str] = (),
) -> Found:
    """Questions for a class that say these words anywhere; without those versions, and what is kept.

    library: the key of its source; own: the codes of libraries whose questions come first.
    """
    items = Item.objects.through(replace(lens, survival=survival)).filter(current__isnull=False)
    if kept is not None:
        items = items.exclude(pk__in=kept.order_by().values("item_id"))
    for word in words_looked_for(text):
        items = items.filter(Q(words__contains=f" {word.text}") | Q(words__contains=f" {word.singular} "))
    if library is not None:
        items = items.filter(source_id=library)
    if topic is not None:
        items = items.filter(topic_id=topic)
    if format:
        items = items.filter(format=format)
    if level:
        items = items.filter(level=level)
    if tag:
        items = items.filter(tags__tag=tag)
    whose = _nearness("library", own)
    items = items.exclude(current_id__in=without).order_by(whose, "source", "topic__position", "position", "pk")
    found = list(items.select_related("current", "topic", "source").defer(*_bulky("source"))[: A_PAGE + 1])
    questions = []
    for item in found[:A_PAGE]:
        if item.current is not None:
            item.current.item = item
            questions.append(_shown(item.current))
    return Found(tuple(questions), len(found) > A_PAGE)


def _bulky(source: str) -> tuple[str, ...]:
    """What of a source no row shows."""
    return f"{source}__outline", f"{source}__studies"


def _shown(version: ItemVersion) -> Shown:
    item = version.item
    typed = version.typed
    note = "retired" if item.retired_at is not None else "newer" if item.current_id != version.pk else ""
    return Shown(
        version_id=version.pk,
        format=str(FORMAT_NAMES[Format(item.format)]),
        level=str(dict(LEVELS).get(item.level, "")),
        topic=item.topic.title,
        library=item.source.title,
        item=checked(typed, _as_written(typed), None),
        is_survival=item.sensitivity == SURVIVAL,
        note=note,
    )


def _as_written(item: TypedItem) -> Mapping[str, Sequence[str]]:
    """The order in which its options were written."""
    return {"": [slot.id for slot in item.slots]} | {
        slot.id: [option.id for option in slot.options] for slot in item.slots
    }


def topic_titles(ids: Sequence[int]) -> list[str]:
    """The titles of these topics."""
    return [each.title for each in Topic.objects.filter(pk__in=ids).order_by("source", "position")]
