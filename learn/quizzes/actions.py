"""Every write to a quiz that is being taken.

Each action is one short transaction. `now` is passed in; a UUID made with the page makes a form that is sent twice
count once. The server's clock alone says whether there is time left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from cards.items.kinds import Item as TypedItem
from cards.models import ItemVersion
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.quizzes import bank, marking, statements
from learn.quizzes.arranging import arrange
from learn.quizzes.ask import Ask
from learn.quizzes.choosing import Candidate, choose
from learn.quizzes.models import Attempt, AttemptItem, Confidence, Feedback, HeldOut, KeptAs, Purpose, Response
from learn.quizzes.settling import close, release, settle
from learn.reviews import forwarding
from learn.reviews.bookkeeping import lock_learner


class NothingToAskError(Exception):
    """No item fits what was asked for; no attempt was made."""


class NoSuchAttemptError(Exception):
    """There is no such attempt, or it is not this learner's."""


class NoSuchQuestionError(Exception):
    """The attempt has no question at this place."""


class AssignedError(Exception):
    """The attempt is for a class: it is neither put away nor taken once more for practice."""


class IdTakenError(Exception):
    """A response's id came in before with an answer to another question."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a response. kept_as: a models.KeptAs; is_repeat: the same had come in before.

    is_handed_in: the attempt is over by now.
    """

    kept_as: str
    item: AttemptItem
    is_repeat: bool = False
    is_handed_in: bool = False


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an assignment asks an attempt to be. items: in the order in which they are asked.

    ends_at: when its time is over; answers_at: from when its answers may be seen, None for when it is handed in.
    """

    assignment_id: UUID
    items: Sequence[Candidate]
    feedback: Feedback
    ends_at: datetime | None
    answers_at: datetime | None
    is_one_page: bool = False


@transaction.atomic
def start_attempt(*, learner: User, attempt_id: UUID, ask: Ask, now: datetime, seed: int) -> Attempt:
    """Draws the items, freezes them and starts the clock. The same attempt_id again is the attempt there is.

    Raises NothingToAskError. Fewer items than asked for are drawn where no more fit together.
    """
    lock_learner(learner.pk)
    known = Attempt.objects.filter(learner_id=learner.pk, attempt_id=attempt_id).first()
    if known is not None:
        return known
    random = Random(seed)  # noqa: S311  (no secret: a draw that can be told again)
    held_out = HeldOut.objects.from_practice_of(learner.pk, now)
    found = bank.candidates(
        learner_id=learner.pk,
        lens=lens_for(learner),
        ask=ask,
        random=random,
        without=held_out if held_out.exists() else None,
    )
    chosen = choose(found, number=ask.number, level=ask.level, random=random)
    if not chosen:
        raise NothingToAskError
    attempt = Attempt(
        learner_id=learner.pk,
        attempt_id=attempt_id,
        purpose=ask.purpose,
        feedback=ask.feedback,
        asks_confidence=ask.asks_confidence,
        asked=ask.payload(),
        seed=seed,
        started_at=now,
        ends_at=now + timedelta(minutes=ask.minutes) if ask.minutes else None,
    )
    return _begun(attempt, chosen, random)


@transaction.atomic
def start_assigned_attempt(*, learner: User, attempt_id: UUID, assigned: Assigned, now: datetime, seed: int) -> Attempt:
    """Freezes the items that an assignment asks for and starts the clock; whether it may start is known before.

    The same attempt_id again is the attempt there is. Raises NothingToAskError.
    """
    lock_learner(learner.pk)
    known = Attempt.objects.filter(learner_id=learner.pk, attempt_id=attempt_id).first()
    if known is not None:
        return known
    if not assigned.items:
        raise NothingToAskError
    ask = Ask(purpose=Purpose.ASSIGNED, number=len(assigned.items), feedback=assigned.feedback)
    attempt = Attempt(
        learner_id=learner.pk,
        attempt_id=attempt_id,
        purpose=Purpose.ASSIGNED,
        feedback=assigned.feedback,
        asked=ask.payload(),
        seed=seed,
        started_at=now,
        ends_at=assigned.ends_at,
        assignment_id=assigned.assignment_id,
        answers_at=assigned.answers_at,
        is_one_page=assigned.is_one_page,
    )
    return _begun(attempt, assigned.items, Random(seed))  # noqa: S311  (no secret: a draw that can be told again)


def _begun(attempt: Attempt, chosen: Sequence[Candidate], random: Random) -> Attempt:
    """The attempt, stored with the items it freezes."""
    versions = ItemVersion.objects.in_bulk([candidate.version_id for candidate in chosen])
    items = [versions[candidate.version_id].typed for candidate in chosen]
    attempt.items_count = len(items)
    attempt.possible = sum(marking.possible(item) for item in items)
    attempt.save(force_insert=True)
    AttemptItem.objects.bulk_create(_frozen(attempt, chosen, items, random))
    return attempt


def _frozen(
    attempt: Attempt, chosen: Sequence[Candidate], items: Sequence[TypedItem], random: Random
) -> list[AttemptItem]:
    return [
        AttemptItem(
            learner_id=attempt.learner_id,
            attempt_id=attempt.attempt_id,
            place=place,
            item_id=candidate.item_id,
            version_id=candidate.version_id,
            order=order,
            possible=marking.possible(item),
        )
        for place, (candidate, item, order) in enumerate(zip(chosen, items, arrange(items, random), strict=True), 1)
    ]


@transaction.atomic
def respond(
    *,
    learner: User,
    attempt_id: UUID,
    place: int,
    given: Mapping[str, Sequence[str]],
    confidence: str = Confidence.UNSAID,
    check: bool = False,
    client_id: UUID,
    now: datetime,
) -> Saved:
    """Saves an answer as it was given; the last one that came in time counts.

    check: the learner wants to see the answer now, after which theirs is final; only an attempt with feedback at once
    does so. An assigned one is handed in with the last answer shown: nothing is left to do, and who did all of it is
    not to be missing. What comes after that, or after the end, is kept in the trail and changes nothing. Raises
    NoSuchAttemptError, NoSuchQuestionError, and IdTakenError and marking.BadResponseError for what no form of ours
    sends.
    """
    lock_learner(learner.pk)
    attempt, question = _asked(learner, attempt_id, place)
    known = statements.sent(learner.pk, client_id)
    if known is not None and (known.attempt_id, known.place) != (attempt_id, place):
        raise IdTakenError
    if known is not None:
        return Saved(known.kept_as, question, is_repeat=True, is_handed_in=attempt.is_submitted)
    item = question.version.typed
    cleaned = marking.clean_response(item, given)
    is_over = attempt.is_submitted or attempt.is_overdue(now)
    kept_as = KeptAs.TOO_LATE if is_over else KeptAs.AFTER_CHECK if question.is_checked else KeptAs.COUNTED
    statements.append(
        Response(
            learner_id=learner.pk,
            client_id=client_id,
            attempt_id=attempt_id,
            place=place,
            given=cleaned,
            confidence=confidence,
            received_at=now,
            kept_as=kept_as,
        )
    )
    if is_over:
        close(learner=learner, attempt=attempt, now=now)
    elif kept_as == KeptAs.COUNTED:
        question.given, question.confidence, question.answered_at = cleaned, confidence, now
        statements.put_answer(question)
        if check and attempt.checks_at_once:
            settle(learner=learner, questions=[question], now=now, is_asked_for=True)
            if attempt.is_assigned and not _unchecked(attempt).exists():
                close(learner=learner, attempt=attempt, now=now)
    return Saved(kept_as, question, is_handed_in=attempt.is_submitted)


@transaction.atomic
def respond_to_all(
    *,
    learner: User,
    attempt_id: UUID,
    answers: Mapping[int, Mapping[str, Sequence[str]]],
    client_id: UUID,
    now: datetime,
) -> list[Saved]:
    """Saves several answers of one page, {place: as given}; all of them or none. Raises what `respond` raises."""
    return [
        respond(
            learner=learner,
            attempt_id=attempt_id,
            place=place,
            given=given,
            client_id=uuid5(client_id, str(place)),
            now=now,
        )
        for place, given in answers.items()
    ]


@transaction.atomic
def submit(*, learner: User, attempt_id: UUID, now: datetime) -> Attempt:
    """Hands the attempt in; what was not answered is omitted. Handed in already is no error.

    Raises NoSuchAttemptError.
    """
    lock_learner(learner.pk)
    attempt = _attempt(learner, attempt_id)
    return close(learner=learner, attempt=attempt, now=now)


@transaction.atomic
def close_if_over(*, learner: User, attempt_id: UUID, now: datetime) -> Attempt:
    """The attempt, handed in if its time has run out, and released if its answers may be seen by now.

    Raises NoSuchAttemptError.
    """
    attempt = _attempt(learner, attempt_id)
    if not attempt.is_overdue(now) and not (attempt.is_withheld and attempt.shows_answers(now)):
        return attempt
    lock_learner(learner.pk)
    attempt = _attempt(learner, attempt_id)
    if attempt.is_overdue(now):
        close(learner=learner, attempt=attempt, now=now)
    release(learner=learner, attempt=attempt, now=now)
    return attempt


def bring_up_to_date(*, learner: User, now: datetime) -> None:
    """Hands in what is overdue of this learner's assigned attempts and releases what may be seen; mostly nothing is."""
    mine = Attempt.objects.of(learner.pk)
    for attempt in [*mine.overdue(now), *mine.releasable(now)]:
        close_if_over(learner=learner, attempt_id=attempt.attempt_id, now=now)


@transaction.atomic
def drop_attempt(*, learner: User, attempt_id: UUID, now: datetime) -> None:
    """Puts an unfinished attempt away with all its answers; what its misses brought forward is taken back.

    One that was handed in stays. Raises NoSuchAttemptError, and AssignedError for one that a class set.
    """
    lock_learner(learner.pk)
    attempt = _attempt(learner, attempt_id)
    if attempt.is_assigned:
        raise AssignedError
    if attempt.is_submitted:
        return
    own = AttemptItem.objects.filter(learner_id=learner.pk, attempt_id=attempt_id)
    for question in own.filter(is_checked=True, is_taken_back=False):
        _take_back(learner, question, now)
    for model in (Response, AttemptItem, Attempt):
        model._default_manager.filter(learner_id=learner.pk, attempt_id=attempt_id).delete()


@transaction.atomic
def take_back_forward(*, learner: User, attempt_id: UUID, place: int, now: datetime) -> None:
    """Undoes what the miss of one question did to the reviews. Raises NoSuchAttemptError and NoSuchQuestionError."""
    lock_learner(learner.pk)
    attempt, question = _asked(learner, attempt_id, place)
    # Before it is marked there is nothing to take back yet, and there may be later.
    if question.is_taken_back or not question.is_checked or attempt.is_withheld:
        return
    _take_back(learner, question, now)
    AttemptItem.objects.filter(learner_id=learner.pk, attempt_id=attempt_id, place=place).update(is_taken_back=True)


def _take_back(learner: User, question: AttemptItem, now: datetime) -> None:
    for fact_id, card_ids in question.forwarded.items():
        forwarding.take_back(learner=learner, event=question.event_for(int(fact_id)), card_ids=card_ids, now=now)


def retake_of(attempt: Attempt) -> Ask:
    """The ask of a quiz on the same facts: other items of them first, then the same ones again."""
    ask = Ask.from_payload(attempt.asked)
    questions = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id)
    pairs = set(questions.values_list("item_id", "item__facts"))
    return replace(
        ask,
        purpose=Purpose.WORDS if attempt.purpose == Purpose.WORDS else Purpose.RETAKE,
        number=attempt.items_count,
        facts=tuple(sorted({fact_id for _, fact_id in pairs if fact_id is not None})),
        items=(),
        avoid=tuple(sorted({item_id for item_id, _ in pairs})),
        is_strict=True,
    )


def _attempt(learner: User, attempt_id: UUID) -> Attempt:
    try:
        return Attempt.objects.get(learner_id=learner.pk, attempt_id=attempt_id)
    except Attempt.DoesNotExist as error:
        raise NoSuchAttemptError from error


def _unchecked(attempt: Attempt) -> QuerySet[AttemptItem]:
    own = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id)
    return own.filter(is_checked=False)


def _asked(learner: User, attempt_id: UUID, place: int) -> tuple[Attempt, AttemptItem]:
    try:
        return statements.asked(learner.pk, attempt_id, place)
    except Attempt.DoesNotExist as error:
        raise NoSuchAttemptError from error
    except AttemptItem.DoesNotExist as error:
        raise NoSuchQuestionError from error
