"""Days that move, cards that wait, requests that come twice: nothing is lost for ever and nothing loops."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cards.actions import import_facts
from cards.models import Card, Deck, DeckCard, Fact
from learn.accounts.actions import change_preferences
from learn.reviews import actions, queue
from learn.reviews.actions import StalePageError
from learn.reviews.cramming import cram
from learn.reviews.models import CardState, PlannedCard, ReviewLog, Stage, Subscription
from learn.reviews.selections import Selection
from learn.reviews.subscribing import pause
from tests.conftest import NOON, Clock
from tests.learn.reviews.test_actions import answer_all, ask, ask_and_give, assert_consistent, give

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def test_a_card_set_aside_while_the_study_date_was_another_is_not_asked_again(learner) -> None:
    change_preferences(learner=learner, changes={"zone": "Europe/Berlin", "day_end_hour": 0}, now=NOON)
    clock = Clock(datetime(2026, 3, 9, 23, 30, tzinfo=UTC))  # half past midnight in Berlin
    card = ask(learner, clock).card
    change_preferences(learner=learner, changes={"day_end_hour": 4}, now=clock())  # so it is yesterday again
    ask(learner, clock)
    actions.suspend_card(learner=learner, card_id=card.pk, client_id=uuid4(), now=clock())
    clock.advance(hours=12)
    assert ask(learner, clock).card != card


def test_what_was_answered_under_another_date_is_not_asked_before_it_is_due(learner, clock: Clock) -> None:
    card = ask_and_give(learner, clock, 4)
    change_preferences(learner=learner, changes={"zone": "Asia/Tokyo"}, now=clock())
    clock.advance(hours=8)  # the third in Tokyo
    assert ask(learner, clock).card == card
    change_preferences(learner=learner, changes={"zone": "UTC"}, now=clock())
    answer_all(learner, clock)
    clock.advance(hours=9)
    while (question := queue.next_question(learner=learner, now=clock())) is not None:
        assert question.kind != "early"
        give(learner, question, 4, clock)
    assert_consistent(learner)


def test_not_today_holds_in_a_topic_studied_ahead(learner, clock: Clock) -> None:
    topic = Selection(topic=ask(learner, clock).card.fact.topic)
    answer_all(learner, clock)
    change_preferences(learner=learner, changes={"new_per_day": 0}, now=clock())
    for _ in range(3):
        clock.advance(days=1)
        answer_all(learner, clock)
    card = cram(learner=learner, now=clock(), selection=topic).question.card
    actions.bury_card(learner=learner, card_id=card.pk, client_id=uuid4(), now=clock())
    again = cram(learner=learner, now=clock(), selection=topic).question
    assert again is None or again.card != card


def test_a_fact_that_an_import_shows_again_becomes_new(make_learner, content, clock: Clock) -> None:
    caregiver = make_learner("caregiver")
    first = Deck.objects.get(uid="words-to-know").deckcard_set.order_by("position").first().card

    def with_sensitivity(sensitivity: str):
        facts = (
            dataclasses.replace(fact, sensitivity=sensitivity) if fact.uid == first.fact.uid else fact
            for fact in content.facts
        )
        return dataclasses.replace(content, facts=tuple(facts))

    import_facts(base=with_sensitivity("survival"), now=clock())
    assert first not in answer_all(caregiver, clock)
    import_facts(base=with_sensitivity("none"), now=clock())
    clock.advance(days=1)
    assert first in answer_all(caregiver, clock)


def siblings_and_a_stranger() -> tuple[Card, Card, Card]:
    rows = DeckCard.objects.filter(deck__uid="nursing").order_by("position").select_related("card__fact")
    cards = [row.card for row in rows]
    fact = next(card.fact for card in cards if card.fact.cards.count() > 1)
    first, second = [card for card in cards if card.fact == fact][:2]
    return first, second, next(card for card in cards if card.fact != fact)


def test_a_card_undone_before_its_first_review_does_not_hold_up_others(make_learner, clock: Clock) -> None:
    learner = make_learner(new_per_day=1)
    failed, sibling, stranger = siblings_and_a_stranger()
    answer = {"learner": learner, "seen_row_at": None, "time_ms": 1}
    actions.answer_card(**answer, card_id=failed.pk, grade=1, client_id=uuid4(), now=clock())
    for card in (sibling, stranger):
        client_id = uuid4()
        actions.answer_card(**answer, card_id=card.pk, grade=4, client_id=client_id, now=clock())
        actions.undo(learner=learner, target=client_id, client_id=uuid4(), now=clock())
    clock.advance(days=1)
    plan = {ask(learner, clock).card.pk} | set(PlannedCard.objects.filter(stage=0).values_list("card_id", flat=True))
    assert stranger.pk in plan


def test_a_sibling_does_not_wait_for_ever_behind_a_card_forgotten_daily(learner, clock: Clock) -> None:
    change_preferences(learner=learner, changes={"new_per_day": 60, "reviews_per_day": 999}, now=clock())
    failed, _, _ = siblings_and_a_stranger()
    seen: set[int] = set()
    for _ in range(25):
        while (question := queue.next_question(learner=learner, now=clock())) is not None and question.kind != "drill":
            seen.add(question.card.pk)
            give(learner, question, 1 if question.card == failed else 5, clock)
        clock.advance(days=1)
    assert set(failed.fact.cards.values_list("pk", flat=True)) <= seen


def test_a_client_id_stands_for_one_input(learner, clock: Clock) -> None:
    card, other, used = ask(learner, clock).card, siblings_and_a_stranger()[2], uuid4()
    actions.suspend_card(learner=learner, card_id=card.pk, client_id=used, now=clock())
    actions.suspend_card(learner=learner, card_id=card.pk, client_id=used, now=clock())
    for step in (
        lambda: actions.bury_card(learner=learner, card_id=card.pk, client_id=used, now=clock()),
        lambda: actions.suspend_card(learner=learner, card_id=other.pk, client_id=used, now=clock()),
        lambda: actions.resume_card(learner=learner, card_id=card.pk, client_id=used, now=clock()),
        lambda: actions.undo(learner=learner, target=used, client_id=used, now=clock()),
    ):
        with pytest.raises(StalePageError, match="reused"):
            step()
    assert ReviewLog.objects.count() == 1
    assert_consistent(learner)


def test_a_page_of_the_drill_sent_after_the_days_end_is_stale(make_learner, clock: Clock) -> None:
    learner = make_learner(new_per_day=1)
    ask_and_give(learner, clock, 3)
    drill = ask(learner, clock)
    clock.advance(days=1)
    before = CardState.objects.get(learner=learner).fold
    with pytest.raises(StalePageError, match="new_day"):
        give(learner, drill, 4, clock, seen_kind=drill.kind)
    assert CardState.objects.get(learner=learner).fold == before


@pytest.mark.parametrize(
    ("step", "why"), [(actions.suspend_card, "suspended"), (actions.bury_card, "changed"), (None, "answered")]
)
def test_a_stale_page_says_truly_why(learner, clock: Clock, step, why: str) -> None:
    ask_and_give(learner, clock, 4)
    clock.advance(days=1)
    question = ask(learner, clock)
    if step is None:
        give(learner, question, 4, clock)
    else:
        step(learner=learner, card_id=question.card.pk, client_id=uuid4(), now=clock())
    with pytest.raises(StalePageError, match=why):
        give(learner, question, 4, clock)


def test_an_answer_undone_after_the_days_end_joins_the_new_day(learner, clock: Clock) -> None:
    card = ask_and_give(learner, clock, 4)
    clock.advance(days=1)
    question, client_id = ask(learner, clock), uuid4()
    assert question.card == card
    clock.advance(days=1)
    give(learner, question, 4, clock, client_id)
    ask(learner, clock)
    actions.undo(learner=learner, target=client_id, client_id=uuid4(), now=clock())
    assert ask(learner, clock).card == card


def test_undoing_the_answer_before_a_drill_answer_asks_the_card_anew(learner, clock: Clock) -> None:
    question, client_id = ask(learner, clock), uuid4()
    state = give(learner, question, 1, clock, client_id).state
    give(learner, question, 4, clock, seen_row_at=state.last_row_at)
    actions.undo(learner=learner, target=client_id, client_id=uuid4(), now=clock())
    assert PlannedCard.objects.get(learner=learner, card=question.card).stage == Stage.WAITING
    assert ask(learner, clock).card == question.card
    assert_consistent(learner)


def test_a_due_card_taken_back_joins_today(learner, clock: Clock) -> None:
    card = ask_and_give(learner, clock, 4)
    actions.suspend_card(learner=learner, card_id=card.pk, client_id=uuid4(), now=clock())
    clock.advance(days=2)
    assert ask(learner, clock).card != card
    actions.resume_card(learner=learner, card_id=card.pk, client_id=uuid4(), now=clock())
    assert ask(learner, clock).card == card


def test_a_pause_stops_the_drill_and_the_counts(learner, clock: Clock) -> None:
    ask_and_give(learner, clock, 1)
    ask_and_give(learner, clock, 4)
    pause(learner=learner, deck=Deck.objects.get(uid="nursing"), now=clock())
    assert queue.next_question(learner=learner, now=clock()) is None
    assert queue.progress(learner_id=learner.pk, today=TODAY).left == 0
    summary = queue.summary(learner=learner, now=clock())
    assert (summary.tomorrow, summary.next_date) == (0, None)


def test_what_is_put_off_is_not_counted_as_done(learner, clock: Clock) -> None:
    for _ in range(10):
        card = ask(learner, clock).card
        actions.bury_card(learner=learner, card_id=card.pk, client_id=uuid4(), now=clock())
    progress = queue.progress(learner_id=learner.pk, today=TODAY)
    assert (progress.left, progress.done) == (0, 0)


def test_retired_cards_are_not_counted(learner, clock: Clock) -> None:
    ask(learner, clock)
    Card.objects.update(retired_at=clock())
    assert queue.progress(learner_id=learner.pk, today=TODAY).left == 0


def test_hidden_cards_topics_decks_and_studies_look_missing(make_learner) -> None:
    client = Client()
    client.force_login(make_learner("caregiver"))
    hidden = Fact.objects.filter(sensitivity="survival").first()
    topic = next(
        topic for topic in hidden.source.topics.all() if not topic.facts.exclude(sensitivity="survival").exists()
    )
    card = {"client_id": uuid4(), "grade": 4, "seen": 5}
    for pk in (hidden.cards.first().pk, 10**9):
        for step in ("answer", "suspend", "bury", "resume"):
            assert client.post(f"/study/{step}/", card | {"card": pk}).status_code == 404
    for path in (f"/study/now/?topic={topic.pk}", "/decks/nursing/"):
        assert client.get(path).status_code == 404
    for path in ("/", "/sources/bone-metastases/", "/decks/words-to-know/", "/study/"):
        assert "urvival" not in client.get(path).content.decode()


def test_starting_again_from_an_old_page_changes_nothing(make_learner, clock: Clock) -> None:
    caregiver = make_learner("caregiver")
    pause(learner=caregiver, deck=Deck.objects.get(uid="words-to-know"), now=clock())
    before = list(Subscription.objects.values("deck__uid", "is_paused"))
    client = Client()
    client.force_login(caregiver)
    assert client.post("/start/", {"path": "nursing"})["Location"] == "/study/"
    assert list(Subscription.objects.values("deck__uid", "is_paused")) == before


def test_who_keeps_coming_is_never_signed_out(learner, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    client, start = Client(), timezone.now()
    client.force_login(learner)
    client.get("/")
    assert "sessionid" not in client.get("/").cookies
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(days=31))
    renewed = client.get("/").cookies["sessionid"]
    assert renewed["max-age"] == 400 * 24 * 60 * 60


def test_a_clock_set_back_does_not_remake_the_plan_each_time(learner, clock: Clock) -> None:
    change_preferences(learner=learner, changes={"new_per_day": 3}, now=NOON + timedelta(hours=6))
    ask(learner, clock)
    made_at = learner.day_plans.get().made_at
    ask(learner, clock)
    assert learner.day_plans.get().made_at == made_at
