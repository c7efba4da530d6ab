"""A roster file from upload to class: shown first, taken as shown, nobody dropped."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from learn.classrooms import joining, rosters
from learn.classrooms.models import AuditEntry, Enrollment, RosterUpload
from tests.learn.classrooms.pages import text

pytestmark = pytest.mark.django_db

HEAD = "Name;E-Mail;Student number;Section\n"


@pytest.fixture
def desk(cast, enter) -> Client:
    return enter(cast.instructor)


@pytest.fixture
def upload(cast, desk: Client):
    """Uploads a file and returns the preview."""

    def send(content: str | bytes, client: Client = desk):
        data = content if isinstance(content, bytes) else content.encode()
        file = SimpleUploadedFile("Spring roster.csv", data, content_type="text/csv")
        path = f"/classes/{cast.classroom.pk}/roster/"
        return client.post(path, {"file": file, "upload_id": str(uuid4())}, follow=True)

    return send


def seen(preview) -> str:
    return re.search(r'name="seen" value="(\w+)"', preview.content.decode())[1]


def confirm(client: Client, preview):
    return client.post(preview.request["PATH_INFO"], {"seen": seen(preview)}, follow=True)


def figures(preview) -> dict[str, int]:
    found = re.findall(r"<dt>([^<]*)</dt><dd>(\d+)</dd>", preview.content.decode())
    return {words.partition(",")[0]: int(number) for words, number in found}


def on_roster(cast) -> set[tuple[str, str, str, str]]:
    rows = Enrollment.objects.current().students().filter(classroom=cast.classroom)
    return {(each.name, each.email, each.student_number, str(each.section or "")) for each in rows}


def test_nothing_is_written_until_confirmed_and_then_once(cast, desk, upload) -> None:
    before = on_roster(cast)
    preview = upload(HEAD + "Doe, Jane;J@example.org;1;Lab A\nRon Roe;;2;Lab A\nBad;nowhere;;\n")
    assert figures(preview) == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "rows with errors": 1,
        "in the class but not in the file": 2,
    }
    page = text(preview)
    assert "row 4 email “nowhere” is not an email address. Correct it" in page
    assert "New sections would be made: Lab A" in page
    assert on_roster(cast) == before
    assert not cast.classroom.sections.exists()
    done = confirm(desk, preview)
    assert "The roster was taken: 2 new, 0 changed." in text(done)
    assert on_roster(cast) == before | {("Jane Doe", "j@example.org", "1", "Lab A"), ("Ron Roe", "", "2", "Lab A")}
    assert confirm(desk, preview).redirect_chain[0][0].endswith("/people/")
    assert on_roster(cast) == before | {("Jane Doe", "j@example.org", "1", "Lab A"), ("Ron Roe", "", "2", "Lab A")}
    (entry,) = AuditEntry.objects.filter(what="roster")
    assert entry.about == "Spring roster.csv"
    assert entry.details == {"new": 2, "changed": 0, "unchanged": 0, "not_taken": 1}
    assert RosterUpload.objects.get().sheet == {}


def test_uploaded_again_it_updates_and_drops_nobody(cast, desk, upload) -> None:
    confirm(desk, upload(HEAD + "Jane Doe;j@example.org;1;Lab A\nRon Roe;;2;Lab A\n"))
    assert "there is nothing to do" in text(upload(HEAD + "Jane Doe;j@example.org;1;Lab A\nRon Roe;;2;\n"))
    preview = upload(HEAD + "Jane Dow;j@example.org;;Lab B\n")
    assert figures(preview)["changed"] == 1
    assert figures(preview)["in the class but not in the file"] == 3
    assert "name: Jane Doe Jane Dow" in text(preview)
    confirm(desk, preview)
    found = on_roster(cast)
    assert ("Jane Dow", "j@example.org", "1", "Lab B") in found
    assert ("Ron Roe", "", "2", "Lab A") in found
    assert len(found) == 4


def test_a_class_that_changed_meanwhile_is_shown_again(cast, desk, upload, expect) -> None:
    preview = upload(HEAD + "Jane Doe;j@example.org;1;\n")
    expect(cast.classroom, "Other", student_number="1")
    again = desk.post(preview.request["PATH_INFO"], {"seen": seen(preview)})
    assert again.status_code == 409
    assert "The class has changed since" in text(again)
    assert figures(again)["changed"] == 1
    assert not Enrollment.objects.filter(name="Jane Doe").exists()


def test_who_joined_by_themselves_is_found_by_name_and_told_so(cast, desk, upload, row) -> None:
    preview = upload(HEAD + "SAM;s@example.org;9;\n")
    assert "found by the name alone" in text(preview)
    confirm(desk, preview)
    own = row(cast.classroom, cast.student)
    assert (own.name, own.joined_as, own.email, own.student_number) == ("SAM", "Sam", "s@example.org", "9")


def test_who_left_or_teaches_is_not_touched(cast, desk, upload, row) -> None:
    own, teacher = row(cast.classroom, cast.student), row(cast.classroom, cast.co)
    Enrollment.objects.filter(pk=own.pk).update(student_number="5")
    Enrollment.objects.filter(pk=teacher.pk).update(email="carl@example.org")
    joining.leave(classroom=cast.classroom, learner=cast.student, now=timezone.now())
    preview = upload(HEAD + "Samuel;s@example.org;5;\nCarl;carl@example.org;;\n")
    page = text(preview)
    assert "In the file, but left or were removed: 1" in page
    assert "is an instructor or observer of the class" in page
    assert "No row can be taken" in page
    assert row(cast.classroom, cast.student).name == "Sam"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"PK\x03\x04", "This is an Excel workbook"),
        (b"%PDF-", "This is a PDF"),
        ("name,section\nJane,A\n", "No column is headed as email or student number (the headings are: name, section)"),
        ("name,email\n" + "a,a@b.cd\n" * 5001, "This file has 5001 rows; 5000 can be taken at once"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(cast, upload, content, words: str) -> None:
    response = upload(content)
    assert response.status_code == 422
    assert words in text(response)
    assert not RosterUpload.objects.exists()


def test_no_file_is_said_to_be_none(cast, desk) -> None:
    response = desk.post(f"/classes/{cast.classroom.pk}/roster/", {"upload_id": str(uuid4())})
    assert response.status_code == 422
    assert "Please choose a file first." in text(response)


def test_a_file_of_another_instructor_is_not_there(cast, upload, enter) -> None:
    preview = upload(HEAD + "Jane Doe;j@example.org;1;\n")
    path = preview.request["PATH_INFO"]
    assert enter(cast.co).get(path).status_code == 404
    assert enter(cast.co).post(path, {"seen": seen(preview)}).status_code == 404
    assert not Enrollment.objects.filter(name="Jane Doe").exists()


def test_what_nobody_confirms_is_put_away(cast, desk, upload) -> None:
    preview = upload(HEAD + "Jane Doe;j@example.org;1;\n")
    rosters.forget_uploads(timezone.now() + timedelta(hours=23))
    assert desk.get(preview.request["PATH_INFO"]).status_code == 200
    rosters.forget_uploads(timezone.now() + timedelta(hours=25))
    assert desk.get(preview.request["PATH_INFO"]).status_code == 404
    other = upload(HEAD + "Jane Doe;j@example.org;1;\n")
    desk.post(f"{other.request['PATH_INFO']}discard/")
    assert not RosterUpload.objects.exists()


def test_five_thousand_students_in_few_queries(cast, desk, upload, django_assert_max_num_queries) -> None:
    lines = [f"Last{each}, First{each};s{each}@example.org;{each};Lab {each % 40}" for each in range(5000)]
    preview = upload(HEAD + "\n".join(lines))
    assert figures(preview)["new"] == 5000
    assert len(preview.content) < 200_000
    # A statement for many rows is counted once.
    with django_assert_max_num_queries(17):
        desk.post(preview.request["PATH_INFO"], {"seen": seen(preview)})
    assert Enrollment.objects.expected().filter(classroom=cast.classroom).count() == 5000
    again = upload(HEAD + "\n".join(line.replace("First", "Given") for line in lines))
    assert figures(again)["changed"] == 5000
    with django_assert_max_num_queries(16):
        desk.post(again.request["PATH_INFO"], {"seen": seen(again)})
    assert Enrollment.objects.filter(classroom=cast.classroom, name__startswith="Given").count() == 5000


def test_the_roster_comes_out_as_it_goes_in_and_that_is_noted(cast, desk, upload) -> None:
    confirm(desk, upload(HEAD + "Doe, Jane;j@example.org;007;=Lab\n"))
    path = f"/classes/{cast.classroom.pk}/roster/download/"
    response = desk.post(path)
    assert response["Content-Disposition"] == 'attachment; filename="roster-nursing-201.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    # With the apostrophe no spreadsheet takes the one for 7 and the other for a formula.
    assert lines[:2] == ["name,email,student number,section", "\"Doe, Jane\",j@example.org,'007,'=Lab"]
    assert AuditEntry.objects.filter(what="exported", about="the roster").count() == 1
    again = upload(response.content)
    assert figures(again)["unchanged"] == 1
    # Mia and Sam have neither address nor number.
    assert figures(again)["rows with errors"] == 2
    template = desk.get(f"/classes/{cast.classroom.pk}/roster/template/")
    assert figures(upload(template.content))["new"] == 2
