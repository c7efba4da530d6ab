"""Reading candidates out of the bank of items.

A window: a few hundred items from a random place on in the bank's fixed random order (Item.draw_key), topic by topic,
in one statement. However many items a bank holds, a draw reads a window and no more; an item's chance of being in it is
the same as any other's, but for the small differences between the gaps of that order.
"""

import json
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from cards.generation.cueing import Tells
from cards.items.kinds import Format
from cards.lens import Lens
from cards.models import Item, ItemQuerySet, Topic
from learn.quizzes.ask import Ask
from learn.quizzes.choosing import Candidate
from learn.quizzes.models import HeldOut, ItemRecord

_PER_ITEM = 8
"""Candidates read for each item wanted: choosing turns some down."""

_WINDOW = 600
"""Candidates read at least, over all topics: some must be left to choose from after those that clash or were seen."""

_FEWEST_PER_TOPIC = 12
_MOST_TOPICS = 100
_ANY_TOPIC = -1
"""Stands for each topic in turn in a statement that is compiled once; so does the next for each format."""

_ANY_FORMAT = "any"

_KEYS = 2**48
"""How many draw keys there are."""

_COLUMNS = ("pk", "current_id", "topic_id", "format", "level", "tells")


def candidates(
    *,
    learner_id: int | None,
    lens: Lens,
    ask: Ask,
    random: Random,
    without: "QuerySet[HeldOut] | None" = None,
    is_level_strict: bool = False,
) -> list[Candidate]:
    """What may be asked of this learner, from a window of the bank, each with how often they were asked it.

    learner_id: None for nobody in particular. without: what is held out, and not to be asked. is_level_strict: nothing
    but the level asked for.
    """
    items = Item.objects.through(lens)
    if ask.formats:
        items = items.filter(format__in=ask.formats)
    if is_level_strict:
        items = items.filter(level=ask.level)
    if without is not None:
        # Not by their ids, which would stand in the statement once a topic.
        items = items.exclude(pk__in=without.order_by().values("item_id"))
    firsts = {row[0]: row for row in _firsts(items, ask)}
    window = [] if ask.is_strict else _window(items, _topics(lens, ask, random), ask.number, random)
    rows = {row[0]: row for row in window} | firsts
    ranks = {pk: 1 if pk in ask.avoid else 0 for pk in firsts}
    times = dict(_times(learner_id, list(rows))) if learner_id is not None else {}
    return [
        Candidate(
            item_id=pk,
            version_id=version_id,
            topic_id=topic_id,
            format=item_format,
            level=level,
            tells=Tells.from_payload(json.loads(tells) if isinstance(tells, str) else tells),
            times=times.get(pk, 0),
            rank=ranks.get(pk, 2),
        )
        for pk, version_id, topic_id, item_format, level, tells in rows.values()
    ]


def candidate(item: Item, version_id: int) -> Candidate:
    """An item at hand, in one of its versions, as choosing knows it."""
    tells = Tells.from_payload(item.tells)
    return Candidate(item.pk, version_id, item.topic_id, item.format, item.level, tells)


def _times(learner_id: int, item_ids: Sequence[int]) -> Iterable[tuple[int, int]]:
    records = ItemRecord.objects.filter(learner_id=learner_id, item_id__in=item_ids)
    return records.values_list("item_id", "times")


def formats_to_ask(lens: Lens) -> set[str]:
    """The formats of which this lens shows an item; looks for one of each, in one statement."""
    of_format = Item.objects.through(lens).filter(format=_ANY_FORMAT).order_by().values_list("format")
    sql, own = of_format[:1].query.sql_with_params()
    formats = [each.value for each in Format]
    parts = [f"SELECT * FROM ({sql}) AS part" for _ in formats]  # noqa: S608  (Django's own SQL)
    parameters = [each_format if each == _ANY_FORMAT else each for each_format in formats for each in own]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return {row[0] for row in cursor.fetchall()}


def _firsts(items: ItemQuerySet, ask: Ask) -> list[tuple[Any, ...]]:
    """The items asked for by name or by fact: a learner's own mistakes, the facts of a quiz taken before."""
    found: list[tuple[Any, ...]] = []
    most = _PER_ITEM * ask.number
    if ask.items:
        found += items.filter(pk__in=ask.items).order_by("draw_key").values_list(*_COLUMNS)[:most]
    if ask.facts:
        found += items.about(ask.facts).order_by("draw_key").values_list(*_COLUMNS)[:most]
    return found


def _topics(lens: Lens, ask: Ask, random: Random) -> list[int]:
    topics = Topic.objects.filter(source__library__in=lens.libraries)
    if ask.topics:
        topics = topics.filter(pk__in=ask.topics)
    found = list(topics.order_by("pk").values_list("pk", flat=True))
    return random.sample(found, min(len(found), _MOST_TOPICS))


def _window(items: ItemQuerySet, topics: Sequence[int], number: int, random: Random) -> list[tuple[Any, ...]]:
    """Items of each topic from a random place on, going round at the end; one statement for all topics."""
    if not topics:
        return []
    size = max(_PER_ITEM * number // len(topics), _WINDOW // len(topics), _FEWEST_PER_TOPIC)
    start = random.randrange(_KEYS)
    # Compiled once and not for each topic, which would take longer than reading the rows.
    of_topic = items.filter(topic_id=_ANY_TOPIC).order_by("draw_key").values_list(*_COLUMNS, "draw_key")
    places = [
        place[:size].query.sql_with_params()
        for place in (of_topic.filter(draw_key__gte=start), of_topic.filter(draw_key__lt=start))
    ]
    # Django has no union of limited queries on SQLite; as a subquery each keeps its own limit.
    parts = [f"SELECT * FROM ({sql}) AS part" for _ in topics for sql, _ in places]  # noqa: S608  (Django's own SQL)
    parameters = [topic if each == _ANY_TOPIC else each for topic in topics for _, own in places for each in own]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    # Round the end only as far as is needed: else those at the beginning would be in every window.
    by_topic: dict[int, list[tuple[Any, ...]]] = {}
    for row in sorted(rows, key=lambda row: (row[-1] - start) % _KEYS):
        by_topic.setdefault(row[2], []).append(row[:-1])
    return [row for group in by_topic.values() for row in group[:size]]
