"""Reporting, closing, being told: what is kept, what is refused, and what comes along."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cards.lens import Lens
from cards.models import Card
from learn.accounts.actions import delete_learner, merge_guest
from learn.accounts.cleaning import forget_idle_guests
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.accounts.traces import trace_of
from learn.reports import actions
from learn.reports.actions import close_report, mark_read, report_card, see_correction
from learn.reports.models import Correction, Kind, Report, SeenCorrection, Status
from learn.reports.reading import MOST_CORRECTIONS, TOLD_FOR, corrections_for, inbox, news_for, own_reports
from tests.conftest import NOON
from tests.learn.reports.conftest import study

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def told(learner: User, now=LATER) -> list[str]:
    return [each.correction.text for each in corrections_for(learner=learner, lens=lens_for(learner), now=now)]


# ---- reporting


def test_a_report_is_kept_tidied_with_the_face_that_was_seen(make_learner, card: Card) -> None:
    caregiver = make_learner("caregiver")
    said = {"card_id": card.pk, "kind": Kind.UNCLEAR, "client_id": uuid4(), "now": NOON}
    report = report_card(learner=caregiver, text="  One\r\ntwo\rthree \n", **said)
    assert report.text == "One\ntwo\nthree"
    assert (report.language, report.register, report.status) == ("en", "plain", "open")
    assert Report.objects.get() == report


def test_the_same_page_twice_is_one_report_and_another_text_is_not_lost(learner: User, card: Card) -> None:
    said = {"learner": learner, "card_id": card.pk, "kind": Kind.OTHER, "client_id": uuid4(), "now": NOON}
    first = report_card(text="Once", **said)
    assert report_card(text=" Once ", **said).ticket == first.ticket
    with pytest.raises(actions.PageReusedError):
        report_card(text="Twice", **said)
    assert Report.objects.count() == 1


def test_two_learners_may_send_the_same_id(learner: User, classmate: User, card: Card) -> None:
    said = {"card_id": card.pk, "kind": Kind.OTHER, "client_id": uuid4(), "text": "Mine", "now": NOON}
    tickets = {report_card(learner=each, **said).ticket for each in (learner, classmate)}
    assert len(tickets) == 2


@pytest.mark.parametrize(("text", "error"), [(" \n ", actions.EmptyTextError), ("x" * 1001, actions.TextTooLongError)])
def test_nothing_and_too_much_are_refused(learner: User, card: Card, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        report_card(learner=learner, card_id=card.pk, kind=Kind.OTHER, text=text, client_id=uuid4(), now=NOON)
    assert not Report.objects.exists()


def test_a_thousand_characters_are_kept(learner: User, reported) -> None:
    assert len(reported(learner, "é" * 1000).text) == 1000


def test_a_card_that_is_hidden_is_missing(make_learner, survival_card: Card, reported) -> None:
    with pytest.raises(actions.NoSuchCardError):
        reported(make_learner("caregiver"), on=survival_card)
    reported(make_learner("nursing"), on=survival_card)


def test_so_many_a_study_day_and_no_more(learner: User, classmate: User, reported, monkeypatch) -> None:
    monkeypatch.setattr(actions, "MOST_A_DAY", 2)
    reported(learner)
    kept = reported(learner)
    with pytest.raises(actions.TooManyReportsError):
        reported(learner)
    again = {"card_id": kept.card_id, "kind": Kind(kept.kind), "text": kept.text, "client_id": kept.client_id}
    assert report_card(learner=learner, now=NOON, **again).ticket == kept.ticket, "a double click is no third"
    reported(classmate)
    reported(learner, at=NOON + timedelta(days=1))


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "rude"},
        {"status": "lost", "closed_at": NOON},
        {"text": ""},
        {"status": "answered"},
        {"status": "answered", "closed_at": NOON},
        {"status": "corrected", "closed_at": NOON},
        {"reply": "Too early"},
        {"read_at": NOON},
    ],
)
def test_the_database_refuses_what_cannot_be(learner: User, reported, values: dict) -> None:
    report = reported(learner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(ticket=report.ticket).update(**values)


# ---- closing


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.DECLINED])
def test_an_answer_closes_and_is_news(learner: User, staff: User, reported, status: Status) -> None:
    report = reported(learner)
    close_report(ticket=report.ticket, staff=staff, status=status, reply=" It is so. ", now=LATER)
    report.refresh_from_db()
    assert (report.status, report.reply, report.closed_by, report.closed_at) == (status, "It is so.", staff, LATER)
    assert report.correction is None
    assert news_for(learner=learner, lens=lens_for(learner), now=LATER).unread == 1
    mark_read(learner=learner, tickets=[report.ticket], now=LATER)
    assert news_for(learner=learner, lens=lens_for(learner), now=LATER).unread == 0


def test_nobody_reads_anothers_answer(learner: User, classmate: User, reported, corrected) -> None:
    report = reported(learner)
    corrected(report)
    mark_read(learner=classmate, tickets=[report.ticket], now=LATER)
    assert Report.objects.get().read_at is None


def test_the_second_of_two_is_told_and_overwrites_nothing(learner, staff, colleague, reported) -> None:
    report = reported(learner)
    first = {"ticket": report.ticket, "staff": staff, "status": Status.DECLINED, "reply": "It stays."}
    assert len(close_report(now=LATER, **first)) == 1
    assert close_report(now=LATER, **first) == [], "a double click is the same answer"
    for other in (
        {"staff": colleague},
        {"status": Status.ANSWERED},
        {"reply": "It goes."},
        {"status": Status.CORRECTED, "notice": "Changed."},
    ):
        with pytest.raises(actions.AlreadyClosedError) as refused:
            close_report(now=LATER, **first | other)
        assert refused.value.report.status == Status.DECLINED
    report.refresh_from_db()
    assert (report.status, report.reply, report.closed_by) == (Status.DECLINED, "It stays.", staff)
    assert not Correction.objects.exists()


def test_others_on_the_card_get_the_same_answer_and_one_correction(
    learner, classmate, colleague, staff, survival_card, reported, corrected
) -> None:
    report, other, elsewhere = reported(learner), reported(classmate), reported(classmate, on=survival_card)
    closed = reported(learner)
    close_report(ticket=closed.ticket, staff=colleague, status=Status.ANSWERED, reply="No.", now=NOON)
    corrected(report, also=[other.ticket, elsewhere.ticket, closed.ticket, uuid4()])
    correction = Correction.objects.get()
    status = {each.ticket: (each.status, each.correction) for each in Report.objects.all()}
    assert status == {
        report.ticket: ("corrected", correction),
        other.ticket: ("corrected", correction),
        elsewhere.ticket: ("open", None),
        closed.ticket: ("answered", None),
    }


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"status": Status.ANSWERED}, actions.EmptyTextError),
        ({"status": Status.CORRECTED, "reply": "Thanks"}, actions.EmptyTextError),
        ({"status": Status.ANSWERED, "reply": "x" * 1001}, actions.TextTooLongError),
        ({"status": Status.CORRECTED, "notice": "x" * 301}, actions.TextTooLongError),
        ({"status": Status.ANSWERED, "reply": "x", "ticket": uuid4()}, actions.NoSuchReportError),
    ],
)
def test_what_cannot_be_an_answer_is_refused(learner, staff, reported, values: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        close_report(**{"ticket": reported(learner).ticket, "staff": staff, "now": LATER} | values)
    assert Report.objects.get().is_open


# ---- corrections


def test_who_answered_the_card_before_is_told_once(make_learner, card: Card, reported, corrected) -> None:
    before, after, never, reporter = (make_learner() for _ in range(4))
    study(before, card, NOON)
    study(reporter, card, NOON)
    report = reported(reporter)
    corrected(report, at=LATER)
    study(after, card, LATER + timedelta(minutes=1))
    now = LATER + timedelta(hours=1)
    assert told(before, now) == ["The place is the spine."]
    assert told(after, now) == told(never, now) == []
    assert told(reporter, now) == [], "they read it in their report"
    for _ in range(2):
        see_correction(learner=before, correction_id=Correction.objects.get().pk, now=now)
    assert told(before, now) == []
    assert SeenCorrection.objects.count() == 1


def test_an_old_correction_is_told_no_more_and_many_in_turn(learner, classmate, card, reported, corrected) -> None:
    study(learner, card, NOON - timedelta(days=1))
    for place in range(MOST_CORRECTIONS + 1):
        corrected(reported(classmate), f"Change {place}", at=NOON + timedelta(minutes=place))
    newest = [f"Change {place}" for place in range(MOST_CORRECTIONS, 0, -1)]
    assert told(learner, LATER) == newest
    assert told(learner, NOON + TOLD_FOR) == newest
    assert told(learner, LATER + TOLD_FOR) == []


def test_no_survival_front_is_told_to_whom_it_is_hidden(
    make_learner, staff, classmate, survival_card: Card, reported, corrected
) -> None:
    learner = make_learner("caregiver", survival=True)
    study(learner, survival_card, NOON)
    own = reported(learner, on=survival_card)
    close_report(ticket=own.ticket, staff=staff, status=Status.ANSWERED, reply="51 of 100", now=NOON)
    corrected(reported(classmate, on=survival_card), at=LATER)
    assert len(told(learner)) == 1
    assert news_for(learner=learner, lens=lens_for(learner), now=LATER).unread == 1
    learner.preferences.survival = False
    learner.preferences.save()
    assert told(learner) == []
    assert news_for(learner=learner, lens=lens_for(learner), now=LATER).unread == 0
    assert [row.is_told for row in own_reports(learner=learner, lens=lens_for(learner), number="1")[0]] == [False]
    with pytest.raises(actions.NoSuchCorrectionError):
        see_correction(learner=learner, correction_id=Correction.objects.get().pk, now=LATER)


def test_a_card_taken_out_is_told_of_too(learner, classmate, card: Card, reported, corrected) -> None:
    study(learner, card, NOON)
    report = reported(classmate)
    Card.objects.filter(pk=card.pk).update(retired_at=LATER)
    corrected(report, "It was wrong and is gone.", at=LATER)
    [news] = corrections_for(learner=learner, lens=lens_for(learner), now=LATER)
    assert (news.correction.text, news.is_shown) == ("It was wrong and is gone.", False)
    rows, _ = own_reports(learner=classmate, lens=lens_for(classmate), number="1")
    assert rows[0].is_told


def test_a_correction_that_is_not_there_is_missing(learner: User) -> None:
    with pytest.raises(actions.NoSuchCorrectionError):
        see_correction(learner=learner, correction_id=1, now=NOON)


def test_the_inbox_keeps_to_the_libraries_of_who_looks(learner: User, staff: User, reported) -> None:
    reported(learner)
    looks = {"is_done": False, "number": "1"}
    assert len(inbox(learner=staff, lens=Lens(), **looks)[0]) == 1
    assert inbox(learner=staff, lens=Lens(libraries=frozenset({"another"})), **looks)[0] == []
    assert inbox(learner=learner, lens=Lens(), **looks)[0] == []


# ---- coming along, going


def test_a_guests_reports_go_to_the_account_under_their_tickets(learner, classmate, card, reported, corrected) -> None:
    account = User.objects.create_user("vera", password="x")
    client_id = uuid4()
    said = {"card_id": card.pk, "kind": Kind.OTHER, "client_id": client_id, "now": NOON}
    report_card(learner=account, text="From the account", **said)
    guests = report_card(learner=learner, text="From the guest", **said)
    study(learner, card, NOON - timedelta(hours=1))
    corrected(reported(classmate), at=NOON)
    correction = Correction.objects.get()
    for each in (learner, account):
        see_correction(learner=each, correction_id=correction.pk, now=NOON)
    assert trace_of(learner).kept == 1
    merge_guest(guest=learner, account=account, keep_preferences=True, now=LATER)
    mine = Report.objects.of(account.pk)
    assert {report.text for report in mine} == {"From the account", "From the guest"}
    assert mine.get(ticket=guests.ticket).client_id != client_id
    assert SeenCorrection.objects.filter(learner=account).count() == SeenCorrection.objects.count() == 1
    assert told(account) == []


def test_a_learners_reports_go_with_them_and_the_correction_stays(learner, classmate, card, reported, corrected):
    study(classmate, card, NOON)
    corrected(reported(learner), at=LATER)
    reported(classmate)
    delete_learner(learner=learner, now=LATER)
    assert [report.learner for report in Report.objects.all()] == [classmate]
    assert told(classmate) == ["The place is the spine."]


def test_who_closed_it_may_go_and_the_answer_stays(learner: User, staff: User, reported, corrected) -> None:
    corrected(reported(learner))
    delete_learner(learner=staff, now=LATER)
    report = Report.objects.get()
    assert (report.status, report.closed_by) == ("corrected", None)


def test_a_guest_who_reported_something_is_not_forgotten(learner: User, classmate: User, reported) -> None:
    reported(learner)
    User.objects.update(date_joined=NOON - timedelta(days=30))
    assert forget_idle_guests(before=NOON, now=NOON) == 1
    assert User.objects.filter(is_guest=True).get() == learner
