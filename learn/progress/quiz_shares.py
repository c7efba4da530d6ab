"""QuizPoints: what the quizzes handed in brought, by topic. Sureness: how right the answers were that someone was so
sure of.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum

from learn.progress.intervals import FEWEST, Share, share_of
from learn.quizzes.models import Attempt, AttemptItem, Confidence

SAID = (Confidence.SURE, Confidence.THINK_SO, Confidence.GUESS)


class QuizPoints(NamedTuple):
    """Points reached of those possible, over this many questions."""

    questions: int
    points: int
    possible: int

    @property
    def share(self) -> float | None:
        """The share of points, 0-1; None under intervals.FEWEST questions.

        Without an interval: the points of one question hang together, so that Wilson's would promise too much.
        """
        return self.points / self.possible if self.questions >= FEWEST and self.possible else None


class Sureness(NamedTuple):
    """n answers of which someone was so sure; right: those with every point."""

    n: int
    right: int

    @property
    def share(self) -> Share | None:
        """The share right; None under intervals.FEWEST answers."""
        return share_of(self.right, self.n)


def points_by_topic(learner_id: int, first: datetime, last: datetime) -> dict[int, QuizPoints]:
    """{topic id: what it brought} in the quizzes handed in between these instants."""
    rows = _marked(learner_id, first, last).values_list("item__topic_id")
    sums = rows.annotate(questions=Count("place"), reached=Sum("points"), most=Sum("possible"))
    return {topic_id: QuizPoints(*counts) for topic_id, *counts in sums}


def sureness(learner_id: int, first: datetime, last: datetime) -> dict[str, Sureness]:
    """{confidence: how its answers fared} in the quizzes handed in between these instants; only what was said."""
    rows = _marked(learner_id, first, last).filter(confidence__in=SAID).values_list("confidence")
    counts = rows.annotate(n=Count("place"), right=Count("place", filter=Q(points=F("possible"))))
    return {confidence: Sureness(*figures) for confidence, *figures in counts}


def _marked(learner_id: int, first: datetime, last: datetime) -> QuerySet[AttemptItem]:
    # What a class keeps back until its date is not told by a sum either, though the date was set after handing in.
    may_be_seen = Q(answers_at=None) | Q(answers_at__lte=last)
    attempts = Attempt.objects.of(learner_id).filter(may_be_seen, submitted_at__range=(first, last), is_withheld=False)
    marked = AttemptItem.objects.filter(learner_id=learner_id, points__isnull=False)
    return marked.filter(attempt_id__in=attempts.values("attempt_id")).order_by()
