"""manage.py clean_guests: those who never answered are forgotten, and nobody else."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cards.models import Fact
from learn.accounts.models import User
from learn.notebook.models import KeptWord
from learn.reviews import queue
from learn.reviews.actions import answer_card, suspend_card

pytestmark = pytest.mark.django_db


def came(learner: User, days_ago: int, **values: object) -> User:
    User.objects.filter(pk=learner.pk).update(date_joined=timezone.now() - timedelta(days=days_ago), **values)
    return learner


def test_only_old_guests_without_answers_go(make_learner: Callable[..., User], capsys) -> None:
    now = timezone.now()
    old = came(make_learner(), 8)
    queue.next_question(learner=old, now=now)  # it looked at its first card: a plan was made
    young = came(make_learner(), 6)
    back = came(make_learner(), 30, last_login=now - timedelta(days=1))
    account = came(make_learner(), 30, is_guest=False)
    studied = came(make_learner(), 30)
    question = queue.next_question(learner=studied, now=now)
    answer_card(
        learner=studied,
        card_id=question.card.pk,
        grade=4,
        client_id=uuid4(),
        seen_row_at=None,
        time_ms=1,
        now=now,
    )
    keeps = came(make_learner("caregiver"), 30)
    aside = came(make_learner(), 30)
    suspend_card(learner=aside, card_id=question.card.pk, client_id=uuid4(), now=now)
    KeptWord.objects.create(learner=keeps, fact=Fact.objects.get(uid="radiation"), kept_at=now)
    call_command("clean_guests")
    assert "forgotten: 1" in capsys.readouterr().out
    assert set(User.objects.all()) == {young, back, account, studied, keeps, aside}
    call_command("clean_guests", days=5)
    assert set(User.objects.all()) == {back, account, studied, keeps, aside}


def test_a_day_is_the_least(db) -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("clean_guests", days=0)
