"""Noticed: an attempt of a student's that a notice to them is about, as far as they may see its results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from learn.accounts.models import User
from learn.quizzes.models import Attempt
from learn.quizzes.rescoring import Marks
from learn.teaching.models import MessageCopy


@dataclass(frozen=True, slots=True)
class Noticed:
    """was, becomes: the attempt's points before and after, None where they were not told with the notice."""

    attempt: Attempt
    was: Marks | None
    becomes: Marks | None


def noticed_in(copies: Iterable[MessageCopy], *, learner: User, now: datetime) -> dict[int, list[Noticed]]:
    """Of each copy, by its key, the learner's attempts whose results they may see now; one query, none without any."""
    about = [(copy.pk, each) for copy in copies for each in copy.attempts]
    if not about:
        return {}
    ids = [UUID(each["attempt"]) for _, each in about]
    own = Attempt.objects.filter(learner_id=learner.pk, attempt_id__in=ids, submitted_at__isnull=False)
    shown = {str(each.attempt_id): each for each in own if each.shows_answers(now)}
    found: dict[int, list[Noticed]] = {}
    for pk, each in about:
        if (attempt := shown.get(each["attempt"])) is not None:
            was, becomes = (Marks(*each[name]) if name in each else None for name in ("was", "becomes"))
            found.setdefault(pk, []).append(Noticed(attempt, was, becomes))
    return found
