"""Dates, extra time and extensions on the pages of assignments."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from learn.assignments import extending
from learn.assignments.models import Assignment, Extension
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, Role, Section
from tests.conftest import NOON
from tests.learn.assignments.pages.browsing import at, text

pytestmark = pytest.mark.django_db


def test_extra_time_is_shown_to_both(studies: Client, teaches: Client, assign, enrollment: Enrollment) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(time_percent=200)
    assignment = assign(minutes=30)
    assert "60 minutes, extended from 30" in text(studies.get(assignment.get_absolute_url()))
    assert "60 min, extended from 30" in text(teaches.get(assignment.get_absolute_url()))


def test_times_of_the_class_on_a_daylight_saving_night(teaches: Client, assign, classroom: Classroom) -> None:
    assignment = assign(due_at=None)
    fields = {"assignment_id": str(assignment.pk), "title": "Week 1", "attempts": 1, "late_percent": 0}
    fields |= {"counts": "highest", "reveal": "on_submission"}
    address = at(classroom, f"assignments/{assignment.pk}/change/")
    gap = teaches.post(address, fields | {"due_at": "2026-03-29T02:30"})
    assert gap.status_code == 422
    assert "02:30 does not come. The next time there is, is 03:30." in text(gap)
    twice = teaches.post(address, fields | {"due_at": "2026-10-25T02:30"}, follow=True)
    assert "Due: clocks go back that night, and this time comes twice. The first is meant." in text(twice)
    assignment.refresh_from_db()
    assert assignment.due_at.isoformat() == "2026-10-25T00:30:00+00:00"
    assert "Due Sunday, 25 October 2026, 02:30." in text(twice)


def test_dates_out_of_order_are_told_in_words(teaches: Client, assign, classroom: Classroom) -> None:
    assignment = assign()
    fields = {"assignment_id": str(assignment.pk), "title": "", "attempts": 1, "late_percent": 0}
    fields |= {"counts": "highest", "reveal": "after_closing", "opens_at": "2026-03-10T10:00"}
    fields |= {"due_at": "2026-03-09T10:00"}
    said = text(teaches.post(at(classroom, f"assignments/{assignment.pk}/change/"), fields))
    assert "It has to be due after it opens." in said
    assert "Say when it closes: answers are to be shown after that." in said
    assert "Please give it a title" in said


def test_the_sentence_beside_the_form(teaches: Client, make_quiz, classroom: Classroom) -> None:
    quiz = make_quiz()
    fields = {"assignment_id": str(uuid4()), "title": "A", "attempts": 3, "late_percent": 10, "counts": "last"}
    fields |= {"reveal": "on_submission", "due_at": "2026-03-09T10:00", "minutes": 20}
    address = at(classroom, f"assignments/new/quiz/{quiz.pk}/")
    said = text(teaches.get(address, fields, headers={"hx-request": "true"}))
    assert "10 % of the whole are taken off" in said and "3 attempts. The last counts." in said
    assert "20 minutes." in said and Assignment.objects.count() == 0


def test_the_sentence_says_which_field_is_to_be_mended(teaches: Client, make_quiz, classroom: Classroom) -> None:
    quiz = make_quiz()
    fields = {"assignment_id": str(uuid4()), "title": "A", "attempts": 1, "late_percent": 0, "counts": "highest"}
    fields |= {"reveal": "after_closing", "due_at": "2026-03-09T10:00"}
    address = at(classroom, f"assignments/new/quiz/{quiz.pk}/")
    said = text(teaches.get(address, fields, headers={"hx-request": "true"}))
    assert "Closes: Say when it closes: answers are to be shown after that." in said


def test_a_due_date_in_the_past_is_told(teaches: Client, make_quiz, classroom: Classroom) -> None:
    quiz = make_quiz()
    fields = {"assignment_id": str(uuid4()), "title": "A", "attempts": 1, "late_percent": 0, "counts": "highest"}
    fields |= {"reveal": "on_submission", "due_at": "2026-03-01T10:00"}
    address = at(classroom, f"assignments/new/quiz/{quiz.pk}/")
    warned = "Due Sunday, 1 March 2026, 10:00 is past already: whatever is handed in is late."
    assert warned in text(teaches.get(address, fields, headers={"hx-request": "true"}))
    assert warned in text(teaches.post(address, fields, follow=True))
    change = at(classroom, f"assignments/{fields['assignment_id']}/change/")
    assert warned not in text(teaches.post(change, fields | {"title": "B"}, follow=True))
    closed = fields | {"closes_at": "2026-03-01T11:00"}
    said = text(teaches.get(address, closed, headers={"hx-request": "true"}))
    assert "is past already. It has closed already: nobody can hand in anything." in said


def test_who_is_exempt_is_not_told_of_an_extension(
    studies: Client, assign, enrollment: Enrollment, instructor, classroom: Classroom
) -> None:
    assignment = assign()
    grant = extending.Grant(is_exempt=True, reason="placement")
    extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    for page in (at(classroom, "my-work/"), assignment.get_absolute_url()):
        said = text(studies.get(page))
        assert "xempt: it does not count for you" in said and "extended for you" not in said
    assert "“placement”" in said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "2 minutes, extended from 1; a begun minute counts whole. The clock"),
        (30, "45 minutes, extended from 30. The"),
    ],
)
def test_extra_time_that_was_rounded_says_so(
    studies: Client, assign, enrollment: Enrollment, minutes: int, said: str
) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(time_percent=150)
    assert said in text(studies.get(assign(minutes=minutes).get_absolute_url()))


def test_an_extension_for_one(teaches: Client, studies: Client, assign, enrollment, classroom, begin) -> None:
    assignment = assign(minutes=30)
    attempt = begin(enrollment, assignment)
    address = at(classroom, f"assignments/{assignment.pk}/extend/")
    assert (
        f'value="student:{enrollment.pk}" selected'
        in teaches.get(f"{address}?to=student:{enrollment.pk}").content.decode()
    )
    nothing = teaches.post(address, {"to": f"student:{enrollment.pk}"})
    assert "This would change nothing" in text(nothing)
    fields = {"to": f"student:{enrollment.pk}", "minutes": 50, "due_at": "2026-03-20T12:00", "reason": "ill"}
    said = text(teaches.post(address, fields, follow=True))
    assert "Stella Student: due Friday, 20 March 2026, 12:00; 50 min, extended from 30." in said
    attempt.refresh_from_db()
    assert attempt.ends_at == NOON + timedelta(minutes=50)
    mine = text(studies.get(assignment.get_absolute_url()))
    assert "Due Friday, 20 March 2026, 12:00." in mine and "extended for you" in mine and "“ill”" in mine
    given = Extension.objects.get()
    teaches.post(at(classroom, f"assignments/{assignment.pk}/extensions/{given.pk}/take-back/"))
    assert not Extension.objects.exists()


def test_extra_time_and_extensions_are_not_for_observers(
    assign, enroll, make_learner, enrollment, instructor, classroom
) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(time_percent=200)
    assignment = assign(minutes=30)
    grant = extending.Grant(due_at=NOON + timedelta(days=9), reason="ill")
    extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    observer = make_learner()
    enroll(observer, Role.OBSERVER)
    client = Client()
    client.force_login(observer)
    page = text(client.get(assignment.get_absolute_url()))
    assert "Stella Student" in page
    assert "extended" not in page and "ill" not in page.split() and "Extensions" not in page


def test_changed_extra_time_reaches_an_attempt_under_way(
    teaches: Client, assign, begin, enrollment, instructor, classroom
) -> None:
    from learn.classrooms.people import change_person

    attempt = begin(enrollment, assign(minutes=30))
    change_person(
        classroom=classroom,
        by=instructor,
        enrollment_id=enrollment.pk,
        name=enrollment.name,
        email="",
        student_number="",
        section_id=None,
        time_percent=150,
        accommodations="",
        now=NOON,
    )
    attempt.refresh_from_db()
    assert attempt.ends_at == NOON + timedelta(minutes=45)


def test_an_extension_for_a_section(teaches: Client, assign, enrollment, classroom: Classroom) -> None:
    section = Section.objects.create(classroom=classroom, name="Evening")
    Enrollment.objects.filter(pk=enrollment.pk).update(section=section)
    assignment = assign()
    address = at(classroom, f"assignments/{assignment.pk}/extend/")
    teaches.post(address, {"to": f"section:{section.pk}", "due_at": "2026-03-20T12:00"})
    page = text(teaches.get(assignment.get_absolute_url()))
    assert page.count("due Friday, 20 March 2026, 12:00") == 3


def test_extensions_by_file(teaches: Client, assign, enroll, classroom: Classroom) -> None:
    one, other = enroll(None, email="one@example.org"), enroll(None, student_number="0042")
    assignment = assign()
    address = at(classroom, f"assignments/{assignment.pk}/extend/many/")

    def upload(text: str, encoding: str = "utf-8-sig"):
        return teaches.post(address, {"file": SimpleUploadedFile("extensions.csv", text.encode(encoding))})

    bad = upload("Email;Due\nnobody@example.org;2026-03-20\none@example.org;soon\n")
    assert bad.status_code == 422
    assert "No student of this class has this address or number." in text(bad)
    assert "Due: write a day and time like" in text(bad)
    assert "The first line has to name the columns" in text(upload("a;b\n1;2"))
    assert "There is nothing in this file" in text(upload("Email,Due"))
    sheet = 'Email;Student number;Due;Minutes\r\nONE@example.org;;2026-03-20;\r\n;="0042";20.03.2026 10:00;45\r\n'
    shown = upload(sheet, "utf-16")
    assert "Nothing is granted yet" in text(shown) and not Extension.objects.exists()
    kept = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown.content.decode(), re.DOTALL)[1]
    for _ in range(2):
        assert teaches.post(address, {"text": unescape(kept), "do": "grant"}).status_code == 302
    assert Extension.objects.get(enrollment=one).due_at == NOON.replace(day=20, hour=22, minute=59)
    assert Extension.objects.get(enrollment=other).minutes == 45
    assert AuditEntry.objects.filter(what="extended").count() == 2
