"""Quiz items as they are kept.

Item: one question of a quiz; ItemFact: a fact it rests on; ItemVersion: what it asked at one time, which never changes.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property

from cards.items.kinds import Format
from cards.items.kinds import Item as TypedItem
from cards.items.payload import item_from_payload
from cards.lens import SHIPPED, SURVIVAL, Lens


class ItemQuerySet(models.QuerySet["Item"]):
    """Chainable reads of items."""

    def through(self, lens: Lens) -> "ItemQuerySet":
        """The items that this lens lets through, in its register; the same rule as CardQuerySet.through."""
        items = self.filter(retired_at=None, library__in=lens.libraries, register=lens.register)
        if not lens.survival:
            items = items.exclude(sensitivity=SURVIVAL)
        if not lens.held_out:
            items = items.filter(is_held_out=False)
        audience = models.Q()
        if "nursing" in lens.audiences:
            audience |= models.Q(for_nursing=True)
        if "caregivers" in lens.audiences:
            audience |= models.Q(for_caregivers=True)
        return items.filter(audience) if audience else items.none()

    def about(self, fact_ids: Iterable[int]) -> "ItemQuerySet":
        """The items that rest on any of these facts."""
        return self.filter(Exists(ItemFact.objects.filter(item_id=OuterRef("pk"), fact_id__in=fact_ids)))


class Item(models.Model):
    """One question of a quiz, made from facts or written. What it asks stands in its current version.

    difficulty: 0-100; level: what learners choose by it; draw_key: its place in a fixed random order, by which a quiz
    draws from a bank of any size without reading it; tells: what it gives away and what would give it away
    (cards.generation.cueing.Tells). is_held_out: kept for assigned quizzes. words: all that it says, tags among it, as
    search compares it (cards.searching.folding). made_digest: of the item as the facts last made it; is_edited: a
    person worded it since, and an import leaves it alone.
    """

    uid = models.CharField(unique=True, max_length=250)
    source = models.ForeignKey("cards.Source", on_delete=models.CASCADE, related_name="items")
    topic = models.ForeignKey("cards.Topic", on_delete=models.PROTECT, related_name="items", db_index=False)
    facts = models.ManyToManyField("cards.Fact", through="ItemFact", related_name="items")
    library = models.CharField(max_length=40, default=SHIPPED)
    format = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Format])
    register = models.CharField(max_length=12)
    for_nursing = models.BooleanField()
    for_caregivers = models.BooleanField()
    sensitivity = models.CharField(max_length=20)
    difficulty = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=8)
    draw_key = models.BigIntegerField()
    tells = models.JSONField(default=dict)
    is_held_out = models.BooleanField(default=False)
    words = models.TextField(default="")
    current = models.ForeignKey("ItemVersion", on_delete=models.PROTECT, related_name="+", null=True)
    made_digest = models.CharField(max_length=64)
    is_edited = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["source", "position"]
        indexes = [
            # What a draw asks for, topic by topic, from a random place on.
            models.Index(
                fields=["topic", "register", "draw_key"], name="item_to_draw", condition=models.Q(retired_at=None)
            ),
            models.Index(fields=["register", "format"], name="item_of_format", condition=models.Q(retired_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(difficulty__gte=0, difficulty__lte=100), name="item_difficulty_0_to_100"
            )
        ]

    def __str__(self) -> str:
        return self.uid


class ItemFact(models.Model):
    """An item rests on a fact. position 0: the main one."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE)
    fact = models.ForeignKey("cards.Fact", on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "fact"], name="item_rests_on_fact_once")]


class ItemTag(models.Model):
    """A word by which its authors find an item again."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="tags", db_index=False)
    tag = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "tag"], name="item_tagged_once")]
        indexes = [models.Index(fields=["tag", "item"], name="item_by_tag")]


class ItemVersion(models.Model):
    """What an item asked from one time on. Never changed: an attempt shows what its learner was asked.

    body: the whole typed item, as cards.items.payload writes it.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="item_version_numbered_once")]

    def __str__(self) -> str:
        return f"{self.item_id} version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new version. Raises VersionIsFixedError for one that is stored."""
        if not self._state.adding:
            raise VersionIsFixedError(str(self))
        super().save(*args, **kwargs)

    @cached_property
    def typed(self) -> TypedItem:
        """The version as the pure rooms know it."""
        return item_from_payload(self.body)


class VersionIsFixedError(Exception):
    """An item's version is never changed; an edit is a new version."""
