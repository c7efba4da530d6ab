"""Studying.

Subscription: a learner studies a deck. ReviewLog: every input a learner gave, append-only; the truth. CardState: what a
card's log folds to, kept so that reading is cheap. DayTally and DayDetail: what a day's rows come to, as a whole and by
hour, topic and grade, kept for the same reason. DayPlan and PlannedCard: what one study day holds, in order. CardMark
(in mark_models): a learner's own flag and note on a card.

Every key and index begins with the learner and no foreign key points here: on PostgreSQL the tables can be partitioned
by learner, and a learner could live on any shard.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.models import Card, Deck
from learn.reviews.mark_models import CardMark as CardMark
from learn.reviews.mark_models import Flag as Flag
from learn.scheduling import sm2
from learn.scheduling.fold import MATURE_DAYS, CardFold, Kind, LogRow
from learn.scheduling.sm2 import Memory


def _learner(related_name: str) -> Any:
    # Every index begins with the learner already: one on the learner alone would only cost writes.
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name=related_name, db_index=False
    )


class Subscription(models.Model):
    """A learner studies a deck.

    new_from: no card of the deck before this position is new to the learner, so the search for new cards starts here.
    new_from_key: under which deck revision and lens that holds; it is forgotten when they change.
    """

    pk = models.CompositePrimaryKey("learner_id", "deck_id")
    learner = _learner("subscriptions")
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField(default=0)
    is_paused = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    new_from = models.PositiveIntegerField(default=0)
    new_from_key = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.learner_id} studies {self.deck_id}"


class Maturity(models.TextChoices):
    """How well a card is known, by its state: never reviewed; forgotten when last reviewed, having been remembered
    before; in its first steps (an interval of a day); remembered twice and more, under and from MATURE_DAYS on.
    """

    UNSEEN = "unseen", _("unseen")
    LAPSED = "lapsed", _("lapsed")
    LEARNING = "learning", _("learning")
    YOUNG = "young", _("young")
    MATURE = "mature", _("mature")


class CardStateQuerySet(models.QuerySet["CardState"]):
    """Chainable reads of card states."""

    def of(self, learner_id: int) -> "CardStateQuerySet":
        return self.filter(learner_id=learner_id)

    def due(self, today: date) -> "CardStateQuerySet":
        """The cards wanted on or before this study date that are neither suspended nor buried."""
        return self.filter(Q(buried_until=None) | Q(buried_until__lte=today), is_suspended=False, due_date__lte=today)

    def at(self, maturity: Maturity) -> "CardStateQuerySet":
        """The cards of this maturity that are not set aside; unseen ones have no state, or none with a date."""
        known = self.filter(is_suspended=False, scheduled_date__isnull=False)
        remembered = known.filter(repetitions__gt=0)
        match maturity:
            case Maturity.UNSEEN:
                return self.filter(is_suspended=False, scheduled_date=None)
            case Maturity.LAPSED:
                return known.filter(repetitions=0, lapses__gt=0)
            case Maturity.LEARNING:
                return known.filter(Q(repetitions=0, lapses=0) | Q(repetitions=1))
            case Maturity.YOUNG:
                return remembered.filter(repetitions__gt=1, interval_days__lt=MATURE_DAYS)
            case Maturity.MATURE:
                return remembered.filter(repetitions__gt=1, interval_days__gte=MATURE_DAYS)


class CardState(models.Model):
    """One learner's state of one card: the fold of its log (learn.scheduling.fold.CardFold names the fields)."""

    pk = models.CompositePrimaryKey("learner_id", "card_id")
    learner = _learner("card_states")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="+", db_index=False)
    repetitions = models.PositiveIntegerField()
    interval_days = models.PositiveBigIntegerField()
    ease_factor = models.PositiveIntegerField()
    lapses = models.PositiveIntegerField()
    answered_date = models.DateField(null=True)
    scheduled_date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    is_suspended = models.BooleanField()
    buried_until = models.DateField(null=True)
    last_row_at = models.DateTimeField()

    objects = CardStateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ease_factor__gte=sm2.MINIMUM_EASE_FACTOR), name="card_state_ease_floor"),
        ]
        indexes = [
            # All that planning asks of a due card, so that a backlog is put in order without reading the rows.
            models.Index(
                fields=["learner", "due_date", "interval_days", "buried_until", "card", "repetitions"],
                name="card_state_due",
                condition=Q(is_suspended=False, scheduled_date__isnull=False),
            ),
            # Cards with rows that were never reviewed: few, and asked for apart from the reviews.
            models.Index(
                fields=["learner", "due_date"],
                name="card_state_still_new",
                condition=Q(is_suspended=False, scheduled_date__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.card_id}: due {self.due_date}"

    @property
    def fold(self) -> CardFold:
        """The state as the scheduler's own value."""
        return CardFold(
            Memory(self.repetitions, self.interval_days, self.ease_factor),
            self.lapses,
            self.answered_date,
            self.scheduled_date,
            self.due_date,
            self.is_suspended,
            self.buried_until,
            self.last_row_at,
        )

    @staticmethod
    def columns(fold: CardFold) -> dict[str, Any]:
        """A fold as column values."""
        return {
            "repetitions": fold.memory.repetitions,
            "interval_days": fold.memory.interval_days,
            "ease_factor": fold.memory.ease_factor,
            "lapses": fold.lapses,
            "answered_date": fold.answered_date,
            "scheduled_date": fold.scheduled_date,
            "due_date": fold.due_date,
            "is_suspended": fold.suspended,
            "buried_until": fold.buried_until,
            "last_row_at": fold.last_row_at,
        }


class ReviewLog(models.Model):
    """One input of a learner on a card; never changed, never deleted: an undo is a row that voids another.

    client_id: made with the page or by an offline client; the same id twice is the same input. answered_at: strictly
    increasing per card. study_date and hour (0-23 on the learner's clock; None in rows older than it): fixed when
    written. time_ms: time taken, capped. voids: the row it undoes.
    """

    pk = models.CompositePrimaryKey("learner_id", "client_id")
    learner = _learner("review_log")
    client_id = models.UUIDField()
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    grade = models.PositiveSmallIntegerField(null=True)
    answered_at = models.DateTimeField()
    study_date = models.DateField()
    time_ms = models.PositiveIntegerField(default=0)
    voids = models.UUIDField(null=True)
    hour = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hour=None) | Q(hour__lte=23), name="review_log_hour_valid"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="review_log_kind_valid"),
            models.CheckConstraint(
                condition=Q(grade__isnull=True, kind__in=["forward", "suspend", "resume", "bury", "void"])
                | Q(grade__isnull=False, grade__gte=0, grade__lte=5, kind__in=["review", "drill", "early"]),
                name="review_log_grade_where_graded",
            ),
            models.CheckConstraint(
                condition=Q(kind="void", voids__isnull=False) | (~Q(kind="void") & Q(voids__isnull=True)),
                name="review_log_voids_where_void",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "card", "answered_at"], name="review_log_by_card"),
            models.Index(fields=["learner", "study_date", "answered_at"], name="review_log_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.kind} {self.card_id}"

    @classmethod
    def made_of(cls, learner_id: int, card_id: int, row: LogRow) -> "ReviewLog":
        """The unsaved log row of a scheduler's value; the opposite of `row`."""
        return cls(learner_id=learner_id, card_id=card_id, **row._asdict())

    @property
    def row(self) -> LogRow:
        """The row as the scheduler's own value."""
        return LogRow(
            self.client_id,
            self.kind,
            self.answered_at,
            self.study_date,
            self.grade,
            self.time_ms,
            self.voids,
            self.hour,
        )


TALLY_COUNTS = (
    "new_cards",
    "new_passed",
    "reviews",
    "reviews_passed",
    "early",
    "early_passed",
    "drills",
    "lapses",
    "time_ms",
)


class DayTally(models.Model):
    """What a learner's rows of one study date come to. reviews are due reviews; new cards stand apart from them."""

    pk = models.CompositePrimaryKey("learner_id", "study_date")
    learner = _learner("day_tallies")
    study_date = models.DateField()
    new_cards = models.PositiveIntegerField(default=0)
    new_passed = models.PositiveIntegerField(default=0)
    reviews = models.PositiveIntegerField(default=0)
    reviews_passed = models.PositiveIntegerField(default=0)
    early = models.PositiveIntegerField(default=0)
    early_passed = models.PositiveIntegerField(default=0)
    drills = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)
    time_ms = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.study_date}"

    @property
    def answered(self) -> int:
        """Cards whose first answer of the day was given: new, due and early."""
        return self.new_cards + self.reviews + self.early


class Facet(models.IntegerChoices):
    """What a day's answers are told apart by. key: the grade, the hour on the learner's clock, or the topic's id."""

    GRADE = 0
    HOUR = 1
    TOPIC = 2


class AnswerStage(models.IntegerChoices):
    """What an answer was given to: a new card, a due one (by its interval before: fold.MATURE_DAYS), early, a drill."""

    NEW = 0
    YOUNG = 1
    MATURE = 2
    EARLY = 3
    DRILL = 4


class DayDetail(models.Model):
    """What a learner's answers of one study date come to by one facet.

    The same answers stand once under each facet; those without an hour are missing under HOUR. A topic is that which
    the fact had when it was answered. Counts are kept by adding changes, and may be negative where a fact has moved to
    another topic before an undo: manage.py rebuild_progress takes the topics as they are now.
    """

    pk = models.CompositePrimaryKey("learner_id", "facet", "study_date", "key", "stage")
    learner = _learner("day_details")
    facet = models.PositiveSmallIntegerField(choices=Facet)
    study_date = models.DateField()
    key = models.BigIntegerField()
    stage = models.PositiveSmallIntegerField(choices=AnswerStage)
    answers = models.IntegerField(default=0)
    passed = models.IntegerField(default=0)
    time_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(facet__in=Facet.values), name="day_detail_facet_valid"),
            models.CheckConstraint(condition=Q(stage__in=AnswerStage.values), name="day_detail_stage_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.study_date}: {Facet(self.facet).name} {self.key}"


MAXIMUM_BACKLOG = 1000
"""How far a backlog is counted; beyond it no figure says more than "many"."""


class DayPlan(models.Model):
    """What one study day holds, made once.

    made_at: when; backlog: due cards that the day's limit leaves for later, counted up to MAXIMUM_BACKLOG.
    """

    pk = models.CompositePrimaryKey("learner_id", "study_date")
    learner = _learner("day_plans")
    study_date = models.DateField()
    made_at = models.DateTimeField()
    backlog = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.study_date}"


class Stage(models.IntegerChoices):
    """Where a planned card stands: to answer, in the final drill (studied in this order), done, set aside."""

    WAITING = 0
    DRILL = 1
    DONE = 2
    ASIDE = 3


class PlannedCard(models.Model):
    """A card's place in a study day.

    place: its order within its stage; waiting cards count from 0, in the drill it is the time (microseconds) of the
    answer that sent it there, so that the drill goes round. first_place: where it waited; None if it was never planned
    but answered early.
    """

    pk = models.CompositePrimaryKey("learner_id", "study_date", "card_id")
    learner = _learner("planned_cards")
    study_date = models.DateField()
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="+", db_index=False)
    stage = models.PositiveSmallIntegerField(choices=Stage, default=Stage.WAITING)
    place = models.BigIntegerField()
    first_place = models.IntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(stage__in=Stage.values), name="planned_card_stage_valid")]
        indexes = [models.Index(fields=["learner", "study_date", "stage", "place"], name="planned_card_in_order")]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.study_date}: {self.card_id}"
