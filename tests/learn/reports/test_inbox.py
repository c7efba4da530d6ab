"""Staff's inbox: who sees it, what it shows, answering, two at once."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cards.models import Card
from learn.accounts.models import User
from learn.reports.models import Correction, Report
from tests.learn.reports.pages import HOSTILE, client_of, fields, text

pytestmark = pytest.mark.django_db


def test_for_everyone_but_staff_there_is_no_inbox(learner: User, staff: User, reported) -> None:
    ticket = reported(learner).ticket
    account = User.objects.create_user("vera", password="x")
    clients = [Client(), client_of(learner), client_of(account)]
    for address in ("/reports/inbox/", f"/reports/inbox/{ticket}/", f"/reports/inbox/{uuid4()}/"):
        for client in clients:
            assert client.get(address).status_code == 404
            assert client.post(address, {"status": "declined", "reply": "x"}).status_code == 404
    assert client_of(staff).get(f"/reports/inbox/{uuid4()}/").status_code == 404
    assert Report.objects.get().is_open
    assert "Everyone’s reports" not in text(clients[1].get("/reports/"))


def test_staff_see_what_is_reported_and_not_by_whom(desk: Client, learner, classmate, card, reported) -> None:
    vera = User.objects.create_user("vera", password="x")
    reported(vera, HOSTILE)
    reported(classmate)
    page = desk.get("/reports/inbox/")
    html, seen = page.content.decode(), text(page)
    face = card.faces.get(register="nursing")
    for each in (
        face.front,
        face.back,
        card.fact.uid,
        HOSTILE,
        "2 reports on this card, 2 open",
        "2 reports, the newest",
    ):
        assert each in seen
    assert "<script>alert" not in html
    assert f"/sources/bone-metastases/#paragraph-{card.fact.paragraphs[0]}" in html
    for name in ("vera", classmate.username, f"/{vera.pk}/"):
        assert name not in html
    assert "2 reports are open" not in text(desk.get("/")), "staff who chose no path see the welcome"
    assert "Everyone’s reports: 2 open" in text(desk.get("/reports/"))


def test_staff_on_a_path_are_told_at_home(make_learner, reported) -> None:
    studying = make_learner()
    reported(studying)
    assert "1 report is open" not in text(client_of(studying).get("/"))
    User.objects.filter(pk=studying.pk).update(is_staff=True)
    assert "1 report is open" in text(client_of(studying).get("/"))


def test_the_wording_shown_is_that_of_the_reporter(desk: Client, make_learner, reported) -> None:
    reported(make_learner("caregiver"))
    plain = Card.objects.get(pk=Report.objects.get().card_id).faces.get(register="plain")
    assert plain.front in text(desk.get("/reports/inbox/"))


def test_survival_and_retired_cards_can_be_worked_on(desk: Client, learner, card, survival_card, reported) -> None:
    reported(learner)
    reported(learner, on=survival_card)
    Card.objects.filter(pk=card.pk).update(retired_at=timezone.now())
    seen = text(desk.get("/reports/inbox/"))
    assert survival_card.faces.get(register="nursing").front in seen
    assert "card retired" in seen


def test_an_answer_closes_and_the_report_is_done(desk: Client, learner, reported) -> None:
    report = reported(learner)
    address = f"/reports/inbox/{report.ticket}/"
    data = fields(desk.get(address), "") | {"status": "answered", "reply": HOSTILE}
    for said in ("1 report closed.", "closed by you already, with the same answer"):
        reply = desk.post(address, data)
        assert reply["Location"] == "/reports/inbox/"
        assert said in text(desk.get("/reports/inbox/"))
    assert "No report is open." in text(desk.get("/reports/inbox/"))
    assert "It says north." in text(desk.get("/reports/inbox/?show=done"))
    page = desk.get(address)
    assert "by minna" in text(page)
    assert HOSTILE in text(page)
    assert "<script>alert" not in page.content.decode()
    assert "Send and close" not in text(page)


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({}, "status", "Please choose one."),
        ({"status": "open"}, "status", "Select a valid choice"),
        ({"status": "declined"}, "reply", "Please write a reply."),
        ({"status": "corrected", "reply": "Thanks"}, "notice", "Please say what was corrected"),
        ({"status": "answered", "reply": "No", "notice": "Words"}, "notice", "told only where the card was corrected"),
        ({"status": "answered", "reply": "x" * 1001}, "reply", "This has 1001 characters."),
        ({"status": "corrected", "notice": "x" * 301}, "notice", "This has 301 characters."),
    ],
)
def test_what_is_missing_is_said_and_nothing_lost(desk: Client, learner, reported, data, field, said) -> None:
    address = f"/reports/inbox/{reported(learner).ticket}/"
    page = desk.post(address, data)
    html = page.content.decode()
    assert page.status_code == 422
    assert said in re.search(rf'id="id_{field}_error">(.*?)</p>', html)[1]
    for typed in (data.get("reply"), data.get("notice")):
        assert typed is None or typed in html
    assert Report.objects.get().is_open


def test_the_second_of_two_is_told_what_the_first_did(desk, colleague, learner, reported) -> None:
    address = f"/reports/inbox/{reported(learner).ticket}/"
    late = client_of(colleague)
    late.get(address)
    desk.post(address, {"status": "declined", "reply": "It stays."})
    page = late.post(address, {"status": "corrected", "reply": "Changed.", "notice": "It is new."})
    seen = text(page)
    assert page.status_code == 409
    assert "closed before yours was sent, as “not changed”" in seen
    for each in ("by minna", "It stays.", "What you wrote:", "Changed.", "It is new."):
        assert each in seen
    assert Report.objects.get().status == "declined"
    page = late.post(address, {"status": "answered"})
    assert "closed before yours was sent" in text(page), "even where the form had a mistake"


def test_reports_ticked_along_are_closed_along(desk, learner, classmate, staff, reported) -> None:
    report, other, gone = reported(learner), reported(classmate, HOSTILE), reported(classmate, "Another")
    address = f"/reports/inbox/{report.ticket}/"
    page = desk.get(address)
    assert page.content.decode().count('name="also"') == 2
    assert HOSTILE in text(page)
    assert "<script>alert" not in page.content.decode()
    desk.post(f"/reports/inbox/{gone.ticket}/", {"status": "answered", "reply": "No."})
    data = {"status": "corrected", "notice": "It is new.", "also": [str(other.ticket), str(gone.ticket)]}
    page = desk.post(address, data | {"notice": ""})
    assert re.search(rf'value="{other.ticket}" checked', page.content.decode()), "what was ticked stays so"
    page = desk.post(address, data, follow=True)
    assert "2 reports closed. 1 other was closed before and left as it was." in text(page)
    assert Correction.objects.count() == 1
    assert desk.post(address, {"status": "answered", "reply": "x", "also": "no"}).status_code in (409, 422)
    later = desk.get(f"/reports/inbox/{reported(learner).ticket}/")
    assert "Corrected before It is new." in text(later)


def test_the_inbox_comes_page_by_page(desk: Client, learner, reported) -> None:
    first = reported(learner, "The first")
    for place in range(25):
        reported(learner, f"Report {place}.", at=first.reported_at.replace(minute=place + 1))
    seen = text(desk.get("/reports/inbox/"))
    assert seen.index("Report 24.") < seen.index("Report 0.")
    assert "The first" not in seen
    assert "The first" in text(desk.get("/reports/inbox/?page=2"))
