"""The pages of assignments, through HTTP."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cards.models import Deck, Item
from learn.accounts.models import User
from learn.assignments import actions, extending, plans
from learn.assignments.drawing import class_lens
from learn.assignments.models import Assignment, Extension, Quiz, Reveal
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, Role, Section
from learn.quizzes.forms import FORMATS_IN_ORDER
from learn.quizzes.models import GRACE, Attempt
from tests.conftest import NOON
from tests.learn.assignments.conftest import answer, hand_in, questions_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> list:
    """The pages' clock: what stands in this list."""
    time = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: time[0])
    return time


@pytest.fixture
def teaches(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


@pytest.fixture
def studies(student: User, enrollment: Enrollment) -> Client:
    client = Client()
    client.force_login(student)
    return client


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def at(classroom: Classroom, rest: str) -> str:
    return f"/classes/{classroom.pk}/{rest}"


def blueprint(**values: object) -> dict[str, object]:
    fields = {"quiz_id": str(uuid4()), "title": "Week 1", "seed": 7, "count": 1}
    return fields | {"line0-number": 5, "line0-level": "mixed", "do": "save"} | values


def test_from_nothing_to_an_assigned_quiz(teaches: Client, classroom: Classroom) -> None:
    assert "Nothing is assigned yet" in text(teaches.get(at(classroom, "assignments/")))
    page = teaches.get(at(classroom, "quizzes/new/"))
    assert "10 questions that it would ask" in text(page)
    saved = teaches.post(at(classroom, "quizzes/new/"), blueprint())
    quiz = Quiz.objects.get()
    assert saved["Location"] == quiz.get_absolute_url()
    assert text(teaches.get(saved["Location"])).count("Why") >= 4
    form = teaches.get(at(classroom, f"assignments/new/quiz/{quiz.pk}/"))
    assert 'value="2026-03-09T23:59"' in form.content.decode()
    assert "Due Monday, 9 March 2026, 23:59." in text(form)
    fields = {"assignment_id": str(uuid4()), "title": "Week 1", "due_at": "2026-03-09T23:59", "attempts": 1}
    fields |= {"late_percent": 0, "counts": "highest", "reveal": "on_submission", "shuffles": "on"}
    for _ in range(2):
        sent = teaches.post(at(classroom, f"assignments/new/quiz/{quiz.pk}/"), fields)
    assignment = Assignment.objects.get()
    assert sent["Location"] == assignment.get_absolute_url()
    assert assignment.due_at == NOON.replace(day=9, hour=22, minute=59)
    assert "0 of 0" in text(teaches.get(at(classroom, "assignments/")))


def test_what_is_saved_is_what_was_shown(teaches: Client, classroom: Classroom) -> None:
    shown = teaches.post(at(classroom, "quizzes/new/"), blueprint(do="preview"))
    stems = re.findall(r'<h3 class="front">\d+\. (.*?)</h3>', shown.content.decode())
    saved = teaches.get(teaches.post(at(classroom, "quizzes/new/"), blueprint())["Location"])
    assert stems == re.findall(r'<h3 class="front">\d+\. (.*?)</h3>', saved.content.decode())
    other = teaches.post(at(classroom, "quizzes/new/"), blueprint(do="again"))
    assert stems != re.findall(r'<h3 class="front">\d+\. (.*?)</h3>', other.content.decode())


def test_the_script_asks_for_the_preview_alone(teaches: Client, classroom: Classroom) -> None:
    fields = blueprint(title="")
    page = teaches.get(at(classroom, "quizzes/new/"), fields, headers={"hx-request": "true"})
    assert page.content.decode().strip().startswith('<section id="preview"')
    assert "5 questions that it would ask" in text(page)


def test_who_asks_for_the_preview_is_led_to_it(teaches: Client, classroom: Classroom) -> None:
    address = at(classroom, "quizzes/new/")
    page = teaches.post(address, blueprint(do="preview")).content.decode()
    for do in ("preview", "again"):
        assert f'value="{do}" formaction="{address}#preview-title"' in page
    # What is sent otherwise goes to the page's top, from wherever in it.
    assert f'method="post" action="{address}"' in page
    assert '<h2 id="preview-title" tabindex="-1">' in page


def test_a_thin_bank_is_told(teaches: Client, classroom: Classroom) -> None:
    fields = blueprint(do="preview", **{"line0-number": 100, "line0-formats": ["numeric"]})
    assert re.search(r"Line 1: 100 wanted, \d+ there", text(teaches.post(at(classroom, "quizzes/new/"), fields)))


def thin_topic() -> tuple[int, int]:
    """A topic of which the bank holds the fewest multiple choice questions, and how many these are at most."""
    asked = Item.objects.through(class_lens(uuid4(), survival=False))
    held = asked.filter(format="multiple_choice", current__isnull=False)
    topic, number = min(Counter(held.values_list("topic_id", flat=True)).items(), key=lambda each: (each[1], each[0]))
    return topic, number


@pytest.mark.parametrize("each", [False, True])
def test_a_quiz_says_how_many_questions_it_has_and_not_how_many_were_wanted(
    teaches: Client, classroom: Classroom, each: bool
) -> None:
    topic, most = thin_topic()
    fields = {"line0-number": most + 3, "line0-topics": [topic], "line0-formats": ["multiple_choice"]}
    saved = teaches.post(
        at(classroom, "quizzes/new/"), blueprint(**fields | ({"is_per_student": "yes"} if each else {}))
    )
    page = teaches.get(saved["Location"])
    there = len(re.findall(r'<h3 class="front">', page.content.decode()))
    assert 0 < there < most + 3
    number = "1 question" if there == 1 else f"{there} questions"
    assert f"{number}; {'another draw for each student' if each else 'one draw for all'}" in text(page)
    warned = (
        f"{most + 3} questions are wanted, and {there} {'is' if there == 1 else 'are'} there. The bank holds no more"
    )
    assert warned in text(page)
    assert warned in text(teaches.get(at(classroom, f"assignments/new/quiz/{Quiz.objects.get().pk}/")))
    listed = text(teaches.get(at(classroom, "quizzes/")))
    assert f"Week 1 up to {most + 3} questions" in listed if each else f"Week 1 {number}" in listed
    assert AuditEntry.objects.latest("pk").details["questions"] == there


def test_a_quiz_for_which_there_is_no_question_is_not_saved(teaches: Client, classroom: Classroom) -> None:
    topic, _most = thin_topic()
    asked = Item.objects.through(class_lens(uuid4(), survival=False))
    formats = set(asked.filter(topic_id=topic).values_list("format", flat=True))
    lacking = next(each.value for each in FORMATS_IN_ORDER if each.value not in formats)
    fields = {"line0-topics": [topic], "line0-formats": [lacking], "is_per_student": "yes"}
    sent = teaches.post(at(classroom, "quizzes/new/"), blueprint(**fields), follow=True)
    assert "No question fits this" in text(sent)
    assert not Quiz.objects.exists()


def test_lines_are_added_and_taken_away_without_script(teaches: Client, classroom: Classroom) -> None:
    more = teaches.post(at(classroom, "quizzes/new/"), blueprint(do="add"))
    assert 'name="line1-number" value="5"' in more.content.decode()
    fields = blueprint(do="drop:0", count=2, **{"line1-number": 3, "line1-level": "hard"})
    less = teaches.post(at(classroom, "quizzes/new/"), fields)
    assert 'name="line0-number" value="3"' in less.content.decode()
    assert "line1-number" not in less.content.decode()


def test_picking_by_hand(teaches: Client, classroom: Classroom) -> None:
    one, other, third = Item.objects.filter(register="nursing", retired_at=None, for_nursing=True)[:3]
    quiz_id = str(uuid4())
    address = at(classroom, "quizzes/pick/")

    def press(do: str, *versions: int, **values: object):
        return teaches.post(address, {"quiz_id": quiz_id, "title": "", "version": versions, "do": do} | values)

    def held(page) -> list[int]:
        return [int(each) for each in re.findall(r'name="version" value="(\d+)"', page.content.decode())]

    ids = [one.current_id, other.current_id, third.current_id]
    assert held(press(f"add:{ids[2]}", *ids[:2])) == ids
    assert held(press(f"up:{ids[2]}", *ids)) == [ids[0], ids[2], ids[1]]
    assert held(press(f"down:{ids[0]}", *ids)) == [ids[1], ids[0], ids[2]]
    assert held(press(f"remove:{ids[1]}", *ids)) == [ids[0], ids[2]]
    assert held(press("search", 987654321)) == []
    refused = press("save", *ids)
    assert refused.status_code == 422 and "Please give the quiz a title" in text(refused)
    assert press("save", *ids, title="By hand").status_code == 302
    assert plans.from_payload(Quiz.objects.get().current.plan) == plans.Picked(tuple(ids))


def test_two_questions_that_do_not_go_together_are_told(teaches: Client, classroom: Classroom) -> None:
    from learn.assignments.drawing import clashes, fixed

    versions = list(Item.objects.filter(register="nursing", retired_at=None).values_list("current_id", flat=True))[:60]
    one, other = clashes(fixed(versions))[0]
    pair = [versions[one - 1], versions[other - 1]]
    page = teaches.post(at(classroom, "quizzes/pick/"), {"quiz_id": str(uuid4()), "version": pair, "do": "search"})
    assert "1 and 2: one gives the other away, or both ask the same" in text(page)


def test_searching_the_bank(teaches: Client, classroom: Classroom) -> None:
    fields = {"quiz_id": str(uuid4()), "do": "search", "q": "denosumab", "format": "multiple_choice"}
    page = text(teaches.post(at(classroom, "quizzes/pick/"), fields))
    assert "Multiple choice" in page and "enosumab" in page


def test_questions_with_the_same_stem_are_told_apart_where_they_are_picked(
    teaches: Client, classroom: Classroom
) -> None:
    fields = {"quiz_id": str(uuid4()), "do": "search", "format": "dropdown"}
    page = teaches.post(at(classroom, "quizzes/pick/"), fields)
    rows = re.findall(r"<li>(<h3.*?)<details>", page.content.decode(), re.DOTALL)
    told = [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]
    assert len(told) > 1 and len(set(told)) == len(told)
    for shown, said in zip(page.context["found"].questions, told, strict=True):
        assert shown.format in said and shown.topic in said and shown.item.opening in said


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


def test_extra_time_is_shown_to_both(studies: Client, teaches: Client, assign, enrollment: Enrollment) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(time_percent=200)
    assignment = assign(minutes=30)
    assert "60 minutes, extended from 30" in text(studies.get(assignment.get_absolute_url()))
    assert "60 min, extended from 30" in text(teaches.get(assignment.get_absolute_url()))


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


def test_numbers_out_of_bounds_are_told_as_the_site_speaks(teaches: Client, make_quiz, assign, classroom) -> None:
    quiz, deck = make_quiz(), at(classroom, "assignments/new/deck/nursing/")
    wrong = {"assignment_id": str(uuid4()), "title": "x" * 500, "attempts": 0, "late_percent": 101, "minutes": "x"}
    wrong |= {"counts": "highest", "reveal": "on_submission", "pass_percent": -1}
    said = text(teaches.post(at(classroom, f"assignments/new/quiz/{quiz.pk}/"), wrong))
    for told in (
        "Please give 1 or more.", "Please give 100 or less.", "Please give a whole number.", "Please give 0 or more.",
        "This has 500 characters. Please keep it to",
    ):  # fmt: skip
        assert told in said, told
    said += text(teaches.post(deck, {"assignment_id": str(uuid4()), "title": "A", "goal": "days", "goal_number": 0}))
    said += text(teaches.post(at(classroom, "quizzes/new/"), blueprint(**{"line0-number": 1000})))
    extend = at(classroom, f"assignments/{assign().pk}/extend/")
    said += text(teaches.post(extend, {"to": "", "minutes": 0, "more_attempts": 1000}))
    assert "Ensure" not in said and "Enter a" not in said and "This field" not in said


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


def test_no_more_days_are_asked_for_than_there_are(teaches: Client, classroom: Classroom, at_noon) -> None:
    address = at(classroom, "assignments/new/deck/nursing/")
    fields = {"assignment_id": str(uuid4()), "title": "Read", "due_at": "2026-03-09T23:59"}
    many = fields | {"goal": "days", "goal_number": 40}
    said = "There are only 8 days until it is due: ask for 8 at most, or let it be due later."
    # Monday to Monday, both counted.
    refused = teaches.post(address, many)
    assert refused.status_code == 422 and said in text(refused) and not Assignment.objects.exists()
    assert said in text(teaches.get(address, many, headers={"hx-request": "true"}))
    assert said in text(teaches.post(address, many | {"goal": "seen", "goal_number": 9}))
    later = text(teaches.post(address, many | {"opens_at": "2026-03-08T08:00", "goal_number": 3}))
    assert "There are only 2 days until it is due" in later
    assert teaches.post(address, many | {"goal_number": 8}).status_code == 302
    # The days that have gone by count, too; without a due date there is no bound.
    change = at(classroom, f"assignments/{fields['assignment_id']}/change/")
    at_noon[0] = NOON + timedelta(days=5)
    assert teaches.post(change, many | {"goal_number": 9}).status_code == 422
    assert teaches.post(change, many | {"goal_number": 7}).status_code == 302
    assert teaches.post(change, many | {"due_at": ""}).status_code == 302


def test_forms_and_tabs_are_called_as_elsewhere(teaches: Client, make_quiz, assign, classroom, enrollment) -> None:
    assignment = assign()
    for place in (f"assignments/new/quiz/{make_quiz().pk}/", f"assignments/{assignment.pk}/extend/"):
        page = teaches.get(at(classroom, place))
        assert re.search(r'<a class="quiet" href="[^"]+">Cancel</a>', page.content.decode()), place
    trail = teaches.get(at(classroom, "trail/")).content.decode()
    assert "<h1>History</h1>" in trail and re.search(r'aria-current="page">History\s*</a>', trail)


def test_the_trail_says_nothing_of_attempts_at_a_deck(teaches: Client, make_quiz, classroom: Classroom) -> None:
    fields = {"assignment_id": str(uuid4()), "title": "Read", "goal": "days", "goal_number": 3}
    teaches.post(at(classroom, "assignments/new/deck/nursing/"), fields)
    said = text(teaches.get(at(classroom, "trail/")))
    assert "Read" in said and "attempts" not in said
    fields = {"assignment_id": str(uuid4()), "title": "Week 1", "attempts": "", "late_percent": 0}
    fields |= {"counts": "highest", "reveal": "on_submission"}
    teaches.post(at(classroom, f"assignments/new/quiz/{make_quiz().pk}/"), fields)
    assert "attempts: any number" in text(teaches.get(at(classroom, "trail/")))


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


def test_the_home_page_says_what_is_due_this_week(studies: Client, assign, begin, enrollment) -> None:
    assert "For your classes" not in text(studies.get("/"))
    assign(title="Soon")
    assign(title="Later", due_at=NOON + timedelta(days=30))
    page = text(studies.get("/"))
    assert "For your classes" in page and "Soon" in page and "Later" not in page
    hand_in(begin(enrollment, Assignment.objects.get(title="Soon")))
    assert "For your classes" not in text(studies.get("/"))


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
