"""What a learner studied, as tables for "Download my data"."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from cards.models import Card
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.accounts.tables import Table
from learn.reviews.models import (
    TALLY_COUNTS,
    CardMark,
    CardState,
    DayDetail,
    DayPlan,
    DayTally,
    PlannedCard,
    ReviewLog,
    Subscription,
)
from learn.reviews.queue import nearest_face

_ROWS_AT_ONCE = 2000


_STATE_COLUMNS = (
    "repetitions",
    "interval_days",
    "ease_factor",
    "lapses",
    "answered_date",
    "scheduled_date",
    "due_date",
    "is_suspended",
    "buried_until",
    "last_row_at",
)


def tables(learner: User) -> list[Table]:
    """Every row that this room keeps of a learner; cards are named by uid, and worded as the learner sees them."""
    card = {"card": "card_name"}
    log = _naming_cards(ReviewLog.objects.filter(learner_id=learner.pk), learner)
    planned = _naming_cards(PlannedCard.objects.filter(learner_id=learner.pk), learner)
    return [
        Table(
            "cards",
            _("The cards you have met, in the wording you see; those you chose not to see stay out."),
            ("card", "front", "back"),
            lambda: _wordings(learner),
        ),
        _table(
            "reviews",
            _("Your log: every answer and every step on a card, as it was given."),
            log.order_by("answered_at", "client_id"),
            _same("client_id") | card | _same("kind", "grade", "answered_at", "study_date", "time_ms", "voids", "hour"),
        ),
        _table(
            "card_states",
            _("Where each card stands by SM-2: what your log comes to. ease_factor is in hundredths."),
            _naming_cards(CardState.objects.of(learner.pk), learner).order_by("card_id"),
            card | _same(*_STATE_COLUMNS),
        ),
        _table(
            "card_marks",
            _("Your own flags (1 to 4; 0 is none) and notes on cards."),
            _naming_cards(CardMark.objects.of(learner.pk), learner).order_by("card_id"),
            card | _same("flag", "note", "updated_at"),
        ),
        _table(
            "days",
            _("What each study day came to."),
            DayTally.objects.filter(learner_id=learner.pk).order_by("study_date"),
            _same("study_date", *TALLY_COUNTS),
        ),
        _table(
            "day_details",
            _(
                "The same by grade (facet 0), hour of your day (1) and topic (2)."
                " stage: 0 new, 1 young, 2 mature, 3 early, 4 drill."
            ),
            DayDetail.objects.filter(learner_id=learner.pk).order_by("study_date", "facet", "key", "stage"),
            _same("study_date", "facet", "key", "stage", "answers", "passed", "time_ms"),
        ),
        _table(
            "decks",
            _("The decks you study, in your order."),
            Subscription.objects.filter(learner_id=learner.pk).order_by("position"),
            {"deck": "deck__uid"} | _same("position", "is_paused", "created_at", "new_from", "new_from_key"),
        ),
        _table(
            "day_plans",
            _("The study days planned, and how many due cards their limit left for later."),
            DayPlan.objects.filter(learner_id=learner.pk).order_by("study_date"),
            _same("study_date", "made_at", "backlog"),
        ),
        _table(
            "planned_cards",
            _("The cards of the days planned. stage: 0 waiting, 1 in the final drill, 2 done, 3 set aside."),
            planned.order_by("study_date", "stage", "place"),
            _same("study_date") | card | _same("stage", "place", "first_place"),
        ),
    ]


def _table(name: str, about: str, rows: QuerySet[Any], columns: dict[str, str]) -> Table:
    """A table of a queryset's rows. columns: {name in the file: field}."""
    fields = tuple(columns.values())
    return Table(name, about, tuple(columns), lambda: rows.values_list(*fields).iterator(_ROWS_AT_ONCE))


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _naming_cards(rows: QuerySet[Any], learner: User) -> QuerySet[Any]:
    """The rows with card_name: the card's uid, or a mere number for a card that the learner chose not to be shown.

    A uid is made of words of its fact.
    """
    shown = Card.objects.through(lens_for(learner)).filter(pk=OuterRef("card_id"))
    number = Concat(Value("left-out-"), Cast("card_id", CharField()))
    named: QuerySet[Any] = rows.annotate(card_name=Case(When(Exists(shown), then=F("card__uid")), default=number))
    return named


def _wordings(learner: User) -> Iterator[tuple[Any, ...]]:
    """The faces of the cards the learner has met, through their lens."""
    lens = lens_for(learner)
    met = CardState.objects.of(learner.pk).filter(card_id=OuterRef("pk"))
    cards = Card.objects.through(lens).filter(Exists(met)).order_by("pk").prefetch_related("faces")
    for card in cards.iterator(_ROWS_AT_ONCE):
        face = nearest_face(card.faces.all(), lens)
        yield card.uid, face.front, face.back
