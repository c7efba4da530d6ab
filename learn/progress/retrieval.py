"""Likelihood: how likely a learner still knows a card now."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from learn.progress.models import PredictionScore
from learn.progress.predicting.answers import Asked, answers_of_card
from learn.progress.predicting.predictors import Fsrs6, Method, sm2_curve
from learn.reviews.models import CardState, ReviewLog
from learn.scheduling.fold import LogRow

_MOST_ROWS = 1000
"""So many rows of a card are read at most, the latest ones."""


class Likelihood(NamedTuple):
    """p: how likely the card is known now, 0-1; method: by which that is said."""

    p: float
    method: Method


def likelihood(*, state: CardState, today: date, rows: Iterable[LogRow] | None = None) -> Likelihood | None:
    """How likely the learner of this state still knows its card, by the method that predicted them best so far.

    By SM-2's own aim where none is known to be best. None for a card never answered. rows: the card's log, where it is
    at hand; else it is read where the method needs it, and no more than the card's own rows. The learner's averages are
    as of their last comparison.
    """
    if state.answered_date is None:
        return None
    best = PredictionScore.objects.of(state.learner_id).filter(is_best=True).first()
    method = Method.SM2 if best is None else Method(best.method)
    if best is not None and best.level is not None:
        return Likelihood(best.level, method)
    if method == Method.FSRS:
        return Likelihood(_by_fsrs(state, today, rows), method)
    return Likelihood(sm2_curve((today - state.answered_date).days, state.interval_days), method)


def _by_fsrs(state: CardState, today: date, rows: Iterable[LogRow] | None) -> float:
    if rows is None:
        log = ReviewLog.objects.filter(learner_id=state.learner_id, card_id=state.card_id)
        rows = [each.row for each in log.order_by("-answered_at", "-client_id")[:_MOST_ROWS]]
    fsrs = Fsrs6()
    number = 1
    for answer in answers_of_card(state.card_id, rows):
        fsrs.learn(answer)
        number += not answer.is_drill
    return fsrs.predict(Asked(state.card_id, today, number))
