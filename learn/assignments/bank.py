"""Questions as those who teach see them: with what is right. Shown: one of them; Found: what a search came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cards.items.kinds import Format
from cards.items.kinds import Item as TypedItem
from cards.lens import SURVIVAL
from cards.models import Item, ItemVersion, Topic
from learn.assignments.drawing import class_lens
from learn.quizzes import bank, reading
from learn.quizzes.forms import FORMAT_NAMES, FORMATS_IN_ORDER, LEVELS
from learn.quizzes.models import HeldOut
from learn.quizzes.results import CheckedItem, checked

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with its answer. note: "retired" or "newer" where the bank has moved on since; else empty."""

    version_id: int
    format: str
    level: str
    topic: str
    item: CheckedItem
    is_survival: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The first questions that fit a search, and whether there are more."""

    questions: tuple[Shown, ...]
    is_more: bool


def topics() -> list[tuple[int, str]]:
    """The topics on which there is a question for a class."""
    return reading.topics_to_ask(class_lens(survival=True))


def formats() -> list[str]:
    """The formats of which there is a question for a class."""
    there = bank.formats_to_ask(class_lens(survival=True))
    return [each.value for each in FORMATS_IN_ORDER if each.value in there]


def kept_from(learner_id: int, now: datetime) -> QuerySet[HeldOut] | None:
    """What another class keeps from somebody who is a student there, though they teach this one; None for nothing."""
    found = HeldOut.objects.from_practice_of(learner_id, now)
    return found if found.exists() else None


def shown(version_ids: Sequence[int], *, kept: QuerySet[HeldOut] | None = None) -> list[Shown]:
    """These item versions in order, without what is kept from who looks."""
    chosen = ItemVersion.objects.select_related("item__topic")
    if kept is not None:
        chosen = chosen.exclude(item_id__in=kept.order_by().values("item_id"))
    versions = chosen.in_bulk(version_ids)
    return [_shown(versions[pk]) for pk in version_ids if pk in versions]


def find(
    *,
    text: str = "",
    topic: int | None = None,
    format: str = "",
    level: str = "",
    survival: bool = False,
    without: Sequence[int] = (),
    kept: QuerySet[HeldOut] | None = None,
) -> Found:
    """Questions for a class with these words in their stem or text; without those versions, and what is kept."""
    items = Item.objects.through(class_lens(survival=survival)).filter(current__isnull=False)
    if kept is not None:
        items = items.exclude(pk__in=kept.order_by().values("item_id"))
    for word in text.split():
        items = items.filter(tells__words__icontains=word)
    if topic is not None:
        items = items.filter(topic_id=topic)
    if format:
        items = items.filter(format=format)
    if level:
        items = items.filter(level=level)
    items = items.exclude(current_id__in=without).order_by("topic__position", "position", "pk")
    found = list(items.select_related("current", "topic")[: A_PAGE + 1])
    questions = []
    for item in found[:A_PAGE]:
        if item.current is not None:
            item.current.item = item
            questions.append(_shown(item.current))
    return Found(tuple(questions), len(found) > A_PAGE)


def _shown(version: ItemVersion) -> Shown:
    item = version.item
    typed = version.typed
    note = "retired" if item.retired_at is not None else "newer" if item.current_id != version.pk else ""
    return Shown(
        version_id=version.pk,
        format=str(FORMAT_NAMES[Format(item.format)]),
        level=str(dict(LEVELS).get(item.level, "")),
        topic=item.topic.title,
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
