"""A class by hand: opened, its code read, joined by a guest, its roster uploaded; as narrow as a phone."""

from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from learn.accounts.models import User
from learn.classrooms.models import Enrollment
from tests.journeys.conftest import assert_accessible

ROSTER = (
    "Name;E-mail;Student no.;Section\r\n"
    '"Doe, Jane";jane@example.edu;1001;Lab A\r\n'
    "Gus Guest;gus@example.edu;1002;Lab A\r\n"
    "Ron;not an address;1003;Lab A\r\n"
)


def enter(page: Page, user: User) -> None:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])


def send(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_from_nothing_to_a_class_with_its_students(page_at, content) -> None:
    cache.clear()
    ines = User.objects.create_user("ines", password="x")
    ines.preferences.path = "both"
    ines.preferences.save()
    desk = page_at(360)
    enter(desk, ines)
    desk.goto("/")
    desk.get_by_role("link", name="Join a class").click()
    assert_accessible(desk)
    desk.get_by_role("link", name="Open a class").click()
    assert_accessible(desk)
    desk.get_by_label("Name of the class").fill("Nursing 201")
    send(desk, "Open the class")
    expect(desk.get_by_role("heading", name="Students join by this code")).to_be_visible()
    assert_accessible(desk)
    code = desk.locator(".code").inner_text()

    phone = page_at(360, "dark")
    phone.goto("/classes/join/")
    assert_accessible(phone)
    phone.get_by_label("Code of the class").fill("xxxx-xxxx")
    send(phone, "Look at the class")
    expect(phone.get_by_text("No class can be joined by this code.")).to_be_visible()
    phone.get_by_label("Code of the class").fill(code.lower())
    send(phone, "Look at the class")
    expect(phone.get_by_role("heading", name="They will not see")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_label("Your name, as the instructors see it").fill("Gus Guest")
    phone.get_by_role("button", name="Join the class").dblclick()
    expect(phone.get_by_role("link", name="Your classes").first).to_be_visible()
    phone.goto("/classes/")
    phone.get_by_role("link", name="Nursing 201").click()
    phone.get_by_role("link", name="You and this class").click()
    expect(phone.get_by_role("heading", name="What the class knows of you")).to_be_visible()
    assert_accessible(phone)

    desk.get_by_role("link", name="Upload a roster").click()
    assert_accessible(desk)
    file = {"name": "roster.csv", "mimeType": "text/csv", "buffer": b"\xff\xfe" + ROSTER.encode("utf-16-le")}
    desk.get_by_label("The roster, as a CSV file").set_input_files(file)
    send(desk, "Look through it")
    expect(desk.get_by_text("“not an address” is not an email address.")).to_be_visible()
    expect(desk.get_by_text("found by the name alone")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="Take the good rows into the class").dblclick()
    expect(desk.get_by_role("heading", name="2 students")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("link", name="Guest", exact=False).click()
    desk.get_by_label("Time for quizzes").fill("150")
    send(desk, "Save")
    expect(desk.locator("#main").get_by_text("Saved.")).to_be_visible()
    assert_accessible(desk)
    students = Enrollment.objects.students()
    assert sorted(students.values_list("name", "student_number", "time_percent")) == [
        ("Gus Guest", "1002", 150),
        ("Jane Doe", "1001", 100),
    ]

    phone.reload()
    expect(phone.get_by_text("20 minutes are 30 for you")).to_be_visible()
