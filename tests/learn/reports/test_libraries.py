"""Reports on cards of a library: who answers them, and who hears nothing of them."""

from uuid import uuid4

import pytest

from cards.models import Card
from learn.classrooms.models import Enrollment
from learn.libraries.models import Author
from learn.reports.actions import report_card
from learn.reports.models import Kind, Report
from tests.conftest import NOON
from tests.learn.libraries.conftest import account, again, cast, enroll, enter, publish, share, shared  # noqa: F401
from tests.learn.reports.pages import fields, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(shared) -> Report:  # noqa: F811
    card = Card.objects.filter(fact__uid=f"{shared.library.code}-delta").first()
    said = {"kind": Kind.WRONG_FACT, "text": "The sea builds it.", "client_id": uuid4(), "now": NOON}
    return report_card(learner=again(shared.student), card_id=card.pk, **said)


def addresses(shared, report: Report) -> list[str]:  # noqa: F811
    return ["/reports/inbox/", f"/reports/inbox/libraries/{shared.library.pk}/", f"/reports/inbox/{report.ticket}/"]


def test_its_authors_and_instructors_answer_and_nobody_else(shared, report, enter, account, staff) -> None:  # noqa: F811
    editor = account("ed")
    Author.objects.create(library=shared.library, learner=editor, added_at=NOON)
    for who in (shared.owner, shared.co, editor):
        for path in addresses(shared, report):
            assert "The sea builds it." in text(enter(who).get(path)), (who, path)
    for who in (shared.student, shared.classmate, shared.stranger):
        for path in addresses(shared, report):
            assert enter(who).get(path).status_code == 404
    # The site's staff answer for what came with it.
    desk = enter(staff)
    assert "The sea builds it." not in text(desk.get("/reports/inbox/"))
    assert [desk.get(path).status_code for path in addresses(shared, report)] == [200, 404, 404]
    Enrollment.objects.filter(learner=shared.co).update(ended_at=NOON)
    assert enter(shared.co).get(addresses(shared, report)[2]).status_code == 404


def test_they_see_none_of_the_sites_own(shared, learner, reported, enter) -> None:  # noqa: F811
    ticket = reported(learner).ticket
    client = enter(shared.owner)
    assert "No report is open." in text(client.get("/reports/inbox/"))
    assert client.get(f"/reports/inbox/{ticket}/").status_code == 404
    assert client.post(f"/reports/inbox/{ticket}/", {"status": "declined", "reply": "x"}).status_code == 404


def test_an_answer_reaches_its_reporter(shared, report, enter) -> None:  # noqa: F811
    client, address = enter(shared.co), f"/reports/inbox/{report.ticket}/"
    sent = fields(client.get(address), "") | {"status": "answered", "reply": "Both do."}
    reply = client.post(address, sent)
    assert reply["Location"] == f"/reports/inbox/libraries/{shared.library.pk}/"
    assert "Both do." in text(enter(shared.student).get("/reports/"))
    assert "by another who answers" in text(enter(shared.owner).get(address))
    assert "carl" not in enter(shared.owner).get(address).content.decode().lower()


def test_home_and_the_library_lead_there(shared, report, enter) -> None:  # noqa: F811
    for who in (shared.owner, shared.co):
        assert "1 report about your libraries waits" in text(enter(who).get("/"))
        assert "Reports about your libraries: 1 open" in text(enter(who).get("/reports/"))
    assert "about your libraries" not in text(enter(shared.student).get("/"))
    page = enter(shared.owner).get(f"/libraries/{shared.library.pk}/").content.decode()
    assert f'href="/reports/inbox/libraries/{shared.library.pk}/"' in page
    assert "Rivers &amp; seas" in enter(shared.owner).get(addresses(shared, report)[1]).content.decode()


def test_home_asks_no_student_about_it(shared, enter, django_assert_num_queries) -> None:  # noqa: F811
    from learn.accounts.lens import lens_for
    from learn.reports.reading import news_for

    student, owner = again(shared.student), again(shared.owner)
    lenses = lens_for(student), lens_for(owner)
    with django_assert_num_queries(2):
        news_for(learner=student, lens=lenses[0], now=NOON)
    with django_assert_num_queries(3):
        news_for(learner=owner, lens=lenses[1], now=NOON, answers=True)
