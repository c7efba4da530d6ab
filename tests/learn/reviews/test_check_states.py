"""check_states finds whatever differs from the log, and mends it on request."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from learn.reviews.models import CardState, DayTally, ReviewLog
from tests.conftest import Clock
from tests.learn.reviews.test_actions import ask_and_give

pytestmark = pytest.mark.django_db


def check(**options: object) -> str:
    out = StringIO()
    call_command("check_states", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def studied(learner, classmate, clock: Clock):
    for who in (learner, classmate):
        for grade in (4, 1, 5, 3, 2):
            ask_and_give(who, clock, grade)
    return learner


@pytest.mark.parametrize(
    "spoil",
    [
        lambda mine: CardState.objects.filter(**mine, repetitions=1).update(interval_days=9),
        lambda mine: CardState.objects.filter(**mine).delete(),
        lambda mine: DayTally.objects.filter(**mine).update(new_cards=F("new_cards") + 1),
        lambda mine: DayTally.objects.filter(**mine).delete(),
        lambda mine: ReviewLog.objects.filter(**mine, grade=4).delete(),
    ],
    ids=["state changed", "states gone", "tally changed", "tally gone", "row gone"],
)
def test_what_differs_is_named_and_mended(studied, classmate, spoil) -> None:
    assert "equals the fold" in check()
    theirs = list(CardState.objects.filter(learner=classmate).values())
    spoil({"learner_id": studied.pk})
    with pytest.raises(CommandError, match="--repair"):
        check()
    assert "repaired" in check(repair=True)
    assert "equals the fold" in check()
    assert list(CardState.objects.filter(learner=classmate).values()) == theirs


def test_without_anyone_there_is_nothing_to_say(db) -> None:
    assert "equals the fold" in check()
