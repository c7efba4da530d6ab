"""What the page "Memory" shows: recall, answer buttons, time, spreads and quizzes over the last days.

Block: a chart, or what to do where there is nothing to draw.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cards.lens import Lens
from cards.models import Topic
from learn.accounts.models import User
from learn.progress import charts, days, quiz_shares, recall, spreads
from learn.progress.memory_charts import (
    Block,
    button_block,
    ease_block,
    interval_block,
    minutes_block,
    quiz_block,
    recall_blocks,
    speed_block,
    sureness_block,
)

PERIODS = (30, 90, 365)
_USUAL = 90


@dataclass(frozen=True, slots=True)
class Memory:
    """days: how many study dates, today's the last; share: of all due reviews in them, if there are enough."""

    days: int
    due: recall.Count
    blocks: tuple[Block, ...]
    periods: tuple[int, ...] = PERIODS

    @property
    def tables(self) -> Iterable[charts.Table]:
        """Every table of the page."""
        return (block.table for block in self.blocks)


def period(asked: str) -> int:
    """The period that an address asks for, in days; the usual one where it asks for none that there is."""
    return int(asked) if asked in map(str, PERIODS) else _USUAL


def memory(*, learner: User, lens: Lens, now: datetime, days: int) -> Memory:
    """The learner's memory over this many days; costs the days, cards and quiz questions in them, not the log."""
    preferences = learner.preferences
    today = preferences.study_date(now)
    first = today - timedelta(days=days - 1)
    since = preferences.day_start(first)
    recalled = recall.recalled(learner.pk, first, today)
    titles = {topic.pk: topic.title_in(lens.register) for topic in Topic.objects.through(lens)}
    spread = spreads.spreads(learner.pk, lens)
    points = quiz_shares.points_by_topic(learner.pk, since, now)
    return Memory(
        days,
        recalled.due,
        (
            *recall_blocks(recalled, titles),
            button_block(recalled, preferences.buttons),
            minutes_block(_minutes(learner.pk, first, today)),
            speed_block(recalled, titles),
            ease_block(spread),
            interval_block(spread),
            quiz_block(recalled, points, titles),
            sureness_block(quiz_shares.sureness(learner.pk, since, now)),
        ),
    )


def _minutes(learner_id: int, first: date, last: date) -> list[tuple[date, float]]:
    """(study date, minutes spent answering) of each day."""
    tallies = days.tallies(learner_id, first, last)
    every = (first + timedelta(days=place) for place in range((last - first).days + 1))
    return [(day, tallies[day].time_ms / 60_000 if day in tallies else 0.0) for day in every]
