"""Monday morning: from the front door to an assigned quiz, with every step and every field counted."""

from django.core.cache import cache
from playwright.sync_api import Page, expect

from learn.assignments.models import Assignment
from learn.classrooms.models import Classroom
from tests.journeys.conftest import assert_accessible

MOST_STEPS, MOST_FIELDS = 10, 5
"""Links and buttons pressed, and fields typed in: at ten seconds a step and twenty a field less than four minutes."""


class Newcomer:
    """Somebody who presses and types what the page offers, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = self.fields = 0

    def press(self, role: str, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("main").get_by_role(role, name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.steps += 1
        assert_accessible(self.page)

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.fields += 1


def test_from_the_front_door_to_an_assigned_quiz(page_at, content) -> None:
    cache.clear()
    ines = Newcomer(page_at(1280))
    ines.press("button", "I teach, or I want both")
    ines.press("link", "Open a class")
    # A class belongs to an account; whoever has none makes it on the way, and comes back.
    ines.type("User name", "ines")
    ines.type("Password", "of-nursing-201")
    ines.type("Password once more", "of-nursing-201")
    ines.press("button", "Make an account")
    ines.type("Name of the class", "Nursing 201")
    ines.press("button", "Open the class")
    expect(ines.page.get_by_role("heading", name="Students join by this code")).to_be_visible()
    ines.press("link", "Assign a deck or a quiz")
    ines.press("link", "Make a quiz")
    ines.type("Title", "Week 1")
    ines.press("button", "Save the quiz")
    ines.press("link", "Assign", exact=True)
    ines.press("button", "Assign", exact=True)
    expect(ines.page.get_by_role("main").get_by_text("Assigned: students see it now.")).to_be_visible()
    assert Assignment.objects.get().classroom == Classroom.objects.get(name="Nursing 201")
    assert ines.steps <= MOST_STEPS
    assert ines.fields <= MOST_FIELDS
