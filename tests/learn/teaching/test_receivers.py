"""What is a learner's in the grades and messages of classes comes along, is handed out and goes."""

from uuid import uuid4

import pytest

from learn.accounts.actions import delete_learner, merge_guest
from learn.accounts.models import User
from learn.classrooms.models import Classroom
from learn.classrooms.signals import classroom_copied
from learn.teaching.actions import rules_of, set_grade, set_rules
from learn.teaching.behind import Rules
from learn.teaching.models import ClassMessage, GradeChange, GradedAs, MessageCopy
from tests.conftest import NOON
from tests.learn.owned import downloaded
from tests.learn.teaching.test_messages import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(course, teacher):
    def decide(student, assignment, reason: str = "So.") -> GradeChange:
        return set_grade(
            member=teacher, assignment_id=assignment.pk, enrollment_id=student.pk, change_id=uuid4(),
            graded_as=GradedAs.EXEMPT, percent=None, reason=reason, now=NOON,
        )  # fmt: skip

    return decide


def test_a_guest_who_signs_in_keeps_all(course, teacher, ada, ben, decided) -> None:
    quiz = course.quiz()
    decided(ada, quiz)
    written(teacher, ada, ben)
    account = User.objects.create_user("ada", password="x")
    merge_guest(guest=ada.learner, account=account, keep_preferences=True, now=NOON)
    own = course.room.enrollments.get(learner=account)
    assert (own.grade_changes.count(), own.message_copies.count()) == (1, 1)


def test_two_enrollments_that_become_one_lose_nothing(course, teacher, ada, decided) -> None:
    account = User.objects.create_user("ada", password="x")
    kept = course.join("Ada A.", learner=account)
    first, second = course.quiz("Week 1"), course.quiz("Week 2")
    decided(ada, first, "As a guest.")
    decided(kept, second, "With an account.")
    written(teacher, ada, kept)
    written(teacher, ada, subject="Only to the guest")
    merge_guest(guest=ada.learner, account=account, keep_preferences=True, now=NOON)
    own = course.room.enrollments.get(learner=account)
    assert {change.reason for change in own.grade_changes.all()} == {"As a guest.", "With an account."}
    assert sorted(copy.message.subject for copy in own.message_copies.all()) == ["Only to the guest", "Room change"]


def test_the_download_holds_decisions_and_messages(course, teacher, ada, ben, decided) -> None:
    decided(ada, course.quiz(), "She was ill.")
    decided(ben, course.quiz("Week 2"), "Of somebody else.")
    written(teacher, ada, ben)
    told = downloaded(ada.learner)
    assert [row["reason"] for row in told.json["grade_changes"]["rows"]] == ["She was ill."]
    (message,) = told.json["class_messages"]["rows"]
    assert (message["subject"], message["text"], message["by_name"]) == (
        "Room change", "We meet in room 3.", "Tara Teacher",
    )  # fmt: skip
    assert told.json["class_messages_written"]["rows"] == []
    assert "Of somebody else." not in " ".join(told.texts.values())
    theirs = downloaded(teacher.enrollment.learner)
    assert [row["subject"] for row in theirs.json["class_messages_written"]["rows"]] == ["Room change"]
    assert "Ada" not in str(theirs.json["class_messages_written"]["rows"])


def test_a_grade_that_is_not_shown_yet_is_not_downloaded_either(course, teacher, ada, decided) -> None:
    from datetime import timedelta

    quiz = course.quiz(reveal="after_closing", closes_at=NOON + timedelta(days=1))
    decided(ada, quiz, "Secret yet.")
    (row,) = downloaded(ada.learner).json["grade_changes"]["rows"]
    assert row["assignment"] == "Week 1" and row["reason"] is None and row["graded_as"] is None


def test_deleting_takes_what_is_ones_own_and_leaves_what_others_need(course, teacher, ada, ben, decided) -> None:
    quiz = course.quiz()
    decided(ada, quiz)
    decided(ben, quiz)
    written(teacher, ada, ben)
    delete_learner(learner=ada.learner, now=NOON)
    assert [change.enrollment for change in GradeChange.objects.all()] == [ben]
    assert [copy.enrollment for copy in MessageCopy.objects.all()] == [ben]
    delete_learner(learner=teacher.enrollment.learner, now=NOON)
    change, message = GradeChange.objects.get(), ClassMessage.objects.get()
    assert (change.by, message.by) == (None, None)
    assert change.by_name == message.by_name == "a former instructor"
    assert MessageCopy.objects.count() == 1


def test_a_copied_class_takes_its_numbers_along_and_nothing_of_people(course, teacher, ada, decided) -> None:
    decided(ada, course.study())
    set_rules(member=teacher, rules=Rules(overdue_days=3), now=NOON)
    copy = Classroom.objects.create(name="Next term", opened_at=NOON)
    classroom_copied.send(sender=Classroom, original=course.room, copy=copy, now=NOON)
    assert rules_of(copy) == Rules(overdue_days=3)
    assert not GradeChange.objects.filter(assignment__classroom=copy).exists()
