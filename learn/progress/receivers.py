"""What progress does when another room says something."""

from collections.abc import Iterator
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from learn.accounts.models import User
from learn.accounts.signals import learner_deleting, learner_exporting, learner_merging
from learn.accounts.tables import Table
from learn.progress.models import PredictionScore

_COLUMNS = ("method", "as_of", "n", "log_loss", "rmse_bins", "auc", "level", "is_best")


@receiver(learner_merging, dispatch_uid="progress.merge")
def merge(guest: User, account: User, **kwargs: Any) -> None:
    """Two logs became one, so neither's scores hold: both go, and the next comparison makes them anew."""
    PredictionScore.objects.filter(learner_id__in=[guest.pk, account.pk]).delete()


@receiver(learner_exporting, dispatch_uid="progress.export")
def export(learner: User, **kwargs: Any) -> list[Table]:
    """How well the learner's recall was predicted."""
    return [
        Table(
            "predictions",
            _("How near each method came to predicting your answers. log_loss and rmse_bins: the lower, the better."),
            _COLUMNS,
            lambda: _scores(learner),
        )
    ]


def _scores(learner: User) -> Iterator[tuple[Any, ...]]:
    return iter(PredictionScore.objects.of(learner.pk).order_by("method").values_list(*_COLUMNS))


@receiver(learner_deleting, dispatch_uid="progress.delete")
def delete(learner: User, **kwargs: Any) -> None:
    """Scores go with their learner."""
    PredictionScore.objects.of(learner.pk).delete()
