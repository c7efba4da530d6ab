"""Result: how one method fared over a learner's answers, each predicted from those before it and then learned from."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from learn.progress.predicting.answers import Answer
from learn.progress.predicting.metrics import Scorer, Scores, bin_of
from learn.progress.predicting.predictors import Method, predictors

FEWEST = 100
"""Under so many predictions no method is said to be the best."""


class Result(NamedTuple):
    """scores: how near it came; level: what it says of any card now, None where that depends on the card."""

    scores: Scores
    level: float | None


def compare(answers: Iterable[Answer]) -> dict[Method, Result]:
    """Every method over the same answers in order of time. Predicted are those that tell of memory, and only those."""
    methods = predictors()
    scorers = {method: Scorer() for method in methods}
    for answer in answers:
        if answer.is_recall:
            asked, passed = answer.asked, answer.passed
            place = bin_of(asked)
            for method, predictor in methods.items():
                scorers[method].add(place, predictor.predict(asked), passed)
        for predictor in methods.values():
            predictor.learn(answer)
    return {method: Result(scorers[method].scores, predictor.level) for method, predictor in methods.items()}


def best_of(results: Mapping[Method, Result]) -> Method | None:
    """The method with the least log loss, the earlier one of equals; None under FEWEST predictions."""
    losses = {
        method: result.scores.log_loss
        for method, result in results.items()
        if result.scores.log_loss is not None and result.scores.n >= FEWEST
    }
    # min takes the first of equals, and the methods stand in order.
    return min(losses, key=losses.__getitem__, default=None)
