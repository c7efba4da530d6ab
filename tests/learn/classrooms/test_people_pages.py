"""The pages of the people of a class through HTTP."""

import pytest
from django.test import Client
from django.utils import timezone

from learn.accounts.models import User
from learn.classrooms import joining, people
from learn.classrooms.models import AuditEntry, Enrollment, Role
from tests.conftest import NOON
from tests.learn.classrooms.pages import text

pytestmark = pytest.mark.django_db


class TestPeople:
    def test_the_list_is_searched_and_parted_by_section(self, cast, enter, expect) -> None:
        a = cast.classroom.sections.create(name="Lab A")
        expect(cast.classroom, "Zed Zeller", section=a, student_number="77")
        client = enter(cast.instructor)
        path = f"/classes/{cast.classroom.pk}/people/"
        whole = text(client.get(path))
        for words in ("3 students", "Lab A 1", "In no section 2", "Not joined yet 1", "not joined yet"):
            assert words in whole
        assert "Mia" not in text(client.get(path, {"q": "zel"}))
        assert "Zed Zeller" in text(client.get(path, {"q": "zel 77"}))
        assert "Nobody is found by “nobody”" in text(client.get(path, {"q": "nobody"}))
        assert "Sam" not in text(client.get(path, {"show": str(a.pk)})).partition("Instructors and")[0]
        assert "Zed" not in text(client.get(path, {"show": "none"}))

    def test_five_hundred_students_in_a_few_queries(self, cast, enter, django_assert_num_queries) -> None:
        Enrollment.objects.bulk_create(
            Enrollment(classroom=cast.classroom, name=f"Student {each}", added_at=NOON) for each in range(500)
        )
        client = enter(cast.instructor)
        client.get("/classes/")
        # Session, user with preferences, member; how many, the page, counts, sections and theirs, teachers, code.
        with django_assert_num_queries(10):
            page = client.get(f"/classes/{cast.classroom.pk}/people/")
        assert "Page 1 of 11" in text(page)

    def test_own_classes_in_four_queries(self, cast, enter, opened, django_assert_num_queries) -> None:
        for number in range(10):
            opened(cast.instructor, f"Class {number}")
        client = enter(cast.instructor)
        client.get("/classes/")
        with django_assert_num_queries(4):
            client.get("/classes/")

    def test_extra_time_is_told_to_instructors_and_that_student_alone(self, cast, enter, row) -> None:
        own = row(cast.classroom, cast.student)
        path = f"/classes/{cast.classroom.pk}/people/{own.pk}/"
        client = enter(cast.instructor)
        data = {"name": "Sam Stone", "email": "", "student_number": "12", "section": ""}
        data |= {"time_percent": "150", "accommodations": "A quiet room"}
        assert client.post(path, data)["Location"] == path
        assert "A quiet room" in client.get(path).content.decode()
        assert "extra time" in text(client.get(f"/classes/{cast.classroom.pk}/people/"))
        mine = text(enter(cast.student).get(f"/classes/{cast.classroom.pk}/me/"))
        assert "150 %" in mine
        assert "A quiet room" in mine
        observer = enter(cast.observer)
        for page in (observer.get(path), observer.get(f"/classes/{cast.classroom.pk}/people/")):
            assert page.status_code == 200
            for secret in ("150", "quiet room", "extra time"):
                assert secret not in text(page).replace("Their extra time", "")
        trail = text(client.get(f"/classes/{cast.classroom.pk}/trail/"))
        assert "time in percent: from 100 to 150" in trail
        assert "accommodations changed" in trail
        assert "quiet room" not in trail

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"time_percent": "90"}, "Choose a whole number from 100 to 400."),
            ({"time_percent": ""}, "Choose a whole number from 100 to 400."),
            ({"name": ""}, "Please type a name."),
            ({"email": "nobody"}, "This is not an email address."),
            ({"student_number": "77"}, "Somebody else of the class has this number."),
            ({"email": "ZED@example.org"}, "Somebody else of the class has this address."),
        ],
    )
    def test_what_cannot_be_saved_is_said(self, cast, enter, row, expect, wrong, words) -> None:
        expect(cast.classroom, "Zed", student_number="77", email="zed@example.org")
        path = f"/classes/{cast.classroom.pk}/people/{row(cast.classroom, cast.student).pk}/"
        data = {"name": "Sam", "email": "", "student_number": "", "section": "", "time_percent": "100"}
        response = enter(cast.instructor).post(path, data | wrong)
        assert response.status_code == 422
        assert words in text(response)
        assert row(cast.classroom, cast.student).time_percent == 100

    def test_the_last_instructor_can_neither_go_nor_be_made_less(self, cast, enter, row) -> None:
        own = row(cast.classroom, cast.instructor)
        base = f"/classes/{cast.classroom.pk}"
        co = row(cast.classroom, cast.co)
        people.remove(classroom=cast.classroom, by=cast.instructor, enrollment_id=co.pk, now=NOON)
        client = enter(cast.instructor)
        role = client.post(f"{base}/people/{own.pk}/role/", {"role": "observer"}, follow=True)
        assert "A class needs an instructor" in text(role)
        assert "A class needs an instructor" in text(client.post(f"{base}/people/{own.pk}/remove/", follow=True))
        left = client.post(f"{base}/leave/")
        assert left.status_code == 409
        assert "You are its only instructor" in text(left)
        assert row(cast.classroom, cast.instructor).is_present

    def test_a_student_becomes_an_observer_but_a_guest_does_not(self, cast, enter, row, learner: User) -> None:
        joining.join_class(learner=learner, code=cast.code, name="Guest", now=timezone.now())
        client = enter(cast.instructor)
        path = f"/classes/{cast.classroom.pk}/people/{row(cast.classroom, cast.student).pk}/role/"
        client.post(path, {"role": "observer"})
        assert row(cast.classroom, cast.student).role == Role.OBSERVER
        guest = f"/classes/{cast.classroom.pk}/people/{row(cast.classroom, learner).pk}/role/"
        assert "Only somebody with an account" in text(client.post(guest, {"role": "instructor"}, follow=True))
        assert row(cast.classroom, learner).role == Role.STUDENT

    def test_removed_and_taken_back(self, cast, enter, row) -> None:
        own = row(cast.classroom, cast.student)
        path = f"/classes/{cast.classroom.pk}/people/{own.pk}/"
        client = enter(cast.instructor)
        assert "Remove Sam?" in text(client.get(f"{path}remove/"))
        for _ in range(2):
            client.post(f"{path}remove/")
        assert "Take back into the class" in text(client.get(path))
        assert "Left or removed 1" in text(client.get(f"/classes/{cast.classroom.pk}/people/"))
        client.post(f"{path}take-back/")
        assert row(cast.classroom, cast.student).is_present
        assert [entry.what for entry in AuditEntry.objects.order_by("-pk")[:2]] == ["person_back", "person_removed"]

    def test_linking_makes_two_rows_one(self, cast, enter, row, expect) -> None:
        a = cast.classroom.sections.create(name="Lab A")
        line = expect(cast.classroom, "Samuel Stone", section=a, student_number="7", email="s@example.org")
        own = row(cast.classroom, cast.student)
        client = enter(cast.instructor)
        path = f"/classes/{cast.classroom.pk}/people/{own.pk}/"
        assert "Samuel Stone, 7" in client.get(path).content.decode()
        client.post(f"{path}link/", {"expected": line.pk})
        now = row(cast.classroom, cast.student)
        assert (now.name, now.joined_as, now.section, now.student_number) == ("Samuel Stone", "Sam", a, "7")
        assert not Enrollment.objects.filter(pk=line.pk).exists()
        again = client.post(f"{path}link/", {"expected": line.pk}, follow=True)
        assert "not possible any more" in text(again)

    def test_adding_a_co_instructor(self, cast, enter, account) -> None:
        account("gil")
        client = enter(cast.instructor)
        path = f"/classes/{cast.classroom.pk}/people/add/"
        wrong = client.post(path, {"who": "nobody", "name": "N", "role": "observer"})
        assert wrong.status_code == 422
        assert "No account here has this name" in text(wrong)
        client.post(path, {"who": "GIL", "name": "Gil Green", "role": "instructor"})
        assert cast.classroom.enrollments.get(name="Gil Green").role == Role.INSTRUCTOR

    def test_accounts_are_not_looked_up_without_end(self, cast, enter, monkeypatch) -> None:
        monkeypatch.setattr("learn.accounts.limits.ADDED_ACCOUNTS_PER_HOUR", 3)
        client = enter(cast.instructor)
        data = {"who": "nobody", "name": "N", "role": "observer"}
        got = [client.post(f"/classes/{cast.classroom.pk}/people/add/", data).status_code for _ in range(4)]
        assert got == [422, 422, 422, 429]

    def test_a_new_code_ends_the_old_one_and_two_clicks_make_one(self, cast, enter) -> None:
        client = enter(cast.instructor)
        base = f"/classes/{cast.classroom.pk}"
        for _ in range(2):
            client.post(f"{base}/code/renew/", {"seen": cast.code, "days": "7"})
        new = cast.classroom.codes.get(revoked_at=None)
        assert cast.classroom.codes.count() == 2
        assert Client().get(f"/classes/join/{cast.code}/").status_code == 404
        assert Client().get(f"/classes/join/{new.code}/").status_code == 200
        client.post(f"{base}/code/revoke/")
        assert Client().get(f"/classes/join/{new.code}/").status_code == 404
        assert "No join code works at present" in text(client.get(f"{base}/people/"))
