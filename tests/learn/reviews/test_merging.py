"""A guest's study goes to an account: nothing lost, nothing doubled, and what the fold makes of both logs."""

import random
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from cards.models import Deck
from learn.accounts.actions import NotAGuestError, merge_guest
from learn.accounts.models import User
from learn.reviews import queue
from learn.reviews.actions import answer_card, suspend_card, undo
from learn.reviews.checking import check_learner
from learn.reviews.models import CardState, DayTally, ReviewLog, Subscription
from learn.reviews.subscribing import pause, subscribe
from learn.scheduling.fold import fold
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(make_learner: Callable[..., User]) -> User:
    account = make_learner(new_per_day=20)
    User.objects.filter(pk=account.pk).update(is_guest=False, username="vera")
    return User.objects.get(pk=account.pk)


def answer_next(learner: User, grade: int, clock: Clock):
    question = queue.next_question(learner=learner, now=clock())
    assert question is not None
    client_id = uuid4()
    answer_card(
        learner=learner,
        card_id=question.card.pk,
        grade=grade,
        client_id=client_id,
        seen_row_at=question.state.last_row_at,
        time_ms=3000,
        now=clock(),
    )
    return question.card.pk, client_id


def rows(learner: User) -> set:
    return {(log.client_id, log.card_id, log.row) for log in ReviewLog.objects.filter(learner=learner)}


def merge(guest: User, account: User, clock: Clock, *, keep_preferences: bool = False) -> None:
    merge_guest(guest=guest, account=account, keep_preferences=keep_preferences, now=clock())


def test_every_row_comes_along_once_and_the_states_are_their_fold(learner: User, account: User, clock: Clock) -> None:
    random.seed(7)
    for _day in range(12):
        for person in (learner, account):
            for _answer in range(random.randint(0, 9)):
                if queue.next_question(learner=person, now=clock()) is not None:
                    answer_next(person, random.choice([1, 3, 4, 5]), clock)
        clock.advance(days=random.choice([1, 1, 2, 5]))
    card, client_id = answer_next(learner, 1, clock)
    undo(learner=learner, target=client_id, client_id=uuid4(), now=clock())
    suspend_card(learner=learner, card_id=card, client_id=uuid4(), now=clock())
    both = rows(learner) | rows(account)
    assert len(both) > 60
    shared = {row[1] for row in rows(learner)} & {row[1] for row in rows(account)}
    assert shared, "some cards were studied by both"
    merge(learner, account, clock)
    assert rows(account) == both
    assert check_learner(account.pk) == []
    for state in CardState.objects.filter(learner=account):
        assert state.fold == fold(row for _, card_id, row in both if card_id == state.card_id)[0]
    assert not User.objects.filter(pk=learner.pk).exists()
    assert not ReviewLog.objects.filter(learner=learner.pk).exists()


def test_what_a_guest_answered_today_is_done_today(learner: User, account: User, clock: Clock) -> None:
    queue.next_question(learner=account, now=clock())
    done, _ = answer_next(learner, 4, clock)
    again, _ = answer_next(learner, 1, clock)
    merge(learner, account, clock)
    account = User.objects.get(pk=account.pk)
    asked = []
    while (question := queue.next_question(learner=account, now=clock())) is not None:
        asked.append(question.card.pk)
        answer_next(account, 4, clock)
    assert done not in asked
    assert asked.count(again) == 1, "the guest's drill goes on"
    assert DayTally.objects.get(learner=account, study_date=date(2026, 3, 2)).new_cards == 20
    assert check_learner(account.pk) == []


def test_a_review_that_the_other_log_puts_ahead_of_its_date_was_early(learner: User, account: User, clock: Clock):
    ours, _ = answer_next(account, 4, clock)
    clock.advance(days=1)
    answer_next(account, 4, clock)
    assert CardState.objects.get(learner=account, card_id=ours).interval_days == 6
    clock.advance(days=2)
    theirs, _ = answer_next(learner, 4, clock)
    assert theirs == ours
    before = CardState.objects.get(learner=account, card_id=ours)
    merge(learner, account, clock)
    after = CardState.objects.get(learner=account, card_id=ours)
    assert (after.interval_days, after.due_date) == (before.interval_days, before.due_date)
    assert DayTally.objects.get(learner=account, study_date=date(2026, 3, 5)).early == 1
    assert check_learner(account.pk) == []


def test_an_accounts_own_decks_and_settings_stay(make_learner: Callable[..., User], account: User, clock: Clock):
    guest = make_learner("caregiver", new_per_day=3)
    subscribe(learner=guest, deck=Deck.objects.get(uid="understanding-care"), now=NOON)
    pause(learner=account, deck=Deck.objects.get(uid="nursing"), now=NOON)
    merge(guest, account, clock)
    account = User.objects.get(pk=account.pk)
    assert (account.preferences.path, account.preferences.new_per_day) == ("nursing", 20)
    decks = Subscription.objects.filter(learner=account).order_by("position")
    assert [(row.deck.uid, row.is_paused) for row in decks] == [
        ("nursing", True),
        ("words-to-know", False),
        ("understanding-care", False),
    ]


def test_a_new_account_takes_the_guests_settings(make_learner: Callable[..., User], content, clock: Clock) -> None:
    guest = make_learner("caregiver", new_per_day=3, zone="Asia/Tokyo", rest_days="7")
    account = User.objects.create_user("new", password="x")
    merge(guest, account, clock, keep_preferences=True)
    kept = User.objects.get(pk=account.pk).preferences
    assert (kept.path, kept.new_per_day, kept.zone, kept.rest_days) == ("caregiver", 3, "Asia/Tokyo", "7")
    decks = set(Subscription.objects.filter(learner=account).values_list("deck__uid", flat=True))
    assert decks == {"words-to-know", "understanding-care"}


def test_only_a_guest_is_added_and_only_to_an_account(learner: User, classmate: User, account: User, clock: Clock):
    answer_next(account, 4, clock)
    for guest, to in ((learner, classmate), (account, learner), (account, account), (learner, learner)):
        with pytest.raises(NotAGuestError):
            merge(guest, to, clock)
    assert User.objects.count() == 3
    assert ReviewLog.objects.count() == 1


def test_an_account_that_never_chose_a_path_takes_the_guests(make_learner: Callable[..., User], clock: Clock) -> None:
    guest = make_learner("caregiver", new_per_day=3)
    account = User.objects.create_user("new", password="x")
    merge(guest, account, clock)
    kept = User.objects.get(pk=account.pk).preferences
    assert (kept.path, kept.new_per_day) == ("caregiver", 10)
