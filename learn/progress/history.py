"""A learner's log as answers, in order of time. Streams: a million rows are never held at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Min, OuterRef, Q, Subquery

from learn.accounts.models import Path, User
from learn.progress.models import PredictionScore
from learn.progress.predicting.answers import Answer, Undone, Void, replay
from learn.reviews.models import ReviewLog
from learn.scheduling.fold import Kind, LogRow

_ROWS_AT_ONCE = 2000
_STALE_AFTER = timedelta(days=1)


def answers_of(learner_id: int) -> Iterator[Answer]:
    """Every answer that still counts, the undone ones left out. Holds a state a card and the undone rows' names."""
    log = ReviewLog.objects.filter(learner_id=learner_id)
    voids = log.filter(kind=Kind.VOID).values_list("card_id", "client_id", "answered_at", "voids")
    undone = Undone(
        Void(card_id, client_id, answered_at, target)
        for card_id, client_id, answered_at, target in voids.iterator()
        if target is not None
    )
    columns = ("card_id", "client_id", "kind", "answered_at", "study_date", "grade")
    rows = log.exclude(kind=Kind.VOID).order_by("answered_at", "client_id").values_list(*columns)
    return replay(((card_id, LogRow(*row)) for card_id, *row in rows.iterator(_ROWS_AT_ONCE)), undone)


def stale_learners(now: datetime) -> list[int]:
    """Who answered something since their predictions were last compared, if that was over a day ago or never.

    Caregivers are examined in nothing and so not in it. Reads the last day of each log, not the logs.
    """
    log = ReviewLog.objects.filter(learner_id=OuterRef("pk")).order_by("-study_date", "-answered_at")
    scores = PredictionScore.objects.filter(learner_id=OuterRef("pk")).order_by()
    last = scores.values("learner_id").annotate(first=Min("as_of")).values("first")
    learners = User.objects.annotate(last_row_at=Subquery(log.values("answered_at")[:1]), as_of=Subquery(last))
    is_old = Q(as_of__lte=now - _STALE_AFTER, last_row_at__gt=F("as_of"))
    stale = learners.filter(Q(as_of=None) | is_old, last_row_at__isnull=False)
    return list(stale.exclude(preferences__path=Path.CAREGIVER).order_by("pk").values_list("pk", flat=True))


def learners_with_a_log() -> list[int]:
    """Everyone whose predictions can be compared, caregivers left out."""
    log = ReviewLog.objects.filter(learner_id=OuterRef("pk"))
    learners = User.objects.annotate(any_row=Subquery(log.values("client_id")[:1])).filter(any_row__isnull=False)
    return list(learners.exclude(preferences__path=Path.CAREGIVER).order_by("pk").values_list("pk", flat=True))
