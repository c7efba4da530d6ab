"""The pages of a class through HTTP: opening, joining, settings, trail."""

import re
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from learn.accounts.models import User
from learn.classrooms import people
from learn.classrooms.models import AuditEntry, Classroom, Enrollment, JoinCode
from tests.conftest import NOON
from tests.learn.classrooms.pages import fields, text

pytestmark = pytest.mark.django_db


class TestOpening:
    said = {"name": "Nursing 201", "term": "Spring", "own_name": "Dr Ines", "zone": "America/Chicago"}

    def test_two_clicks_open_one_class_that_shows_its_code(self, account, enter) -> None:
        client = enter(account("ines"))
        page = client.get("/classes/new/")
        data = self.said | {"classroom_id": fields(page)["classroom_id"]}
        for _ in range(2):
            response = client.post("/classes/new/", data)
            assert response.status_code == 302
        classroom = Classroom.objects.get()
        assert response["Location"] == f"/classes/{classroom.pk}/people/"
        shown = client.get(response["Location"])
        code = JoinCode.objects.get()
        assert code.shown in text(shown)
        assert f"http://testserver/classes/join/{code.code}/" in text(shown)
        assert '<svg class="qr"' in shown.content.decode()
        assert (classroom.name, classroom.term, classroom.zone) == ("Nursing 201", "Spring", "America/Chicago")
        assert Enrollment.objects.get().name == "Dr Ines"
        assert [entry.what for entry in AuditEntry.objects.all()] == ["opened"]

    def test_an_id_that_is_somebody_elses_opens_a_class_of_ones_own(self, cast, enter) -> None:
        client = enter(cast.stranger)
        client.post("/classes/new/", self.said | {"classroom_id": str(cast.classroom.pk)})
        assert Classroom.objects.taught_by(cast.stranger).count() == 2
        assert not Classroom.objects.taught_by(cast.stranger).filter(pk=cast.classroom.pk).exists()

    def test_what_is_missing_is_said_and_nothing_is_opened(self, account, enter) -> None:
        client = enter(account("ines"))
        response = client.post("/classes/new/", self.said | {"name": " ", "classroom_id": str(uuid4())})
        assert response.status_code == 422
        assert "Please give the class a name" in text(response)
        assert not Classroom.objects.exists()

    def test_guests_are_led_to_make_an_account(self, learner: User, enter) -> None:
        client = enter(learner)
        assert "what you did here comes along" in text(client.get("/classes/"))
        assert client.get("/classes/new/")["Location"].startswith("/account/signup/?next=/classes/new/")

    @override_settings(CLASSES_BY="staff")
    def test_where_only_staff_may_nobody_else_finds_the_page(self, account, enter) -> None:
        client = enter(account("ines"))
        assert "Open a class" not in text(client.get("/classes/"))
        assert client.get("/classes/new/").status_code == 404
        assert client.post("/classes/new/", self.said | {"classroom_id": str(uuid4())}).status_code == 404
        assert enter(account("root", is_staff=True)).get("/classes/new/").status_code == 200

    def test_own_classes_are_listed_by_what_one_is_and_archived_apart(self, cast, enter, opened) -> None:
        old = opened(cast.instructor, "Old one")
        Classroom.objects.filter(pk=old.pk).update(archived_at=NOON)
        page = text(enter(cast.instructor).get("/classes/"))
        assert "Nursing 201 2 students" in page
        assert "1 archived class" in page
        assert "As a student Nursing 201" in text(enter(cast.student).get("/classes/"))
        assert "You are in no class yet" in text(enter(User.objects.create_user("new")).get("/classes/"))


class TestJoining:
    def test_the_door_says_what_is_seen_before_anybody_joins(self, cast) -> None:
        client = Client()
        page = client.get(f"/classes/join/{cast.code}/")
        told = text(page)
        assert page.status_code == 200
        for words in ("Join Nursing 201", "Taught by Carl, Ines", "They will see", "They will not see", "your notes"):
            assert words in told
        assert "Your student number" not in told
        assert f"/account/login/?next=/classes/join/{cast.code}/" in page.content.decode()
        assert Enrollment.objects.students().count() == 2

    def test_a_visitor_joins_as_a_guest_and_two_clicks_are_one_student(self, cast) -> None:
        first, second = Client(), Client()
        data = fields(first.get(f"/classes/join/{cast.code}/"))
        data |= {"name": "Nora New", "path": "nursing", "zone": "Europe/Paris"}
        for client in (first, second):
            response = client.post(f"/classes/join/{cast.code}/", data)
            assert response["Location"] == f"/classes/{cast.classroom.pk}/"
            assert client.get(response["Location"], follow=True).status_code == 200
        own = Enrollment.objects.get(name="Nora New")
        assert own.learner.is_guest
        assert (own.learner.preferences.path, own.learner.preferences.zone) == ("nursing", "Europe/Paris")
        assert User.objects.filter(is_guest=True).count() == 1

    def test_an_old_page_brings_nobody_into_a_guests_session(self, cast) -> None:
        client = Client()
        data = fields(client.get(f"/classes/join/{cast.code}/")) | {"name": "Nora New", "path": "nursing"}
        client.post(f"/classes/join/{cast.code}/", data)
        Enrollment.objects.filter(name="Nora New").update(joined_at=NOON)
        later = Client()
        assert later.post(f"/classes/join/{cast.code}/", data).status_code == 404
        assert later.get("/settings/").status_code == 302

    def test_a_code_is_known_however_it_is_typed(self, cast, enter) -> None:
        client = enter(User.objects.create_user("new"))
        typed = f" {cast.code[:4].lower()} - {cast.code[4:]}"
        assert client.post("/classes/join/", {"code": typed})["Location"] == f"/classes/join/{cast.code}/"
        response = client.post(f"/classes/join/{cast.code.lower()}/", {"page": uuid4(), "name": "Nils", "path": "both"})
        assert response["Location"] == f"/classes/{cast.classroom.pk}/"
        assert User.objects.get(username="new").preferences.path == "both"

    def test_wrong_expired_and_revoked_codes_look_the_same(self, cast, enter, opened) -> None:
        client = enter(User.objects.create_user("new"))
        expired, revoked, archived = (opened(cast.instructor, name) for name in ("a", "b", "c"))
        JoinCode.objects.filter(classroom=expired).update(expires_at=timezone.now())
        JoinCode.objects.filter(classroom=revoked).update(revoked_at=NOON)
        Classroom.objects.filter(pk=archived.pk).update(archived_at=NOON)
        codes = ["XXXXXXXX", "nonsense", *(each.codes.get().code for each in (expired, revoked, archived))]
        said = set()
        for code in codes:
            for response, status in (
                (client.get(f"/classes/join/{code}/"), 404),
                (client.post("/classes/join/", {"code": code}), 422),
            ):
                assert response.status_code == status, code
                said.add(re.search(r'class="error"[^>]*>([^<]*)', response.content.decode())[1])
        assert len(said) == 1
        assert "No class can be joined by this code" in said.pop()

    def test_tries_are_counted_but_a_class_gets_in(self, cast, monkeypatch) -> None:
        monkeypatch.setattr("learn.accounts.limits.WRONG_CODES_PER_NETWORK", 5)
        # Sixty from one address with the right code.
        for _ in range(60):
            assert Client().get(f"/classes/join/{cast.code}/").status_code == 200
        for _ in range(5):
            assert Client().post("/classes/join/", {"code": "XXXXXXXX"}).status_code == 422
        for response in (
            Client().post("/classes/join/", {"code": cast.code}),
            Client().get(f"/classes/join/{cast.code}/"),
        ):
            assert response.status_code == 429
            assert int(response["Retry-After"]) <= 900
        assert Client(REMOTE_ADDR="198.51.100.9").get(f"/classes/join/{cast.code}/").status_code == 200

    def test_who_is_in_goes_to_the_class(self, cast, enter) -> None:
        for user in (cast.student, cast.instructor):
            response = enter(user).get(f"/classes/join/{cast.code}/")
            assert response["Location"] == f"/classes/{cast.classroom.pk}/"

    def test_who_was_removed_is_told_to_ask(self, cast, enter, row) -> None:
        own = row(cast.classroom, cast.student)
        people.remove(classroom=cast.classroom, by=cast.instructor, enrollment_id=own.pk, now=NOON)
        client = enter(cast.student)
        for response in (
            client.get(f"/classes/join/{cast.code}/"),
            client.post(f"/classes/join/{cast.code}/", {"page": uuid4(), "name": "Sam"}),
        ):
            assert response.status_code == 409
            assert "please ask your instructor" in text(response)
        assert client.get(f"/classes/{cast.classroom.pk}/me/").status_code == 404


class TestTheClassAsAWhole:
    def test_settings_are_kept_and_told_in_the_trail(self, cast, enter) -> None:
        client = enter(cast.instructor)
        path = f"/classes/{cast.classroom.pk}/settings/"
        client.post(path, {"name": "Nursing 202", "term": "Fall", "zone": "Asia/Tokyo"})
        kept = Classroom.objects.get(pk=cast.classroom.pk)
        assert (kept.name, kept.term, kept.zone) == ("Nursing 202", "Fall", "Asia/Tokyo")
        trail = text(client.get(f"/classes/{cast.classroom.pk}/trail/"))
        assert "name: from Nursing 201 to Nursing 202" in trail
        assert "Ines added Carl" in trail

    def test_sections_are_added_renamed_and_deleted_and_students_stay(self, cast, enter, row) -> None:
        client = enter(cast.instructor)
        base = f"/classes/{cast.classroom.pk}/sections/"
        client.post(base, {"name": "Lab  A"})
        a = cast.classroom.sections.get()
        assert a.name == "Lab A"
        assert client.post(base, {"name": "lab a"}).status_code == 422
        own = row(cast.classroom, cast.student)
        Enrollment.objects.filter(pk=own.pk).update(section=a)
        client.post(f"{base}{a.pk}/", {"name": "Lab B"})
        assert "Lab B" in text(client.get(base))
        for _ in range(2):
            assert client.post(f"{base}{a.pk}/delete/").status_code == 302
        assert row(cast.classroom, cast.student).section is None
        assert client.get(f"{base}{a.pk}/").status_code == 404

    def test_ticked_students_are_moved_into_a_section(self, cast, enter, row, expect) -> None:
        client, base = enter(cast.instructor), f"/classes/{cast.classroom.pk}/people/"
        assert "Put those who are ticked into" not in text(client.get(base))
        lab, far = cast.classroom.sections.create(name="Lab A"), cast.elsewhere.sections.create(name="Far")
        assert "Put those who are ticked into" in text(client.get(base))
        ticked = [str(row(cast.classroom, cast.student).pk), str(row(cast.elsewhere, cast.stranger).pk)]
        said = client.post(f"{base}sections/", {"person": ticked, "section": str(lab.pk), "q": "sam"}, follow=True)
        assert said.redirect_chain[0][0] == f"{base}?q=sam"
        assert "1 student was moved." in text(said)
        assert row(cast.classroom, cast.student).section == lab
        assert row(cast.classroom, cast.classmate).section is None
        assert row(cast.elsewhere, cast.stranger).section is None
        for wrong, words in (
            ({"person": ticked, "section": str(far.pk)}, "The sections have changed meanwhile"),
            ({"section": str(lab.pk)}, "Please tick the students first"),
            ({"person": "x", "section": str(lab.pk)}, "nothing was changed"),
        ):
            assert words in text(client.post(f"{base}sections/", wrong, follow=True))
        client.post(f"{base}sections/", {"person": ticked, "section": ""})
        assert row(cast.classroom, cast.student).section is None
        told = text(client.get(f"/classes/{cast.classroom.pk}/trail/"))
        assert "put students into a section section: Lab A students: 1" in told

    def test_an_archived_class_is_read_only_and_reopens(self, cast, enter, row) -> None:
        client = enter(cast.instructor)
        base = f"/classes/{cast.classroom.pk}"
        client.post(f"{base}/archive/")
        person = f"{base}/people/{row(cast.classroom, cast.student).pk}/"
        assert client.get(person).status_code == client.get(f"{base}/people/").status_code == 200
        for path in (person, f"{person}remove/", f"{base}/code/renew/", f"{base}/settings/", f"{base}/roster/"):
            response = client.post(path, {"name": "Other"})
            assert response.status_code == 409, path
            assert "This class is archived" in text(response)
        assert Client().get(f"/classes/join/{cast.code}/").status_code == 404
        assert enter(cast.student).get(f"{base}/me/").status_code == 200
        client.post(f"{base}/reopen/")
        assert Client().get(f"/classes/join/{cast.code}/").status_code == 200

    def test_a_copy_has_the_sections_and_nobody_but_its_maker(self, cast, enter) -> None:
        cast.classroom.sections.create(name="Lab A")
        client = enter(cast.instructor)
        path = f"/classes/{cast.classroom.pk}/copy/"
        data = {"classroom_id": fields(client.get(path))["classroom_id"], "name": "Nursing 201", "term": "Fall"}
        for _ in range(2):
            response = client.post(path, data)
        copy = Classroom.objects.get(term="Fall")
        assert response["Location"] == f"/classes/{copy.pk}/people/"
        assert [each.name for each in copy.sections.all()] == ["Lab A"]
        assert [each.learner for each in copy.enrollments.all()] == [cast.instructor]
        assert copy.codes.get().code != cast.code

    def test_a_student_leaves_and_comes_back_as_they_were(self, cast, enter, row) -> None:
        client = enter(cast.student)
        base = f"/classes/{cast.classroom.pk}"
        assert "What ends" in text(client.get(f"{base}/leave/"))
        client.post(f"{base}/leave/")
        assert client.get(f"{base}/me/").status_code == 404
        own = row(cast.classroom, cast.student)
        assert not own.is_removed
        assert "You come back as you were" in text(client.get(f"/classes/join/{cast.code}/"))
        client.post(f"/classes/join/{cast.code}/", {"page": uuid4(), "name": "Sam"})
        assert row(cast.classroom, cast.student).pk == own.pk
        assert client.get(f"{base}/me/").status_code == 200


def test_an_observer_who_chose_nothing_to_study_finds_the_class(cast, enter) -> None:
    cast.observer.preferences.path = ""
    cast.observer.preferences.save()
    assert f'href="/classes/{cast.classroom.pk}/"' in enter(cast.observer).get("/").content.decode()


def test_the_browsers_clock_is_offered_where_none_was_said(cast, enter) -> None:
    def offered() -> bool:
        return b"data-zone" in enter(cast.instructor).get("/classes/new/").content.partition(b"<select")[2][:200]

    assert offered()
    cast.instructor.preferences.zone = "Europe/Berlin"
    cast.instructor.preferences.save()
    assert not offered()
