"""An instructor makes a quiz by blueprint and assigns it; a student takes it on a telephone."""

import re

from playwright.sync_api import Page, expect

from learn.accounts.models import User
from learn.assignments.models import Assignment, Quiz
from learn.classrooms.models import Classroom, Enrollment, Role
from learn.quizzes.models import Attempt, AttemptItem
from tests.conftest import NOON
from tests.journeys.conftest import assert_accessible
from tests.journeys.test_quizzes import assert_targets, enter


def _join(classroom: Classroom, learner: User, role: str, name: str) -> None:
    Enrollment.objects.create(
        classroom=classroom, learner=learner, role=role, name=name, sort_name=name, added_at=NOON, joined_at=NOON
    )


def _checked(page: Page) -> None:
    assert_accessible(page)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, page.url


def test_from_a_blueprint_to_a_result(page_at) -> None:
    classroom = Classroom.objects.create(name="Oncology nursing", zone="Europe/Berlin", opened_at=NOON)
    desk = page_at(1280)
    _join(classroom, enter(desk), Role.INSTRUCTOR, "Ina")

    desk.goto(f"/classes/{classroom.pk}/assignments/")
    expect(desk.get_by_text("Nothing is assigned yet.")).to_be_visible()
    _checked(desk)
    desk.get_by_role("link", name="Make a quiz").click()
    desk.get_by_label("Title").fill("Week 1")
    desk.get_by_label("How many questions").fill("4")
    desk.get_by_text("Formats").first.click()
    desk.get_by_label("Multiple choice").check()
    # The preview follows what is chosen.
    expect(desk.get_by_role("heading", name="4 questions that it would ask")).to_be_visible()
    expect(desk.locator("#preview li").filter(has_text="Multiple choice")).to_have_count(4)
    stems = desk.locator("#preview h3").all_inner_texts()
    _checked(desk)
    desk.get_by_role("button", name="Save the quiz").click()
    expect(desk.get_by_role("main").get_by_text("The quiz is saved.")).to_be_visible()
    assert desk.locator("ol h3").all_inner_texts() == stems
    _checked(desk)
    desk.get_by_role("link", name="Assign", exact=True).click()
    expect(desk.get_by_text("Closes")).to_be_visible()
    desk.get_by_label("Time limit in minutes").fill("30")
    desk.get_by_label("Time limit in minutes").blur()
    expect(desk.locator("#told")).to_contain_text("30 minutes.")
    _checked(desk)
    desk.get_by_role("button", name="Assign").click()
    expect(desk.get_by_role("main").get_by_text("Assigned: students see it now.")).to_be_visible()
    _checked(desk)
    assert (Quiz.objects.count(), Assignment.objects.count()) == (1, 1)

    phone = page_at(360)
    student = enter(phone)
    _join(classroom, student, Role.STUDENT, "Stella")
    phone.goto("/")
    expect(phone.get_by_role("heading", name="For your classes")).to_be_visible()
    _checked(phone)
    phone.goto(f"/classes/{classroom.pk}/my-work/")
    _checked(phone)
    phone.get_by_role("link", name="Week 1").click()
    expect(phone.get_by_text("30 minutes. The clock runs from when you start.")).to_be_visible()
    assert_targets(phone)
    _checked(phone)
    phone.get_by_role("button", name="Start").click()
    for _ in range(4):
        phone.locator(".option").first.click()
        _checked(phone)
        phone.get_by_role("button", name="Save and").click()
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.get_by_role("heading", name="Results")).to_be_visible()
    attempt = Attempt.objects.get()
    assert attempt.is_submitted and attempt.learner == student
    phone.goto(f"/classes/{classroom.pk}/my-work/")
    expect(phone.get_by_text("result is there")).to_be_visible()

    desk.reload()
    expect(desk.get_by_role("row", name=re.compile("Stella"))).to_contain_text("%")
    _checked(desk)


def test_one_page_saves_as_it_goes(page_at) -> None:
    from uuid import uuid4

    from learn.assignments import actions, plans, quiz_actions

    classroom = Classroom.objects.create(name="Oncology nursing", zone="Europe/Berlin", opened_at=NOON)
    page = page_at(360, "dark")
    learner = enter(page)
    _join(classroom, learner, Role.STUDENT, "Stella")
    plan = quiz_actions.drawn_for(plans.Blueprint((plans.Line(8),)), classroom_id=classroom.pk, seed=5)
    made = {"by": learner, "classroom": classroom, "now": NOON}
    quiz = quiz_actions.save_quiz(quiz_id=uuid4(), title="All at once", plan=plan, **made)
    terms = actions.Terms(title="All at once", quiz=quiz, is_one_page=True, minutes=60)
    assignment = actions.assign(assignment_id=uuid4(), terms=terms, **made)
    page.goto(assignment.get_absolute_url())
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="All questions")).to_be_visible()
    assert_targets(page)
    _checked(page)
    page.locator(".option").first.click()
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    page.reload()
    expect(page.locator(".option input").first).to_be_checked()
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.get_by_role("heading", name="Hand in?")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    assert AttemptItem.objects.filter(given__isnull=False).count() == 1
