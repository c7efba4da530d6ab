"""Re-scoring a question of an assigned quiz: looked at, done, told of, and taken back."""

import re
import threading
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.models import ItemVersion
from learn.accounts.actions import delete_learner, merge_guest
from learn.accounts.models import User
from learn.assignments.models import FormerResult
from learn.assignments.reading import results_of
from learn.assignments.work import shown_to_students, work_of
from learn.classrooms.models import AuditEntry, Classroom, Role
from learn.classrooms.signals import classroom_copied
from learn.quizzes import rescored, settling
from learn.quizzes.arranging import arrange
from learn.quizzes.models import Attempt, AttemptItem, ItemRecord, Rescoring, Response, ScoredAs
from learn.quizzes.rescoring import BadKeyError, NothingNewError
from learn.teaching import gradebook, rescores, writing
from learn.teaching.actions import NoReasonError, PageReusedError, set_grade
from learn.teaching.analysing import analyse
from learn.teaching.figures import statistics
from learn.teaching.models import ClassMessage, GradedAs, MessageCopy
from learn.teaching.rescore_preview import NothingLeftError, in_force, preview
from tests.conftest import NOON
from tests.learn.reports.pages import text
from tests.learn.teaching.analysis.test_analysis_pages import LENS, asked, keep, taken
from tests.learn.teaching.conftest import DUE, browser
from tests.learn.test_a_learners_own_data import downloaded

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT = NOON + DAY


@pytest.fixture
def versions(content):
    return [asked(n) for n in range(1, 4)]


@pytest.fixture
def quiz(course, content):
    return course.quiz("Bones, week 1", counts="highest")


def sat(quiz, student, versions, letters, **values) -> Attempt:
    attempt, rows = frozen(quiz, student, versions, letters, **values)
    keep([(attempt, rows)])
    return attempt


def frozen(quiz, student, versions, letters, **values) -> tuple[Attempt, list[AttemptItem]]:
    """An attempt as it was handed in, with the order of options that its pages show."""
    attempt, rows = taken(quiz, student, versions, letters, **values)
    for row, order in zip(rows, arrange([each.version.typed for each in rows], Random(1)), strict=True):
        row.order = order
    return attempt, rows


def seen_of(quiz, version, scored_as, key=None, now=NOON) -> str:
    made = rescores.proposed(
        assignment=quiz, version=version, scored_as=ScoredAs(scored_as), key={"s": key} if key else {}, now=now
    )
    return preview(quiz, version, add=made, now=now).seen


def scored(teacher, quiz, version, scored_as, key=None, *, now=NOON, **values) -> Rescoring:
    """A re-scoring as its page does it: what is confirmed is what was seen."""
    given = {
        "member": teacher,
        "assignment_id": quiz.pk,
        "version_id": version.pk,
        "rescoring_id": uuid4(),
        "scored_as": ScoredAs(scored_as),
        "key": {"s": key} if key else {},
        "reason": "b is right, too.",
        "now": now,
    } | values
    if "seen" not in given:
        given["seen"] = seen_of(quiz, version, scored_as, key, now)
    return rescores.rescore(**given)


def taken_back(teacher, quiz, made, now=NOON) -> Rescoring:
    seen = preview(quiz, made.version, without=made, now=now).seen
    return rescores.undo_rescoring(member=teacher, assignment_id=quiz.pk, rescoring_id=made.pk, seen=seen, now=now)


def grades(course, now=NOON) -> dict[str, object]:
    """Each student's grades, as the gradebook has them."""
    book = gradebook.book(course.room, now=now)
    return {line.student.name: [each.share for each in line.row.cells] for line in book.lines}


def everywhere(course, quiz, student, now=NEXT) -> set[Fraction | None]:
    """What all that tells a student's grade says it is."""
    line = next(each for each in gradebook.book(course.room, now=now).lines if each.student == student)
    grade = gradebook.grade(course.room, quiz.pk, student.pk, now=now)
    [work] = work_of(learner=student.learner, enrollment=student, assignments=shown_to_students(course.room), now=now)
    return {
        line.row.cells[0].share,
        grade.cell.share,
        work.share,
        results_of([quiz], [student])[quiz.pk, student.pk].share,
    }


def test_each_way_in_exact_numbers(course, teacher, ada, ben, quiz, versions) -> None:
    sat(quiz, ada, versions, "aab")
    sat(quiz, ben, versions, "baa")
    assert grades(course) == {"Ada Adams": [Fraction(2, 3)], "Ben Brown": [Fraction(2, 3)]}
    for scored_as, key, adas, bens in (
        ("drop", None, Fraction(1, 2), 1),
        ("full", None, Fraction(2, 3), 1),
        ("accept", ["b"], Fraction(2, 3), 1),
        ("replace", ["b"], Fraction(1, 3), 1),
    ):
        made = scored(teacher, quiz, versions[0], scored_as, key)
        for student, share in ((ada, adas), (ben, bens)):
            assert everywhere(course, quiz, student) == {share}, scored_as
        taken_back(teacher, quiz, made)
        assert grades(course) == {"Ada Adams": [Fraction(2, 3)], "Ben Brown": [Fraction(2, 3)]}


def test_the_own_key_can_be_put_back_in_place_of_another(course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "aaa")
    scored(teacher, quiz, versions[0], "replace", ["b"])
    assert everywhere(course, quiz, ada) == {Fraction(2, 3)}
    scored(teacher, quiz, versions[0], "replace", ["a"])
    assert everywhere(course, quiz, ada) == {Fraction(1)}


def test_attempts_answers_and_what_a_learner_knows_stay(course, teacher, ada, quiz, versions) -> None:
    attempt = sat(quiz, ada, versions, "bbb")
    Response.objects.create(
        learner=ada.learner, client_id=uuid4(), attempt_id=attempt.attempt_id, place=1, given={"s": ["b"]},
        received_at=DUE, kept_as="counted",
    )  # fmt: skip
    kept = (Attempt, AttemptItem, Response, ItemRecord)
    before = [list(model.objects.values()) for model in kept]
    scored(teacher, quiz, versions[0], "accept", ["b"])
    scored(teacher, quiz, versions[1], "drop")
    assert [list(model.objects.values()) for model in kept] == before


def test_late_policy_counting_rule_and_pass_mark_hold(course, teacher, ada, ben, content, versions) -> None:
    quiz = course.quiz(counts="highest", late_percent=10, pass_percent=60)
    # In time 2 of 3; two days late 3 of 3 less 20 %: that counts, until the first is all right.
    sat(quiz, ada, versions, "aab", at=DUE - DAY)
    sat(quiz, ada, versions, "aaa", at=DUE + DAY + timedelta(hours=1))
    sat(quiz, ben, versions, "baa", at=DUE + timedelta(hours=1))
    assert grades(course) == {"Ada Adams": [Fraction(4, 5)], "Ben Brown": [Fraction(2, 3) - Fraction(1, 10)]}
    made = rescores.proposed(
        assignment=quiz, version=versions[2], scored_as=ScoredAs.ACCEPT, key={"s": ["b"]}, now=NOON
    )
    shown = preview(quiz, versions[2], add=made, now=NOON)
    first, second = shown.asked[0].tried
    assert (first.counted, first.counts, second.counted, second.counts) == (False, True, True, False)
    assert (first.was, first.becomes, first.whole_becomes) == ((0, 1), (1, 1), (3, 3))
    scored(teacher, quiz, versions[2], "accept", ["b"])
    scored(teacher, quiz, versions[0], "full")
    assert grades(course) == {"Ada Adams": [1], "Ben Brown": [Fraction(9, 10)]}
    [work] = work_of(learner=ben.learner, enrollment=ben, assignments=[quiz], now=NEXT)
    assert work.is_passed is True
    for rule, share in (("first", 1), ("last", Fraction(4, 5)), ("average", Fraction(9, 10))):
        type(quiz).objects.filter(pk=quiz.pk).update(counts=rule)
        assert grades(course)["Ada Adams"] == [share]


def test_what_was_set_by_hand_stands_and_the_preview_says_so(course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    set_grade(
        member=teacher, assignment_id=quiz.pk, enrollment_id=ada.pk, change_id=uuid4(), graded_as=GradedAs.PERCENT,
        percent=Decimal(50), reason="So.", now=NOON,
    )  # fmt: skip
    page = browser(teacher).post(address("rescore", course, quiz, versions[0].pk), sent("full"))
    assert "set by hand; by the rule 66.7 % → 100.0 %. It stays as it is." in text(page)
    scored(teacher, quiz, versions[0], "full")
    assert everywhere(course, quiz, ada) == {Fraction(1, 2)}


def test_grades_that_fall_are_marked(course, teacher, ada, ben, quiz, versions) -> None:
    sat(quiz, ada, versions, "abb")
    sat(quiz, ben, versions, "baa")
    page = text(browser(teacher).post(address("rescore", course, quiz, versions[0].pk), sent("drop")))
    assert "1 grade falls: it is marked below." in page
    assert "Ada Adams here 1 of 1 → 0 of 0; in all 1 of 3 → 0 of 2 33.3 % → 0.0 % falls" in page
    assert (
        "Ben Brown here 0 of 1 → 0 of 0; in all 2 of 3 → 2 of 2 66.7 % → 100.0 %" in page and page.count("% falls") == 1
    )
    assert not Rescoring.objects.exists()


def test_accepting_never_takes_points(course, teacher, ada, ben, quiz, versions) -> None:
    sat(quiz, ada, versions, "aaa")
    sat(quiz, ben, versions, "bbb")
    for version in versions:
        scored(teacher, quiz, version, "accept", ["b", "c"])
    assert grades(course) == {"Ada Adams": [1], "Ben Brown": [1]}


def address(name: str, course, quiz, *more) -> str:
    return reverse(f"teaching:{name}", args=[course.room.pk, quiz.pk, *more])


def sent(scored_as: str, key=(), **values) -> dict[str, object]:
    return {
        "rescoring_id": str(uuid4()), "scored_as": scored_as, "key-0": list(key), "reason": "b is right, too.",
        "step": "preview",
    } | values  # fmt: skip


def test_from_the_analysis_to_the_end(course, teacher, ada, quiz, versions) -> None:
    attempt = sat(quiz, ada, versions, "baa")
    client, place = browser(teacher), address("rescore", course, quiz, versions[0].pk)
    assert place in client.get(address("analysis", course, quiz)).content.decode()
    form = client.get(place)
    assert "Marked as right when it was asked: Sample 1a" in text(form)
    data = sent("accept", ["a", "b"])
    page = client.post(place, data)
    assert "Points change for 1 student." in text(page) and not Rescoring.objects.exists()
    again = client.post(place, data | {"step": "edit"})
    assert again.status_code == 200 and "See what would change" in text(again)
    confirmed = data | {"step": "confirm", "seen": page.context["found"].seen}
    for _ in range(2):
        done = client.post(place, confirmed, follow=True)
        assert "Re-scored. The students whose points changed have been told." in text(done)
    made = Rescoring.objects.get()
    assert (made.scored_as, made.key, made.by_name) == ("accept", {"s": ["b"]}, "Tara Teacher")
    assert "Re-scored: another answer counts, too." in text(done)
    assert "In force now" in text(client.get(place))
    # What the student is told, where, and once.
    student = browser(ada)
    assert "Messages 1 new" in text(student.get(reverse("teaching:own_grades", args=[course.room.pk])))
    messages = reverse("teaching:messages", args=[course.room.pk])
    page = student.get(messages)
    inbox = text(page)
    assert inbox.count("your points are others than before") == 1 and "Sample 1b" not in inbox
    assert "of “Bones, week 1” was re-scored" in inbox and "The reason: b is right, too." in inbox
    assert "2 of 3 points before, 3 of 3 by this" in inbox
    answers_at = reverse("quizzes:results", args=[attempt.attempt_id])
    assert f'href="{answers_at}"' in page.content.decode()
    results = text(student.get(answers_at))
    assert "3 of 3 points (100 %)" in results
    assert "another answer counts as right, too: Sample 1b . It brought 0 of 1 before, and now 1 of 1." in results
    assert "3 of 3 points" in text(student.get(reverse("quizzes:start")))
    own = text(student.get(reverse("teaching:own_grades", args=[course.room.pk])))
    assert "3 of 3 points" in own and "Another answer counts as right, too" in own
    answers = text(client.get(address("attempt", course, quiz, ada.pk, attempt.attempt_id)))
    assert "3 of 3 points" in answers and "This question was re-scored" in answers
    grade = text(client.get(address("grade", course, quiz, ada.pk)))
    assert "3 of 3" in grade and "Questions that were re-scored" in grade
    trail = AuditEntry.objects.get(what="rescored")
    assert trail.details["points_changed"] == 1 and trail.details["scored_as"] == "accept"
    assert "how it is scored: another answer counts, too" in text(
        client.get(reverse("classrooms:trail", args=[course.room.pk]))
    )
    # And back.
    back = address("undo_rescoring", course, quiz, made.pk)
    looked = client.get(back)
    assert "Take this back?" in text(looked) and "falls" in text(looked)
    for _ in range(2):
        done = client.post(back, {"seen": looked.context["found"].seen}, follow=True)
        assert done.status_code == 200
    made.refresh_from_db()
    assert (made.undone_at, made.undone_by_name) == (NOON, "Tara Teacher")
    assert everywhere(course, quiz, ada) == {Fraction(2, 3)}
    assert AuditEntry.objects.filter(what="rescoring_ended").count() == 1
    assert "This question was re-scored" not in text(student.get(reverse("quizzes:results", args=[attempt.attempt_id])))
    assert "taken back by Tara Teacher" in text(student.get(reverse("teaching:own_grades", args=[course.room.pk])))
    assert ClassMessage.objects.filter(is_notice=True).count() == 2
    inbox = text(student.get(messages))
    assert "It had been re-scored for this reason: b is right, too." in inbox
    assert "3 of 3 points before, 2 of 3 by this" in inbox
    assert writing.written_today(course.room, NOON) == 0


@pytest.mark.parametrize("what", ["handed in", "re-scored", "graded"])
def test_what_came_in_between_is_looked_at_first(course, teacher, ada, ben, quiz, versions, what) -> None:
    sat(quiz, ada, versions, "baa")
    client, place = browser(teacher), address("rescore", course, quiz, versions[0].pk)
    data = sent("full")
    seen = client.post(place, data).context["found"].seen
    if what == "handed in":
        sat(quiz, ben, versions, "baa")
    elif what == "re-scored":
        scored(teacher, quiz, versions[1], "drop")
    else:
        set_grade(
            member=teacher, assignment_id=quiz.pk, enrollment_id=ada.pk, change_id=uuid4(),
            graded_as=GradedAs.EXEMPT, percent=None, reason="So.", now=NOON,
        )  # fmt: skip
    page = client.post(place, data | {"step": "confirm", "seen": seen})
    assert page.status_code == 409 and "This is how it stands now" in text(page)
    assert not Rescoring.objects.filter(version=versions[0]).exists()
    fresh = page.context["found"].seen
    assert fresh != seen
    assert client.post(place, data | {"step": "confirm", "seen": fresh}).status_code == 302
    assert Rescoring.objects.filter(version=versions[0]).count() == 1


def test_what_is_refused(course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    version = versions[0]
    for error, values in (
        (NoReasonError, {"scored_as": "full", "reason": " "}),
        (NothingNewError, {"scored_as": "accept", "key": ["a"], "seen": ""}),
        (BadKeyError, {"scored_as": "accept", "key": ["z"], "seen": ""}),
        (rescores.ChangedMeanwhileError, {"scored_as": "full", "seen": "of another page"}),
    ):
        with pytest.raises(error):
            scored(teacher, quiz, version, **values)
    made = scored(teacher, quiz, version, "accept", ["b"])
    with pytest.raises(PageReusedError):
        scored(teacher, quiz, version, "accept", ["c"], rescoring_id=made.pk)
    with pytest.raises(NothingNewError):
        scored(teacher, quiz, version, "accept", ["b"])
    scored(teacher, quiz, version, "full")
    with pytest.raises(rescores.ScoredBeforeError):
        scored(teacher, quiz, version, "replace", ["b"])
    place = address("rescore", course, quiz, version.pk)
    client = browser(teacher)
    assert "take that back first" in text(client.post(place, sent("replace", ["b"])))
    for data, said in (
        (sent("accept", ["a"]), "nothing would change"),
        (sent("replace", []), "name at least one answer"),
        (sent("", []), "Please choose one."),
        (sent("drop", reason=""), "Please say why"),
    ):
        page = client.post(address("rescore", course, quiz, versions[1].pk), data)
        assert page.status_code == 422 and said in text(page), said
    assert Rescoring.objects.count() == 2


def test_something_is_left_of_every_attempt(course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions[:2], "ab")
    scored(teacher, quiz, versions[0], "drop")
    with pytest.raises(NothingLeftError):
        scored(teacher, quiz, versions[1], "drop")
    page = browser(teacher).post(address("rescore", course, quiz, versions[1].pk), sent("drop"))
    assert page.status_code == 422 and "nothing would be left" in text(page)
    # One that comes later and holds the dropped question alone keeps it.
    sat(quiz, ada, versions[:1], "a", at=DUE)
    assert grades(course)["Ada Adams"] == [1]


def test_attempts_under_way_and_later_ones_are_marked_under_it(course, teacher, ada, ben, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    going, rows = frozen(quiz, ben, versions, "baa")
    going.submitted_at = going.points = None
    going.ended_by = ""
    for row in rows:
        row.points, row.is_checked = None, False
    keep([(going, rows)])
    page = browser(teacher).post(address("rescore", course, quiz, versions[0].pk), sent("accept", ["b"]))
    assert "1 attempt with this question is under way" in text(page)
    scored(teacher, quiz, versions[0], "accept", ["b"])
    student = browser(ben)
    asking = student.get(reverse("quizzes:question", args=[going.attempt_id, 1]))
    assert asking.status_code == 200 and "re-scored" not in text(asking)
    assert [copy.enrollment for copy in MessageCopy.objects.all()] == [ada]
    settling.close(learner=ben.learner, attempt=Attempt.objects.get(attempt_id=going.attempt_id), now=NOON)
    late = course.join("Lea Late")
    sat(quiz, late, versions, "baa", at=NOON)
    assert everywhere(course, quiz, ben) == everywhere(course, quiz, late) == {1}
    assert Attempt.objects.get(attempt_id=going.attempt_id).points == 2


def test_nothing_is_told_before_answers_are_shown(course, teacher, ada, ben, content, versions) -> None:
    quiz = course.quiz("Week 2", reveal="after_closing", closes_at=NEXT, due_at=NOON)
    attempts = [
        sat(quiz, each, versions, letters, at=NOON - DAY, answers_at=NEXT, is_withheld=True)
        for each, letters in ((ada, "baa"), (ben, "aaa"))
    ]
    scored(teacher, quiz, versions[0], "accept", ["b"], reason="Sample 1b is right, too.")
    # Both are told the same, whether or not their points changed: that alone would say how they were marked.
    assert {copy.enrollment for copy in MessageCopy.objects.all()} == {ada, ben}
    message = ClassMessage.objects.get()
    assert "What it means for your points is told with your results" in message.text
    pages = [
        reverse("teaching:messages", args=[course.room.pk]),
        reverse("teaching:own_grades", args=[course.room.pk]),
        reverse("assignments:assignment", args=[course.room.pk, quiz.pk]),
        reverse("assignments:work", args=[course.room.pk]),
        reverse("quizzes:start"),
        "/",
    ]
    for person, attempt in zip((ada, ben), attempts, strict=True):
        student = browser(person)
        for page in [*pages, reverse("quizzes:results", args=[attempt.attempt_id])]:
            said = text(student.get(page))
            assert "Sample 1b" not in said and "of 3 points" not in said and "counts as right, too" not in said, page
        told = downloaded(person.learner)
        [row] = told.json["rescorings"]["rows"]
        assert row["scored_as"] is None and row["reason"] is None
        [attempted] = told.json["quiz_attempts"]["rows"]
        assert attempted["points"] is attempted["counted_points"] is attempted["counted_possible"] is None
        answers_at = reverse("quizzes:results", args=[attempt.attempt_id])
        assert answers_at not in student.get(pages[0]).content.decode()


def test_once_answers_are_shown_all_is_told(course, teacher, ada, content, versions, monkeypatch) -> None:
    quiz = course.quiz("Week 2", reveal="after_closing", closes_at=NEXT, due_at=NOON)
    attempt = sat(quiz, ada, versions, "baa", at=NOON - DAY, answers_at=NEXT, is_withheld=True)
    scored(teacher, quiz, versions[0], "accept", ["b"])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NEXT + DAY)
    page = text(browser(ada).get(reverse("quizzes:results", args=[attempt.attempt_id])))
    assert "3 of 3 points (100 %)" in page and "This question was re-scored" in page
    inbox = browser(ada).get(reverse("teaching:messages", args=[course.room.pk]))
    assert reverse("quizzes:results", args=[attempt.attempt_id]) in inbox.content.decode()
    assert "points before" not in text(inbox)
    assert "3 of 3 points" in text(browser(ada).get(reverse("teaching:own_grades", args=[course.room.pk])))


def test_who_may(course, other_course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    made = scored(teacher, quiz, versions[0], "full")
    places = [address("rescore", course, quiz, versions[0].pk), address("undo_rescoring", course, quiz, made.pk)]
    observer = course.join("Olga Observer", Role.OBSERVER)
    stranger = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    for person in (observer, ada, stranger):
        for place in places:
            assert browser(person).get(place).status_code == 404
            assert browser(person).post(place, sent("drop") | {"seen": "x"}).status_code == 404
    client = browser(teacher)
    assert client.get(address("rescore", course, quiz, asked(9).pk)).status_code == 404, "it was not asked there"
    assert "Re-score" not in text(browser(observer).get(address("analysis", course, quiz))).replace("Re-scored", "")
    Classroom.objects.filter(pk=course.room.pk).update(archived_at=NOON)
    for place in places:
        assert client.post(place, sent("drop") | {"seen": "x"}).status_code == 409
    assert Rescoring.objects.get().is_in_force


def test_figures_and_analysis(course, teacher, quiz, versions) -> None:
    for n in range(12):
        sat(quiz, course.join(f"Student {n}"), versions, "baa" if n < 6 else "aaa")
    before = analyse(course.room, quiz.pk, lens=LENS)
    assert statistics(course.room, quiz.pk, now=NOON).mean == Fraction(5, 6)
    scored(teacher, quiz, versions[0], "drop")
    scored(teacher, quiz, versions[1], "full")
    assert statistics(course.room, quiz.pk, now=NOON).mean == 1
    found = analyse(course.room, quiz.pk, lens=LENS)
    # As it was asked; and beside that, as it counts.
    assert [each.figures for each in found.questions] == [each.figures for each in before.questions]
    assert [each.rescored for each in found.questions] == ["drop", "full", ""]
    assert found.questions[0].counted is None and found.questions[1].counted.value == 1
    assert (before.counted, found.counted.value, found.whole.mean.value) == (None, 1, pytest.approx(5 / 6))
    page = text(browser(teacher).get(address("analysis", course, quiz)))
    assert "Mean as it counts 100.0 %" in page and "Facility as it counts: 100.0 %." in page


def test_the_export_counts_so(course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    scored(teacher, quiz, versions[0], "full")
    file = browser(teacher).post(reverse("teaching:export", args=[course.room.pk]), {"format": "plain"})
    assert "66.7" not in (lines := b"".join(file.streaming_content).decode()) and "100" in lines


def test_accounts_that_come_and_go(course, teacher, ada, ben, quiz, versions) -> None:
    for person in (ada, ben):
        sat(quiz, person, versions, "baa")
    scored(teacher, quiz, versions[0], "full")
    row = downloaded(ada.learner)
    [rescoring] = row.json["rescorings"]["rows"]
    assert (rescoring["scored_as"], rescoring["by_name"]) == ("full", "Tara Teacher")
    [attempt] = row.json["quiz_attempts"]["rows"]
    assert (attempt["points"], attempt["counted_points"], attempt["counted_possible"]) == (2, 3, 3)
    account = User.objects.create_user("ada", password="x")
    merge_guest(guest=ada.learner, account=account, keep_preferences=True, now=NOON)
    ada.refresh_from_db()
    assert everywhere(course, quiz, course.room.enrollments.get(learner=account)) == {1}
    delete_learner(learner=ben.learner, now=NOON)
    kept = FormerResult.objects.get()
    assert (kept.points, kept.possible) == (3, 3) and sorted(points for _, points, _ in kept.items) == [1, 1, 1]
    quiz.quiz.current.plan = {"kind": "picked", "versions": [each.pk for each in versions]}
    quiz.quiz.current.save()
    copy = Classroom.objects.create(name="Next term", opened_at=NOON)
    classroom_copied.send(sender=Classroom, original=course.room, copy=copy, now=NOON)
    assert not Rescoring.objects.filter(classroom=copy).exists()
    delete_learner(learner=teacher.enrollment.learner, now=NOON)
    made = Rescoring.objects.get()
    assert (made.by, made.by_name, made.is_in_force) == (None, "a former instructor", True)


def test_as_many_reads_for_many_as_for_few(course, teacher, quiz, versions) -> None:
    counts = []
    client = browser(teacher)
    for students in (2, 30):
        for n in range(students):
            sat(quiz, course.join(f"Student {students} {n}"), versions, "baa")
        if not Rescoring.objects.exists():
            scored(teacher, quiz, versions[0], "full")
        with CaptureQueriesContext(connection) as caught:
            grades(course)
        book = len(caught)
        place = address("rescore", course, quiz, versions[1].pk)
        client.get(place)
        with CaptureQueriesContext(connection) as caught:
            assert client.post(place, sent("drop")).status_code == 200
        counts.append((book, len(caught)))
    assert counts[0] == counts[1]
    # Students, sections, assignments, extensions, attempts, decisions; what is in force, and the answers to it.
    assert counts[0][0] <= 8


def test_the_question_stands_there_as_it_was_asked(course, teacher, ada, quiz, versions) -> None:
    sat(quiz, ada, versions, "baa")
    exhibit = {"label": "Notes", "text": "She came **at noon**.", "rows": []}
    body = {"is_marked_up": True, "stem": "She is **70**.\n\nWhich?", "exhibits": [exhibit]}
    ItemVersion.objects.filter(pk=versions[0].pk).update(body=versions[0].body | body)
    client, place = browser(teacher), address("rescore", course, quiz, versions[0].pk)
    for page in (client.get(place), client.post(place, sent("accept", ["a", "b"]))):
        assert "She came <strong>at noon</strong>." in page.content.decode()
        assert "She is <strong>70</strong>." in page.content.decode()
        assert "**" not in page.content.decode()


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["drop", "full", "accept", "replace", "undo"])), max_size=6)
)
def test_undone_is_as_if_never_done(course, teacher, quiz, versions, steps) -> None:
    """Whatever is re-scored and taken back in whatever order: each undoing restores what the others alone come to."""
    if not Attempt.objects.exists():
        for name, letters in (("Ada One", "abc"), ("Ben Two", "bba"), ("Cleo Three", "caa")):
            sat(quiz, course.join(name), versions, letters)
    Rescoring.objects.all().delete()
    first = grades(course)
    history: dict[frozenset, dict] = {frozenset(): first}
    for place, step in steps:
        rows = list(in_force(quiz, versions[place]))
        if step == "undo":
            if rows:
                taken_back(teacher, quiz, rows[0])
        else:
            try:
                scored(teacher, quiz, versions[place], step, ["b"] if step in ("accept", "replace") else None)
            except (rescores.ScoredBeforeError, NothingLeftError, NothingNewError):
                continue
        key = frozenset(in_force(quiz).values_list("pk", flat=True))
        assert history.setdefault(key, grades(course)) == grades(course)
    for made in in_force(quiz):
        taken_back(teacher, quiz, made)
    assert grades(course) == first


def test_a_question_that_was_shown_at_once_says_so_and_a_dropped_one_counts_nowhere(
    course, teacher, ada, quiz, versions
) -> None:
    going, rows = frozen(quiz, ada, versions, "baa")
    going.submitted_at, going.points, going.ended_by, going.feedback = None, None, "", "at_once"
    rows[1].points, rows[1].is_checked = None, False
    keep([(going, rows)])
    scored(teacher, quiz, versions[0], "drop")
    scored(teacher, quiz, versions[1], "accept", ["b"])
    student = browser(ada)
    first, second = (text(student.get(reverse("quizzes:question", args=[going.attempt_id, place]))) for place in (1, 2))
    assert "Does not count" in first and "it counts for nobody" in first and "Sample 2b" not in first
    assert "re-scored" not in second
    settling.close(learner=ada.learner, attempt=Attempt.objects.get(attempt_id=going.attempt_id), now=NOON)
    results = student.get(reverse("quizzes:results", args=[going.attempt_id]))
    assert "2 of 2 points (100 %)" in text(results)
    assert [(share.questions, share.points, share.possible) for share in results.context["over"].by_format] == [
        (2, 2, 2)
    ]


def test_no_page_tells_points_as_they_were_marked() -> None:
    """What an attempt counts for is its marks; its own points are those before any re-scoring."""
    for template in (site.BASE_DIR / "templates").rglob("*.html"):
        assert not re.search(r"attempt\.(points|possible)", template.read_text()), template.name


def test_only_the_classes_own_questions_are_read(course, other_course, teacher, quiz, ada, versions) -> None:
    sat(quiz, ada, versions, "baa")
    theirs = other_course.quiz("Theirs")
    tara = other_course.join("Tara There", Role.INSTRUCTOR)
    student = other_course.join("Theo Theirs")
    sat(theirs, student, versions, "baa")
    scored(teacher, quiz, versions[0], "full")
    assert rescored.rulings_of([theirs.pk]) == {}
    assert grades(other_course)["Theo Theirs"] == [Fraction(2, 3)] and tara.is_present


@pytest.mark.django_db(transaction=True)
def test_two_instructors_at_once(course, teacher, ada, content) -> None:
    versions, quiz = [asked(1), asked(2)], course.quiz()
    sat(quiz, ada, versions, "bb")
    jobs = {n: (versions[n], seen_of(quiz, versions[n], "full")) for n in range(2)}
    start, done, refused = threading.Barrier(3), [], []
    one_id = uuid4()

    def run(n: int, rescoring_id) -> None:
        version, seen = jobs[n]
        try:
            start.wait()
            done.append(scored(teacher, quiz, version, "full", rescoring_id=rescoring_id, seen=seen).pk)
        except rescores.ChangedMeanwhileError:
            refused.append(n)
        finally:
            connection.close()

    # A double click of one, and what another saw without it.
    threads = [threading.Thread(target=run, args=args) for args in ((0, one_id), (0, one_id), (1, uuid4()))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Rescoring.objects.count() == 1
    assert (set(done) == {one_id} and refused == [1]) or (len(done) == 1 and refused == [0, 0])
    assert MessageCopy.objects.count() == 1
