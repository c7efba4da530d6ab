"""Who gets which mail, and when."""

import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.management import CommandError, call_command

from cards.models import Face
from learn import periodic
from learn.accounts.actions import change_preferences, follow_browser_zone
from learn.accounts.models import User
from learn.reminders import actions, sending
from learn.reminders.models import Digest, DigestMail, Rhythm
from learn.reminders.post import LATEST, MOST_TRIES, RETRY_AFTER
from learn.reminders.sending import send_due
from tests.conftest import NOON
from tests.learn.notebook.survival_watch import SurvivalWatch
from tests.learn.reminders.conftest import EARLY, SITE, ask_for, finish_the_day

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# ---- what it says


def test_a_learner_is_told_how_much_and_how_long(make_holder, post_office, shipped_base) -> None:
    learner = make_holder(address="ada@example.org")
    make_holder(address="classmate@example.org")
    digest = ask_for(learner)
    assert send_due(now=NOON).sent == 1
    (mail,) = post_office.mails
    assert mail.to == ["ada@example.org"]
    assert mail.subject == "Osteon: 10 cards today, about 6 minutes"
    assert "Today: 10 cards (10 new), about 6 minutes." in mail.body
    assert re.findall(r"https?://\S+", mail.body) == [f"{SITE}/study/", f"{SITE}/reminders/stop/{digest.token}/"]
    assert "every day at 12:00" in mail.body
    assert mail.extra_headers == {
        "List-Unsubscribe": f"<{SITE}/reminders/stop/{digest.token}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    html = mail.alternatives[0].content
    assert "style" not in html
    assert re.findall(r'href="([^"]+)"', html) == [f"{SITE}/study/", f"{SITE}/reminders/stop/{digest.token}/"]
    everything = mail.message().as_string()
    assert learner.username not in everything.replace("ada@example.org", "")


@pytest.mark.parametrize("path", ["nursing", "caregiver", "both"])
@pytest.mark.parametrize("rhythm", [Rhythm.DAILY, Rhythm.WEEKLY])
def test_no_mail_holds_anything_of_a_card(path: str, rhythm: Rhythm, make_holder, post_office, shipped_base) -> None:
    ask_for(make_holder(path, survival=True), rhythm=rhythm)
    send_due(now=NOON)
    (mail,) = post_office.mails
    texts = [mail.subject, mail.body, mail.alternatives[0].content]
    watch = SurvivalWatch(shipped_base)
    assert not [found for text in texts for found in watch.found_in(text)]
    for front, back in Face.objects.values_list("front", "back"):
        assert not [text for text in texts if front in text or (len(back) > 5 and back in text)]


def test_a_caregiver_is_asked_for_nothing(make_holder, post_office) -> None:
    ask_for(make_holder("caregiver"))
    send_due(now=NOON)
    (mail,) = post_office.mails
    assert mail.subject == "Osteon: a few cards, if you have a moment"
    assert "Nothing is lost if you skip." in mail.body
    assert "Nothing is lost if you skip." in mail.alternatives[0].content
    assert "minutes" in mail.body
    assert not re.search(r"score|percent|%|streak|missed|overdue|late", mail.body)


def test_addresses_are_escaped_where_they_must_be(make_holder, post_office, settings) -> None:
    settings.SITE_URL = 'https://osteon.example/a&b"c'
    ask_for(make_holder())
    send_due(now=NOON)
    (mail,) = post_office.mails
    assert 'https://osteon.example/a&b"c/study/' in mail.body
    assert "https://osteon.example/a&amp;b&quot;c/study/" in mail.alternatives[0].content


def test_one_click_is_promised_only_where_mail_programs_take_it(make_holder, post_office, settings) -> None:
    settings.SITE_URL = "http://localhost:8000"
    ask_for(make_holder())
    send_due(now=NOON)
    assert set(post_office.mails[0].extra_headers) == {"List-Unsubscribe", "Auto-Submitted"}


# ---- who gets one


def test_who_cannot_have_mail_gets_none(make_holder, make_learner, post_office) -> None:
    for learner in (make_holder(is_proved=False), make_learner()):
        with pytest.raises(actions.CannotMailError):
            ask_for(learner)
    assert not Digest.objects.exists()
    for lost in ("is_active", "verified"):
        learner = make_holder()
        ask_for(learner)
        if lost == "is_active":
            User.objects.filter(pk=learner.pk).update(is_active=False)
        else:
            learner.emailaddress_set.update(verified=False)
    assert send_due(now=NOON).nothing == 2
    assert post_office.mails == []


def test_a_site_without_mail_sends_none(make_holder, post_office, settings) -> None:
    ask_for(make_holder())
    settings.HAS_MAIL = False
    assert send_due(now=NOON).sent == 0
    with pytest.raises(CommandError, match="OSTEON_EMAIL_URL"):
        call_command("send_reminders")
    assert post_office.mails == []


def test_an_unproved_address_beside_a_proved_one_gets_nothing(make_holder, post_office) -> None:
    learner = make_holder(address="old@example.org")
    learner.emailaddress_set.create(email="new@example.org", verified=False, primary=False)
    ask_for(learner)
    send_due(now=NOON)
    assert post_office.addresses() == ["old@example.org"]


def test_who_is_done_for_today_is_left_alone(make_holder, post_office) -> None:
    learner = make_holder()
    ask_for(learner)
    finish_the_day(learner, EARLY)
    assert send_due(now=NOON).nothing == 1
    assert not DigestMail.objects.exists()
    assert send_due(now=NOON + DAY).sent == 1, "tomorrow there is something again"


def test_nothing_due_and_nothing_new_is_no_mail(make_holder, post_office) -> None:
    ask_for(make_holder(new_per_day=0))
    ask_for(make_holder(new_per_day=0), rhythm=Rhythm.WEEKLY)
    assert send_due(now=NOON).nothing == 2
    assert post_office.mails == []


def test_a_rest_day_is_quiet(make_holder, post_office) -> None:
    learner = make_holder(rest_days="1")
    ask_for(learner)
    assert send_due(now=NOON).nothing == 1
    assert send_due(now=NOON + DAY).sent == 1


def test_once_a_week_looks_ahead_even_when_today_is_done(make_holder, post_office) -> None:
    learner = make_holder()
    ask_for(learner, rhythm=Rhythm.WEEKLY, weekday=1)
    finish_the_day(learner, EARLY)
    assert send_due(now=NOON).sent == 1
    assert "Nothing is left for today. In the coming seven days 10 reviews are due." in post_office.mails[0].body
    for day in range(1, 7):
        assert send_due(now=NOON + day * DAY).sent == 0
    assert send_due(now=NOON + 7 * DAY).sent == 1


# ---- when


def test_it_comes_at_the_hour_of_the_learners_own_clock(make_holder, post_office) -> None:
    ask_for(make_holder(zone="Asia/Tokyo", address="tokyo@example.org"), hour=18)
    ask_for(make_holder(zone="America/New_York", address="york@example.org"), hour=8)
    came = {}
    for minutes in range(0, 24 * 60, 10):
        now = EARLY + timedelta(minutes=minutes)
        before = post_office.addresses()
        send_due(now=now)
        came |= {address: f"{now:%H:%M}" for address in post_office.addresses() if address not in before}
    assert came == {"tokyo@example.org": "09:00", "york@example.org": "13:00"}


@pytest.mark.parametrize(("night", "came"), [("2026-03-28", "03-29 01:00"), ("2026-10-24", "10-25 00:00")])
def test_the_nights_the_clock_changes(night: str, came: str, make_holder, post_office) -> None:
    start = datetime.fromisoformat(f"{night}T12:00").replace(tzinfo=UTC)
    ask_for(make_holder(zone="Europe/Berlin"), hour=2, now=start)
    sent = []
    for minutes in range(0, 24 * 60, 15):
        now = start + timedelta(minutes=minutes)
        sent += [f"{now:%m-%d %H:%M}"] * send_due(now=now).sent
    assert sent == [came]


def test_a_late_worker_sends_up_to_some_hours_late_and_no_pile(make_holder, post_office) -> None:
    learner = make_holder()
    ask_for(learner)
    assert send_due(now=NOON - timedelta(seconds=1)).sent == 0
    assert send_due(now=NOON + LATEST).sent == 1
    assert send_due(now=NOON + DAY + LATEST + timedelta(seconds=1)).sent == 0
    assert send_due(now=NOON + 9 * DAY + HOUR).sent == 1, "after a week without a worker, that day's and no other"
    assert send_due(now=NOON + 9 * DAY + HOUR).sent == 0
    assert [mail.local_date.day for mail in DigestMail.objects.order_by("local_date")] == [2, 11]


def test_a_move_moves_the_hour_and_brings_no_second_mail(make_holder, post_office) -> None:
    learner = make_holder(zone="Europe/Berlin")
    ask_for(learner, hour=13)
    assert send_due(now=NOON).sent == 1
    follow_browser_zone(learner=learner, zone="America/New_York", now=NOON + HOUR)
    assert Digest.objects.get().next_at == NOON + 6 * HOUR, "13:00 there"
    assert send_due(now=NOON + 6 * HOUR).sent == 0, "this date had its mail"
    assert send_due(now=NOON + DAY + 6 * HOUR).sent == 1
    change_preferences(learner=learner, changes={"zone": "Asia/Tokyo"}, now=NOON + DAY + 7 * HOUR)
    assert Digest.objects.get().next_at == NOON + DAY + 16 * HOUR


def test_a_zone_changed_behind_our_back_is_noticed(make_holder, post_office) -> None:
    learner = make_holder()
    ask_for(learner)
    type(learner.preferences).objects.filter(pk=learner.pk).update(zone="America/New_York")
    assert send_due(now=NOON).sent == 0
    assert send_due(now=NOON + 5 * HOUR).sent == 1


def test_a_later_hour_on_the_same_day_brings_no_second_mail(make_holder, post_office) -> None:
    learner = make_holder()
    ask_for(learner)
    send_due(now=NOON)
    ask_for(learner, hour=15, now=NOON + HOUR)
    assert send_due(now=NOON + 3 * HOUR).sent == 0
    assert send_due(now=NOON + DAY + 3 * HOUR).sent == 1


def test_an_hour_that_is_past_begins_tomorrow(make_holder, post_office) -> None:
    ask_for(make_holder(), hour=12, now=NOON + timedelta(minutes=1))
    assert send_due(now=NOON + timedelta(minutes=2)).sent == 0
    assert send_due(now=NOON + DAY).sent == 1


# ---- what goes wrong


def test_run_twice_it_sends_once(make_holder, post_office) -> None:
    ask_for(make_holder())
    assert [send_due(now=NOON).sent for _ in range(3)] == [1, 0, 0]
    mail = DigestMail.objects.get()
    assert (mail.state, mail.tries, mail.sent_at, mail.planned_at) == ("sent", 1, NOON, NOON)


def test_killed_while_sending_it_does_not_send_again(make_holder, post_office) -> None:
    for _ in range(3):
        ask_for(make_holder())
    post_office.troubles = [None, KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        send_due(now=NOON)
    assert sorted(DigestMail.objects.values_list("state", flat=True)) == ["claimed", "sent"]
    assert send_due(now=NOON + timedelta(minutes=1)).sent == 1, "the third; nobody knows whether the second arrived"
    assert len(post_office.addresses()) == len(set(post_office.addresses())) == 2
    assert send_due(now=NOON + DAY).sent == 3, "tomorrow is another day"


def test_a_refusal_is_noted_and_tried_again_some_times(make_holder, post_office) -> None:
    learner = make_holder(address="full@example.org")
    ask_for(learner)
    refusal = SMTPRecipientsRefused({"full@example.org": (452, b"<full@example.org> mailbox full")})
    post_office.troubles = [refusal] * 9
    now = NOON
    for tries in range(1, MOST_TRIES + 1):
        assert send_due(now=now).refused == 1
        mail = DigestMail.objects.get()
        assert (mail.state, mail.tries, mail.reason) == ("refused", tries, "SMTPRecipientsRefused 452")
        assert send_due(now=now + timedelta(minutes=1)).refused == 0, "not at once"
        now += RETRY_AFTER
    assert mail.retry_at is None
    assert send_due(now=now).refused == 0
    post_office.troubles = []
    assert send_due(now=NOON + DAY).sent == 1


def test_a_refused_mail_that_is_taken_later_is_sent_once(make_holder, post_office) -> None:
    ask_for(make_holder())
    post_office.troubles = [SMTPDataError(451, b"later, please")]
    assert send_due(now=NOON).refused == 1
    assert send_due(now=NOON + RETRY_AFTER).sent == 1
    mail = DigestMail.objects.get()
    assert (mail.state, mail.tries, mail.reason, mail.retry_at) == ("sent", 2, "", None)
    assert send_due(now=NOON + 2 * RETRY_AFTER).sent == 0
    assert len(post_office.mails) == 1


@pytest.mark.parametrize("change", ["ended", "studied"])
def test_what_is_wanted_no_more_is_not_tried_again(change: str, make_holder, post_office) -> None:
    learner = make_holder()
    digest = ask_for(learner)
    post_office.troubles = [SMTPDataError(451, b"later, please")]
    send_due(now=NOON)
    if change == "ended":
        actions.stop_digest(token=digest.token, now=NOON)
    else:
        finish_the_day(learner)
    assert send_due(now=NOON + RETRY_AFTER).sent == 0
    assert DigestMail.objects.get().retry_at is None


def test_a_refusal_near_the_latest_moment_is_the_last(make_holder, post_office) -> None:
    ask_for(make_holder())
    post_office.troubles = [SMTPDataError(451, b"later, please")]
    send_due(now=NOON + LATEST)
    assert DigestMail.objects.get().retry_at is None


def test_a_line_that_breaks_loses_one_mail_at_most(make_holder, post_office) -> None:
    for _ in range(3):
        ask_for(make_holder())
    post_office.troubles = [None, SMTPServerDisconnected("gone")]
    outcome = send_due(now=NOON)
    assert (outcome.sent, outcome.lost) == (2, 1)
    assert post_office.opened == 2, "one line for all, and another after the trouble"
    assert send_due(now=NOON + HOUR).sent == 0


def test_a_server_that_is_away_costs_nobody_their_mail(make_holder, post_office, caplog, monkeypatch, capsys) -> None:
    for _ in range(2):
        ask_for(make_holder())
    post_office.is_shut = True
    assert send_due(now=NOON).is_cut_off
    assert not DigestMail.objects.exists()
    assert "ConnectionRefusedError" in caplog.text
    assert "@" not in caplog.text
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + HOUR)
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("send_reminders")
    post_office.is_shut = False
    call_command("send_reminders")
    assert "Sent: 2. Refused: 0. Perhaps lost: 0. Nothing to send: 0." in capsys.readouterr().out


def test_an_error_of_our_own_stops_nobody_elses_mail(make_holder, post_office, monkeypatch, caplog) -> None:
    broken, _ = (ask_for(make_holder(address=f"{name}@example.org")) for name in ("broken", "fine"))
    real = sending.letter_for

    def letter_for(digest, *, now):
        if digest.pk == broken.pk:
            raise RuntimeError(digest.learner.email)
        return real(digest, now=now)

    monkeypatch.setattr(sending, "letter_for", letter_for)
    outcome = send_due(now=NOON)
    assert (outcome.sent, outcome.failed) == (1, 1)
    assert post_office.addresses() == ["fine@example.org"]
    assert "RuntimeError" in caplog.text
    assert "broken@" not in caplog.text


def test_a_run_is_bounded_and_tells_how_far_it_is(make_holder, post_office) -> None:
    for _ in range(5):
        ask_for(make_holder())
    heard = []
    send_due(now=NOON, most=3, told=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 3), (2, 3), (3, 3)]
    assert send_due(now=NOON, most=3).sent == 2
    assert post_office.opened == 2


def test_old_notes_are_forgotten(make_holder, post_office) -> None:
    ask_for(make_holder())
    for day in (0, 1, 95):
        send_due(now=NOON + day * DAY)
    assert [mail.planned_at for mail in DigestMail.objects.all()] == [NOON + 95 * DAY]


def test_the_worker_does_it_every_minute(make_holder, post_office) -> None:
    (job,) = (job for job in periodic.jobs() if job.name == "reminders")
    assert job.seconds == 60
    ask_for(make_holder())
    job.run(NOON)
    assert len(post_office.mails) == 1
