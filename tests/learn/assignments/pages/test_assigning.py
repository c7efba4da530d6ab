"""Assigning decks and quizzes and taking them back; who may see and do what."""

from uuid import uuid4

import pytest
from django.test import Client

from cards.models import Deck
from learn.assignments import actions, extending
from learn.assignments.models import Assignment, Extension, Quiz
from learn.classrooms.models import Classroom, Role
from tests.conftest import NOON
from tests.learn.assignments.pages.browsing import at, text

pytestmark = pytest.mark.django_db


def test_a_deck_is_offered_and_nobodys_schedule_is_changed(
    teaches: Client, make_learner, enroll, classroom: Classroom
) -> None:
    from learn.reviews.models import Subscription

    learner = make_learner()
    enroll(learner)
    deck = Deck.objects.get(uid="nursing")
    Subscription.objects.filter(learner_id=learner.pk).delete()
    fields = {"assignment_id": str(uuid4()), "title": "Read", "due_at": "2026-03-09T23:59", "goal": "days"}
    teaches.post(at(classroom, "assignments/new/deck/nursing/"), fields | {"goal_number": 3})
    assignment = Assignment.objects.get()
    assert (assignment.deck, assignment.goal_number, assignment.topics) == (deck, 3, [])
    client = Client()
    client.force_login(learner)
    page = client.get(assignment.get_absolute_url())
    assert "So far: 0 of 3 days." in text(page)
    assert not Subscription.objects.filter(learner_id=learner.pk).exists()
    back = client.post("/decks/nursing/study/", {"next": assignment.get_absolute_url()})
    assert back["Location"] == assignment.get_absolute_url()
    assert Subscription.objects.filter(learner_id=learner.pk).exists()


def test_withdrawn_and_assigned_again(teaches: Client, studies: Client, assign, classroom: Classroom) -> None:
    assignment = assign()
    teaches.post(at(classroom, f"assignments/{assignment.pk}/withdraw/"))
    assert studies.get(assignment.get_absolute_url()).status_code == 404
    assert "Week 1" not in text(studies.get(at(classroom, "my-work/")))
    assert "Not assigned now" in text(teaches.get(at(classroom, "assignments/")))
    fields = {"assignment_id": str(assignment.pk), "title": "Week 1", "attempts": 1, "late_percent": 0}
    fields |= {"counts": "highest", "reveal": "on_submission"}
    teaches.post(at(classroom, f"assignments/{assignment.pk}/change/"), fields)
    assert studies.get(assignment.get_absolute_url()).status_code == 200


def test_who_may_see_and_do_what(assign, make_quiz, classroom, make_learner, enroll, instructor, student, enrollment):
    """Each page, asked by everyone: outsider, student, observer, instructor, instructor of another class."""
    assignment, quiz = assign(), Quiz.objects.get()
    extension = Extension.objects.create(assignment=assignment, enrollment=enrollment, minutes=5, made_at=NOON)
    observer, outsider, other_instructor = make_learner(), make_learner(), make_learner()
    enroll(observer, Role.OBSERVER)
    elsewhere = Classroom.objects.create(name="Another", opened_at=NOON)
    enroll(other_instructor, Role.INSTRUCTOR, classroom=elsewhere)
    people = (outsider, other_instructor, student, observer, instructor)
    sees, does, any_member, own = "sees", "does", "member", "student"
    pages = {
        ("my-work/", "GET"): own,
        ("assignments/", "GET"): sees,
        (f"assignments/new/quiz/{quiz.pk}/", "GET"): does,
        ("assignments/new/deck/nursing/", "GET"): does,
        (f"assignments/{assignment.pk}/", "GET"): any_member,
        (f"assignments/{assignment.pk}/start/", "POST"): own,
        (f"assignments/{assignment.pk}/change/", "GET"): does,
        (f"assignments/{assignment.pk}/extend/", "GET"): does,
        (f"assignments/{assignment.pk}/extend/many/", "GET"): does,
        (f"assignments/{assignment.pk}/extensions/{extension.pk}/take-back/", "POST"): does,
        ("quizzes/", "GET"): sees,
        ("quizzes/new/", "GET"): does,
        ("quizzes/pick/", "GET"): does,
        (f"quizzes/{quiz.pk}/", "GET"): sees,
        (f"quizzes/{quiz.pk}/change/", "GET"): does,
        (f"quizzes/{quiz.pk}/pick/", "GET"): does,
        (f"quizzes/{quiz.pk}/put-away/", "POST"): does,
        (f"assignments/{assignment.pk}/withdraw/", "POST"): does,
    }
    allowed = {own: {student}, sees: {observer, instructor}, does: {instructor}}
    allowed[any_member] = {student, observer, instructor}
    for (rest, method), who in pages.items():
        for person in people:
            client = Client()
            client.force_login(person)
            data = {"attempt_id": str(uuid4())}
            address = at(classroom, rest)
            found = client.get(address) if method == "GET" else client.post(address, data)
            assert (found.status_code != 404) == (person in allowed[who]), (rest, person)
            # By the name of another class it is missing, too.
            other = at(elsewhere, rest)
            if person is other_instructor and "/" in rest.rstrip("/") and "new" not in rest and "pick" not in rest:
                again = client.get(other) if method == "GET" else client.post(other, data)
                assert again.status_code == 404, rest


def test_nothing_is_changed_in_an_archived_class(teaches: Client, assign, classroom: Classroom, begin, enrollment):
    assignment = assign()
    Classroom.objects.filter(pk=classroom.pk).update(archived_at=NOON)
    page = teaches.get(at(classroom, "assignments/"))
    assert "Make a quiz" not in text(page)
    with pytest.raises(actions.ClosedError):
        begin(enrollment, Assignment.objects.select_related("classroom").get(pk=assignment.pk))


def test_a_student_who_is_exempt_reads_so(studies: Client, assign, enrollment, instructor, classroom) -> None:
    assignment = assign()
    grant = extending.Grant(is_exempt=True)
    extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    assert "exempt" in text(studies.get(at(classroom, "my-work/")))
    assert "Start" not in text(studies.get(assignment.get_absolute_url()))
