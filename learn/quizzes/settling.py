"""Settling: marking questions and all that follows from it, in the caller's transaction.

A marked question keeps its points; the learner's record of the item is brought up to date; the facts that were missed
have their cards brought forward. A question without any answer earns nothing and says nothing of what its learner
knows: it leaves no record and brings nothing forward, unless they asked to see its answer.

Of an attempt whose answers may not be seen yet, handing in stores the points and nothing else: a record or a card
brought forward would tell what was missed. `release` makes up for it when they may be seen.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from cards.models import Fact
from learn.accounts.models import User
from learn.database.by_hand import kept_moment, kept_uuid
from learn.quizzes import marking
from learn.quizzes.models import Attempt, AttemptItem, Ended
from learn.reviews.forwarding import bring_facts_forward

# Django's bulk_update builds an expression for each row, which takes three times as long as all the rest of marking.
_PUT_MARKS = """
UPDATE quizzes_attemptitem SET points = %s, is_checked = %s, forwarded = %s
WHERE learner_id = %s AND attempt_id = %s AND place = %s
"""

_PUT_RECORD = """
INSERT INTO quizzes_itemrecord (learner_id, item_id, times, last_at, last_points, last_possible)
VALUES (%s, %s, 1, %s, %s, %s)
ON CONFLICT (learner_id, item_id) DO UPDATE SET times = quizzes_itemrecord.times + 1,
last_at = excluded.last_at, last_points = excluded.last_points, last_possible = excluded.last_possible
"""


def close(*, learner: User, attempt: Attempt, now: datetime) -> Attempt:
    """Marks what is not yet marked and ends the attempt: by its learner, or at the time it was to end if that is past.

    One that has ended stays as it is.
    """
    if attempt.is_submitted:
        return attempt
    every = _questions(attempt)
    is_withheld = not attempt.shows_answers(now)
    unmarked = [each for each in every if not each.is_checked]
    settle(learner=learner, questions=unmarked, now=now, is_withheld=is_withheld)
    is_over = attempt.ends_at is not None and now > attempt.ends_at
    attempt.is_withheld = is_withheld
    attempt.submitted_at = attempt.ends_at if is_over else now
    attempt.ended_by = Ended.TIME if is_over else Ended.LEARNER
    attempt.points = sum(each.points or 0 for each in every)
    Attempt.objects.filter(learner_id=learner.pk, attempt_id=attempt.attempt_id).update(
        submitted_at=attempt.submitted_at,
        ended_by=attempt.ended_by,
        points=attempt.points,
        is_withheld=is_withheld,
    )
    return attempt


def release(*, learner: User, attempt: Attempt, now: datetime) -> None:
    """Makes up for what waited until the answers of an attempt may be seen; done once, and not before that."""
    if not attempt.is_withheld or not attempt.shows_answers(now):
        return
    settle(learner=learner, questions=_questions(attempt), now=now)
    attempt.is_withheld = False
    Attempt.objects.filter(learner_id=learner.pk, attempt_id=attempt.attempt_id).update(is_withheld=False)


def settle(
    *,
    learner: User,
    questions: Sequence[AttemptItem],
    now: datetime,
    is_asked_for: bool = False,
    is_withheld: bool = False,
) -> None:
    """Marks these questions, whose versions are read, and stores what follows; as many statements for one as for fifty.

    is_asked_for: their learner wants to see the answers now, with or without one of their own. is_withheld: the answers
    may not be seen yet, so that nothing follows for now.
    """
    missed: dict[int, tuple[str, ...]] = {}
    for question in questions:
        item = question.version.typed
        marked = marking.mark(item, question.given or {})
        question.points, question.is_checked = marked.points, True
        if not is_withheld and (is_asked_for or not marking.is_empty(question.given or {})):
            missed[question.place] = marking.missed_facts(item, marked)
    tried = [question for question in questions if question.place in missed]
    _bring_forward(learner, tried, missed, now)
    _store(learner, questions, tried, now)


def _questions(attempt: Attempt) -> list[AttemptItem]:
    rows = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt_id=attempt.attempt_id)
    return list(rows.select_related("version"))


def _store(learner: User, questions: Sequence[AttemptItem], tried: Sequence[AttemptItem], now: datetime) -> None:
    if not questions:
        return
    moment = kept_moment(now)
    marks = [
        (each.points, True, json.dumps(each.forwarded), learner.pk, kept_uuid(each.attempt_id), each.place)
        for each in questions
    ]
    records = [(learner.pk, each.item_id, moment, each.points, each.possible) for each in tried]
    with connection.cursor() as cursor:
        cursor.executemany(_PUT_MARKS, marks)
        cursor.executemany(_PUT_RECORD, records)


def _bring_forward(
    learner: User, questions: Sequence[AttemptItem], missed: dict[int, tuple[str, ...]], now: datetime
) -> None:
    """Each missed fact is brought forward once, by the first question that missed it."""
    ids = dict(Fact.objects.filter(uid__in={uid for uids in missed.values() for uid in uids}).values_list("uid", "pk"))
    events: dict[int, UUID] = {}
    whose: dict[int, AttemptItem] = {}
    for question in questions:
        for uid in missed[question.place]:
            fact_id = ids.get(uid)
            if fact_id is not None and fact_id not in events:
                events[fact_id] = question.event_for(fact_id)
                whose[fact_id] = question
    brought = bring_facts_forward(learner=learner, events=events, now=now)
    for fact_id, card_ids in brought.moved.items():
        whose[fact_id].forwarded[str(fact_id)] = card_ids
