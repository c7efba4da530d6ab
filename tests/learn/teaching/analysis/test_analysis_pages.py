"""The analysis of an assigned quiz as instructors and observers read it, from attempts in the database."""

import csv
import io
import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.items.kinds import Format, Option, Slot
from cards.lens import Lens
from learn.accounts.models import Preferences, User
from learn.assignments.models import FormerResult
from learn.classrooms.models import Enrollment, Role
from learn.quizzes import marking
from learn.quizzes.models import Attempt, AttemptItem
from learn.teaching.analysing import analyse
from tests.conftest import NOON
from tests.learn.quizzes.samples import SAMPLES, question, stored
from tests.learn.reports.pages import text
from tests.learn.teaching.conftest import DUE, browser

pytestmark = pytest.mark.django_db

LENS = Lens(audiences=frozenset({"nursing"}), register="nursing", survival=True)


def asked(number: int, key: str = "a", sensitivity: str = "none", opening: str = "Sample"):
    """A stored question of one choice among a, b, c and d."""
    options = tuple(Option(each, f"{opening} {number}{each}", is_key=each == key) for each in "abcd")
    typed = question(Format.MULTIPLE_CHOICE, f"What is sample {number}?", Slot("s", options=options))
    fields = {name: getattr(typed, name) for name in typed.__dataclass_fields__} | {"uid": f"sample/number-{number}"}
    row = stored(type(typed)(**fields), sensitivity=sensitivity)
    row.refresh_from_db()
    return row.current


def enrolled(course, students: int) -> list[Enrollment]:
    users = User.objects.bulk_create(User(username=f"of-many-{uuid4()}", is_guest=True) for _ in range(students))
    Preferences.objects.bulk_create(Preferences(user=user, path="nursing") for user in users)
    return Enrollment.objects.bulk_create(
        Enrollment(classroom=course.room, learner=user, name=f"S {n}", added_at=NOON, joined_at=NOON)
        for n, user in enumerate(users)
    )


def taken(assignment, student, versions, letters, at=DUE, **values) -> tuple[Attempt, list[AttemptItem]]:
    """An attempt that chose these letters of the questions."""
    attempt_id, rows = uuid4(), []
    for place, (version, letter) in enumerate(zip(versions, letters, strict=True), 1):
        given = {"s": [letter]} if letter else None
        marked = marking.mark(version.typed, given or {})
        rows.append(
            AttemptItem(
                learner_id=student.learner_id, attempt_id=attempt_id, place=place, item_id=version.item_id,
                version=version, order={}, given=given, points=marked.points, possible=marked.possible, is_checked=True,
            )
        )  # fmt: skip
    attempt = Attempt(
        learner_id=student.learner_id, attempt_id=attempt_id, purpose="assigned", feedback="at_end", seed=1,
        items_count=len(rows), started_at=at - timedelta(minutes=12), submitted_at=at, ended_by="learner",
        points=sum(each.points for each in rows), possible=sum(each.possible for each in rows),
        assignment_id=assignment.pk, **values,
    )  # fmt: skip
    return attempt, rows


def sat(assignment, students, versions, seed: int = 1) -> None:
    """Each student knows as much as chance gave them; whatever is marked as right, a is."""
    chance = random.Random(seed)
    made = []
    for student in students:
        knows = chance.betavariate(3, 2)
        letters = ["a" if chance.random() < knows else chance.choice("bc") for _ in versions]
        made.append(taken(assignment, student, versions, letters))
    keep(made)


def keep(made) -> None:
    Attempt.objects.bulk_create(attempt for attempt, _ in made)
    AttemptItem.objects.bulk_create((row for _, rows in made for row in rows), batch_size=500)


@pytest.fixture
def quiz(course, content):
    return course.quiz("Bones, week 1")


def address(course, quiz) -> str:
    return reverse("teaching:analysis", args=[course.room.pk, quiz.pk])


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode().removeprefix("\ufeff"))))


def test_the_page_finds_a_wrong_key_and_options_nobody_chose(course, teacher, quiz) -> None:
    versions = [*(asked(n) for n in range(2, 9)), asked(1, key="b")]
    sat(quiz, enrolled(course, 150), versions)
    page = browser(teacher).get(address(course, quiz))
    shown = text(page)
    assert "To look at 8. What is sample 1?" in shown
    for said in (
        "From 150 students", "Cronbach’s alpha 0.", "Minutes taken, median 12",
        "Strong students chose “Sample 1a”, and not the answer marked as right: check the key.",
        "1 of 3 wrong options was chosen by nobody.", "Sample 1b right",
    ):  # fmt: skip
        assert said in shown, said
    assert b"<svg" in page.content
    assert (
        f'href="{address(course, quiz)}"'
        in browser(teacher).get(reverse("teaching:statistics", args=[course.room.pk, quiz.pk])).content.decode()
    )


def test_files_of_questions_and_of_options(course, teacher, quiz) -> None:
    versions = [asked(1, opening="=2+"), asked(2), asked(3)]
    students = enrolled(course, 24)
    keep([taken(quiz, each, versions, "aba" if n % 2 else "cda") for n, each in enumerate(students)])
    heads, *rows = rows_of(browser(teacher).get(address(course, quiz) + "?csv=questions"))
    assert heads[0] == "Number" and len(rows) == 3
    assert rows[0][1:8] == ["What is sample 1?", "sample/number-1", "24", "0", "0.5", "", ""]
    assert rows[0][8] == "all alike in the rest" and "24" in rows[2]
    _, *options = rows_of(browser(teacher).get(address(course, quiz) + "?csv=options"))
    # No spreadsheet runs what an author wrote.
    assert options[0][:6] == ["1", "", "'=2+ 1a", "right", "12", "0.5"]
    assert len(options) == 12
    assert browser(teacher).get(address(course, quiz) + "?csv=others").status_code == 404


def test_only_the_first_attempt_of_each_student_of_the_class_counts(course, teacher, quiz) -> None:
    versions = [asked(1), asked(2)]
    students = enrolled(course, 12)
    gone, guest = students[10:]
    Enrollment.objects.filter(pk=gone.pk).update(ended_at=NOON)
    Enrollment.objects.filter(pk=guest.pk).update(role=Role.OBSERVER)
    made = [
        taken(quiz, each, versions, "ab", is_withheld=True, answers_at=NOON + timedelta(days=9)) for each in students
    ]
    made += [taken(quiz, each, versions, "bb", at=DUE + timedelta(hours=1)) for each in students[:5]]
    # One begun, not handed in; and one of another assignment.
    running, rows = taken(quiz, students[0], versions, "bb", at=DUE - timedelta(days=3))
    running.submitted_at, running.points, running.ended_by = None, None, ""
    made += [(running, rows), taken(course.quiz("Another"), students[1], versions, "cc", at=DUE - timedelta(days=9))]
    keep(made)
    found = analyse(course.room, quiz.pk, lens=LENS)
    assert found.whole.n == 10
    assert [each.figures.facility.value for each in found.questions] == [1, 0]


def test_draws_of_their_own_have_no_alpha_and_are_compared_by_share(course, teacher, quiz) -> None:
    versions = [asked(n) for n in range(1, 7)]
    chance = random.Random(1)
    made = []
    for student in enrolled(course, 90):
        drawn = chance.sample(versions, 4)
        made.append(taken(quiz, student, drawn, [chance.choice("aab") for _ in drawn]))
    keep(made)
    found = analyse(course.room, quiz.pk, lens=LENS)
    assert not found.whole.is_fixed and all(each.figures.discrimination.value is not None for each in found.questions)
    assert "Cronbach’s alpha students had different questions" in text(browser(teacher).get(address(course, quiz)))


def test_the_quizs_own_order(course, quiz) -> None:
    versions = [asked(n) for n in range(1, 4)]
    quiz.quiz.current.plan = {"kind": "picked", "versions": [each.pk for each in reversed(versions)]}
    quiz.quiz.current.save()
    keep([taken(quiz, enrolled(course, 1)[0], versions, "aaa")])
    found = analyse(course.room, quiz.pk, lens=LENS)
    assert [each.version_id for each in found.questions] == [each.pk for each in reversed(versions)]


def test_every_format_has_its_place(course, teacher, quiz) -> None:
    rows = [stored(item) for item in SAMPLES.values()]
    for row in rows:
        row.refresh_from_db()
    made = []
    for n, student in enumerate(enrolled(course, 25)):
        attempt, items = taken(quiz, student, [], [])
        for place, row in enumerate(rows, 1):
            item = row.current.typed
            given = marking.right_response(item) if n % (place + 1) else {}
            marked = marking.mark(item, given)
            items.append(
                AttemptItem(
                    learner_id=student.learner_id, attempt_id=attempt.attempt_id, place=place, item=row,
                    version=row.current, order={}, given=given, points=marked.points, possible=marked.possible,
                )
            )  # fmt: skip
        attempt.items_count, attempt.possible = len(items), sum(each.possible for each in items)
        attempt.points = sum(each.points for each in items)
        made.append((attempt, items))
    keep(made)
    page = browser(teacher).get(address(course, quiz))
    assert text(page).count("No option is chosen here") == 3
    assert "Row first" in text(page)


def test_nobody_and_few(course, teacher, quiz) -> None:
    assert "Nobody has handed it in yet" in text(browser(teacher).get(address(course, quiz)))
    FormerResult.objects.create(assignment=quiz, points=1, possible=1, items=[[1, 1, 1]])
    version = asked(1)
    keep([taken(quiz, each, [version], "a") for each in enrolled(course, 2)])
    shown = text(browser(teacher).get(address(course, quiz)))
    assert "Mean too few students" in shown and "Nothing stands out" not in shown
    assert "Not enough answers to tell: most advice needs 20 students and more" in shown
    # Why there are no figures is said once above the table, and once with the question.
    assert "A dash stands where there is no figure: too few students; no other question. Facility is told" in shown
    assert "2 students · too few students; no other question" in shown
    assert "1 result of an account that is gone is left out" in shown


def test_of_a_draw_for_each_the_page_says_what_would_tell_more(course, teacher, quiz) -> None:
    versions, students = [asked(n) for n in range(1, 5)], enrolled(course, 16)
    for place, version in enumerate(versions):
        sat(quiz, students[4 * place : 4 * place + 4], [version, versions[place - 1]])
    shown = text(browser(teacher).get(address(course, quiz)))
    assert "Not enough answers to tell" in shown and "Nothing stands out" not in shown
    assert "With one draw for all, each question has more answers." in shown


def test_where_only_some_questions_have_enough_answers_it_says_of_how_many_not(course, teacher, quiz) -> None:
    versions, students = [asked(n) for n in range(1, 4)], enrolled(course, 30)
    sat(quiz, students[:24], versions[:2])
    sat(quiz, students[24:], versions[1:])
    page = browser(teacher).get(address(course, quiz))
    first, _, third = page.context["sheet"].lines
    assert first.discrimination.is_there and not third.discrimination.is_there
    assert page.context["sheet"].untold == 1
    assert page.content.decode().count('<span class="visually-hidden">too few students</span>') >= 3
    assert "discrimination: " + first.discrimination in text(page)


def test_what_its_reader_has_switched_off_is_not_told(course, teacher, quiz) -> None:
    versions = [asked(1, sensitivity="survival"), asked(2)]
    keep([taken(quiz, each, versions, "aa") for each in enrolled(course, 30)])
    client = browser(teacher)
    for shows in (False, True):
        Preferences.objects.filter(user=teacher.enrollment.learner).update(survival=shows)
        page = text(client.get(address(course, quiz)))
        file = str(rows_of(client.get(address(course, quiz) + "?csv=options")))
        for said in (page, file):
            assert ("Sample 1a" in said) is shows and "Sample 2a" in said


def test_students_and_other_classes_find_no_page(course, other_course, teacher, ada, quiz) -> None:
    elsewhere = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    for person in (ada, elsewhere):
        assert browser(person).get(address(course, quiz)).status_code == 404
    assert browser(course.join("Olga Observer", Role.OBSERVER)).get(address(course, quiz)).status_code == 200
    assert browser(teacher).get(address(course, course.study())).status_code == 404


def test_as_many_questions_to_the_database_for_300_attempts_as_for_three(course, teacher, quiz) -> None:
    versions = [asked(n) for n in range(1, 6)]
    client, counts = browser(teacher), []
    for students in (3, 297):
        sat(quiz, enrolled(course, students), versions)
        client.get(address(course, quiz))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(course, quiz)).status_code == 200
        counts.append(len(caught))
    # Who is asking (three), the quizzes to bring up to date (three); the assignment, answers, versions, the quiz's
    # order, times, results of those who are gone.
    assert counts[0] == counts[1] <= 14
