"""What the worker does for progress: comparing again the predictions of learners who answered since."""

from datetime import datetime

from learn.accounts.models import User
from learn.progress.actions import compare_predictions
from learn.progress.history import stale_learners

AT_ONCE = 50
"""Learners compared at one turn; the others wait for the next."""


def compare_some(*, now: datetime, most: int = AT_ONCE) -> int:
    """Compares the predictions of up to `most` learners whose comparison is stale; returns of how many."""
    ids = stale_learners(now)[:most]
    for learner in User.objects.filter(pk__in=ids):
        compare_predictions(learner=learner, now=now)
    return len(ids)
