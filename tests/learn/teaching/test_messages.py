"""Messages: written in steps, sent once, read by those they are for."""

import threading
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from learn import periodic
from learn.classrooms.models import AuditEntry, Role
from learn.teaching.models import ClassMessage, CopyState, MessageCopy
from learn.teaching.sending import GIVEN_UP, send_waiting
from learn.teaching.writing import write_message
from tests.conftest import NOON
from tests.learn.reminders.conftest import make_holder, post_office, site_with_mail  # noqa: F401
from tests.learn.reports.pages import fields, text
from tests.learn.teaching.conftest import browser

pytestmark = pytest.mark.django_db


def address(name: str, course, *more: object) -> str:
    return reverse(f"teaching:{name}", args=[course.room.pk, *more])


@pytest.fixture
def holder(course, make_holder):  # noqa: F811
    """A student with a proved address."""

    def make(name: str, **values: object):
        return course.join(name, learner=make_holder(**values))

    return make


def written(teacher, *students, by_mail: bool = True, subject: str = "Room change", **values: object) -> ClassMessage:
    return write_message(
        **{
            "member": teacher,
            "message_id": uuid4(),
            "chosen": [each.pk for each in students],
            "to_whom": "them",
            "subject": subject,
            "text": "We meet in room 3.",
            "by_mail": by_mail,
            "now": NOON,
        }
        | values
    )


def states() -> dict[str, str]:
    return dict(MessageCopy.objects.values_list("enrollment__name", "state"))


def test_from_the_overview_to_the_students_in_three_steps(course, teacher, ada, ben) -> None:
    course.quiz()
    client = browser(teacher)
    overview = client.get(address("overview", course))
    assert "Write to those chosen" in text(overview)
    place = address("write", course)
    page = client.post(place, {"to": [str(ada.pk)], "step": "chosen"})
    assert "To: 1 student" in text(page)
    data = fields(page, place) | {"subject": "Week 1", "text": "Please hand in <b>soon</b>.", "step": "check"}
    page = client.post(place, data)
    assert "To 1 student (1 student)." in text(page) and "All read it on the site" in text(page)
    assert "Please hand in <b>soon</b>." in text(page) and not ClassMessage.objects.exists()
    data = fields(page, place) | {"step": "send"}
    first, again = client.post(place, data), client.post(place, data)
    assert first["Location"] == again["Location"]
    assert ClassMessage.objects.count() == 1 and states() == {"Ada Adams": "on_site"}
    assert "It stands on the site for 1 student; 0 have read it there." in text(client.get(first["Location"]))
    assert AuditEntry.objects.filter(what="messaged").count() == 1
    # Read by opening the page, and told as new before.
    student = browser(ada)
    assert "Messages 1 new" in text(student.get(address("own_grades", course)))
    inbox = student.get(address("messages", course))
    assert "Week 1 new Tara Teacher, 2 March 2026, 12:00 Please hand in <b>soon</b>." in text(inbox)
    assert "1 new" not in text(student.get(address("own_grades", course)))
    assert "1 has read it there" in text(client.get(first["Location"]))
    assert "Week 1" not in text(browser(ben).get(address("messages", course)))
    assert "read by 1 of 1" in text(client.get(address("messages", course)))


def test_to_all_who_are_behind_and_to_a_section(course, teacher, ada, ben) -> None:
    quiz = course.quiz()
    course.attempt(ben, quiz, 5)
    client, place = browser(teacher), address("write", course)
    page = client.post(place, {"step": "behind"})
    data = fields(page, place) | {"subject": "S", "text": "T", "step": "check"}
    page = client.post(place, data)
    assert "Ada Adams" in text(page) and "Ben Brown" not in text(page)
    lab = course.section("Lab")
    ben.section = lab
    ben.save()
    page = client.get(place)
    data = fields(page, place) | {"group": f"section-{lab.pk}", "subject": "S", "text": "T", "step": "check"}
    page = client.post(place, data)
    assert "To 1 student (Lab)." in text(page) and "Ben Brown" in text(page)
    client.post(place, fields(page, place) | {"step": "send"})
    assert states() == {"Ben Brown": "on_site"}
    assert ClassMessage.objects.get().to_whom == "Lab"


def test_what_was_typed_survives_a_look(course, teacher, ada) -> None:
    client, place = browser(teacher), address("write", course)
    data = {"message_id": uuid4(), "group": "all", "subject": "Hello", "text": "One\r\ntwo", "step": "check"}
    page = client.post(place, data)
    page = client.post(place, fields(page, place) | {"step": "edit"})
    assert page.status_code == 200
    again = fields(page, place)
    assert (again["subject"], again["message_id"]) == ("Hello", str(data["message_id"]))
    assert b"One\ntwo" in page.content


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": ""}, "Please write a subject."),
        ({"text": " "}, "Please write the message."),
        ({"text": "x" * 4001}, "This has 4001 characters."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(course, teacher, ada, wrong, said) -> None:
    data = {"message_id": uuid4(), "group": "all", "subject": "S", "text": "T", "step": "send"} | wrong
    page = browser(teacher).post(address("write", course), data)
    assert page.status_code == 422 and said in text(page)
    assert not ClassMessage.objects.exists()


def test_a_page_that_has_written_a_message_writes_no_other(course, other_course, teacher, ada) -> None:
    client, place = browser(teacher), address("write", course)
    data = {"message_id": uuid4(), "group": "all", "subject": "S", "text": "T", "step": "send"}
    client.post(place, data)
    page = client.post(place, data | {"text": "Another."})
    assert page.status_code == 422 and "press the button again" in text(page)
    client.post(place, fields(page, place) | {"text": "Another.", "step": "send"})
    assert sorted(ClassMessage.objects.values_list("text", flat=True)) == ["Another.", "T"]


def test_nobody_chosen_or_nobody_of_the_class(course, other_course, teacher, ada) -> None:
    client, place = browser(teacher), address("write", course)
    assert client.post(place, {"step": "chosen"})["Location"] == address("overview", course)
    theirs, gone = other_course.join("Theo Theirs"), course.join("Gina Gone", ended_at=NOON)
    data = {"message_id": uuid4(), "to": [str(theirs.pk), str(gone.pk)], "subject": "S", "text": "T", "step": "send"}
    page = client.post(place, data)
    assert page.status_code == 422 and "Nobody of those chosen is in the class" in text(page)
    assert client.post(place, data | {"to": ["x"]}).status_code == 400
    assert client.post(place, data | {"group": "section-99999"}).status_code == 400
    assert not ClassMessage.objects.exists()


def test_who_can_have_mail_gets_it_and_the_rest_read_it_here(course, teacher, holder, post_office, ada) -> None:  # noqa: F811
    vera = holder("Vera Vogt")
    unproved = holder("Uwe Ulm", is_proved=False)
    place = address("write", course)
    client = browser(teacher)
    data = {
        "message_id": uuid4(),
        "group": "all",
        "subject": "Room",
        "text": "Three.",
        "by_mail": "on",
        "step": "check",
    }
    page = client.post(place, data)
    assert "1 gets it by mail as well." in text(page) and "2 read it on the site only" in text(page)
    sent = client.post(place, fields(page, place) | {"step": "send"})
    page = client.get(sent["Location"])
    assert b"<progress" in page.content and b"hx-get" in page.content and "Mails: 0 of 1 done." in text(page)
    assert states() == {"Vera Vogt": "waiting", unproved.name: "on_site", ada.name: "on_site"}
    (job,) = [each for each in periodic.jobs() if each.name == "class_mails"]
    job.run(NOON)
    (mail,) = post_office.mails
    assert mail.to == [vera.learner.email] and mail.subject == "Oncology nursing: Room"
    assert mail.body.startswith("Three.\n\n-- \nTara Teacher wrote this to students of “Oncology nursing”")
    assert f"https://osteon.example{address('messages', course)}" in mail.body
    page = client.get(sent["Location"])
    assert "Mails: all 1 done, 1 sent." in text(page) and b"hx-get" not in page.content
    part = client.get(sent["Location"], headers={"HX-Request": "true"})
    assert part.content.strip().startswith(b'<section id="progress"') and b"<html" not in part.content


def test_a_refusal_is_told_by_name_and_the_rest_still_sent(course, teacher, holder, post_office) -> None:  # noqa: F811
    people = [holder(name) for name in ("Ada A", "Ben B", "Cid C", "Dan D")]
    message = written(teacher, *people)
    post_office.troubles = [
        SMTPRecipientsRefused({"ada@example.org": (550, b"no such ada@example.org")}),
        SMTPServerDisconnected("gone"),
        SMTPDataError(552, b"too much"),
    ]
    outcome = send_waiting(now=NOON)
    assert (outcome.sent, outcome.refused, outcome.lost) == (1, 2, 1)
    shown = text(browser(teacher).get(address("message", course, message.pk)))
    assert "The mail server refused 2 mails." in shown and "Ada A" in shown and "Cid C" in shown
    assert "Uncertain" in shown and "Ben B" in shown and "Dan D" not in shown
    assert {copy.reason for copy in MessageCopy.objects.all()} == {
        "", "SMTPRecipientsRefused 550", "SMTPServerDisconnected", "SMTPDataError 552",
    }  # fmt: skip
    assert send_waiting(now=NOON).sent == 0


def test_a_server_that_is_away_costs_nobody_their_mail(course, teacher, holder, post_office) -> None:  # noqa: F811
    written(teacher, holder("Ada One"))
    post_office.is_shut = True
    assert send_waiting(now=NOON).is_cut_off and states() == {"Ada One": "waiting"}
    post_office.is_shut = False
    assert send_waiting(now=NOON).sent == 1


def test_who_left_meanwhile_gets_no_mail(course, teacher, holder, post_office) -> None:  # noqa: F811
    ada, ben = holder("Ada One"), holder("Ben Two")
    written(teacher, ada, ben)
    ada.ended_at = NOON
    ada.save()
    assert (send_waiting(now=NOON).sent, post_office.addresses()) == (1, [ben.learner.email])
    assert states()["Ada One"] == "on_site"


def test_a_mail_that_was_being_sent_when_its_process_died_is_told_as_uncertain(
    course,
    teacher,
    holder,
    post_office,  # noqa: F811
) -> None:
    written(teacher, holder("Ada One"))
    MessageCopy.objects.update(state="claimed", claimed_at=NOON)
    send_waiting(now=NOON + GIVEN_UP)
    assert states() == {"Ada One": "claimed"}
    send_waiting(now=NOON + GIVEN_UP + timedelta(seconds=1))
    assert states() == {"Ada One": "lost"} and post_office.mails == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(course, teacher, holder, post_office) -> None:  # noqa: F811
    people = [holder(f"Student {n}") for n in range(6)]
    written(teacher, *people)
    post_office.seconds = 0.02
    start, outcomes, failures = threading.Barrier(2), [], []

    def run() -> None:
        try:
            start.wait()
            outcomes.append(send_waiting(now=NOON))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(each.sent for each in outcomes) == len(people)
    assert post_office.addresses() == sorted(each.learner.email for each in people)
    assert set(states().values()) == {"sent"}


def test_mails_and_messages_a_day_are_limited(course, teacher, holder, post_office, settings) -> None:  # noqa: F811
    settings.CLASS_MAILS_PER_DAY = 3
    people = [holder(name) for name in ("Ada One", "Ben Two")]
    written(teacher, *people)
    client, place = browser(teacher), address("write", course)
    data = {"message_id": uuid4(), "group": "all", "subject": "Room", "text": "Three.", "by_mail": "on"}
    page = client.post(place, data | {"step": "check"})
    assert "2 mails would be more than this class can send today (1 left)" in text(page)
    refused = client.post(place, data | {"step": "send"})
    assert refused.status_code == 422 and "This class can send 1 more mail today." in text(refused)
    # On the site alone there is room; and tomorrow for mails again.
    client.post(place, fields(page, place) | {"step": "send"})
    assert ClassMessage.objects.count() == 2
    assert written(teacher, *people, now=NOON + timedelta(days=1, seconds=1)).by_mail
    for _ in range(7):
        written(teacher, people[0], by_mail=False)
    page = client.post(place, data | {"message_id": uuid4(), "by_mail": "", "step": "send"})
    assert page.status_code == 422 and "has written 10 messages in the last 24 hours" in text(page)


def test_a_large_class_can_be_written_to_once_a_day(course, teacher, holder, post_office, settings) -> None:  # noqa: F811
    settings.CLASS_MAILS_PER_DAY = 1
    assert written(teacher, holder("Ada One"), holder("Ben Two")).by_mail
    settings.CLASS_MAILS_PER_DAY = 0
    assert not ClassMessage.objects.filter(written_at__gt=NOON).exists()


def test_a_site_without_mail_offers_none(course, teacher, ada) -> None:
    page = browser(teacher).get(address("write", course))
    assert "This site sends no mail" in text(page) and b'name="by_mail"' not in page.content
    assert not written(teacher, ada).by_mail and states() == {"Ada Adams": "on_site"}


def test_no_page_is_there_for_others(course, other_course, teacher, ada, ben) -> None:
    message = written(teacher, ada)
    colleague = course.join("Cora Colleague", Role.INSTRUCTOR)
    observer = course.join("Olga Observer", Role.OBSERVER)
    elsewhere = other_course.join("Ines Elsewhere", Role.INSTRUCTOR)
    places = {"write": address("write", course), "message": address("message", course, message.pk)}
    for person in (ada, ben, observer, elsewhere):
        for place in places.values():
            assert browser(person).get(place).status_code == 404
            assert browser(person).post(place).status_code in (404, 405)
    for place in (*places.values(), address("messages", course)):
        assert browser(colleague).get(place).status_code == 200
    for person in (observer, elsewhere):
        assert browser(person).get(address("messages", course)).status_code == 404
    assert browser(elsewhere).get(address("message", other_course, message.pk)).status_code == 404
    course.room.archived_at = NOON
    course.room.save()
    assert browser(teacher).get(places["write"]).status_code == 409
    assert "Room change" in text(browser(ada).get(address("messages", course)))


def test_all_who_are_behind_are_one_field(course, teacher, ada, ben) -> None:
    lab = course.section("Lab A")
    course.quiz("Week 1")
    students = [course.join(f"Student {n}", section=lab) for n in range(3)]
    client, place = browser(teacher), address("write", course)
    for section, number in (("", 5), (str(lab.pk), 3)):
        page = client.post(place, {"step": "behind", "section": section})
        sent = fields(page, place) | {"subject": "S", "text": "T", "step": "check"}
        assert "to" not in sent and sent["group"] == f"behind-{section}"
        page = client.post(place, sent)
        assert f"To {number} students" in text(page)
        sent = fields(page, place)
        assert f"To: {number} students" in text(client.post(place, sent | {"step": "edit"}))
        client.post(place, sent | {"step": "send"})
        assert ClassMessage.objects.filter(to_whom=f"{number} students").count() == 1
    assert MessageCopy.objects.filter(enrollment__in=students).count() == 6
    assert client.post(place, {"step": "behind", "section": "99999"}).status_code == 400
    assert client.post(place, sent | {"group": "behind-99999"}).status_code == 400


def test_a_message_is_told_on_today_until_it_was_read(course, teacher, ada, ben) -> None:
    message = ClassMessage.objects.create(
        classroom=course.room,
        subject="Room",
        text="We meet in 12.",
        to_whom="1 student",
        by_mail=False,
        written_at=NOON,
        by_name="Tara Teacher",
    )
    MessageCopy.objects.create(message=message, enrollment=ada, state=CopyState.ON_SITE)
    assert "1 new message" in text(browser(ada).get("/"))
    assert "new message" not in text(browser(ben).get("/"))
    browser(ada).get(reverse("teaching:messages", args=[course.room.pk]))
    assert "new message" not in text(browser(ada).get("/"))
