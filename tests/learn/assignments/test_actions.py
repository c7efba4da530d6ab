"""Assigning a quiz, taking it, and what happens when its time is over."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from cards.lens import SURVIVAL
from cards.models import Item
from learn.assignments import actions, extending, plans, quiz_actions, timing
from learn.assignments.models import Assignment, Extension, Reveal
from learn.assignments.reading import results_of, window_of
from learn.classrooms import people
from learn.classrooms.actions import add_section, archive, delete_section
from learn.classrooms.locking import ArchivedError
from learn.classrooms.models import AuditEntry, Enrollment
from learn.quizzes import actions as taking
from learn.quizzes.models import GRACE, Attempt, AttemptItem, Ended, Feedback, HeldOut, ItemRecord, Purpose
from learn.reviews.models import ReviewLog
from tests.conftest import NOON
from tests.learn.assignments.conftest import answer, hand_in, questions_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_everyone_is_asked_the_same_where_there_is_one_draw(assign, begin, enroll, make_learner) -> None:
    assignment = assign(shuffles=True)
    asked = []
    for seed in range(3):
        attempt = begin(enroll(make_learner()), assignment, seed=seed)
        assert (attempt.purpose, attempt.assignment_id) == (Purpose.ASSIGNED, assignment.pk)
        asked.append([each.version_id for each in questions_of(attempt)])
    assert len({frozenset(each) for each in asked}) == 1
    assert len({tuple(each) for each in asked}) > 1


def test_without_shuffling_the_order_is_that_of_the_quiz(assign, begin, enrollment, make_quiz) -> None:
    quiz = make_quiz()
    attempt = begin(enrollment, assign(quiz=quiz, shuffles=False))
    plan = plans.from_payload(quiz.current.plan)
    assert [each.version_id for each in questions_of(attempt)] == list(plan.drawn)


def test_each_student_gets_a_draw_of_their_own_where_that_is_wanted(assign, begin, enroll, make_learner, make_quiz):
    quiz = make_quiz(plans.Blueprint((plans.Line(5),), is_per_student=True))
    assignment = assign(quiz=quiz)
    drawn = {
        frozenset(each.version_id for each in questions_of(begin(enroll(make_learner()), assignment, seed=seed)))
        for seed in range(3)
    }
    assert len(drawn) == 3


def test_two_clicks_start_one_attempt(assign, begin, enrollment) -> None:
    assignment, attempt_id = assign(), uuid4()
    first = begin(enrollment, assignment, attempt_id=attempt_id)
    again = begin(enrollment, assignment, attempt_id=attempt_id, seed=2, now=NOON + HOUR)
    assert first == again
    assert Attempt.objects.count() == 1


def test_two_pages_start_one_attempt(assign, begin, enrollment) -> None:
    assignment = assign(attempts=3)
    first = begin(enrollment, assignment)
    with pytest.raises(actions.UnfinishedError) as caught:
        begin(enrollment, assignment)
    assert caught.value.attempt == first


def test_attempts_are_limited_and_more_can_be_granted(assign, begin, enrollment, instructor) -> None:
    assignment = assign(attempts=1)
    hand_in(begin(enrollment, assignment))
    with pytest.raises(actions.NoAttemptsLeftError):
        begin(enrollment, assignment)
    grant = extending.Grant(more_attempts=1)
    extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    hand_in(begin(enrollment, assignment))
    with pytest.raises(actions.NoAttemptsLeftError):
        begin(enrollment, assignment)


def test_not_before_it_opens_and_not_after_it_closes(assign, begin, enrollment, instructor) -> None:
    assignment = assign(opens_at=NOON + HOUR, closes_at=NOON + 8 * DAY)
    with pytest.raises(actions.NotOpenYetError):
        begin(enrollment, assignment)
    with pytest.raises(actions.ClosedError):
        begin(enrollment, assignment, now=NOON + 8 * DAY)
    assert begin(enrollment, assignment, now=NOON + HOUR)
    actions.withdraw(by=instructor, assignment=assignment, now=NOON + 2 * HOUR)
    with pytest.raises(actions.ClosedError):
        begin(enrollment, assignment, now=NOON + 2 * HOUR)


def test_who_is_exempt_does_not_start(assign, begin, enrollment, instructor) -> None:
    assignment = assign()
    grant = extending.Grant(is_exempt=True)
    extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    with pytest.raises(actions.ExemptError):
        begin(enrollment, assignment)
    assert results_of([assignment], [enrollment])[assignment.pk, enrollment.pk].is_exempt


def test_time_is_over_by_the_minutes_or_by_closing(assign, begin, enrollment) -> None:
    assignment = assign(minutes=30, closes_at=NOON + 7 * DAY, attempts=None)
    attempt = begin(enrollment, assignment)
    assert attempt.ends_at == NOON + timedelta(minutes=30)
    hand_in(attempt)
    late = begin(enrollment, assignment, now=NOON + 7 * DAY - timedelta(minutes=10))
    assert late.ends_at == NOON + 7 * DAY


def test_extra_time_makes_it_longer_and_puts_off_closing(assign, begin, enroll, make_learner) -> None:
    slow = enroll(make_learner(), time_percent=200)
    assignment = assign(minutes=30, closes_at=NOON + 7 * DAY)
    window = window_of(assignment, slow)
    assert (window.minutes, window.minutes_for_all, window.is_extended) == (60, 30, True)
    attempt = begin(slow, assignment, now=NOON + 7 * DAY - timedelta(minutes=30))
    assert attempt.ends_at == NOON + 7 * DAY + timedelta(minutes=30)


def test_an_extension_during_an_attempt_moves_its_end(assign, begin, enrollment, instructor) -> None:
    assignment = assign(minutes=30, closes_at=NOON + 7 * DAY)
    attempt = begin(enrollment, assignment)
    grant = extending.Grant(minutes=45)
    now = NOON + timedelta(minutes=20)
    given = extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=now)
    attempt.refresh_from_db()
    assert attempt.ends_at == NOON + timedelta(minutes=45)
    # Taken back late, it leaves what was there already.
    extending.take_back(by=instructor, extension=given, now=NOON + timedelta(minutes=40))
    attempt.refresh_from_db()
    assert attempt.ends_at == NOON + timedelta(minutes=40)


def test_extra_time_given_during_an_attempt_moves_its_end(assign, begin, enrollment) -> None:
    attempt = begin(enrollment, assign(minutes=30))
    Enrollment.objects.filter(pk=enrollment.pk).update(time_percent=150)
    enrollment.refresh_from_db()
    timing.refresh_of(enrollments=[enrollment], now=NOON)
    attempt.refresh_from_db()
    assert attempt.ends_at == NOON + timedelta(minutes=45)


def test_a_sections_time_comes_and_goes_with_being_in_it(assign, begin, classroom, enrollment, instructor) -> None:
    group = add_section(classroom=classroom, by=instructor, name="Group A", now=NOON)
    assignment = assign(minutes=30)
    grant = extending.Grant(minutes=50)
    extending.grant_to(by=instructor, assignment=assignment, to=group, grant=grant, now=NOON)
    attempt = begin(enrollment, assignment)

    def minutes() -> float:
        attempt.refresh_from_db()
        return (attempt.ends_at - NOON) / timedelta(minutes=1)

    assert minutes() == 30
    who = {"classroom": classroom, "by": instructor, "now": NOON}
    people.assign_section(enrollment_ids=[enrollment.pk], section_id=group.pk, **who)
    assert minutes() == 50
    delete_section(section_id=group.pk, **who)
    assert minutes() == 30


def test_what_was_saved_is_handed_in_when_time_is_over_by_the_worker(assign, begin, enrollment) -> None:
    attempt = begin(enrollment, assign(minutes=30))
    answer(attempt, right=2)
    over = NOON + timedelta(minutes=31)
    assert actions.close_overdue_everywhere(NOON + timedelta(minutes=29)) == 0
    assert actions.close_overdue_everywhere(over) == 1
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.ended_by, attempt.points) == (attempt.ends_at, Ended.TIME, 2)
    assert actions.close_overdue_everywhere(over) == 0


def test_and_without_a_worker_when_somebody_looks(assign, begin, enrollment) -> None:
    assignment = assign(minutes=30)
    attempt = begin(enrollment, assignment)
    answer(attempt, right=3)
    assert actions.close_overdue(assignments=[assignment], now=NOON + 2 * HOUR) == 1
    result = results_of([assignment], [enrollment])[assignment.pk, enrollment.pk]
    assert (result.counted.share * 5, result.counted.tries) == (3, 1)


def test_and_when_its_student_wants_to_start_again(assign, begin, enrollment) -> None:
    assignment = assign(minutes=30, attempts=2)
    first = begin(enrollment, assignment)
    second = begin(enrollment, assignment, now=NOON + 2 * HOUR)
    first.refresh_from_db()
    assert first.is_submitted and not second.is_submitted


def test_late_days_are_counted_from_the_students_own_due_date(assign, begin, enroll, make_learner, instructor) -> None:
    assignment = assign(late_percent=10, attempts=None, counts="last")
    one, other = enroll(make_learner()), enroll(make_learner())
    grant = extending.Grant(due_at=NOON + 8 * DAY)
    extending.grant_to(by=instructor, assignment=assignment, to=other, grant=grant, now=NOON)
    for each in (one, other):
        hand_in(begin(each, assignment, now=NOON + 7 * DAY + HOUR), now=NOON + 7 * DAY + HOUR)
    results = results_of([assignment], [one, other])
    late, in_time = results[assignment.pk, one.pk], results[assignment.pk, other.pk]
    assert (late.is_late, late.counted.share * 100) == (True, 90)
    assert (in_time.is_late, in_time.counted.share) == (False, 1)


def test_nothing_follows_from_a_miss_before_the_answers_may_be_seen(assign, begin, enrollment, student) -> None:
    assignment = assign(closes_at=NOON + 7 * DAY, reveal=Reveal.AFTER_CLOSING)
    logged = ReviewLog.objects.count()
    attempt = hand_in(begin(enrollment, assignment), right=0)
    assert attempt.is_withheld and attempt.answers_at == NOON + 7 * DAY + GRACE
    assert (ItemRecord.objects.count(), ReviewLog.objects.count()) == (0, logged)
    taking.take_back_forward(learner=student, attempt_id=attempt.attempt_id, place=1, now=NOON)
    assert actions.close_overdue_everywhere(NOON + 7 * DAY) == 0
    assert actions.close_overdue_everywhere(NOON + 7 * DAY + GRACE) == 1
    assert ItemRecord.objects.count() == 5
    assert ReviewLog.objects.count() > logged
    told = ReviewLog.objects.count()
    taking.bring_up_to_date(learner=student, now=NOON + 9 * DAY)
    assert (ItemRecord.objects.get(item=questions_of(attempt)[0].item).times, ReviewLog.objects.count()) == (1, told)


def test_answers_wait_for_the_last_who_may_still_answer(assign, begin, enrollment, enroll, make_learner, instructor):
    assignment = assign(closes_at=NOON + 7 * DAY, reveal=Reveal.AFTER_CLOSING)
    attempt = hand_in(begin(enrollment, assignment))
    other = enroll(make_learner())
    grant = extending.Grant(closes_at=NOON + 9 * DAY)
    extending.grant_to(by=instructor, assignment=assignment, to=other, grant=grant, now=NOON)
    attempt.refresh_from_db()
    assert attempt.answers_at == NOON + 9 * DAY + GRACE
    terms = actions.Terms.of(assignment)
    actions.change(by=instructor, assignment=assignment, terms=replace(terms, reveal="on_submission"), now=NOON)
    attempt.refresh_from_db()
    assert attempt.answers_at is None
    assert actions.close_overdue(assignments=[assignment], now=NOON) == 1


def test_a_class_keeps_its_questions_out_of_practice_until_it_is_over(assign, make_quiz, enrollment, student) -> None:
    quiz = make_quiz(plans.Blueprint((plans.Line(60),)), is_held_out=True)
    assert HeldOut.objects.count() == 0
    assign(quiz=quiz, closes_at=NOON + 7 * DAY)
    held = set(HeldOut.objects.values_list("item_id", flat=True))
    assert len(held) == len(plans.from_payload(quiz.current.plan).drawn)

    def practised(now):
        from learn.quizzes.ask import Ask

        attempt = taking.start_attempt(learner=student, attempt_id=uuid4(), ask=Ask(number=20), now=now, seed=3)
        return {each.item_id for each in questions_of(attempt)}

    assert practised(NOON).isdisjoint(held)
    assert practised(NOON + 8 * DAY) & held
    # To leave lifts nothing: they could come back.
    enrollment.ended_at = NOON
    enrollment.save()
    assert practised(NOON).isdisjoint(held)


def test_withdrawn_it_is_no_longer_held_out(assign, make_quiz, instructor) -> None:
    assignment = assign(quiz=make_quiz(is_held_out=True))
    assert HeldOut.objects.filter(until=None).count() == 5
    actions.withdraw(by=instructor, assignment=assignment, now=NOON)
    assert not HeldOut.objects.exists()


def test_a_draw_for_each_cannot_be_held_out(make_quiz) -> None:
    with pytest.raises(quiz_actions.HeldOutNeedsOneDrawError):
        make_quiz(plans.Blueprint((plans.Line(5),), is_per_student=True), is_held_out=True)


def test_questions_on_survival_reach_only_who_wants_them(assign, make_quiz, begin, enroll, make_learner) -> None:
    other = Item.objects.filter(format="multiple_choice", register="nursing").exclude(sensitivity=SURVIVAL).first()
    survival = Item.objects.filter(sensitivity=SURVIVAL, register="nursing", for_nursing=True).first()
    quiz = make_quiz(plans.Picked((survival.current_id, other.current_id)))
    assignment = assign(quiz=quiz)
    wants, does_not = enroll(make_learner(survival=True)), enroll(make_learner(survival=False))
    assert begin(wants, assignment).items_count == 2
    assert [each.item for each in questions_of(begin(does_not, assignment))] == [other]


def test_a_blueprint_asks_about_survival_only_if_told_to(make_quiz) -> None:
    quiz = make_quiz(plans.Blueprint((plans.Line(60),)))
    drawn = plans.from_payload(quiz.current.plan).drawn
    assert not Item.objects.filter(versions__in=drawn, sensitivity=SURVIVAL).exists()


def test_what_an_attempt_was_made_from_is_never_changed(assign, make_quiz, begin, enrollment, enroll, make_learner):
    quiz = make_quiz()
    first = quiz.current
    assignment = assign(quiz=quiz)
    before = begin(enrollment, assignment)
    assert quiz_actions.begun(quiz) == 1
    changed = make_quiz(plans.Blueprint((plans.Line(3),)), quiz_id=quiz.pk)
    assert (changed.current.number, changed.versions.count()) == (2, 2)
    first.refresh_from_db()
    assert len(first.plan["drawn"]) == 5
    assert len(questions_of(before)) == 5
    assignment = Assignment.objects.get()
    assert begin(enroll(make_learner()), assignment).items_count == 3


def test_answers_after_each_question(assign, begin, enrollment) -> None:
    attempt = begin(enrollment, assign(reveal=Reveal.AT_ONCE, is_one_page=True))
    assert attempt.feedback == Feedback.AT_ONCE
    # Answers after each question need a page for each.
    assert not attempt.is_one_page


def test_every_act_is_in_the_trail(assign, enrollment, instructor) -> None:
    assignment = assign()
    grant = extending.Grant(due_at=NOON + 9 * DAY, reason="ill")
    given = extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    extending.grant_to(by=instructor, assignment=assignment, to=enrollment, grant=grant, now=NOON)
    actions.change(
        by=instructor, assignment=assignment, terms=replace(actions.Terms.of(assignment), minutes=20), now=NOON
    )
    extending.take_back(by=instructor, extension=given, now=NOON)
    actions.withdraw(by=instructor, assignment=assignment, now=NOON)
    actions.withdraw(by=instructor, assignment=assignment, now=NOON)
    acts = list(AuditEntry.objects.order_by("pk").values_list("what", flat=True))
    assert acts == [
        "quiz_made",
        "assigned",
        "extended",
        "assignment_changed",
        "extension_ended",
        "withdrawn",
    ]
    assert not Extension.objects.exists()


def test_a_copied_class_gets_quizzes_and_assignments_but_nothing_is_asked_yet(assign, classroom, make_quiz) -> None:
    from learn.classrooms.models import Classroom
    from learn.classrooms.signals import classroom_copied

    assign(reveal=Reveal.AFTER_CLOSING, closes_at=NOON + 8 * DAY, minutes=30)
    copy = Classroom.objects.create(name="Next term", opened_at=NOON)
    classroom_copied.send(sender=Classroom, original=classroom, copy=copy, now=NOON)
    twin = copy.assignments.get()
    assert (twin.quiz.classroom, twin.minutes, twin.due_at, twin.withdrawn_at) == (copy, 30, None, NOON)
    assert twin.quiz.current.plan == classroom.quizzes.get().current.plan
    assert AttemptItem.objects.count() == 0


def test_nothing_of_an_archived_class_is_written(assign, classroom, enrollment, instructor, make_quiz) -> None:
    """Whatever was read before it was archived."""
    assignment, quiz = assign(), make_quiz()
    who = {"by": instructor, "now": NOON}
    terms, grant = actions.Terms(title="x", quiz=quiz), extending.Grant(minutes=60, due_at=NOON + DAY)
    given = extending.grant_to(assignment=assignment, to=enrollment, grant=grant, **who)
    archive(classroom=classroom, **who)
    plan = quiz_actions.plan_of(quiz)
    writes = [
        lambda: actions.assign(classroom=classroom, assignment_id=uuid4(), terms=terms, **who),
        lambda: actions.change(assignment=assignment, terms=replace(actions.Terms.of(assignment), title="y"), **who),
        lambda: actions.withdraw(assignment=assignment, **who),
        lambda: extending.grant_to(assignment=assignment, to=enrollment, grant=grant, **who),
        lambda: extending.grant_to_many(assignment=assignment, grants={enrollment: grant}, **who),
        lambda: extending.take_back(extension=given, **who),
        lambda: quiz_actions.save_quiz(classroom=classroom, quiz_id=uuid4(), title="x", plan=plan, **who),
        lambda: quiz_actions.put_away(quiz=quiz, **who),
    ]
    noted = AuditEntry.objects.count()
    for write in writes:
        with pytest.raises(ArchivedError):
            write()
    assert AuditEntry.objects.count() == noted


def test_what_holds_is_what_is_stored_not_what_was_read_before(assign, begin, enrollment, instructor) -> None:
    assignment = assign(minutes=30)
    before = Assignment.objects.select_related("classroom", "quiz__current").get()
    terms = replace(actions.Terms.of(assignment), minutes=10)
    actions.change(by=instructor, assignment=assignment, terms=terms, now=NOON)
    assert begin(enrollment, before).ends_at == NOON + timedelta(minutes=10)
    Enrollment.objects.filter(pk=enrollment.pk).update(ended_at=NOON)
    with pytest.raises(actions.ClosedError):
        begin(enrollment, before)


def test_nothing_is_granted_to_who_is_gone_and_no_quiz_assigned_that_is_put_away(
    assign, classroom, enroll, instructor, make_quiz
) -> None:
    assignment, expected, quiz = assign(), enroll(None), make_quiz()
    who = {"by": instructor, "now": NOON}
    people.remove(classroom=classroom, enrollment_id=expected.pk, **who)
    with pytest.raises(extending.NotTheirsError):
        extending.grant_to(assignment=assignment, to=expected, grant=extending.Grant(minutes=60), **who)
    quiz_actions.put_away(quiz=quiz, **who)
    with pytest.raises(actions.NotWholeError):
        terms = actions.Terms(title="x", quiz=quiz)
        actions.assign(classroom=classroom, assignment_id=uuid4(), terms=terms, **who)
