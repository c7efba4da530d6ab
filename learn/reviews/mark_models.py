"""Marks: what a learner puts on a card for themselves, a flag and a note. No log row and no schedule knows of them."""

from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.models import Card

LONGEST_NOTE = 2000
"""Characters of a note as it is written; two that became one when a guest signed in may be longer."""


class Flag(models.IntegerChoices):
    """A learner's own flag on a card; what each is for is theirs to say."""

    NONE = 0, _("no flag")
    ONE = 1, _("flag 1")
    TWO = 2, _("flag 2")
    THREE = 3, _("flag 3")
    FOUR = 4, _("flag 4")

    @property
    def following(self) -> "Flag":
        """The next one round: after the last comes none."""
        return Flag((self + 1) % len(Flag))


class Mark(NamedTuple):
    """A flag (as a number) and a note, as they are read with a card."""

    flag: int = 0
    note: str = ""


class CardMarkQuerySet(models.QuerySet["CardMark"]):
    """Chainable reads of marks."""

    def of(self, learner_id: int) -> "CardMarkQuerySet":
        return self.filter(learner_id=learner_id)


class CardMark(models.Model):
    """A learner's own flag and note on a card; there is none where both are empty. Nobody else is ever shown it."""

    pk = models.CompositePrimaryKey("learner_id", "card_id")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="card_marks", db_index=False
    )
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="+", db_index=False)
    flag = models.PositiveSmallIntegerField(choices=Flag, default=Flag.NONE)
    note = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField()

    objects = CardMarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(flag__in=Flag.values), name="card_mark_flag_valid"),
            models.CheckConstraint(condition=~Q(flag=Flag.NONE, note=""), name="card_mark_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.card_id}: {Flag(self.flag).name}"
