"""Every write to what a learner studies and answers.

Each action is one short transaction: the log row, the state it makes, the day's tally and the card's place in the day
are stored together or not at all. `now` is passed in; `client_id` makes a request that is sent twice count once.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction

from cards.models import Card
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import bookkeeping, statements, tallying
from learn.reviews.models import CardState, ReviewLog, Stage
from learn.scheduling import sm2
from learn.scheduling.fold import GRADED, UNSEEN, CardFold, Kind, LogRow, in_order, kind_now, step, voided

MAXIMUM_TIME_MS = 60_000
"""More than a minute on a card means that its learner was elsewhere."""

UNDOABLE = (*GRADED, Kind.SUSPEND, Kind.BURY)


class NoSuchCardError(Exception):
    """There is no such card, or not for this learner."""


class NoSuchRowError(Exception):
    """The learner has no such log row."""


class TooLateToUndoError(Exception):
    """Only what was done in the current study day can be undone."""


class Staleness(StrEnum):
    """Why a page no longer fits."""

    ANSWERED = "answered"
    UNDONE = "undone"
    SUSPENDED = "suspended"
    RETIRED = "retired"
    CHANGED = "changed"
    NEW_DAY = "new_day"
    REUSED = "reused"


class StalePageError(Exception):
    """The page no longer fits what it is about; nothing was stored. why: a Staleness."""

    def __init__(self, why: Staleness) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer. is_repeat: the same answer had arrived before; it counts once."""

    kind: str
    state: CardFold
    is_repeat: bool = False


def answer_card(
    *,
    learner: User,
    card_id: int,
    grade: int,
    client_id: UUID,
    seen_row_at: datetime | None,
    seen_kind: str | None = None,
    time_ms: int,
    now: datetime,
) -> Answered:
    """Stores one answer and what follows from it.

    seen_row_at: the state's last_row_at when the page was made (None for a card without rows); seen_kind: the kind that
    the page's buttons spoke of. Raises GradeError, NoSuchCardError, and StalePageError if the card was answered,
    undone, set aside or retired since, or the study day ended and the answer would do another thing than its button
    said. An answer that is sent twice is no error: it is replied to as one that was stored.
    """
    grade = sm2.checked_grade(grade)
    try:
        with transaction.atomic():
            return _answer_card(learner, card_id, grade, client_id, seen_row_at, seen_kind, time_ms, now)
    except IntegrityError:
        # Usually the client id is taken. Seldom, so the usual answer does not pay a query to rule it out.
        if not ReviewLog.objects.filter(learner_id=learner.pk, client_id=client_id).exists():
            raise
        return _reply_to_repeat(learner.pk, card_id, grade, client_id)


def _answer_card(
    learner: User,
    card_id: int,
    grade: int,
    client_id: UUID,
    seen_row_at: datetime | None,
    seen_kind: str | None,
    time_ms: int,
    now: datetime,
) -> Answered:
    bookkeeping.lock_learner(learner.pk)
    today = learner.preferences.study_date(now)
    standing = statements.standing(learner.pk, card_id)
    # What was never there for this learner is missing, whatever else the page says.
    if standing is None or (standing.state is None and not lens_for(learner).admits(standing)):
        raise NoSuchCardError
    state = standing.state or UNSEEN
    if state.last_row_at != seen_row_at:
        return _reply_to_repeat(learner.pk, card_id, grade, client_id)
    if not lens_for(learner).admits(standing):
        raise StalePageError(Staleness.RETIRED)
    if state.suspended:
        raise StalePageError(Staleness.SUSPENDED)
    kind = kind_now(state, today)
    if seen_kind is not None and kind != seen_kind:
        raise StalePageError(Staleness.NEW_DAY)
    row = LogRow(
        client_id=client_id,
        kind=kind,
        answered_at=_after(state, now),
        study_date=today,
        grade=grade,
        time_ms=max(0, min(time_ms, MAXIMUM_TIME_MS)),
        hour=learner.preferences.hour(now),
    )
    after, outcome = step(state, row)
    statements.append(learner.pk, card_id, row)
    statements.put_state(learner.pk, card_id, after)
    tallying.add_answer(learner.pk, outcome, standing.topic_id)
    # Out of the day, or to the end of its final drill.
    stage = Stage.DRILL if sm2.wants_drill(grade) else Stage.DONE
    statements.put_stage(learner.pk, today, card_id, stage, bookkeeping.drill_place(now))
    return Answered(row.kind, after)


def _reply_to_repeat(learner_id: int, card_id: int, grade: int, client_id: UUID) -> Answered:
    """The reply to a page older than the card's last row: to an answer sent twice as stored, else why it is stale."""
    log = ReviewLog.objects.filter(learner_id=learner_id, client_id=client_id).first()
    state = CardState.objects.filter(learner_id=learner_id, card_id=card_id).first()
    if log is not None and is_voided(log):
        raise StalePageError(Staleness.UNDONE)
    if log is not None and state is not None and (log.card_id, log.grade) == (card_id, grade):
        return Answered(log.kind, state.fold, is_repeat=True)
    if state is not None and state.is_suspended:
        raise StalePageError(Staleness.SUSPENDED)
    last = ReviewLog.objects.filter(learner_id=learner_id, card_id=card_id).order_by("-answered_at").first()
    was_answered = log is not None or (last is not None and last.kind in GRADED)
    raise StalePageError(Staleness.ANSWERED if was_answered else Staleness.CHANGED)


def is_voided(log: ReviewLog) -> bool:
    """Whether this row was undone."""
    logs = ReviewLog.objects.filter(learner_id=log.learner_id, card_id=log.card_id, answered_at__gte=log.answered_at)
    return log.client_id in voided(in_order(log.row for log in logs))


@transaction.atomic
def undo(*, learner: User, target: UUID, client_id: UUID, now: datetime) -> int:
    """Takes back one of today's answers, suspensions or burials by a void row; returns the card's id.

    Undone already is no error. Raises NoSuchRowError, TooLateToUndoError for a row of another study date, and
    StalePageError for a client id that was used for something else.
    """
    bookkeeping.lock_learner(learner.pk)
    today = learner.preferences.study_date(now)
    log = ReviewLog.objects.filter(learner_id=learner.pk, client_id=target, kind__in=UNDOABLE).first()
    if log is None:
        raise NoSuchRowError
    if log.study_date != today:
        raise TooLateToUndoError
    if not is_voided(log):
        add_event(learner.pk, log.card_id, Kind.VOID, client_id, today, now, voids=target)
    return log.card_id


@transaction.atomic
def suspend_card(*, learner: User, card_id: int, client_id: UUID, now: datetime) -> None:
    """Sets a card aside until it is resumed. Raises NoSuchCardError, and StalePageError as undo does."""
    _event_on_shown_card(learner, card_id, Kind.SUSPEND, client_id, now)


@transaction.atomic
def bury_card(*, learner: User, card_id: int, client_id: UUID, now: datetime) -> None:
    """Hides a card until the next study date. Raises NoSuchCardError, and StalePageError as undo does."""
    _event_on_shown_card(learner, card_id, Kind.BURY, client_id, now)


@transaction.atomic
def bring_forward(*, learner: User, card_id: int, client_id: UUID, now: datetime) -> None:
    """Wants a card today, or tomorrow if it was answered today; its memory stays as it is.

    Raises NoSuchCardError, and StalePageError as undo does.
    """
    _event_on_shown_card(learner, card_id, Kind.FORWARD, client_id, now)


@transaction.atomic
def resume_card(*, learner: User, card_id: int, client_id: UUID, now: datetime) -> None:
    """Takes a suspended card back into study; one that is not suspended stays as it is.

    Raises NoSuchCardError for a card the learner has never had, and StalePageError as undo does.
    """
    bookkeeping.lock_learner(learner.pk)
    today = learner.preferences.study_date(now)
    state = CardState.objects.filter(learner_id=learner.pk, card_id=card_id).first()
    if state is None:
        raise NoSuchCardError
    if state.is_suspended:
        add_event(learner.pk, card_id, Kind.RESUME, client_id, today, now)


def _event_on_shown_card(learner: User, card_id: int, kind: Kind, client_id: UUID, now: datetime) -> None:
    bookkeeping.lock_learner(learner.pk)
    today = learner.preferences.study_date(now)
    if not Card.objects.through(lens_for(learner)).filter(pk=card_id).exists():
        raise NoSuchCardError
    add_event(learner.pk, card_id, kind, client_id, today, now)


def add_event(
    learner_id: int,
    card_id: int,
    kind: Kind,
    client_id: UUID,
    today: date,
    now: datetime,
    *,
    voids: UUID | None = None,
) -> None:
    """Adds a row that is no answer, folds the card's log afresh and puts the card where it now belongs today.

    The same row sent twice counts once; raises StalePageError if its client id stands for another.
    """
    known = ReviewLog.objects.filter(learner_id=learner_id, client_id=client_id).first()
    if known is not None:
        if (known.card_id, known.kind, known.voids) != (card_id, kind, voids):
            raise StalePageError(Staleness.REUSED)
        return
    kept = CardState.objects.filter(learner_id=learner_id, card_id=card_id).first()
    row = LogRow(client_id, kind, _after(kept.fold if kept else UNSEEN, now), today, voids=voids)
    ReviewLog.made_of(learner_id, card_id, row).save(force_insert=True)
    state, outcomes = bookkeeping.refold(learner_id, card_id, added=row)
    stage = bookkeeping.stage_after(state, outcomes, today)
    bookkeeping.restage(learner_id, card_id, today=today, stage=stage, now=now)


def _after(state: CardFold, now: datetime) -> datetime:
    """`now`, or just after the card's last row where the clock has not moved on: a card's rows have one order."""
    if state.last_row_at is None or now > state.last_row_at:
        return now
    return state.last_row_at + timedelta(microseconds=1)
