"""Classes when learners merge, leave for good, and tidy up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learn.accounts.actions import delete_learner, merge_guest
from learn.accounts.cleaning import forget_idle_guests
from learn.accounts.models import User
from learn.classrooms import joining, people
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, Role
from learn.classrooms.signals import enrollments_joining
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(cast, learner: User) -> User:
    """A guest who joined the class."""
    joining.join_class(learner=learner, code=cast.code, name="Gus", student_number="9", now=timezone.now())
    return learner


def merge(guest: User, account: User) -> None:
    merge_guest(guest=guest, account=account, keep_preferences=False, now=NOON)


class TestMerging:
    def test_a_guests_place_is_the_accounts(self, cast, guest, account, row) -> None:
        own, vera = row(cast.classroom, guest), account("vera")
        merge(guest, vera)
        assert row(cast.classroom, vera).pk == own.pk

    def test_of_two_places_in_one_class_the_accounts_stays_and_takes_what_it_lacks(self, cast, guest, row) -> None:
        lab = cast.classroom.sections.create(name="Lab A")
        theirs, own = row(cast.classroom, guest), row(cast.classroom, cast.student)
        Enrollment.objects.filter(pk=theirs.pk).update(section=lab, time_percent=150, accommodations="Quiet")
        heard = []

        def hear(kept, dropped, **kwargs) -> None:
            heard.append((kept.pk, dropped.pk, Enrollment.objects.filter(pk=dropped.pk).exists()))

        enrollments_joining.connect(hear)
        try:
            merge(guest, cast.student)
        finally:
            enrollments_joining.disconnect(hear)
        kept = row(cast.classroom, cast.student)
        assert heard == [(own.pk, theirs.pk, True)]
        assert (kept.pk, kept.name, kept.section, kept.student_number) == (own.pk, "Sam", lab, "9")
        assert (kept.time_percent, kept.accommodations) == (150, "Quiet")
        assert Enrollment.objects.filter(classroom=cast.classroom).count() == 5

    def test_whom_an_instructor_removed_does_not_come_back_by_merging(self, cast, guest, row) -> None:
        own = row(cast.classroom, cast.student)
        people.remove(classroom=cast.classroom, by=cast.instructor, enrollment_id=own.pk, now=NOON)
        merge(guest, cast.student)
        assert row(cast.classroom, cast.student).is_removed

    def test_who_left_as_account_and_came_as_guest_is_in(self, cast, guest, row) -> None:
        joining.leave(classroom=cast.classroom, learner=cast.student, now=NOON)
        merge(guest, cast.student)
        assert row(cast.classroom, cast.student).is_present


class TestDeleting:
    def test_a_students_place_goes_and_the_trail_names_them_no_more(self, cast, row) -> None:
        own = row(cast.classroom, cast.student)
        said = {"classroom": cast.classroom, "by": cast.instructor, "enrollment_id": own.pk}
        data = {"email": "", "student_number": "", "section_id": None, "accommodations": ""}
        people.change_person(**said, name="Samuel Stone", time_percent=150, now=NOON, **data)
        delete_learner(learner=cast.student, now=NOON)
        assert not Enrollment.objects.filter(pk=own.pk).exists()
        told = " ".join(f"{entry.about} {entry.details}" for entry in AuditEntry.objects.all())
        assert "Sam" not in told
        assert "a former member" in told
        assert Classroom.objects.get(pk=cast.classroom.pk).archived_at is None

    def test_an_instructors_acts_stay_without_their_name(self, cast) -> None:
        delete_learner(learner=cast.instructor, now=NOON)
        entries = AuditEntry.objects.filter(classroom=cast.classroom)
        assert entries.exists()
        assert {entry.by_name for entry in entries} == {"a former instructor"}
        assert Classroom.objects.get(pk=cast.classroom.pk).archived_at is None

    def test_without_its_last_instructor_a_class_is_archived(self, cast) -> None:
        for teacher in (cast.instructor, cast.co):
            delete_learner(learner=teacher, now=NOON)
        assert Classroom.objects.get(pk=cast.classroom.pk).archived_at == NOON
        assert AuditEntry.objects.filter(what="archived", by=None).exists()


def test_a_guest_who_joined_is_not_forgotten(cast, guest) -> None:
    later = timezone.now() + timedelta(days=400)
    User.objects.filter(pk=guest.pk).update(date_joined=NOON, last_login=None)
    assert forget_idle_guests(before=later, now=later) == 0
    assert User.objects.filter(pk=guest.pk).exists()


def test_an_address_that_was_proved_finds_an_account_to_add(cast, account) -> None:
    from allauth.account.models import EmailAddress

    gil = account("learner-1")
    EmailAddress.objects.create(user=gil, email="gil@example.org", verified=False)
    said = {"classroom": cast.classroom, "by": cast.instructor, "name": "Gil", "role": Role.OBSERVER, "now": NOON}
    with pytest.raises(people.NoSuchAccountError):
        people.add_teacher(who="gil@example.org", **said)
    EmailAddress.objects.update(verified=True)
    assert people.add_teacher(who=" GIL@example.org ", **said).learner == gil
