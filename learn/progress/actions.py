"""What progress keeps beside the log: how well each learner's recall was predicted."""

from datetime import datetime

from django.db import transaction

from learn.accounts.models import User
from learn.progress.history import answers_of
from learn.progress.models import PredictionScore
from learn.progress.predicting.comparison import best_of, compare
from learn.reviews.bookkeeping import lock_learner


def compare_predictions(*, learner: User, now: datetime) -> list[PredictionScore]:
    """Predicts every answer of the learner's log by every method from those before it, and keeps how each fared.

    Takes some ten seconds of computing a hundred thousand answers, so it is nothing for a page to do. Reading and
    predicting hold up nobody; the scores are then replaced in one transaction. A learner who left meanwhile gets none.
    """
    results = compare(answers_of(learner.pk))
    best = best_of(results)
    scores = [
        PredictionScore(
            learner_id=learner.pk,
            method=method.value,
            as_of=now,
            **result.scores._asdict(),
            level=result.level,
            is_best=method == best,
        )
        for method, result in results.items()
    ]
    with transaction.atomic():
        if not User.objects.filter(pk=learner.pk).exists():
            return []
        lock_learner(learner.pk)
        PredictionScore.objects.of(learner.pk).delete()
        return PredictionScore.objects.bulk_create(scores)
