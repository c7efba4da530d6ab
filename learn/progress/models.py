"""PredictionScore: how near one method came to telling a learner's recall beforehand.

It is worked out from the log (learn.progress.actions.compare_predictions) and may be thrown away at any time. Its key
begins with the learner and no foreign key points here, as in learn.reviews.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learn.progress.predicting.predictors import Method

METHOD_NAMES = {
    Method.SM2: _("SM-2’s own aim"),
    Method.RUNNING: _("Your average so far"),
    Method.MOVING: _("Your average of late"),
    Method.FSRS: _("FSRS-6"),
}
"""The methods by the names that learners read, in order."""


class PredictionScoreQuerySet(models.QuerySet["PredictionScore"]):
    """Chainable reads of scores."""

    def of(self, learner_id: int) -> "PredictionScoreQuerySet":
        return self.filter(learner_id=learner_id)


class PredictionScore(models.Model):
    """How near one method came, over n predictions (learn.progress.predicting.metrics.Scores names the figures).

    as_of: when it was worked out, from all of the log until then. level: what the method says of any card after that
    log, None where it depends on the card. is_best: of the learner's methods this has the least log loss; none has it
    under learn.progress.predicting.comparison.FEWEST predictions.
    """

    pk = models.CompositePrimaryKey("learner_id", "method")
    # Every index begins with the learner already.
    learner: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="prediction_scores", db_index=False
    )
    method = models.CharField(max_length=10, choices=[(each.value, METHOD_NAMES[each]) for each in Method])
    as_of = models.DateTimeField()
    n = models.PositiveIntegerField()
    log_loss = models.FloatField(null=True)
    rmse_bins = models.FloatField(null=True)
    auc = models.FloatField(null=True)
    level = models.FloatField(null=True)
    is_best = models.BooleanField(default=False)

    objects = PredictionScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=[each.value for each in Method]), name="prediction_score_method_valid"
            ),
            models.CheckConstraint(
                condition=Q(n=0, log_loss=None, rmse_bins=None, auc=None, is_best=False)
                | Q(n__gt=0, log_loss__gte=0, rmse_bins__gte=0, rmse_bins__lte=1),
                name="prediction_score_of_predictions",
            ),
            models.CheckConstraint(
                condition=(Q(auc=None) | Q(auc__gte=0, auc__lte=1)) & (Q(level=None) | Q(level__gte=0, level__lte=1)),
                name="prediction_score_shares",
            ),
            models.UniqueConstraint(fields=["learner"], condition=Q(is_best=True), name="one_best_prediction"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} by {self.method}"
