"""What is known of somebody, and who is not to read it: others of their name, and whoever knows their number."""

from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from learn.accounts.actions import delete_learner, merge_guest
from learn.classrooms import joining, people
from learn.classrooms.audit import Act, note
from learn.classrooms.models import AuditEntry, Enrollment
from learn.classrooms.receivers import _enrollments
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

SECRET = "A quiet room"


def told() -> str:
    return " ".join(f"{entry.about} {entry.details}" for entry in AuditEntry.objects.all())


@pytest.fixture
def change(cast):
    def make(person: Enrollment, **values: object) -> Enrollment:
        data = {"name": person.name, "email": "", "student_number": person.student_number, "section_id": None}
        data |= {"time_percent": 100, "accommodations": ""}
        said = {"classroom": cast.classroom, "by": cast.instructor, "enrollment_id": person.pk}
        return people.change_person(**said, **data | values, now=NOON)

    return make


class TestTheTrailAfterDeletion:
    def test_does_not_name_whom_the_roster_expected_either(self, cast, row, expect) -> None:
        waiting = expect(cast.classroom, "Jane Secretname")
        said = {"about": "Jane Secretname: Week 1", "details": {"reason": "Jane is ill."}}
        note(classroom=cast.classroom, by=cast.instructor, what=Act.EXTENDED, person=waiting, **said, now=NOON)
        own = row(cast.classroom, cast.student)
        said = {"classroom": cast.classroom, "by": cast.instructor, "enrollment_id": own.pk}
        people.link(**said, expected_id=waiting.pk, now=NOON)
        delete_learner(learner=cast.student, now=NOON)
        assert "Jane" not in told()

    def test_does_not_name_the_guest_that_somebody_was(self, cast, row, learner, change) -> None:
        joining.join_class(learner=learner, code=cast.code, name="Gus Guest", now=timezone.now())
        change(row(cast.classroom, learner), name="Gus Newname", time_percent=150)
        merge_guest(guest=learner, account=cast.student, keep_preferences=False, now=NOON)
        delete_learner(learner=cast.student, now=NOON)
        assert "Gus" not in told()

    def test_does_not_name_them_beside_what_it_was_about(self, cast) -> None:
        note(classroom=cast.classroom, by=cast.instructor, what=Act.GRADED, about="Sam: Week 1", now=NOON)
        delete_learner(learner=cast.student, now=NOON)
        assert "Sam" not in told()

    def test_still_names_another_of_their_name(self, cast, account, row, change) -> None:
        other = account("sam2")
        joining.join_class(learner=other, code=cast.code, name="Sam", now=timezone.now())
        change(row(cast.classroom, other), time_percent=150)
        delete_learner(learner=cast.student, now=NOON)
        entry = AuditEntry.objects.get(person=row(cast.classroom, other))
        assert (entry.about, entry.details) == ("Sam", {"time_percent": [100, 150]})


class TestAccommodations:
    @pytest.fixture
    def claim(self, cast, enter, expect):
        """Joins as somebody on the roster by their name and number, and says what their page says then."""
        expect(cast.classroom, "Jane Doe", student_number="1234", email="jane@example.org", accommodations=SECRET)

        def make(user) -> str:
            client = enter(user)
            sent = {"page": uuid4(), "zone": "", "name": "J Doe", "student_number": "1234"}
            client.post(f"/classes/join/{cast.code}/", sent)
            return client.get(f"/classes/{cast.classroom.pk}/me/").content.decode()

        return make

    def test_are_not_shown_to_whoever_knows_a_number(self, cast, account, claim, row) -> None:
        nosy = account("nosy")
        page = claim(nosy)
        assert "Jane Doe" in page
        assert SECRET not in page
        assert SECRET not in str(list(_enrollments(nosy)))

    def test_are_shown_to_who_proved_the_address(self, cast, account, claim, enter) -> None:
        jane = account("jane")
        EmailAddress.objects.create(user=jane, email="Jane@example.org", verified=True, primary=True)
        assert SECRET in claim(jane)

    def test_are_shown_once_the_address_is_proved(self, cast, account, claim, enter) -> None:
        jane = account("jane")
        claim(jane)
        EmailAddress.objects.create(user=jane, email="Jane@example.org", verified=True, primary=True)
        assert SECRET in enter(jane).get(f"/classes/{cast.classroom.pk}/me/").content.decode()

    def test_are_shown_once_an_instructor_looked_at_who_came(self, cast, account, claim, enter, row) -> None:
        jane = account("jane")
        claim(jane)
        own = row(cast.classroom, jane)
        client, place = enter(cast.instructor), f"/classes/{cast.classroom.pk}/people/{own.pk}/"
        assert "which others may know" in client.get(place).content.decode()
        data = {"name": own.name, "email": own.email, "student_number": "1234", "section": "", "time_percent": "100"}
        assert client.post(place, data | {"accommodations": SECRET}).status_code == 302
        assert "which others may know" not in client.get(place).content.decode()
        assert SECRET in enter(jane).get(f"/classes/{cast.classroom.pk}/me/").content.decode()

    def test_are_shown_to_whom_an_instructor_linked(self, cast, enter, row, expect) -> None:
        waiting = expect(cast.classroom, "Jane Doe", student_number="1234", accommodations=SECRET)
        own = row(cast.classroom, cast.student)
        said = {"classroom": cast.classroom, "by": cast.instructor, "enrollment_id": own.pk}
        people.link(**said, expected_id=waiting.pk, now=NOON)
        assert SECRET in enter(cast.student).get(f"/classes/{cast.classroom.pk}/me/").content.decode()

    def test_a_guest_who_knew_a_number_is_not_shown_them_by_making_an_account(
        self, cast, learner, claim, enter, row
    ) -> None:
        claim(learner)
        merge_guest(guest=learner, account=cast.student, keep_preferences=False, now=NOON)
        assert row(cast.classroom, cast.student).accommodations == SECRET
        assert SECRET not in enter(cast.student).get(f"/classes/{cast.classroom.pk}/me/").content.decode()
