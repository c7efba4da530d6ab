"""What a study day holds."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.actions import import_facts
from cards.models import Card, Deck, Fact
from learn.accounts.actions import change_preferences
from learn.accounts.models import User
from learn.reviews import queue
from learn.reviews.models import CardState, DayPlan, PlannedCard, Subscription
from learn.reviews.planning import make_plan, plan_for
from learn.reviews.subscribing import pause, subscribe
from tests.conftest import NOON, Clock
from tests.learn.reviews.test_actions import answer_all, ask, give

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def planned(learner: User, day: date = TODAY) -> list[Card]:
    entries = PlannedCard.objects.filter(learner=learner, study_date=day).order_by("place").select_related("card__fact")
    return [entry.card for entry in entries]


def put_state(learner: User, card: Card, *, interval: int, overdue: int) -> None:
    due = TODAY - timedelta(days=overdue)
    CardState.objects.create(
        learner=learner,
        card=card,
        repetitions=3,
        interval_days=interval,
        ease_factor=250,
        lapses=0,
        answered_date=due - timedelta(days=interval),
        scheduled_date=due,
        due_date=due,
        is_suspended=False,
        last_row_at=NOON - timedelta(days=400),
    )


def one_card_per_fact(count: int) -> list[Card]:
    return [fact.cards.filter(retired_at=None).first() for fact in Fact.objects.order_by("position")[:count]]


def test_a_first_day_holds_ten_new_cards_in_deck_order_of_ten_facts(learner: User) -> None:
    plan_for(learner=learner, now=NOON)
    cards = planned(learner)
    assert len(cards) == len({card.fact_id for card in cards}) == 10
    positions = [Deck.objects.get(uid="nursing").deckcard_set.get(card=card).position for card in cards]
    assert positions == sorted(positions)


def test_the_longest_overdue_in_proportion_comes_first_then_new_cards(learner: User) -> None:
    a, b, c = one_card_per_fact(3)
    put_state(learner, a, interval=100, overdue=20)
    put_state(learner, b, interval=2, overdue=3)
    put_state(learner, c, interval=10, overdue=0)
    plan_for(learner=learner, now=NOON)
    cards = planned(learner)
    assert cards[:3] == [b, a, c]
    assert len(cards) == 13
    assert not CardState.objects.filter(learner=learner, card__in=cards[3:]).exists()


def test_a_backlog_is_spread_at_the_daily_limit_and_no_due_date_moves(learner: User, clock: Clock) -> None:
    change_preferences(learner=learner, changes={"reviews_per_day": 5, "new_per_day": 0}, now=NOON)
    for overdue, card in enumerate(one_card_per_fact(12), start=30):
        put_state(learner, card, interval=30, overdue=overdue)
    before = dict(CardState.objects.values_list("card_id", "due_date"))
    plan = plan_for(learner=learner, now=NOON)
    assert (len(planned(learner)), plan.backlog) == (5, 7)
    assert dict(CardState.objects.values_list("card_id", "due_date")) == before
    done = answer_all(learner, clock)
    clock.advance(days=1)
    assert len(answer_all(learner, clock) | done) == 10


def test_siblings_wait_for_another_day_where_that_costs_little(learner: User) -> None:
    fact = next(fact for fact in Fact.objects.all() if fact.cards.count() >= 4)
    long, longer, short, shorter = fact.cards.all()[:4]
    put_state(learner, long, interval=50, overdue=0)
    put_state(learner, longer, interval=60, overdue=0)
    put_state(learner, short, interval=1, overdue=0)
    put_state(learner, shorter, interval=2, overdue=1)
    plan_for(learner=learner, now=NOON)
    mine = [card for card in planned(learner) if card.fact_id == fact.pk]
    assert mine == [shorter, short]


def test_a_fact_with_a_card_today_gives_no_new_card_today(learner: User) -> None:
    first = Deck.objects.get(uid="nursing").deckcard_set.order_by("position").first().card
    put_state(learner, first, interval=10, overdue=0)
    plan_for(learner=learner, now=NOON)
    cards = planned(learner)
    assert [card for card in cards if card.fact_id == first.fact_id] == [first]


def test_the_plan_is_made_once(learner: User, django_assert_num_queries) -> None:
    first = plan_for(learner=learner, now=NOON)
    with django_assert_num_queries(1):
        again = plan_for(learner=learner, now=NOON + timedelta(hours=3))
    assert again.made_at == first.made_at


def test_a_changed_choice_remakes_the_day_and_keeps_what_was_done(learner: User, clock: Clock) -> None:
    done = ask(learner, clock)
    give(learner, done, 4, clock)
    change_preferences(learner=learner, changes={"new_per_day": 4}, now=clock())
    plan_for(learner=learner, now=clock())
    cards = planned(learner)
    assert len(cards) == 4
    assert done.card in cards


def test_switching_survival_figures_off_takes_them_out_at_once(learner: User, clock: Clock) -> None:
    change_preferences(learner=learner, changes={"new_per_day": 500}, now=clock())
    for fact in Fact.objects.filter(sensitivity="survival"):
        put_state(learner, fact.cards.first(), interval=5, overdue=5)
    assert ask(learner, clock).card.fact.sensitivity == "survival"
    change_preferences(learner=learner, changes={"survival": False}, now=clock())
    while (question := queue.next_question(learner=learner, now=clock())) is not None:
        assert question.card.fact.sensitivity == "none"
        give(learner, question, 4, clock)


def test_survival_facts_by_path_until_chosen(make_learner) -> None:
    survival = set(Card.objects.filter(fact__sensitivity="survival").values_list("pk", flat=True))
    for path, shown in (("nursing", True), ("caregiver", False), ("", False), ("both", True)):
        learner = make_learner(path, new_per_day=900)
        subscribe(learner=learner, deck=Deck.objects.get(uid="nursing"), now=NOON)
        make_plan(learner=learner, now=NOON)
        assert bool(survival & {card.pk for card in planned(learner)}) == shown


def test_a_paused_deck_leaves_the_day_and_comes_back(learner: User, clock: Clock) -> None:
    deck = Deck.objects.get(uid="nursing")
    plan_for(learner=learner, now=clock())
    pause(learner=learner, deck=deck, now=clock())
    assert queue.next_question(learner=learner, now=clock()) is None
    subscribe(learner=learner, deck=deck, now=clock())
    assert ask(learner, clock)


def test_new_cards_are_searched_from_where_they_start(learner: User, clock: Clock) -> None:
    answer_all(learner, clock)
    for _ in range(3):
        clock.advance(days=1)
        answer_all(learner, clock)
    subscription = Subscription.objects.get(learner=learner)
    seen = set(CardState.objects.filter(learner=learner).values_list("card_id", flat=True))
    unseen = [row.position for row in subscription.deck.deckcard_set.order_by("position") if row.card_id not in seen]
    # Kept when the last plan was made: never past a card that is still new.
    assert subscription.new_from <= unseen[0]
    assert subscription.new_from > 0 or unseen[0] < 10


def test_cards_that_an_import_adds_in_front_are_found(learner: User, clock: Clock, shipped_base) -> None:
    for _ in range(3):
        answer_all(learner, clock)
        clock.advance(days=1)
    fact = Fact.objects.order_by("position").first()
    import dataclasses

    without = dataclasses.replace(shipped_base, facts=tuple(f for f in shipped_base.facts if f.uid != fact.uid))
    fresh = make_fresh(learner)
    import_facts(base=without, now=clock())
    answer_all(fresh, clock)
    import_facts(base=shipped_base, now=clock())
    clock.advance(days=1)
    assert fact.pk in {card.fact_id for card in answer_all(fresh, clock)}


def make_fresh(like: User) -> User:
    from learn.accounts.actions import create_guest

    fresh = create_guest(path=like.preferences.path, now=NOON)
    subscribe(learner=fresh, deck=Deck.objects.get(uid="nursing"), now=NOON)
    return fresh


def test_making_a_plan_reads_what_it_shows(make_learner, clock: Clock) -> None:
    small, large = make_learner(), make_learner()
    for card in Card.objects.filter(retired_at=None)[:150]:
        put_state(large, card, interval=900, overdue=-800)
    counts = []
    for learner in (small, large):
        plan_for(learner=learner, now=NOON)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            make_plan(learner=learner, now=NOON)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_plans_are_apart(learner: User, classmate: User, clock: Clock) -> None:
    answer_all(learner, clock)
    assert ask(classmate, clock)
    assert DayPlan.objects.filter(learner=classmate).count() == 1


def test_an_undone_answer_is_new_again_tomorrow(learner: User, clock: Clock) -> None:
    from learn.reviews.actions import undo

    question, client_id = ask(learner, clock), uuid4()
    give(learner, question, 4, clock, client_id)
    undo(learner=learner, target=client_id, client_id=uuid4(), now=clock())
    clock.advance(days=1)
    asked = ask(learner, clock)
    assert asked.card == question.card
    assert asked.state.scheduled_date is None


def test_another_path_brings_its_decks_and_rests_the_others(learner: User, clock: Clock) -> None:
    answer_all(learner, clock)
    states = list(CardState.objects.values())
    change_preferences(learner=learner, changes={"path": "caregiver"}, now=clock())
    studied = Subscription.objects.filter(learner=learner, is_paused=False)
    assert set(studied.values_list("deck__uid", flat=True)) == {"words-to-know", "understanding-care"}
    clock.advance(days=1)
    assert ask(learner, clock).face.register == "plain"
    assert list(CardState.objects.values()) == states
    change_preferences(learner=learner, changes={"path": "nursing"}, now=clock())
    assert set(studied.values_list("deck__uid", flat=True)) == {"nursing"}


def test_a_backlog_is_counted_no_further_than_it_is_told(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learn.reviews.planning.MAXIMUM_BACKLOG", 20)
    change_preferences(learner=learner, changes={"reviews_per_day": 5}, now=NOON)
    for card in one_card_per_fact(40):
        put_state(learner, card, interval=30, overdue=3)
    assert plan_for(learner=learner, now=NOON).backlog == 20
