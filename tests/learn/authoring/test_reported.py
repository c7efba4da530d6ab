"""A report on a library's card: from it to mending the fact, and told once of what was corrected."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from cards.models import Card
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.authoring import actions, publishing
from learn.libraries.actions import open_to_class
from learn.reports.actions import report_card
from learn.reports.models import Correction, Kind, Report
from learn.reports.reading import corrections_for
from learn.reviews.actions import answer_card
from tests.conftest import NOON
from tests.learn.reports.pages import fields, text

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOTHING = "Nothing of this card has changed since it was reported."


@pytest.fixture
def reported(cast, write, publish, enter) -> SimpleNamespace:
    """A published fact, a student who answered its card and one report on it, an hour later."""
    entry = write()
    open_to_class(library=cast.library, classroom=cast.classroom, by=cast.author, now=NOON)
    publish()
    student = User.objects.get(pk=cast.student.pk)
    card = Card.objects.get(uid__contains=f"{cast.library.code}-{entry.uid}/meaning")
    answer_card(learner=student, card_id=card.pk, grade=4, client_id=uuid4(), now=NOON, seen_row_at=None, time_ms=1000)
    report = _report(student, card, NOON + HOUR)
    address = reverse("reports:answer", args=[report.ticket])
    return SimpleNamespace(entry=entry, card=card, report=report, student=student, address=address)


def _report(student: User, card: Card, now) -> Report:
    said = {"kind": Kind.WRONG_FACT, "text": "It breaks it down.", "client_id": uuid4(), "now": now}
    return report_card(learner=student, card_id=card.pk, **said)


def _mend(cast, publish, reported, meaning: str = "a cell that dissolves bone", **values: object) -> None:
    reported.entry.refresh_from_db()
    table = reported.entry.table | {"meaning": meaning, "wording": f"It is {meaning}."}
    actions.save_fact(library=cast.library, table=table, by=cast.author, now=NOON + 2 * HOUR, uid=reported.entry.uid)
    publish(**{"now": NOON + 2 * HOUR, **values})


def _send(client, address: str, **values: object):
    return client.post(address, fields(client.get(address), "") | {"status": "corrected"} | values)


def test_nothing_is_corrected_before_it_is_published(cast, publish, reported, as_author) -> None:
    for notice in ("It dissolves bone.", ""):
        page = _send(as_author, reported.address, notice=notice)
        assert page.status_code == 422 and NOTHING in text(page) and notice in page.content.decode()
    # Of something else, or as a draft alone.
    publish(now=NOON + 2 * HOUR)
    assert NOTHING in text(_send(as_author, reported.address, notice="It dissolves bone."))
    assert not Correction.objects.exists()
    assert Report.objects.get().is_open
    page = _send(as_author, reported.address, status="answered", reply="It is right.")
    assert page.status_code == 302 and not Report.objects.get().is_open


def test_what_was_told_when_it_was_published_is_not_told_again(cast, publish, reported, as_author) -> None:
    _mend(cast, publish, reported)
    told = Correction.objects.get(card=reported.card)
    page = as_author.get(reported.address)
    assert told.text in text(page) and 'name="notice"' not in page.content.decode()
    twice = _send(as_author, reported.address, notice="It dissolves bone.")
    assert twice.status_code == 422 and "are not told twice" in text(twice)
    for _ in range(2):
        done = as_author.post(reported.address, {"status": "corrected", "reply": "Thank you."})
        assert done["Location"] == reverse("reports:library_inbox", args=[cast.library.pk])
    assert Report.objects.get().correction == told
    assert list(Correction.objects.filter(card=reported.card)) == [told]
    # Its reporter reads it there, and nowhere else.
    assert corrections_for(learner=reported.student, lens=lens_for(reported.student), now=NOON + 3 * HOUR) == []


def test_what_was_published_silently_is_told_with_the_answer(cast, publish, reported, as_author) -> None:
    _mend(cast, publish, reported, tells_students=False)
    assert "Please say what was corrected" in text(_send(as_author, reported.address, notice=""))
    assert _send(as_author, reported.address, notice="It dissolves bone.").status_code == 302
    assert [each.text for each in Correction.objects.all()] == ["It dissolves bone."]


def test_a_change_that_was_taken_back_corrects_nothing(cast, publish, reported, as_author) -> None:
    _mend(cast, publish, reported)
    undone = publishing.ask_to_undo(
        library=cast.library, publication_id=uuid4(), number=2, by=cast.author, now=NOON + 3 * HOUR
    )
    publishing.carry_out(publication_id=undone.pk, now=NOON + 3 * HOUR)
    page = as_author.post(reported.address, {"status": "corrected", "reply": "Thank you."})
    assert page.status_code == 422 and NOTHING in text(page)


def test_a_report_made_after_the_mending_is_not_closed_by_it(cast, publish, reported, as_author) -> None:
    _mend(cast, publish, reported)
    later = _report(reported.student, reported.card, NOON + 3 * HOUR)
    sent = {"status": "corrected", "reply": "Thank you.", "also": [str(later.ticket)]}
    page = as_author.post(reported.address, sent)
    assert page.status_code == 422 and "since the newest of these reports" in text(page)
    assert as_author.post(reported.address, sent | {"also": []}).status_code == 302
    later.refresh_from_db()
    assert later.is_open


def test_a_report_leads_its_authors_to_the_fact(cast, publish, reported, as_author) -> None:
    mend = reverse("authoring:fact", args=[cast.library.pk, reported.entry.uid])
    page = as_author.get(reported.address)
    said = page.content.decode()
    assert f'href="{mend}"' in said and as_author.get(mend).status_code == 200
    assert 'aria-label="Library"' in said and f'href="{reverse("authoring:publish", args=[cast.library.pk])}"' in said
    assert f'href="{reverse("reports:library_inbox", args=[cast.library.pk])}"' in said
    assert cast.library.code not in text(page) and "Library Bone notes" in text(page)
    inbox = as_author.get(reverse("reports:library_inbox", args=[cast.library.pk]))
    assert 'aria-label="Library"' in inbox.content.decode() and cast.library.code not in text(inbox)


def test_who_teaches_with_it_and_does_not_write_is_not_led_there(cast, publish, reported, enter, account) -> None:
    from learn.classrooms.models import Enrollment, Role

    carl = account("carl")
    Enrollment.objects.create(
        classroom=cast.classroom, learner=carl, role=Role.INSTRUCTOR, name="Carl", added_at=NOON, joined_at=NOON
    )
    page = enter(User.objects.get(pk=carl.pk)).get(reported.address)
    assert page.status_code == 200
    assert "Mend this fact" not in text(page) and 'aria-label="Library"' not in page.content.decode()


def test_times_are_those_of_who_reads(cast, publish, reported, as_author) -> None:
    type(cast.author.preferences).objects.filter(user=cast.author).update(zone="Asia/Tokyo")
    when = "2 March 2026, 21:00"
    for address in (cast.library.get_absolute_url(), reverse("authoring:publish", args=[cast.library.pk])):
        assert when in text(as_author.get(address)), address
    assert "2 Mar 2026, 21:00" in text(as_author.get(reverse("authoring:history", args=[cast.library.pk])))
    for address in (reported.address, reverse("reports:inbox")):
        assert "2 March 2026, 22:00" in text(as_author.get(address)), address


def test_a_notice_that_was_withdrawn_is_not_what_was_told(cast, publish, reported, as_author) -> None:
    _mend(cast, publish, reported)
    Correction.objects.update(withdrawn_at=NOON + 3 * HOUR)
    assert "Please say what was corrected" in text(_send(as_author, reported.address, notice=""))
    assert _send(as_author, reported.address, notice="It dissolves bone.").status_code == 302
    assert Report.objects.get().correction.text == "It dissolves bone."
