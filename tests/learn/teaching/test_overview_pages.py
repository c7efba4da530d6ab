"""The overview of a class, and one student's standing as both sides see it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cards.models import Card
from learn.classrooms.models import AuditEntry, Role
from learn.reviews.models import CardState, DayDetail
from learn.teaching.models import ClassRules
from tests.conftest import NOON
from tests.learn.reports.pages import fields, text
from tests.learn.teaching.conftest import browser

pytestmark = pytest.mark.django_db


def address(name: str, course, *more: object) -> str:
    return reverse(f"teaching:{name}", args=[course.room.pk, *more])


def know(student, n: int = 3, *, due: int = 0, deck: str = "nursing", **values: object) -> list[Card]:
    """The student knows so many cards of the deck, due so many days ago."""
    cards = list(Card.objects.filter(decks__uid=deck, fact__sensitivity="none").order_by("pk")[:n])
    day = NOON.date() - timedelta(days=due)
    usual = {
        "repetitions": 2, "interval_days": 6, "ease_factor": 250, "lapses": 0, "answered_date": day, "due_date": day,
        "scheduled_date": day, "is_suspended": False, "last_row_at": NOON,
    }  # fmt: skip
    CardState.objects.bulk_create(CardState(learner=student.learner, card=card, **usual | values) for card in cards)
    return cards


def answer(student, topic_id: int, n: int, passed: int, day: int = 1) -> None:
    DayDetail.objects.create(
        learner=student.learner, facet=2, study_date=NOON.date() - timedelta(days=day), key=topic_id, stage=1,
        answers=n, passed=passed,
    )  # fmt: skip


@pytest.fixture
def deck(course):
    return course.study(due_at=NOON + timedelta(days=5))


def test_who_is_behind_is_told_why_and_who_is_not_is_left_out(course, teacher, ada, ben, deck) -> None:
    know(ben, answered_date=NOON.date(), due_date=NOON.date() + timedelta(days=3))
    shown = text(browser(teacher).get(address("overview", course)))
    assert "1 student, by what they most need" in shown
    # The deck has been there for a month; she came later.
    ada.joined_at = NOON - timedelta(days=10)
    ada.save()
    shown = text(browser(teacher).get(address("overview", course)))
    assert "Adams, Ada No assigned card was ever answered; there has been something to study for 10 days." in shown
    assert "Brown, Ben" not in shown


def test_who_came_today_is_not_behind_yet(course, teacher, ada, deck) -> None:
    ada.joined_at = NOON
    ada.save()
    assert "Nobody is behind." in text(browser(teacher).get(address("overview", course)))


def test_overdue_cards_and_weak_topics_are_reasons(course, teacher, ada, deck) -> None:
    card = know(ada, 4, due=9, answered_date=NOON.date())[0]
    answer(ada, card.fact.topic_id, 20, 11)
    shown = text(browser(teacher).get(address("overview", course)))
    assert "4 assigned cards are more than 7 days overdue, the longest 9 days." in shown
    assert f"“{card.fact.topic.title}”: 11 of 20 due reviews remembered (55 %)." in shown


def test_only_what_is_assigned_counts(course, teacher, ada) -> None:
    own, *_, other = Card.objects.filter(decks__uid="nursing", fact__sensitivity="none").order_by("fact__position")
    course.study(due_at=NOON + timedelta(days=5), topics=[own.fact.topic_id])
    day = NOON.date() - timedelta(days=40)
    for card, due in ((own, NOON.date()), (other, day)):
        CardState.objects.create(
            learner=ada.learner, card=card, repetitions=2, interval_days=6, ease_factor=250, lapses=0,
            answered_date=NOON.date(), due_date=due, scheduled_date=due, is_suspended=False, last_row_at=NOON,
        )  # fmt: skip
    answer(ada, other.fact.topic_id, 50, 0)
    assert own.fact.topic_id != other.fact.topic_id
    page = browser(teacher).get(address("overview", course))
    assert "Nobody is behind." in text(page) and other.fact.topic.title not in text(page)
    theirs = text(browser(teacher).get(address("student", course, ada.pk)))
    assert other.fact.topic.title not in theirs and "Days studied, of the last 30 0" in theirs


def test_what_a_student_is_not_shown_is_not_asked_of_them(course, teacher, ada, deck) -> None:
    hidden = Card.objects.filter(decks__uid="nursing", fact__sensitivity="survival")[:2]
    day = NOON.date() - timedelta(days=30)
    CardState.objects.bulk_create(
        CardState(
            learner=ada.learner, card=card, repetitions=2, interval_days=6, ease_factor=250, lapses=0,
            answered_date=NOON.date(), due_date=day, scheduled_date=day, is_suspended=False, last_row_at=NOON,
        )
        for card in hidden
    )  # fmt: skip
    client = browser(teacher)
    assert "2 assigned cards are more than 7 days overdue" in text(client.get(address("overview", course)))
    ada.learner.preferences.survival = False
    ada.learner.preferences.save()
    assert "overdue, the longest" not in text(client.get(address("overview", course)))


def test_past_due_work_is_a_reason_with_a_link_to_extend_it(course, teacher, ada) -> None:
    quiz, study = course.quiz(), course.study("The cards")
    page = browser(teacher).get(address("overview", course))
    assert "“Week 1” is past due and not handed in." in text(page)
    assert "“The cards” is past due: 0 of 5 done." in text(page)
    for each in (quiz, study):
        link = reverse("assignments:extend", args=[course.room.pk, each.pk]) + f"?to=student:{ada.pk}"
        assert link.encode() in page.content
        assert browser(teacher).get(link).status_code == 200
    observer = browser(course.join("Olga Observer", Role.OBSERVER)).get(address("overview", course))
    assert "“Week 1” is past due" in text(observer)
    assert b"/extend/" not in observer.content and b"<form" not in observer.content


def test_nobody_is_ranked(course, teacher, ada, ben) -> None:
    lab = course.section("Lab")
    cid = course.join("Cid Abel", section=lab)
    course.quiz()
    course.quiz("Week 2")
    course.attempt(ben, course.room.assignments.get(title="Week 2"), 1)
    shown = text(browser(teacher).get(address("overview", course)))
    assert shown.index("Abel, Cid") < shown.index("Adams, Ada") < shown.index("Brown, Ben")
    shown = text(browser(teacher).get(address("overview", course) + "?order=section"))
    assert shown.index("Abel, Cid") < shown.index("Adams, Ada") < shown.index("Brown, Ben")
    cid.section = None
    cid.save()
    ben.section = lab
    ben.save()
    shown = text(browser(teacher).get(address("overview", course) + "?order=section"))
    assert shown.index("Brown, Ben") < shown.index("Abel, Cid") < shown.index("Adams, Ada")
    shown = text(browser(teacher).get(address("overview", course) + f"?section={lab.pk}"))
    assert "Brown, Ben" in shown and "Adams" not in shown


def test_who_needs_most_comes_first_the_kinds_of_reasons_apart(course, teacher, ada, ben, deck) -> None:
    cid, dan = course.join("Cid Cole"), course.join("Dan Dorn")
    # Ada forgets, Ben has not come for a while, Cid missed one quiz and Dan two.
    topic = know(ada, 1, answered_date=NOON.date())[0].fact.topic_id
    answer(ada, topic, 20, 3, day=0)
    for student in (cid, dan):
        know(student, 1, answered_date=NOON.date())
    week_1, week_2 = course.quiz(), course.quiz("Week 2")
    for student, done in ((ada, (week_1, week_2)), (ben, (week_1, week_2)), (cid, (week_1,))):
        for each in done:
            course.attempt(student, each, 9)

    def told(query: str) -> list[str]:
        shown = text(browser(teacher).get(address("overview", course) + query))
        names = ("Adams, Ada", "Brown, Ben", "Cole, Cid", "Dorn, Dan")
        kinds = ("Not handed in", "Not studying", "Much of a topic forgotten")
        return sorted((each for each in (*names, *kinds) if f" {each} " in shown), key=shown.index)

    assert told("") == told("?order=nothing") == [
        "Not handed in", "Dorn, Dan", "Cole, Cid", "Not studying", "Brown, Ben", "Much of a topic forgotten",
        "Adams, Ada",
    ]  # fmt: skip
    assert told("?order=name") == ["Adams, Ada", "Brown, Ben", "Cole, Cid", "Dorn, Dan"]


def test_the_thresholds_are_the_classs_own_and_noted(course, teacher, ada, deck) -> None:
    know(ada, 1, due=3, answered_date=NOON.date())
    client = browser(teacher)
    page = client.get(address("overview", course))
    assert "Nobody is behind." in text(page)
    data = fields(page, address("set_rules", course)) | {"overdue_days": "2"}
    assert client.post(address("set_rules", course), data).status_code == 302
    page = client.get(address("overview", course))
    assert "1 assigned card is more than 2 days overdue, the longest 3 days." in text(page)
    assert "more than 2 days overdue; or" in text(page)
    assert AuditEntry.objects.get().details == {"overdue_days": [7, 2]}
    wrong = client.post(address("set_rules", course), data | {"least_percent": "101"})
    assert wrong.status_code == 422 and "Write a whole number from 0 to 100." in text(wrong)
    assert ClassRules.objects.get().least_percent == 60


def test_what_the_class_knows_is_told_from_three_students_on(course, teacher, ada, ben, deck) -> None:
    topic = know(ada, 1, answered_date=NOON.date())[0].fact.topic
    know(ben, 1, answered_date=NOON.date())
    client = browser(teacher)
    assert "too few students" in text(client.get(address("overview", course)))
    course.join("Cid Cole")
    for person, passed in ((ada, 5), (ben, 10)):
        answer(person, topic.pk, 10, passed)
    total = 3 * Card.objects.filter(decks__uid="nursing", fact__topic=topic, retired_at=None).count()
    shown = text(client.get(address("overview", course)))
    from fractions import Fraction

    from learn.assignments.counting import percent

    unseen, young = percent(Fraction(total - 2, total)), percent(Fraction(2, total))
    # Two answered: of them the recall is not told.
    assert f"{topic.title} 3 {unseen} % 0.0 % 0.0 % {young} % 0.0 % 0.0 % –" in shown
    answer(course.room.enrollments.get(name="Cid Cole"), topic.pk, 10, 9)
    assert f"{young} % 0.0 % 0.0 % 80.0 % of 30" in text(client.get(address("overview", course)))


def test_what_is_due_next_with_how_many_have_done_it(course, teacher, ada, ben) -> None:
    quiz = course.quiz(due_at=NOON + timedelta(days=3))
    course.attempt(ada, quiz, 5, at=NOON - timedelta(hours=1))
    course.quiz("Later", opens_at=NOON + timedelta(days=1), due_at=NOON + timedelta(days=9))
    shown = text(browser(teacher).get(address("overview", course)))
    assert "Week 1 due 5 March 2026, 12:00 1 of 2 done" in shown
    assert "Later" not in shown


def test_the_two_pages_of_a_student_lead_to_each_other_and_to_the_grades(course, teacher, ada, ben) -> None:
    quiz = course.quiz()
    course.attempt(ada, quiz, 7)
    course.attempt(ben, quiz, 2)
    of_work = address("student", course, ada.pk)
    of_person = reverse("classrooms:person", args=[course.room.pk, ada.pk])
    observer = course.join("Olga Observer", Role.OBSERVER)
    for who in (teacher, observer):
        page = browser(who).get(of_work)
        assert f'href="{of_person}"' in page.content.decode()
        assert "Week 1 70.0 % in time" in text(page) and "20.0 %" not in text(page)
        assert f'href="{reverse("teaching:grade", args=[course.room.pk, quiz.pk, ada.pk])}"' in page.content.decode()
        assert f'href="{of_work}"' in browser(who).get(of_person).content.decode()
    # Somebody who teaches has no such page, nor has a student who left.
    ada.ended_at = NOON
    ada.save()
    for person in (observer, ada):
        place = reverse("classrooms:person", args=[course.room.pk, person.pk])
        assert "/overview/" + str(person.pk) not in browser(teacher).get(place).content.decode()


def test_a_grade_that_waits_is_not_on_a_students_own_page(course, ada) -> None:
    course.attempt(ada, course.quiz(reveal="after_closing", closes_at=NOON + timedelta(days=1)), 7)
    assert "70.0 %" not in text(browser(ada).get(address("own_standing", course)))


def test_a_student_sees_of_themselves_what_their_instructor_sees(course, teacher, ada, deck) -> None:
    card = know(ada, 3, due=9)[0]
    answer(ada, card.fact.topic_id, 20, 13)
    theirs = text(browser(teacher).get(address("student", course, ada.pk)))
    mine = text(browser(ada).get(address("own_standing", course)))
    start = "Last answered an assigned card"
    assert (
        theirs[theirs.index(start) :].partition(" Grades Grades Assignment")[0]
        == mine[mine.index(start) :].partition(" A study aid")[0]
    )
    for said in ("21 February 2026", "Days studied, of the last 30 1", "13 of 20", "3 assigned cards are more than"):
        assert said in mine, said


def test_an_empty_overview_says_what_to_do(course, teacher) -> None:
    client = browser(teacher)
    assert "Nobody has come yet" in text(client.get(address("overview", course)))
    course.join("Ada Adams")
    assert "Nothing is assigned yet" in text(client.get(address("overview", course)))


def test_no_page_is_there_for_others(course, other_course, teacher, ada, ben, deck) -> None:
    elsewhere = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    theirs = other_course.join("Theo Theirs")
    for place in (address("overview", course), address("student", course, ada.pk)):
        for person in (elsewhere, ada, ben, theirs):
            assert browser(person).get(place).status_code == 404
    assert browser(teacher).get(address("student", course, theirs.pk)).status_code == 404
    assert browser(teacher).get(address("own_standing", course)).status_code == 404
    assert browser(teacher).get(address("overview", course) + "?section=77777").status_code == 404
    observer = browser(course.join("Olga Observer", Role.OBSERVER))
    assert observer.get(address("student", course, ada.pk)).status_code == 200
    assert observer.post(address("set_rules", course)).status_code == 404
