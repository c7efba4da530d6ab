"""A card's page tells its log row by row, as SM-2 went."""

from uuid import uuid4

import pytest
from django.test import Client

from learn.accounts.models import User
from learn.progress.card_history import history
from learn.reviews import queue
from learn.reviews.actions import answer_card, bring_forward, undo
from learn.reviews.models import CardState
from tests.conftest import Clock

pytestmark = pytest.mark.django_db


def give(learner: User, card_id: int, grade: int, clock: Clock):
    state = CardState.objects.filter(learner=learner, card_id=card_id).first()
    client_id = uuid4()
    answer_card(
        learner=learner,
        card_id=card_id,
        grade=grade,
        client_id=client_id,
        seen_row_at=state.last_row_at if state else None,
        time_ms=4000,
        now=clock(),
    )
    return client_id


@pytest.fixture
def card_id(learner: User, clock: Clock) -> int:
    return queue.next_question(learner=learner, now=clock()).card.pk


def told(learner: User, card_id: int) -> list[tuple]:
    from learn.accounts.lens import lens_for

    rows = history(learner=learner, lens=lens_for(learner), card_id=card_id).rows
    return [(row.what, row.is_undone, row.before, row.after) for row in rows]


def test_it_tells_each_row_with_interval_and_ease_before_and_after(learner: User, card_id: int, clock: Clock) -> None:
    for grade, days in ((4, 1), (5, 6), (3, 16), (1, 0)):
        give(learner, card_id, grade, clock)
        clock.advance(days=days)
    wrong = give(learner, card_id, 5, clock)
    undo(learner=learner, target=wrong, client_id=uuid4(), now=clock())
    bring_forward(learner=learner, card_id=card_id, client_id=uuid4(), now=clock())
    assert told(learner, card_id) == [
        ("Missed in a quiz: brought forward", False, "1 day, 2.46", "1 day, 2.46"),
        ("Undone: an earlier step", False, "1 day, 2.46", "1 day, 2.46"),
        ("Easy (5)", True, "1 day, 2.46", "1 day, 2.46"),
        ("Again (1)", False, "16 days, 2.46", "1 day, 2.46"),
        ("Hard (3)", False, "6 days, 2.60", "16 days, 2.46"),
        ("Easy (5)", False, "1 day, 2.50", "6 days, 2.60"),
        ("Good (4), first review", False, "new", "1 day, 2.50"),
    ]


def test_it_says_why_in_words(client: Client, learner: User, card_id: int, clock: Clock) -> None:
    for grade, days in ((4, 1), (5, 6), (3, 2), (4, 0), (1, 14), (1, 0)):
        give(learner, card_id, grade, clock)
        clock.advance(days=days)
    client.force_login(learner)
    page = client.get(f"/progress/cards/{card_id}/").content.decode()
    for said in (
        "First pass in a row: 1 day. The ease stays.",
        "Second pass in a row: 6 days. Ease +0.10.",
        "6 days × 2.60, rounded up: 16 days. Ease −0.14.",
        "Before its date: a pass leaves interval and ease as they were.",
        "A drill changes nothing: the day’s first answer counts.",
        "Forgotten: the first interval again, 1 day; the ease stays.",
    ):
        assert said in page
    sheet = b"".join(client.get(f"/progress/cards/{card_id}/?csv=history").streaming_content).decode()
    assert len(sheet.splitlines()) == 1 + 6


def test_a_card_that_does_not_stick_is_said_to_and_what_to_do(
    client: Client, learner: User, card_id: int, clock: Clock
) -> None:
    for _ in range(8):
        give(learner, card_id, 4, clock)
        clock.advance(days=1)
        give(learner, card_id, 1, clock)
        clock.advance(days=1)
    client.force_login(learner)
    page = client.get(f"/progress/cards/{card_id}/").content.decode()
    assert "Forgotten 8 times." in page
    assert "read its source once more" in page


def test_others_and_caregivers_and_unseen_cards_have_no_history(
    client: Client, learner: User, classmate: User, make_learner, card_id: int, clock: Clock
) -> None:
    give(learner, card_id, 4, clock)
    for other in (classmate, make_learner("caregiver")):
        client.force_login(other)
        assert client.get(f"/progress/cards/{card_id}/").status_code == 404
    client.force_login(learner)
    assert client.get(f"/progress/cards/{card_id}/").status_code == 200
    assert client.get("/progress/cards/999999/").status_code == 404


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**30])
def test_a_number_that_no_card_has_is_missing(client: Client, learner: User, number: int) -> None:
    client.force_login(learner)
    assert client.get(f"/progress/cards/{number}/").status_code == 404


def test_what_the_lens_hides_has_no_page(client: Client, learner: User, clock: Clock) -> None:
    from cards.models import Card

    hidden = Card.objects.filter(fact__sensitivity="survival", fact__for_nursing=True).first()
    give(learner, hidden.pk, 4, clock)
    client.force_login(learner)
    assert client.get(f"/progress/cards/{hidden.pk}/").status_code == 200
    learner.preferences.survival = False
    learner.preferences.save()
    assert client.get(f"/progress/cards/{hidden.pk}/").status_code == 404


def test_it_says_how_likely_the_card_is_still_known(client: Client, learner: User, card_id: int, clock: Clock) -> None:
    give(learner, card_id, 4, clock)
    client.force_login(learner)
    page = client.get(f"/progress/cards/{card_id}/").content.decode()
    assert "How likely you still know this: about" in page
