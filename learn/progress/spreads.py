"""Spread: how many of the learner's cards have an ease factor, or an interval, within each bucket."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from cards.lens import Lens
from cards.models import Card
from learn.reviews.models import CardState
from learn.scheduling.fold import MATURE_DAYS
from learn.scheduling.sm2 import MINIMUM_EASE_FACTOR

EASE_STEPS = tuple(range(MINIMUM_EASE_FACTOR, 320, 20))
"""Where the buckets of ease begin, in hundredths: from the least ease on by 0.20."""

INTERVAL_STEPS = (1, 2, 7, MATURE_DAYS, 60, 180, 365)
"""Where the buckets of intervals begin, in days; mature is from the fourth on."""


class Bucket(NamedTuple):
    """n cards from low up to but not with end; end is None for the last bucket."""

    low: int
    end: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Spreads:
    """ease: by ease factor in hundredths; intervals: in days."""

    ease: tuple[Bucket, ...]
    intervals: tuple[Bucket, ...]


def spreads(learner_id: int, lens: Lens) -> Spreads:
    """The cards answered so far that are not set aside, through this lens; one query."""
    shown = Exists(Card.objects.through(lens).filter(pk=OuterRef("card_id")))
    states = CardState.objects.of(learner_id).filter(shown, is_suspended=False, scheduled_date__isnull=False)
    ease = _buckets("ease_factor", EASE_STEPS)
    intervals = _buckets("interval_days", INTERVAL_STEPS)
    counts = states.aggregate(
        **{name: Count("card_id", filter=q) for name, (_low, _end, q) in (ease | intervals).items()}
    )
    return Spreads(
        tuple(Bucket(low, end, counts[name]) for name, (low, end, _q) in ease.items()),
        tuple(Bucket(low, end, counts[name]) for name, (low, end, _q) in intervals.items()),
    )


def _buckets(column: str, steps: tuple[int, ...]) -> dict[str, tuple[int, int | None, Q]]:
    """{a name: (low, end, the condition)} of each bucket."""
    found: dict[str, tuple[int, int | None, Q]] = {}
    for place, low in enumerate(steps):
        end = steps[place + 1] if place + 1 < len(steps) else None
        within = Q(**{f"{column}__gte": low}) if place else Q()
        found[f"{column}_{low}"] = (low, end, within if end is None else within & Q(**{f"{column}__lt": end}))
    return found
