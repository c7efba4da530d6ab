"""An instructor finds the question whose key is wrong: from the gradebook to its options, on a phone and a desk."""

from django.urls import reverse
from playwright.sync_api import expect

from cards.item_models import ItemVersion
from learn.classrooms.models import Role
from tests.journeys.conftest import assert_accessible
from tests.journeys.test_classes import enter
from tests.learn.quizzes.samples import SAMPLES, stored
from tests.learn.teaching.analysis.test_analysis_pages import asked, enrolled, keep, sat, taken
from tests.learn.teaching.conftest import Course


def test_a_wrong_key_is_found(page_at, make_learner) -> None:
    course = Course(make_learner)
    ines = course.join("Ines Instructor", Role.INSTRUCTOR).learner
    quiz, second = course.quiz("Bones, week 1"), course.quiz("All formats")
    sat(quiz, enrolled(course, 120), [asked(1, key="b"), *(asked(n) for n in range(2, 9))])
    versions = list(ItemVersion.objects.filter(item__in=[stored(item) for item in SAMPLES.values()]))
    keep([taken(second, student, versions, [""] * len(versions)) for student in enrolled(course, 12)])
    for width, scheme in ((360, "light"), (1280, "dark")):
        page = page_at(width, scheme)
        enter(page, ines)
        page.goto(reverse("teaching:statistics", args=[course.room.pk, quiz.pk]))
        assert_accessible(page)
        page.get_by_role("link", name="Question by question").click()
        expect(page.get_by_text("Strong students chose “Sample 1a”").first).to_be_visible()
        page.get_by_role("link", name="1. What is sample 1?").first.click()
        question = page.locator("#question-1")
        question.locator("summary").click()
        expect(question.get_by_text("Sample 1b")).to_be_visible()
        for summary in page.locator("main summary").all():
            if not summary.evaluate("each => each.parentElement.open"):
                summary.click()
        assert_accessible(page)
        page.goto(reverse("teaching:analysis", args=[course.room.pk, second.pk]))
        for summary in page.locator("main summary").all():
            summary.click()
        assert_accessible(page)
