"""How an assignment went, in figures."""

import csv
import io

import pytest
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
    FormerResult.objects.create(assignment=quiz, points=1, possible=4)
    page = browser(teacher).get(address(course, quiz))
    shown = text(page)
    # 60, 100 and 25 percent.
    for said in (
        "Handed in 2 Missing 1", "Mean 61.7 %", "Median 60.0 %", "Passed (60 % and more) 66.7 %", "3 grades.",
        "1 of them is of somebody whose account is gone",
    ):  # fmt: skip
        assert said in shown, said
    assert b"<svg" in page.content
    sheet = browser(teacher).get(address(course, quiz) + "?csv=grades")
    rows = list(csv.reader(io.StringIO(b"".join(sheet.streaming_content).decode().removeprefix("\ufeff"))))
    assert [row[1] for row in rows[1:]] == ["0", "0", "1", "0", "0", "0", "1", "0", "0", "1"]


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


def test_of_fewer_than_three_nothing_is_told(course, teacher, ada, ben, quiz) -> None:
    course.attempt(ada, quiz, 6)
    course.attempt(ben, quiz, 10)
    page = browser(teacher).get(address(course, quiz))
    assert "Figures are told from 3 grades on" in text(page) and "Mean" not in text(page)
    assert browser(teacher).get(address(course, quiz) + "?csv=grades").status_code == 404


def test_no_page_is_there_for_others(course, other_course, teacher, ada, quiz) -> None:
    elsewhere = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    observer = course.join("Olga Observer", Role.OBSERVER)
    for person in (ada, elsewhere):
        assert browser(person).get(address(course, quiz)).status_code == 404
    assert browser(observer).get(address(course, quiz)).status_code == 200
    assert browser(teacher).get(address(course, other_course.quiz())).status_code == 404
