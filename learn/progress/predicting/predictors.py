"""Predictor: a method that says how likely a card is remembered, before each answer, and learns from the answer after.

Method: its name as it is kept. Each looks only at answers that came before, of this card or of this learner. None is
fitted to a learner: all constants are published or stated here.
"""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from math import exp
from typing import Protocol

from fsrs import Card, Rating, Scheduler

from learn.progress.predicting.answers import Answer, Asked
from learn.scheduling.sm2 import passes

SM2_AIM = 0.9
"""The share remembered when an interval is over: what SM-2 aims at, taken as its curve of forgetting."""

PRIOR_SHARE = 0.9
PRIOR_ANSWERS = 1
"""The running average begins as if so many answers had been given, of which that share was remembered."""


class Method(StrEnum):
    """The methods, in the order in which they are told; where two do equally well the earlier one is taken."""

    SM2 = "sm2"
    RUNNING = "running"
    MOVING = "moving"
    FSRS = "fsrs"


class Predictor(Protocol):
    """One method over one learner's answers in order of time."""

    def predict(self, asked: Asked) -> float:
        """How likely the card is remembered now, 0-1. Only for a card that was answered before."""

    def learn(self, answer: Answer) -> None:
        """Takes in what was answered, drills included."""

    @property
    def level(self) -> float | None:
        """What it says of any card now, 0-1; None where that depends on the card."""


class Sm2Curve:
    """SM-2's own aim as a curve: p = 0.9 ** (t / I), t days after the last counted answer with an interval of I days.

    SM-2 itself predicts nothing. "Application of a computer to improve the results obtained in working with the
    SuperMemo method" (P. A. Wozniak, 1990) has its intervals end where about nine in ten are remembered; the curve
    through that point is the assumption by which comparisons such as srs-benchmark let SM-2 predict.
    """

    level: float | None = None

    def predict(self, asked: Asked) -> float:
        return sm2_curve(asked.days, asked.interval_days)

    def learn(self, answer: Answer) -> None:
        pass


def sm2_curve(days: int, interval_days: int) -> float:
    """0.9 ** (days / interval_days); an interval under a day counts as one day."""
    return float(SM2_AIM ** (max(days, 0) / max(interval_days, 1)))


class RunningAverage:
    """The learner's own share of recalls so far, whatever the card: (0.9 + passed) / (1 + n).

    The 0.9 and 1 are PRIOR_SHARE and PRIOR_ANSWERS: before any answer it says 0.9, and a single one outweighs that.
    Counted are the answers that are predicted, due and early ones to cards seen before: the first sight of a card says
    little of memory.
    """

    def __init__(self) -> None:
        self._passed = PRIOR_SHARE * PRIOR_ANSWERS
        self._n = PRIOR_ANSWERS

    @property
    def level(self) -> float:
        return self._passed / self._n

    def predict(self, asked: Asked) -> float:
        return self.level

    def learn(self, answer: Answer) -> None:
        if answer.is_recall:
            self._passed += answer.passed
            self._n += 1


class MovingAverage:
    """A moving average on the log-odds scale, whatever the card: p = 1 / (1 + exp(-x)).

    x begins at 1.2 (p = 0.77); a pass adds 0.3 (1 - p), a fail takes 0.3 p away: one step down the gradient of the log
    loss of each answer. So 1.2 is the START and 0.3 the STEP, the same for both outcomes. Source: the method MOVING-AVG
    of github.com/open-spaced-repetition/srs-benchmark (model_processors.py).
    """

    START = 1.2
    STEP = 0.3

    def __init__(self) -> None:
        self._x = self.START

    @property
    def level(self) -> float:
        return 1 / (1 + exp(-self._x))

    def predict(self, asked: Asked) -> float:
        return self.level

    def learn(self, answer: Answer) -> None:
        if answer.is_recall:
            self._x += self.STEP * (answer.passed - self.level)


_RATINGS = {3: Rating.Hard, 4: Rating.Good, 5: Rating.Easy}


def rating(grade: int) -> Rating:
    """Our grade as FSRS has it: 3, 4, 5 are Hard, Good, Easy; 0, 1 and 2 are fails and so all Again."""
    return _RATINGS[grade] if passes(grade) else Rating.Again


class Fsrs6:
    """FSRS-6 with the default weights of the PyPI package fsrs, which are the medians over many learners' own.

    Drills go in as reviews of the same day, which FSRS-6 tells apart. Days are study dates, not spans of 24 hours. The
    package's scheduler computes intervals, too; neither those nor its aim or its random fuzz are used.
    """

    level: float | None = None

    def __init__(self) -> None:
        self._scheduler = Scheduler(enable_fuzzing=False)
        self._cards: dict[int, Card] = {}

    def predict(self, asked: Asked) -> float:
        """Raises KeyError for a card of which nothing was learned."""
        now = _instant(asked.study_date)
        return float(self._scheduler.get_card_retrievability(self._cards[asked.card_id], now))

    def learn(self, answer: Answer) -> None:
        card_id, now = answer.asked.card_id, _instant(answer.asked.study_date)
        # Without a number of its own the package would wait a millisecond for one.
        card = self._cards.get(card_id) or Card(card_id=card_id, due=now)
        self._cards[card_id], _log = self._scheduler.review_card(card, rating(answer.grade), now)


def _instant(study_date: date) -> datetime:
    """One instant a study date, so that the package's whole days are differences of study dates."""
    return datetime.combine(study_date, time(), tzinfo=UTC)


def predictors() -> dict[Method, Predictor]:
    """Every method, fresh."""
    return {
        Method.SM2: Sm2Curve(),
        Method.RUNNING: RunningAverage(),
        Method.MOVING: MovingAverage(),
        Method.FSRS: Fsrs6(),
    }
