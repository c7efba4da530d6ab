"""What a learner most needs to be asked: their mistakes, and what they are weakest at."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import F

from cards.models import Card, Item, ItemFact
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.quizzes.ask import FEWEST, Ask
from learn.quizzes.models import Feedback, ItemRecord, Purpose
from learn.reviews.models import CardState

FORGETTING = 0.9
"""The share remembered when an interval is over: what SM-2 aims at, taken as its forgetting curve."""

MOST_MISTAKES = 20
FIVE_MINUTES = 8
"""Questions that take about five minutes, at some forty seconds each."""

_WEAKEST_FACTS = 2 * FIVE_MINUTES
_ROWS_READ = 200


def mistakes_of(learner: User) -> Ask | None:
    """A quiz of the items that the learner missed when they were last asked; None if there are none."""
    missed = ItemRecord.objects.filter(learner_id=learner.pk, last_points__lt=F("last_possible")).order_by("-last_at")
    shown = Item.objects.through(lens_for(learner))
    found = list(shown.filter(pk__in=list(missed.values_list("item_id", flat=True)[:_ROWS_READ])).values_list("pk"))
    if not found:
        return None
    items = tuple(pk for (pk,) in found)
    return Ask(
        purpose=Purpose.MISTAKES,
        number=min(len(items), MOST_MISTAKES),
        feedback=Feedback.AT_ONCE,
        items=items,
        is_strict=True,
    )


def weakest_of(learner: User, *, today: date) -> Ask | None:
    """Five minutes of what the learner is weakest at; None for someone who has neither studied nor been asked.

    The weakness of a fact is one less the estimate of how much of it is remembered:

        weakness = 1 - (sum of R over its cards + sum of s over its items + 1) / (cards + items + 2)

    R = 0.9 ** (t / I) for a card last passed t days ago with an interval of I days (SM-2's own aim taken as the curve
    of forgetting), 0 for one that was forgotten last time; s is the share of points that an item brought when it was
    last asked. The 1 and 2 are a prior of one half that two pieces of evidence outweigh: one lucky guess makes nobody
    strong. Looked at are the cards that fell due longest ago and the items missed last, a few hundred rows.
    """
    states = list(
        CardState.objects.filter(learner_id=learner.pk, is_suspended=False, scheduled_date__isnull=False)
        .order_by("due_date")
        .values_list("card_id", "repetitions", "interval_days", "answered_date")[:_ROWS_READ]
    )
    records = list(
        ItemRecord.objects.filter(learner_id=learner.pk)
        .order_by("-last_at")
        .values_list("item_id", "last_points", "last_possible")[:_ROWS_READ]
    )
    facts_of_cards = dict(Card.objects.filter(pk__in=[row[0] for row in states]).values_list("pk", "fact_id"))
    evidence: dict[int, list[float]] = defaultdict(list)
    for card_id, repetitions, interval_days, answered in states:
        if answered is not None:
            evidence[facts_of_cards[card_id]].append(_recall(repetitions, interval_days, (today - answered).days))
    shares = {item_id: points / possible for item_id, points, possible in records if possible}
    for item_id, fact_id in ItemFact.objects.filter(item_id__in=shares).values_list("item_id", "fact_id"):
        evidence[fact_id].append(shares[item_id])
    if not evidence:
        return None
    weakest = sorted(evidence, key=lambda fact_id: (-weakness(evidence[fact_id]), fact_id))[:_WEAKEST_FACTS]
    return Ask(
        purpose=Purpose.WEAKEST,
        number=max(FEWEST, FIVE_MINUTES),
        feedback=Feedback.AT_ONCE,
        facts=tuple(weakest),
        is_strict=True,
    )


def weakness(evidence: Iterable[float]) -> float:
    """How weak a fact is, 0-1, from shares of it remembered (0-1 each); one half where nothing is known."""
    shares = list(evidence)
    return 1 - (sum(shares) + 1) / (len(shares) + 2)


def _recall(repetitions: int, interval_days: int, days: int) -> float:
    if repetitions == 0:
        return 0.0
    return float(FORGETTING ** (max(days, 0) / max(interval_days, 1)))
