"""Files for other systems, read as these read them, against numbers that are reckoned here."""

import csv
import io
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.urls import reverse

from learn.classrooms.models import AuditEntry, Role
from learn.teaching.models import GradeChange
from tests.conftest import NOON
from tests.learn.teaching.conftest import DUE, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(course, teacher, ada, ben):
    """Two quizzes and a deck; points in thirds, one late, one excused, one set by hand, one missing, one to come."""
    lab = course.section("Lab A")
    cid = course.join("Cid Cole", section=lab, email="cid@example.org", student_number="0007")
    course.expect("=Eve()", email="eve@example.org")
    first, second = (
        course.quiz("Week 1", late_percent=10, made_at=DUE - timedelta(days=40)),
        course.quiz("Week 2", counts="average"),
    )
    course.quiz("=SUM(A1)", due_at=NOON + timedelta(days=3))
    course.attempt(ada, first, 2, 3)
    course.attempt(ben, first, 3, 3, at=DUE + timedelta(hours=1))
    course.attempt(ada, second, 1, 3)
    course.attempt(ada, second, 2, 3)
    GradeChange.objects.create(
        assignment=second, enrollment=ben, graded_as="exempt", reason="Ill.", at=NOON, by_name="T"
    )
    GradeChange.objects.create(
        assignment=second, enrollment=cid, graded_as="percent", percent=Decimal("88.5"), reason="Oral.", at=NOON,
        by_name="T",
    )  # fmt: skip
    return course


def rounded(number: float) -> str:
    return str(Decimal(number).quantize(Decimal("0.01"), ROUND_HALF_UP))


# By name: what each has in Week 1, Week 2 and the one to come; None for what is not there yet.
EXPECTED = {
    "Ada Adams": (rounded(200 / 3), rounded((100 / 3 + 200 / 3) / 2), None),
    "Ben Brown": ("90.00", "exempt", None),
    "Cid Cole": ("missing", "88.50", None),
    "=Eve()": (None, None, None),
}


def file(teacher, course, name: str, **more: str) -> tuple[str, str]:
    response = browser(teacher).post(reverse("teaching:export", args=[course.room.pk]), {"format": name} | more)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode(), response["Content-Disposition"]


def as_number(value: str | None) -> str:
    return {"missing": "0.00", "exempt": "", None: ""}.get(value, value)


def test_moodle(term, teacher) -> None:
    text, disposition = file(teacher, term, "moodle")
    assert disposition == 'attachment; filename="oncology-nursing-moodle-2026-03-02.csv"'
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0])[:2] == ["Email address", "ID number"]
    assert not text.startswith("\ufeff"), "the head of the first column would begin with it"
    by_mail = {row["Email address"]: row for row in rows}
    people = {"Ada Adams": "ada", "Ben Brown": "ben", "Cid Cole": "cid", "=Eve()": "eve"}
    for name, mail in people.items():
        row = by_mail[f"{mail}@example.org"]
        values = [row["Week 1"], row["Week 2"], row["'=SUM(A1)"]]
        assert values == [as_number(value) for value in EXPECTED[name]], name
    assert by_mail["cid@example.org"]["ID number"] == "0007"
    assert by_mail["eve@example.org"]["First name"] == "'=Eve()"


def read_by_moodle(text: str) -> list[list[str]]:
    """As PHP reads it, which Moodle is written in: a quotation mark after a backslash does not end a cell."""
    return list(csv.reader(io.StringIO(text), escapechar="\\"))


def test_moodle_reads_a_backslash(course, teacher) -> None:
    course.quiz('Lab, \\"C:\\')
    course.quiz("Week 2, the rest")
    course.expect('Eve, "E\\', email="eve@example.org")
    head, eve = read_by_moodle(file(teacher, course, "moodle")[0])
    assert head[3].startswith("Lab, ")
    assert head[4:] == ["Week 2, the rest"]
    assert len(eve) == 5


class TestWhomMoodleDoesNotFind:
    """One student that it does not know, and it refuses the whole file."""

    def page(self, course, teacher) -> str:
        address = reverse("teaching:gradebook", args=[course.room.pk])
        return " ".join(browser(teacher).get(address).content.decode().split())

    def found(self, course, teacher, column: str) -> list[str]:
        return [row[column] for row in csv.DictReader(io.StringIO(file(teacher, course, "moodle")[0]))]

    def test_who_has_no_email_is_not_in_the_file_and_named_on_the_page(self, course, teacher, ada, ben) -> None:
        course.quiz()
        assert "not in the file" not in self.page(course, teacher)
        course.join("Nora None")
        assert self.found(course, teacher, "Email address") == ["ada@example.org", "ben@example.org"]
        page = self.page(course, teacher)
        assert "Map from “Email address”" in page
        assert '1 student has no email on your roster and is not in the file: <span dir="auto">Nora None</span>' in page

    def test_by_number_where_more_have_one(self, course, teacher, ada) -> None:
        course.quiz()
        course.join("Cid Cole", student_number="0007")
        course.expect("Eve East", email="eve@example.org")
        course.join("Dora Day", student_number="0008")
        assert self.found(course, teacher, "ID number") == ["1001", "0007", "0008"]
        page = self.page(course, teacher)
        assert "Map from “ID number”" in page
        assert '1 student has no number on your roster and is not in the file: <span dir="auto">Eve East</span>' in page

    def test_other_systems_are_given_everybody(self, course, teacher, ada) -> None:
        course.quiz()
        course.join("Nora None")
        assert "None, Nora" in file(teacher, course, "canvas")[0]


def test_a_spreadsheet_keeps_a_number_that_begins_with_0(term, teacher) -> None:
    text, _ = file(teacher, term, "plain")
    (cid,) = [row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))) if row["Name"] == "Cid Cole"]
    assert cid["Student number"] == "'0007"
    assert '"0007"' in file(teacher, term, "blackboard")[0], "it would find nobody with an apostrophe"


def test_canvas(term, teacher) -> None:
    text, _ = file(teacher, term, "canvas")
    head, possible, *rows = list(csv.reader(io.StringIO(text)))
    assert head[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert head[5:] == ["Week 1", "Week 2", "'=SUM(A1)"]
    assert possible == ["    Points Possible", "", "", "", "", "100", "100", "100"]
    found = {row[0]: row for row in rows}
    assert found["Cole, Cid"][1:5] == ["", "0007", "cid@example.org", "Lab A"]
    for name, student in (("Ada Adams", "Adams, Ada"), ("Ben Brown", "Brown, Ben"), ("Cid Cole", "Cole, Cid")):
        wanted = ["EX" if value == "exempt" else as_number(value) for value in EXPECTED[name]]
        assert found[student][5:] == wanted, name


def test_blackboard(term, teacher) -> None:
    text, _ = file(teacher, term, "blackboard")
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head == [
        "Last Name", "First Name", "Username", "Student ID", "Week 1 [Total Pts: 100 Score]",
        "Week 2 [Total Pts: 100 Score]", "'=SUM(A1) [Total Pts: 100 Score]",
    ]  # fmt: skip
    found = {row[2]: row for row in rows}
    assert found["ada"][:4] == ["Adams", "Ada", "ada", "1001"]
    assert found["ada"][4:] == [as_number(value) for value in EXPECTED["Ada Adams"]]
    assert found["ben"][4:] == [as_number(value) for value in EXPECTED["Ben Brown"]]


def test_a_spreadsheet(term, teacher) -> None:
    text, _ = file(teacher, term, "plain")
    assert text.startswith("\ufeff")
    rows = {row["Name"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}
    ada, ben, cid = (rows[name] for name in ("Ada Adams", "Ben Brown", "Cid Cole"))
    assert (ada["Week 1 (%)"], ada["Week 1: state"], ada["Mean (%)"]) == (
        "66.67",
        "in time",
        rounded((200 / 3 + 50) / 2),
    )
    assert (ben["Week 1 (%)"], ben["Week 1: state"]) == ("90.00", "late")
    assert (ben["Week 2 (%)"], ben["Week 2: state"], ben["Mean (%)"]) == ("", "exempt", "90.00")
    assert (cid["Week 1: state"], cid["Week 2: state"], cid["Mean (%)"]) == ("missing", "set by hand", "44.25")
    assert "'=Eve()" in rows
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
        assert not any(cell[:1] in ("=", "+", "-", "@") for cell in row)


def test_a_section_alone_and_the_trail_says_who_took_what(term, teacher) -> None:
    section = term.room.sections.get()
    text, _ = file(teacher, term, "canvas", section=str(section.pk))
    assert len(list(csv.reader(io.StringIO(text)))) == 3
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.about, entry.by_name) == ("exported", "the gradebook (Canvas)", "Tara Teacher")
    assert entry.details == {"students": 1, "section": "Lab A"}


def test_titles_that_are_alike_are_told_apart(course, teacher, ada) -> None:
    course.quiz("Week 1")
    course.quiz("Week 1")
    head = next(csv.reader(io.StringIO(file(teacher, course, "moodle")[0])))
    assert head[3:] == ["Week 1", "Week 1 (2)"]


def test_no_title_ends_in_what_canvas_takes_for_its_id(course, teacher, ada) -> None:
    for title in ("Week 1", "Week 1", "Quiz (2026)", "Part (b)"):
        course.quiz(title)
    head = next(csv.reader(io.StringIO(file(teacher, course, "canvas")[0])))
    assert sorted(head[5:]) == ["Part (b)", "Quiz [2026]", "Week 1", "Week 1 [2]"]


def test_no_such_file(course, teacher, other_course) -> None:
    place = reverse("teaching:export", args=[course.room.pk])
    assert browser(teacher).post(place, {"format": "sakai"}).status_code == 400
    assert browser(teacher).post(place, {"format": "plain", "section": "99999"}).status_code == 400
    assert browser(teacher).get(place).status_code == 405
    elsewhere = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    assert browser(elsewhere).post(place, {"format": "plain"}).status_code == 404
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", ["plain", "moodle", "canvas", "blackboard"])
def test_no_cell_is_a_formula(name: str, term, teacher) -> None:
    term.expect("+Fay", email="=1+1@example.org", student_number="@1")
    text, _disposition = file(teacher, term, name)
    cells = [cell for line in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in line]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert "'=1+1@example.org" in cells or name == "blackboard"
