"""A student takes what was assigned: what the pages show before, on the way and after."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learn.accounts.models import User
from learn.assignments import extending
from learn.assignments.models import Assignment, Reveal
from learn.classrooms.models import Classroom, Enrollment
from learn.quizzes.models import GRACE, Attempt
from tests.conftest import NOON
from tests.learn.assignments.conftest import answer, hand_in, questions_of
from tests.learn.assignments.pages.browsing import at, text

pytestmark = pytest.mark.django_db


def test_a_student_takes_it(studies: Client, assign, classroom: Classroom, student: User) -> None:
    assignment = assign(minutes=30)
    assert "Week 1 open" in text(studies.get(at(classroom, "my-work/")))
    page = text(studies.get(assignment.get_absolute_url()))
    assert "30 minutes. The clock runs from when you start." in page and "1 attempt." in page
    attempt_id = str(uuid4())
    for _ in range(2):
        started = studies.post(at(classroom, f"assignments/{assignment.pk}/start/"), {"attempt_id": attempt_id})
        assert started["Location"] == f"/quizzes/{attempt_id}/"
    hand_in(Attempt.objects.get(), right=4)
    assert "80.0 %" in text(studies.get(at(classroom, "my-work/")))
    page = text(studies.get(assignment.get_absolute_url()))
    assert "What counts: 80.0 %" in page and "You have had all your attempts" in page
    again = studies.post(at(classroom, f"assignments/{assignment.pk}/start/"), {"attempt_id": str(uuid4())})
    assert again["Location"] == assignment.get_absolute_url()
    assert Attempt.objects.count() == 1


def test_nothing_leaks_before_the_answers_may_be_seen(
    studies: Client, student: User, assign, begin, enrollment: Enrollment, classroom: Classroom, at_noon
) -> None:
    closes = NOON + timedelta(days=7)
    assignment = assign(closes_at=closes, reveal=Reveal.AFTER_CLOSING)
    attempt = hand_in(begin(enrollment, assignment), right=2)
    rationales = [each.version.typed.rationale for each in questions_of(attempt)]
    pages = [
        attempt.get_absolute_url() + "results/",
        "/quizzes/",
        assignment.get_absolute_url(),
        at(classroom, "my-work/"),
        "/progress/memory/",
        "/",
    ]
    for page in pages:
        found = studies.get(page, follow=True)
        assert found.status_code == 200
        html = unescape(found.content.decode())
        assert not any(each in html for each in rationales if each)
        assert "2 of 5" not in text(found) and "40.0 %" not in text(found)
    assert "result from Monday, 9 March 2026, 13:00" in text(studies.get(at(classroom, "my-work/")))
    download = b"".join(studies.get("/account/download/").streaming_content)
    tables = _tables(download)
    assert [row["points"] for row in tables["quiz_attempts"]] == [""]
    assert {row["points"] for row in tables["quiz_questions"]} == {""}
    assert {row["item"] for row in tables["quiz_questions"]} == {""}
    assert tables["quiz_items"] == []
    # Nor by practice on what was missed.
    mistakes = studies.post("/quizzes/begin/at-once/", {"attempt_id": str(uuid4()), "kind": "mistakes"})
    assert mistakes["Location"] == "/quizzes/"
    again = studies.post(f"/quizzes/{attempt.attempt_id}/again/", {"attempt_id": str(uuid4())})
    assert again["Location"] == attempt.get_absolute_url()
    studies.post(f"/quizzes/{attempt.attempt_id}/take-back/")
    assert not any(each.is_taken_back for each in questions_of(attempt))

    at_noon[0] = closes + GRACE
    assert "2 of 5 points" in text(studies.get(pages[0]))
    attempt.refresh_from_db()
    assert not attempt.is_withheld
    assert "40.0 %" in text(studies.get(assignment.get_absolute_url()))


def _tables(download: bytes) -> dict[str, list[dict[str, str]]]:
    import csv
    import io
    import zipfile

    found = {}
    with zipfile.ZipFile(io.BytesIO(download)) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                lines = archive.read(name).decode("utf-8-sig").splitlines()
                found[name.rpartition("/")[2].removesuffix(".csv")] = list(csv.DictReader(lines))
    return found


def test_an_assigned_attempt_is_not_put_away(studies: Client, assign, begin, enrollment: Enrollment) -> None:
    attempt = begin(enrollment, assign())
    assert "Put away" not in text(studies.get("/quizzes/"))
    studies.post(f"/quizzes/{attempt.attempt_id}/put-away/")
    assert Attempt.objects.count() == 1


def test_all_questions_on_one_page(studies: Client, assign, begin, enrollment: Enrollment) -> None:
    attempt = begin(enrollment, assign(is_one_page=True))
    address = f"/quizzes/{attempt.attempt_id}/all/"
    assert studies.get(attempt.get_absolute_url())["Location"] == address
    assert studies.get(f"/quizzes/{attempt.attempt_id}/3/")["Location"] == f"{address}#question-3"
    page = studies.get(address).content.decode()
    seen = dict(re.findall(r'name="(q\d-seen)" value="(\w+)"', page))
    keys = {}
    for question in questions_of(attempt):
        [slot] = question.version.typed.slots
        keys[f"q{question.place}-slot-{slot.id}"] = slot.keys[0].id
    saved = studies.post(address, keys | seen | {"client_id": str(uuid4()), "to": "save"})
    assert saved.status_code == 204
    assert len(saved["Quiz-Seen-Each"].split()) == 5
    # A page made before that changes nothing it does not say.
    first = next(iter(keys))
    old = studies.post(address, seen | {"client_id": str(uuid4()), "to": "stay"})
    assert old["Location"] == address
    assert all(each.given for each in questions_of(attempt))
    wrong = studies.post(address, keys | seen | {first: "nonsense", "client_id": str(uuid4()), "to": "save"})
    assert wrong.status_code == 400
    done = studies.post(address, keys | seen | {"client_id": str(uuid4()), "to": "finish"})
    assert done["Location"] == f"/quizzes/{attempt.attempt_id}/finish/"
    studies.post(done["Location"])
    attempt.refresh_from_db()
    assert attempt.points == attempt.possible


def test_one_page_after_the_time_is_over(studies: Client, assign, begin, enrollment: Enrollment, at_noon) -> None:
    attempt = begin(enrollment, assign(is_one_page=True, minutes=5))
    answer(attempt, right=1)
    at_noon[0] = NOON + timedelta(minutes=6)
    sent = {"client_id": str(uuid4()), "to": "save"}
    for question in questions_of(attempt)[1:]:
        [slot] = question.version.typed.slots
        sent[f"q{question.place}-slot-{slot.id}"] = slot.keys[0].id
    assert studies.post(f"/quizzes/{attempt.attempt_id}/all/", sent).status_code == 409
    attempt.refresh_from_db()
    assert (attempt.points, attempt.ended_by) == (1, "time")


def test_a_page_made_before_more_time_was_given_does_not_hand_in(
    studies: Client, assign, begin, enrollment: Enrollment, instructor, at_noon
) -> None:
    assignment = assign(minutes=30)
    attempt = begin(enrollment, assignment)
    page = studies.get(f"/quizzes/{attempt.attempt_id}/1/").content.decode()
    [told] = re.findall(r'name="time" value="([^"]+)"', page)
    grant = extending.Grant(minutes=40)
    extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    finish = f"/quizzes/{attempt.attempt_id}/finish/"
    at_noon[0] = NOON + timedelta(minutes=30)
    assert studies.post(finish, {"time": told})["Location"] == attempt.get_absolute_url()
    attempt.refresh_from_db()
    assert not attempt.is_submitted
    page = studies.get(f"/quizzes/{attempt.attempt_id}/1/").content.decode()
    [told] = re.findall(r'name="time" value="([^"]+)"', page)
    at_noon[0] = NOON + timedelta(minutes=40)
    studies.post(finish, {"time": told})
    attempt.refresh_from_db()
    assert attempt.is_submitted


@pytest.mark.parametrize("to", ["check", "unknown"])
def test_who_was_shown_every_answer_has_handed_in(
    studies: Client, assign, begin, enrollment: Enrollment, classroom: Classroom, to: str
) -> None:
    assignment = assign(reveal=Reveal.AT_ONCE, minutes=30)
    attempt = begin(enrollment, assignment)
    questions = questions_of(attempt)
    for question in reversed(questions):
        attempt.refresh_from_db()
        assert not attempt.is_submitted
        [slot] = question.version.typed.slots
        sent = {"client_id": str(uuid4()), "to": to} | ({f"slot-{slot.id}": slot.keys[0].id} if to == "check" else {})
        address = f"/quizzes/{attempt.attempt_id}/{question.place}/"
        answers = [studies.post(address, sent) for _ in range(2)]
    attempt.refresh_from_db()
    assert (attempt.points, attempt.ended_by) == (5 if to == "check" else 0, "learner")
    assert {each["Location"] for each in answers} == {f"{address}?handed-in#verdict"}
    page = studies.get(answers[0]["Location"])
    assert "That was the last question: the quiz is handed in." in text(page)
    assert f'href="/quizzes/{attempt.attempt_id}/results/"' in page.content.decode()
    assert "data-clock" not in page.content.decode() and "verdict-word" in page.content.decode()
    assert studies.get(address)["Location"] == f"/quizzes/{attempt.attempt_id}/results/#question-1"
    assert "Result is there" in text(studies.get(assignment.get_absolute_url()))


def test_results_say_what_they_are_of_and_lead_back(
    studies: Client, assign, begin, enrollment: Enrollment, classroom: Classroom, at_noon
) -> None:
    assignment = assign(title="Bones, week 3", late_percent=10)
    attempt = hand_in(begin(enrollment, assignment))
    results = studies.get(f"/quizzes/{attempt.attempt_id}/results/")
    assert "Results Bones, week 3 Oncology nursing" in text(results)
    assert "<title>Results · Bones, week 3 · Osteon</title>" in results.content.decode()
    assert f'href="{assignment.get_absolute_url()}"' in results.content.decode()
    assert "late" not in text(results)
    Assignment.objects.update(due_at=NOON - timedelta(hours=1))
    said = text(studies.get(f"/quizzes/{attempt.attempt_id}/results/"))
    assert "Handed in late, after it was due. The class’s rule may take something off: what counts is" in said
    listed = text(studies.get("/quizzes/"))
    assert "Bones, week 3 , 2 March 2026, 12:00 Oncology nursing" in listed and "From a class" not in listed
    Enrollment.objects.filter(pk=enrollment.pk).update(ended_at=NOON)
    left = studies.get(f"/quizzes/{attempt.attempt_id}/results/").content.decode()
    assert "Bones, week 3" in left and assignment.get_absolute_url() not in left and 'href="/classes/"' in left


def test_what_is_told_later_says_what_it_is_of(studies: Client, assign, begin, enrollment: Enrollment) -> None:
    closes = NOON + timedelta(days=9)
    assignment = assign(title="Bones, week 3", reveal=Reveal.AFTER_CLOSING, closes_at=closes)
    begun = begin(enrollment, assignment)
    assert "Bones, week 3 begun" in text(studies.get("/quizzes/"))
    attempt = hand_in(begun)
    page = studies.get(f"/quizzes/{attempt.attempt_id}/results/")
    assert "Handed in Bones, week 3 Oncology nursing" in text(page)
    assert f'href="{assignment.get_absolute_url()}"' in page.content.decode()


def test_titles_in_the_list_of_quizzes_cost_the_same_for_many(
    studies: Client, assign, begin, enrollment: Enrollment
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            studies.get("/quizzes/")
        return len(found)

    hand_in(begin(enrollment, assign()))
    studies.get("/quizzes/")
    one = count()
    for _ in range(3):
        hand_in(begin(enrollment, assign()))
    assert count() <= one


def test_not_passed_is_yet_only_while_it_can_be(
    studies: Client, assign, begin, enrollment: Enrollment, at_noon
) -> None:
    assignment = assign(pass_percent=80, attempts=2, closes_at=NOON + timedelta(days=9))
    hand_in(begin(enrollment, assignment), right=0)
    assert "not passed yet" in text(studies.get(assignment.get_absolute_url()))
    at_noon[0] = NOON + timedelta(days=10)
    page = text(studies.get(assignment.get_absolute_url()))
    assert "not passed" in page and "not passed yet" not in page
    at_noon[0] = NOON
    hand_in(begin(enrollment, assignment), right=0)
    page = text(studies.get(assignment.get_absolute_url()))
    assert "not passed" in page and "not passed yet" not in page


def test_the_home_page_says_what_is_due_this_week(studies: Client, assign, begin, enrollment) -> None:
    assert "For your classes" not in text(studies.get("/"))
    assign(title="Soon")
    assign(title="Later", due_at=NOON + timedelta(days=30))
    page = text(studies.get("/"))
    assert "For your classes" in page and "Soon" in page and "Later" not in page
    hand_in(begin(enrollment, Assignment.objects.get(title="Soon")))
    assert "For your classes" not in text(studies.get("/"))
