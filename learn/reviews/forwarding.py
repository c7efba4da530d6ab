"""Bringing the cards of facts forward: what a missed question of a quiz asks of the reviews.

An event: a UUID that names what it was for (a missed question); the log rows it makes are named by it and a card, so
that the same event twice counts once and can be taken back. No grade is invented: a row of kind forward moves a due
date and leaves the memory as it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import bookkeeping, statements
from learn.reviews.actions import add_event
from learn.reviews.models import CardState, ReviewLog, Subscription
from learn.reviews.planning import studied_cards
from learn.scheduling.fold import UNSEEN, CardFold, Kind, LogRow, step


@dataclass(slots=True)
class Brought:
    """What became of facts: cards moved, by fact; facts whose cards are wanted by then anyway; facts not studied."""

    moved: dict[int, list[int]] = field(default_factory=dict)
    due_anyway: set[int] = field(default_factory=set)
    outside: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Move:
    card_id: int
    fact_id: int
    row: LogRow
    after: CardFold


@transaction.atomic
def bring_facts_forward(*, learner: User, events: dict[int, UUID], now: datetime) -> Brought:
    """Wants the cards of these facts today, or tomorrow where answered today. events: {fact id: its event}.

    Of a fact never begun the first card comes next among the new ones. Suspended cards stay aside. Today's plan is made
    anew when it is next looked at, within the day's limits and with a fact's cards on different days where another
    day will do. Costs the same few statements for one fact and for fifty.
    """
    brought = Brought()
    if not events:
        return brought
    bookkeeping.lock_learner(learner.pk)
    today = learner.preferences.study_date(now)
    cards: dict[int, list[int]] = {}
    rows = studied_cards(learner.pk, lens_for(learner)).filter(fact_id__in=events)
    for card_id, fact_id in rows.order_by("position").values_list("pk", "fact_id"):
        cards.setdefault(fact_id, []).append(card_id)
    brought.outside = set(events) - set(cards)
    states = _states(learner.pk, [card_id for ids in cards.values() for card_id in ids])
    moves: list[_Move] = []
    for fact_id, card_ids in cards.items():
        fact_moves = _moves(fact_id, card_ids, states, events[fact_id], today, now)
        if fact_moves:
            moves += fact_moves
        else:
            brought.due_anyway.add(fact_id)
    known = _known(learner.pk, [move.row.client_id for move in moves])
    for move in moves:
        brought.moved.setdefault(move.fact_id, []).append(move.card_id)
    if fresh := [move for move in moves if move.row.client_id not in known]:
        ReviewLog.objects.bulk_create(ReviewLog.made_of(learner.pk, move.card_id, move.row) for move in fresh)
        statements.put_states(learner.pk, {move.card_id: move.after for move in fresh})
        _plan_anew(learner, now)
    return brought


@transaction.atomic
def take_back(*, learner: User, event: UUID, card_ids: Sequence[int], now: datetime) -> None:
    """Undoes an event: each card's due date is as if it had never been; done once, however often it is asked for."""
    bookkeeping.lock_learner(learner.pk)
    today = learner.preferences.study_date(now)
    theirs = ReviewLog.objects.filter(learner_id=learner.pk, client_id__in=[_row_id(event, each) for each in card_ids])
    for log in theirs:
        undo_id = uuid5(event, f"undo {log.card_id}")
        add_event(learner.pk, log.card_id, Kind.VOID, undo_id, today, now, voids=log.client_id)
    # A card that is unseen again stands before others that a deck's search for new cards has passed already.
    Subscription.objects.filter(learner_id=learner.pk).update(new_from_key="")
    _plan_anew(learner, now)


def _row_id(event: UUID, card_id: int) -> UUID:
    return uuid5(event, str(card_id))


def _states(learner_id: int, card_ids: Collection[int]) -> dict[int, CardFold]:
    states = CardState.objects.filter(learner_id=learner_id, card_id__in=card_ids)
    return {state.card_id: state.fold for state in states}


def _known(learner_id: int, client_ids: Sequence[UUID]) -> set[UUID]:
    rows = ReviewLog.objects.filter(learner_id=learner_id, client_id__in=client_ids)
    return set(rows.values_list("client_id", flat=True))


def _moves(
    fact_id: int, card_ids: Sequence[int], states: dict[int, CardFold], event: UUID, today: date, now: datetime
) -> list[_Move]:
    """The moves of one fact: its begun cards that would come later, or its first card if none was begun."""
    begun = [card_id for card_id in card_ids if states.get(card_id, UNSEEN).scheduled_date is not None]
    candidates = begun or card_ids[:1]
    moves = []
    for card_id in candidates:
        before = states.get(card_id, UNSEEN)
        # Never reviewed and yet due: it waits among the new cards already.
        if before.suspended or (before.scheduled_date is None and before.due_date is not None):
            continue
        row = LogRow(_row_id(event, card_id), Kind.FORWARD, _after(before, now), today)
        after, _ = step(before, row)
        if after.due_date != before.due_date:
            moves.append(_Move(card_id, fact_id, row, after))
    return moves


def _after(state: CardFold, now: datetime) -> datetime:
    if state.last_row_at is None or now > state.last_row_at:
        return now
    return state.last_row_at + timedelta(microseconds=1)


def _plan_anew(learner: User, now: datetime) -> None:
    learner.preferences.content_changed_at = now
    learner.preferences.save(update_fields=["content_changed_at"])
