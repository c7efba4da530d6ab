"""How an assignment went, in figures."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learn.assignments.models import FormerResult
from learn.classrooms.models import Role
from tests.learn.reports.pages import text
from tests.learn.teaching.conftest import DUE, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(course):
    return course.quiz(pass_percent=60)


def address(course, quiz) -> str:
    return reverse("teaching:statistics", args=[course.room.pk, quiz.pk])


def test_figures_of_those_who_are_here_and_of_those_who_are_gone(course, teacher, ada, ben, quiz) -> None:
    course.join("Cid Cole")
    course.attempt(ada, quiz, 6)
    course.attempt(ben, quiz, 10)
    for points in (1, 2, 3):
        FormerResult.objects.create(assignment=quiz, points=points, possible=4)
    page = browser(teacher).get(address(course, quiz))
    shown = text(page)
    # 60 and 100 percent; 25, 50 and 75.
    for said in (
        "Handed in 2 Missing 1", "Mean 62.0 %", "Median 60.0 %", "Passed (60 % and more) 60.0 %", "5 grades.",
        "3 of them are of people whose accounts are gone",
    ):  # fmt: skip
        assert said in shown, said
    assert b"<svg" in page.content
    sheet = browser(teacher).get(address(course, quiz) + "?csv=grades")
    rows = list(csv.reader(io.StringIO(b"".join(sheet.streaming_content).decode().removeprefix("\ufeff"))))
    assert [row[1] for row in rows[1:]] == ["0", "0", "1", "0", "0", "1", "1", "1", "0", "1"]


def test_an_assignment_leads_to_its_results_and_to_its_questions(course, teacher, ada, quiz, content) -> None:
    of_quiz = [address(course, quiz), reverse("teaching:analysis", args=[course.room.pk, quiz.pk])]
    page = browser(teacher).get(quiz.get_absolute_url())
    for place in of_quiz:
        assert f'href="{place}"' in page.content.decode()
        assert browser(teacher).get(place).status_code == 200
    assert "Results How the questions did" in text(page)
    assert address(course, quiz) not in browser(ada).get(quiz.get_absolute_url()).content.decode()
    deck = browser(teacher).get(course.study().get_absolute_url())
    assert "Results" in text(deck) and "How the questions did" not in text(deck)
    quiz.withdrawn_at = DUE
    quiz.save()
    assert address(course, quiz) not in browser(teacher).get(quiz.get_absolute_url()).content.decode()


def test_what_few_students_came_to_is_told_as_in_the_gradebook(course, teacher, ada, ben, quiz) -> None:
    course.attempt(ada, quiz, 6)
    course.attempt(ben, quiz, 10)
    shown = text(browser(teacher).get(address(course, quiz)))
    assert "Mean 80.0 %" in shown and "2 grades." in shown
    assert "Mean 80.0 %" in text(browser(teacher).get(reverse("teaching:gradebook", args=[course.room.pk])))


def test_where_nothing_was_handed_in_there_are_no_figures(course, teacher, ada, quiz) -> None:
    shown = text(browser(teacher).get(address(course, quiz)))
    assert "There is no grade yet." in shown and "Mean" not in shown
    assert browser(teacher).get(address(course, quiz) + "?csv=grades").status_code == 404


def test_few_grades_of_accounts_that_are_gone_say_nothing(course, teacher, ada, ben, quiz) -> None:
    course.attempt(ada, quiz, 6)
    course.attempt(ben, quiz, 10)
    for points in (1, 2):
        FormerResult.objects.create(assignment=quiz, points=points, possible=4)
    shown = text(browser(teacher).get(address(course, quiz)))
    # With two grades known, those of the others could be worked out.
    assert "Mean 80.0 %" in shown and "2 grades. 2 grades of accounts that are gone are not counted" in shown


def test_who_did_what_is_listed_and_leads_to_their_grade(course, teacher, ada, ben, quiz) -> None:
    course.attempt(ben, quiz, 6)
    page = browser(teacher).get(address(course, quiz))
    assert "Adams, Ada – missing Brown, Ben 60.0 % in time" in text(page)
    for student in (ada, ben):
        assert f'href="{student.pk}/"' in page.content.decode()
        assert browser(teacher).get(address(course, quiz) + f"{student.pk}/").status_code == 200


def test_students_are_listed_a_page_at_a_time(course, teacher, ada, quiz) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser(teacher).get(address(course, quiz))
        return len(seen)

    few = count()
    for number in range(100):
        course.expect(f"Student {number:03}")
    assert count() == few
    first = text(browser(teacher).get(address(course, quiz)))
    second = text(browser(teacher).get(address(course, quiz) + "?page=2"))
    assert "Student 098" in first and "Student 099" not in first and "Page 1 of 2" in first
    assert "Student 099" in second and "Adams, Ada" not in second


def test_no_page_is_there_for_others(course, other_course, teacher, ada, quiz) -> None:
    elsewhere = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    observer = course.join("Olga Observer", Role.OBSERVER)
    for person in (ada, elsewhere):
        assert browser(person).get(address(course, quiz)).status_code == 404
    assert browser(observer).get(address(course, quiz)).status_code == 200
    assert browser(teacher).get(address(course, other_course.quiz())).status_code == 404
