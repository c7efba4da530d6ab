"""Days: what the tallies of study dates come to. A page costs the days it shows."""

from datetime import date, timedelta

from django.db.models import F

from learn.accounts.models import Path, User
from learn.progress.streaks import Streak, streak
from learn.reviews.models import DayTally

_STREAK_DAYS = timedelta(days=1000)
"""How far back a streak is looked for."""


def tallies(learner_id: int, first: date, last: date) -> dict[date, DayTally]:
    """The tallies of these study dates, both included, that there are."""
    rows = DayTally.objects.filter(learner_id=learner_id, study_date__range=(first, last)).order_by("study_date")
    return {row.study_date: row for row in rows}


def streak_of(learner: User, today: date) -> Streak | None:
    """The learner's streak; None for caregivers, whom nothing counts, and for whoever switched it off."""
    preferences = learner.preferences
    if not preferences.streak or preferences.path == Path.CAREGIVER:
        return None
    answers = F("new_cards") + F("reviews") + F("early") + F("drills")
    rows = DayTally.objects.annotate(answers=answers).filter(
        learner_id=learner.pk, study_date__range=(today - _STREAK_DAYS, today), answers__gt=0
    )
    rest_days = {int(day) for day in preferences.rest_days}
    return streak(rows.values_list("study_date", flat=True), today=today, rest_days=rest_days)
