"""What follows from other times: for whom, when, and at what cost."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learn.accounts.models import User
from learn.assignments import actions, extending, timing
from learn.assignments.models import Assignment, Extension, Reveal
from learn.classrooms import joining, people, rosters
from learn.classrooms.actions import add_section, delete_section
from learn.classrooms.models import Enrollment, Role
from learn.classrooms.roster.sheets import read_roster
from learn.quizzes import actions as taking
from learn.quizzes import marking
from learn.quizzes.models import GRACE, Attempt, HeldOut
from tests.conftest import NOON
from tests.learn.assignments.conftest import hand_in, questions_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def late_section(classroom, instructor):
    return add_section(classroom=classroom, by=instructor, name="Late", now=NOON)


@pytest.fixture
def revealed_late(assign, instructor, late_section) -> Assignment:
    """Closes in a day, in eight for the section "Late", and shows its answers after that."""
    assignment = assign(due_at=None, closes_at=NOON + DAY, reveal=Reveal.AFTER_CLOSING)
    grant = extending.Grant(closes_at=NOON + 8 * DAY)
    extending.grant_to(by=instructor, assignment=assignment, to=late_section, grant=grant, now=NOON)
    return assignment


@pytest.fixture
def handed_in(revealed_late, begin, enrollment) -> Attempt:
    """Of a student who has the time that most have."""
    attempt = hand_in(begin(enrollment, revealed_late))
    assert attempt.answers_at == NOON + DAY + GRACE
    return attempt


def _now_waits(attempt: Attempt) -> None:
    attempt.refresh_from_db()
    assert attempt.answers_at == NOON + 8 * DAY + GRACE


def _take_roster(classroom, instructor, text: str) -> None:
    sheet = read_roster(text.encode())
    said = {"classroom": classroom, "learner": instructor, "now": NOON}
    upload = rosters.keep_upload(upload_id=uuid4(), filename="list.csv", sheet=sheet, **said)
    rosters.take(upload_id=upload.pk, seen=rosters.compared(classroom, sheet).digest, **said)


def test_answers_wait_for_whom_a_roster_expects_in_a_section(handed_in, classroom, instructor) -> None:
    _take_roster(classroom, instructor, "name,email,section\nLea Late,lea@example.org,Late\n")
    _now_waits(handed_in)


def test_and_for_who_is_expected_and_moved_to_one(handed_in, classroom, instructor, enroll) -> None:
    enroll(None, name="Lea Late", email="lea@example.org")
    _take_roster(classroom, instructor, "name,email,section\nLea Late,lea@example.org,Late\n")
    _now_waits(handed_in)


def test_and_for_who_is_put_into_one_before_they_come(handed_in, classroom, instructor, enroll, late_section) -> None:
    lea = enroll(None, name="Lea Late")
    who = {"classroom": classroom, "by": instructor, "now": NOON}
    people.assign_section(enrollment_ids=[lea.pk], section_id=late_section.pk, **who)
    _now_waits(handed_in)


@pytest.fixture
def own_name(make_learner) -> User:
    account = make_learner()
    account.is_guest = False
    account.save()
    return account


def test_and_for_who_is_taken_back(handed_in, classroom, instructor, enroll, own_name, late_section) -> None:
    larry = enroll(own_name, section=late_section, ended_at=NOON, is_removed=True)
    people.take_back(classroom=classroom, by=instructor, enrollment_id=larry.pk, now=NOON)
    _now_waits(handed_in)


def test_and_for_who_becomes_a_student(handed_in, classroom, instructor, enroll, own_name, late_section) -> None:
    larry = enroll(own_name, Role.OBSERVER, section=late_section)
    people.change_role(classroom=classroom, by=instructor, enrollment_id=larry.pk, role=Role.STUDENT, now=NOON)
    _now_waits(handed_in)


def test_and_for_who_is_added_as_one_again(handed_in, classroom, instructor, enroll, own_name, late_section) -> None:
    enroll(own_name, section=late_section, ended_at=NOON, is_removed=True)
    said = {"classroom": classroom, "by": instructor, "name": "Larry", "now": NOON}
    people.add_teacher(who=own_name.username, role=Role.STUDENT, **said)
    _now_waits(handed_in)


def test_and_for_who_comes_back_by_themselves(handed_in, classroom, instructor, enroll, own_name, late_section) -> None:
    enroll(own_name, section=late_section, ended_at=NOON)
    code = joining.make_code(classroom=classroom, now=NOON).code
    joining.join_class(learner=own_name, code=code, name="Larry", now=NOON)
    _now_waits(handed_in)


def test_and_for_who_comes_whom_the_roster_expected(handed_in, classroom, instructor, own_name) -> None:
    _take_roster(classroom, instructor, "name,student number,section\nLea Late,77,Late\n")
    code = joining.make_code(classroom=classroom, now=NOON).code
    came = joining.join_class(learner=own_name, code=code, name="Lea Late", student_number="77", now=NOON)
    assert came.section is not None
    _now_waits(handed_in)


def test_whoever_comes_by_the_code_alone_has_the_time_of_all(handed_in, classroom, own_name) -> None:
    code = joining.make_code(classroom=classroom, now=NOON).code
    joining.join_class(learner=own_name, code=code, name="Nora New", now=NOON)
    handed_in.refresh_from_db()
    assert handed_in.answers_at == NOON + DAY + GRACE


def test_nobody_sees_answers_while_one_is_still_taken(assign, begin, enrollment, enroll, make_learner) -> None:
    assignment = assign(due_at=None, closes_at=NOON + DAY, reveal=Reveal.AFTER_CLOSING)
    first, other = hand_in(begin(enrollment, assignment)), begin(enroll(make_learner()), assignment)
    just_after = NOON + DAY + timedelta(seconds=2)
    given = marking.right_response(questions_of(other)[0].version.typed)
    said = {"learner": other.learner, "attempt_id": other.attempt_id, "client_id": uuid4()}
    assert taking.respond(place=1, given=given, now=just_after, **said).kept_as == "counted"
    assert not first.shows_answers(just_after)


def test_nor_while_somebody_who_left_may_still_answer(
    revealed_late, handed_in, begin, enroll, own_name, late_section, classroom, instructor, enrollment
) -> None:
    larry = enroll(own_name, section=late_section)
    begin(larry, revealed_late)
    joining.leave(classroom=classroom, learner=own_name, now=NOON)
    timing.refresh_of(enrollments=[enrollment], now=NOON)
    _now_waits(handed_in)


def test_nor_at_the_moment_closing_is_brought_forward(handed_in, begin, enroll, make_learner, instructor) -> None:
    assignment = Assignment.objects.select_related("quiz__current").get()
    begin(enroll(make_learner()), assignment)
    now = NOON + timedelta(hours=2)
    Extension.objects.all().delete()
    terms = replace(actions.Terms.of(assignment), closes_at=now - timedelta(minutes=1))
    actions.change(by=instructor, assignment=assignment, terms=terms, now=now)
    assert set(Attempt.objects.values_list("answers_at", flat=True)) == {now + GRACE}


def test_only_whose_time_changed_has_another_end(assign, begin, enrollment, enroll, make_learner) -> None:
    assignment = assign(minutes=30)
    moved, other = begin(enrollment, assignment), begin(enroll(make_learner()), assignment)
    Enrollment.objects.filter(role=Role.STUDENT).update(time_percent=200)
    timing.refresh_of(enrollments=[enrollment], now=NOON)
    ends = dict(Attempt.objects.values_list("learner_id", "ends_at"))
    assert ends[moved.learner_id] == NOON + timedelta(minutes=60)
    assert ends[other.learner_id] == NOON + timedelta(minutes=30)


def test_what_is_held_out_as_it_should_be_is_left_alone(assign, make_quiz, enrollment, instructor) -> None:
    assignment = assign(quiz=make_quiz(is_held_out=True), due_at=None, closes_at=NOON + DAY)
    before = set(HeldOut.objects.values_list("pk", flat=True))
    timing.refresh_of(enrollments=[enrollment], now=NOON)
    assert set(HeldOut.objects.values_list("pk", flat=True)) == before
    grant = extending.Grant(closes_at=NOON + 2 * DAY)
    extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    assert set(HeldOut.objects.values_list("until", flat=True)) == {NOON + 2 * DAY}
    assert HeldOut.objects.count() == len(before)


def _queries(job) -> int:
    with CaptureQueriesContext(connection) as caught:
        job()
    return len(caught)


def test_many_students_moved_cost_the_queries_of_one(assign, begin, classroom, enroll, make_learner, instructor):
    """Each has an attempt under way whose end moves, and one that waits for its answers."""
    terms = {"due_at": None, "closes_at": NOON + DAY, "minutes": 30}
    running, waiting = assign(**terms), assign(**terms, reveal=Reveal.AFTER_CLOSING)
    students = [enroll(make_learner()) for _ in range(6)]
    for each in students:
        begin(each, running)
        hand_in(begin(each, waiting))
    who = {"classroom": classroom, "by": instructor, "now": NOON}

    def there_and_away(those: list[Enrollment]) -> tuple[int, int]:
        section = add_section(name="Longer", **who)
        for assignment in (running, waiting):
            grant = extending.Grant(minutes=30 + 15, closes_at=NOON + 3 * DAY)
            extending.grant_to(by=instructor, assignment=assignment, to=section, grant=grant, now=NOON)
        ids = [each.pk for each in those]
        there = _queries(lambda: people.assign_section(enrollment_ids=ids, section_id=section.pk, **who))
        ends = Attempt.objects.unfinished().filter(learner__in=[each.learner_id for each in those])
        assert set(ends.values_list("ends_at", flat=True)) == {NOON + timedelta(minutes=45)}
        release = NOON + 3 * DAY + timedelta(minutes=15) + GRACE
        assert set(Attempt.objects.finished().values_list("answers_at", flat=True)) == {release}
        away = _queries(lambda: delete_section(section_id=section.pk, **who))
        assert set(Attempt.objects.unfinished().values_list("ends_at", flat=True)) == {NOON + timedelta(minutes=30)}
        assert set(Attempt.objects.finished().values_list("answers_at", flat=True)) == {NOON + DAY + GRACE}
        return there, away

    assert there_and_away(students[:1]) == there_and_away(students)
