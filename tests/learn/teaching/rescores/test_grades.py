"""What a re-scoring makes of grades, and what it leaves as it was."""

import threading
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learn.accounts.actions import delete_learner, merge_guest
from learn.accounts.models import User
from learn.assignments.models import FormerResult
from learn.assignments.work import work_of
from learn.classrooms.models import Classroom
from learn.classrooms.signals import classroom_copied
from learn.quizzes import settling
from learn.quizzes.models import Attempt, AttemptItem, ItemRecord, Rescoring, Response, ScoredAs
from learn.quizzes.rescoring import NothingNewError
from learn.teaching import rescores
from learn.teaching.actions import set_grade
from learn.teaching.analysing import analyse
from learn.teaching.figures import statistics
from learn.teaching.models import GradedAs, MessageCopy
from learn.teaching.rescore_preview import NothingLeftError, in_force, preview
from tests.conftest import NOON
from tests.learn.owned import downloaded
from tests.learn.reports.pages import text
from tests.learn.teaching.analysis.test_analysis_pages import LENS, asked, keep
from tests.learn.teaching.conftest import DUE, browser
from tests.learn.teaching.rescores.done import (
    DAY,
    NEXT,
    address,
    everywhere,
    frozen,
    grades,
    sat,
    scored,
    seen_of,
    sent,
    taken_back,
)

pytestmark = pytest.mark.django_db


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
