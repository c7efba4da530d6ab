"""The worker compares the predictions of who answered since, and of nobody else."""

import pytest

from learn import periodic
from learn.accounts.models import User
from learn.progress.models import PredictionScore
from learn.progress.stale import compare_some
from tests.conftest import Clock
from tests.learn.reviews.test_actions import ask_and_give

pytestmark = pytest.mark.django_db


def test_each_stale_learner_is_compared_once_until_they_answer_again(
    learner: User, classmate: User, clock: Clock
) -> None:
    ask_and_give(learner, clock, 4)
    assert compare_some(now=clock()) == 1
    assert set(PredictionScore.objects.values_list("learner", flat=True)) == {learner.pk}
    assert compare_some(now=clock()) == 0
    ask_and_give(classmate, clock, 4)
    ask_and_give(learner, clock, 4)
    clock.advance(days=2)
    assert compare_some(now=clock(), most=1) == 1
    assert compare_some(now=clock(), most=1) == 1
    assert compare_some(now=clock()) == 0


def test_it_is_one_of_the_workers_jobs() -> None:
    assert "predictions" in {job.name for job in periodic.jobs()}
