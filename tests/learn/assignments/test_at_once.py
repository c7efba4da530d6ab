"""Several people at the same moment: what each does holds, and nobody waits for ever."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from learn.accounts.browser_guests import add_waiting_guest
from learn.assignments import actions, extending, plans, quiz_actions, timing
from learn.assignments.models import Assignment, Extension, Quiz, QuizVersion, Reveal
from learn.classrooms import actions as classes
from learn.classrooms import people
from learn.classrooms.locking import ArchivedError
from learn.classrooms.models import Classroom, Enrollment, Section
from learn.quizzes import actions as taking
from learn.quizzes.models import GRACE, Attempt, HeldOut
from tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
A_MOMENT = 0.2


def together(*jobs: Callable[[], object]) -> list[Exception]:
    """Does the jobs at once; says what was raised."""
    start, raised = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait()
            job()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def later(job: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        time.sleep(A_MOMENT)
        return job()

    return run


@pytest.fixture
def slowly(monkeypatch) -> Callable[..., None]:
    """What is done by this function takes longer than a moment."""

    def make(module: object, name: str) -> None:
        original = getattr(module, name)

        def slow(*args: object, **values: object) -> object:
            found = original(*args, **values)
            time.sleep(2 * A_MOMENT)
            return found

        monkeypatch.setattr(module, name, slow)

    return make


def stored(assignment: Assignment) -> Assignment:
    """As a request reads it."""
    return Assignment.objects.select_related("classroom", "quiz__current").get(pk=assignment.pk)


def test_two_clicks_assign_once(classroom, instructor, make_quiz, slowly) -> None:
    quiz, assignment_id = make_quiz(), uuid4()
    slowly(actions.Terms, "check")
    said = {"by": instructor, "classroom": classroom, "now": NOON, "terms": actions.Terms(title="x", quiz=quiz)}
    raised = together(*[lambda: actions.assign(assignment_id=assignment_id, **said)] * 2)
    assert raised == []
    assert Assignment.objects.count() == 1


def test_two_clicks_make_one_quiz_and_two_changes_two_versions(classroom, instructor, make_quiz, slowly) -> None:
    plan = quiz_actions.plan_of(make_quiz())
    said = {"by": instructor, "classroom": classroom, "quiz_id": uuid4(), "title": "New", "now": NOON}
    slowly(quiz_actions, "plan_of")
    assert together(*[lambda: quiz_actions.save_quiz(plan=plan, **said)] * 2) == []
    shorter = [plans.Picked(plan.fixed[:number]) for number in (2, 3)]
    assert together(*[lambda each=each: quiz_actions.save_quiz(plan=each, **said) for each in shorter]) == []
    assert Quiz.objects.filter(title="New").count() == 1
    versions = QuizVersion.objects.filter(quiz__title="New").values_list("number", flat=True)
    assert sorted(versions) == [1, 2, 3]


def test_two_extensions_and_extra_time_at_once(assign, classroom, instructor, make_quiz, enroll, make_learner, slowly):
    assignment = assign(quiz=make_quiz(is_held_out=True), due_at=None, closes_at=NOON + DAY, minutes=20)
    one, other, third = (enroll(make_learner()) for _ in range(3))
    slowly(timing, "last_closing")

    def grant(to: Enrollment, days: int) -> Callable[[], object]:
        longer = extending.Grant(closes_at=NOON + days * DAY, minutes=20)
        said = {"by": instructor, "to": to, "grant": longer, "now": NOON}
        return lambda: extending.grant_to(assignment=stored(assignment), **said)

    def more_time() -> None:
        said = {"name": third.name, "email": "", "student_number": "", "section_id": None, "accommodations": ""}
        who = {"classroom": classroom, "by": instructor, "enrollment_id": third.pk, "now": NOON}
        people.change_person(time_percent=200, **said, **who)

    assert together(grant(one, 2), grant(other, 3), more_time) == []
    assert Extension.objects.count() == 2
    assert set(HeldOut.objects.values_list("until", flat=True)) == {NOON + 3 * DAY}


def test_who_starts_while_times_change_has_the_new_ones(assign, begin, enrollment, instructor, slowly) -> None:
    assignment = assign(due_at=None, closes_at=NOON + DAY, minutes=20)
    slowly(actions, "_items")
    longer = {"by": instructor, "to": enrollment, "grant": extending.Grant(minutes=60), "now": NOON}
    raised = together(
        lambda: begin(enrollment, stored(assignment)),
        later(lambda: extending.grant_to(assignment=stored(assignment), **longer)),
    )
    assert raised == []
    assert Attempt.objects.get().ends_at == NOON + timedelta(minutes=60)


def test_who_starts_while_answers_are_put_off_sees_them_later(assign, begin, enrollment, instructor, slowly) -> None:
    assignment = assign(due_at=None, closes_at=NOON + DAY)
    slowly(actions, "_items")

    def put_off() -> None:
        found = stored(assignment)
        terms = replace(actions.Terms.of(found), reveal=Reveal.AFTER_CLOSING)
        actions.change(by=instructor, assignment=found, terms=terms, now=NOON)

    assert together(lambda: begin(enrollment, stored(assignment)), later(put_off)) == []
    assert Attempt.objects.get().answers_at == NOON + DAY + GRACE


def test_nobody_starts_what_was_withdrawn_meanwhile(assign, begin, enrollment, instructor, slowly) -> None:
    assignment = assign()
    before = stored(assignment)
    slowly(timing, "refresh")
    raised = together(
        lambda: actions.withdraw(by=instructor, assignment=stored(assignment), now=NOON),
        later(lambda: begin(enrollment, before)),
    )
    assert [type(each) for each in raised] == [actions.ClosedError]
    assert not Attempt.objects.exists()


def test_nothing_is_assigned_in_a_class_archived_meanwhile(classroom, instructor, make_quiz, slowly) -> None:
    quiz = make_quiz()
    slowly(classes, "note")
    terms = actions.Terms(title="x", quiz=quiz)
    said = {"by": instructor, "classroom": classroom, "assignment_id": uuid4(), "terms": terms, "now": NOON}
    raised = together(
        lambda: classes.archive(classroom=classroom, by=instructor, now=NOON), later(lambda: actions.assign(**said))
    )
    assert [type(each) for each in raised] == [ArchivedError]
    assert not Assignment.objects.exists()


def test_many_start_at_once_and_each_has_as_many_attempts_as_they_may(assign, begin, enroll, make_learner) -> None:
    assignment = assign(attempts=1)
    students = [enroll(make_learner()) for _ in range(2)]
    raised = together(*[lambda each=each: begin(each, stored(assignment)) for each in students * 3])
    assert {type(each) for each in raised} <= {actions.UnfinishedError}
    assert Attempt.objects.count() == 2


def _two_classes(instructor, students, **terms: object) -> list[tuple[Classroom, Section, list[Attempt]]]:
    """Two classes of the same students in the opposite order; in each, one quiz for each student is under way."""
    made = []
    for number, order in enumerate((students, students[::-1])):
        classroom = Classroom.objects.create(name=f"Class {number}", opened_at=NOON)
        section = Section.objects.create(classroom=classroom, name="Group A")
        blueprint = plans.Blueprint((plans.Line(3, formats=("multiple_choice",)),))
        plan = quiz_actions.drawn_for(blueprint, classroom_id=classroom.pk, seed=1)
        said = {"by": instructor, "classroom": classroom, "now": NOON}
        quiz = quiz_actions.save_quiz(quiz_id=uuid4(), title="Week 1", plan=plan, **said)
        came = {"added_at": NOON, "joined_at": NOON, "section": section}
        attempts = []
        for student in order:
            own = Enrollment.objects.create(classroom=classroom, learner=student, name="A student", **came)
            asked = actions.Terms(title="Week 1", quiz=quiz, minutes=20, closes_at=NOON + DAY, **terms)
            assignment = actions.assign(assignment_id=uuid4(), terms=asked, **said)
            grant = extending.Grant(minutes=60, closes_at=NOON + 2 * DAY)
            extending.grant_to(by=instructor, assignment=assignment, to=section, grant=grant, now=NOON)
            who = {"learner": student, "enrollment": own, "attempt_id": uuid4()}
            attempts.append(actions.start(assignment=assignment, now=NOON, seed=1, **who))
        made.append((classroom, section, attempts))
    return made


def test_two_classes_of_the_same_students_do_not_wait_for_each_other(instructor, make_learner, monkeypatch) -> None:
    """Their sections are deleted while the students hand in: in whatever order each was started."""
    made = _two_classes(instructor, [make_learner(), make_learner()], reveal=Reveal.AFTER_CLOSING)
    original = timing.lock_learners

    def slowly(ids) -> None:
        original(ids)
        time.sleep(A_MOMENT)

    monkeypatch.setattr(timing, "lock_learners", slowly)
    jobs = [
        lambda classroom=classroom, section=section: classes.delete_section(
            classroom=classroom, by=instructor, section_id=section.pk, now=NOON
        )
        for classroom, section, _ in made
    ]
    handing_in = [
        later(lambda each=each: taking.submit(learner=each.learner, attempt_id=each.attempt_id, now=NOON))
        for _, _, attempts in made
        for each in attempts
    ]
    assert together(*jobs, *handing_in) == []
    assert set(Attempt.objects.values_list("answers_at", flat=True)) == {NOON + DAY + GRACE}
    assert not Attempt.objects.unfinished().exists()


def test_a_guest_goes_to_an_account_while_their_time_changes(
    assign, begin, classroom, enrollment, student, instructor, make_learner, slowly
) -> None:
    attempt = begin(enrollment, assign(minutes=30))
    account = make_learner()
    account.is_guest = False
    account.save()
    slowly(timing, "students_of")
    said = {"name": enrollment.name, "email": "", "student_number": "", "section_id": None, "accommodations": ""}
    who = {"classroom": classroom, "by": instructor, "enrollment_id": enrollment.pk, "now": NOON}
    goes = {"guest_id": student.pk, "account": account, "keep_preferences": False, "now": NOON}
    raised = together(
        lambda: people.change_person(time_percent=200, **said, **who), later(lambda: add_waiting_guest(**goes))
    )
    assert raised == []
    moved = Attempt.objects.get(attempt_id=attempt.attempt_id)
    assert (moved.learner, moved.ends_at) == (account, NOON + timedelta(minutes=60))
