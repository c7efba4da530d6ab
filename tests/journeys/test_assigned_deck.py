"""A student presses Study on an assigned deck, on a telephone: its cards are asked, and no others."""

import re

from playwright.sync_api import expect

from cards.models import Deck, DeckCard
from learn.assignments.models import Assignment, Goal
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.reviews.models import ReviewLog
from tests.conftest import NOON
from tests.journeys.conftest import assert_accessible
from tests.journeys.test_first_visit import grade
from tests.journeys.test_quizzes import assert_targets, enter


def class_deck() -> Deck:
    """Three cards that stand last in the shipped deck."""
    shipped = Deck.objects.get(uid="nursing")
    made = Deck.objects.create(
        uid="class-deck", title="For Friday", source=shipped.source, position=99, register="nursing", audience="nursing"
    )
    last = DeckCard.objects.filter(deck=shipped).exclude(card__fact__sensitivity="survival").order_by("-position")[:3]
    for position, row in enumerate(last):
        DeckCard.objects.create(deck=made, card_id=row.card_id, position=position)
    return made


def test_study_on_an_assigned_deck_asks_that_deck(page_at) -> None:
    phone = page_at(360)
    student = enter(phone)
    classroom = Classroom.objects.create(name="Cardiac nursing", zone="Europe/Berlin", opened_at=NOON)
    Enrollment.objects.create(
        classroom=classroom, learner=student, role=Role.STUDENT, name="Stella", sort_name="Stella", added_at=NOON,
        joined_at=NOON,
    )  # fmt: skip
    deck = class_deck()
    assignment = Assignment.objects.create(
        assignment_id="6e1a2f6c-0a86-4c5e-8c3b-3a4b9d8f7e10", classroom=classroom, kind="study", title="For Friday",
        deck=deck, goal=Goal.SEEN, goal_number=1, made_at=NOON,
    )  # fmt: skip
    phone.goto(assignment.get_absolute_url())
    assert_accessible(phone)
    phone.get_by_role("button", name="Study “For Friday”").click()
    expect(phone.get_by_text("3 of these are new to you and begin now.")).to_be_visible()
    assert_accessible(phone)
    grade(phone, "Good")
    # Left half way, and gone on with from the assignment.
    phone.goto(assignment.get_absolute_url())
    expect(phone.get_by_text("So far: 1 of 3 cards.")).to_be_visible()
    assert_accessible(phone)
    assert_targets(phone)
    phone.get_by_role("link", name="Study", exact=True).click()
    grade(phone, "Good")
    grade(phone, "Good")
    expect(phone.get_by_role("heading", name="No more cards of this selection today")).to_be_focused()
    assert_accessible(phone)
    assert set(ReviewLog.objects.values_list("card_id", flat=True)) == set(deck.cards.values_list("pk", flat=True))
    phone.goto("/decks/")
    expect(phone.locator("ol.card-list > li").first).to_contain_text("For Friday")
    expect(phone.get_by_role("button", name=re.compile(r"Move down\s*: For Friday"))).to_be_visible()
