"""The calendar of due reviews, opened by the library that other programs open it with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from learn.accounts import limits
from learn.accounts.models import User
from learn.reminders import actions, calendars
from learn.reminders.models import CalendarFeed
from learn.reviews.models import CardState
from tests.conftest import NOON
from tests.learn.notebook.survival_watch import SurvivalWatch
from tests.learn.reminders.conftest import finish_the_day

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def feed_of(learner: User) -> CalendarFeed:
    actions.make_calendar(learner=learner, now=NOON)
    return CalendarFeed.objects.select_related("learner__preferences").get(learner=learner)


def path_of(feed: CalendarFeed) -> str:
    return f"/calendar/{calendars.token_of(feed)}.ics"


def lines(content: bytes) -> list[str]:
    assert content.count(b"\n") == content.count(b"\r\n"), "lines end as RFC 5545 wants"
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    return content.decode().split("\r\n")


def due_on(learner: User, days: dict[int, int]) -> None:
    """So many of the learner's cards are due so many days from today, the others much later."""
    finish_the_day(learner)
    mine = CardState.objects.of(learner.pk)
    mine.update(due_date=TODAY + timedelta(days=400), scheduled_date=TODAY + timedelta(days=400))
    cards = iter(list(mine.values_list("card_id", flat=True)))
    for day, count in days.items():
        on = TODAY + timedelta(days=day)
        for _ in range(count):
            CardState.objects.filter(learner=learner, card_id=next(cards)).update(due_date=on, scheduled_date=on)


def test_each_day_that_has_reviews_has_one_event(learner: User) -> None:
    due_on(learner, {1: 2, 5: 3, 29: 1})
    feed = feed_of(learner)
    content = calendars.written(feed, now=NOON)
    assert lines(content)[0] == "BEGIN:VCALENDAR"
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    assert str(calendar["PRODID"]) and str(calendar["VERSION"]) == "2.0"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    events = calendar.walk("VEVENT")
    assert {event["DTSTART"].dt: str(event["SUMMARY"]) for event in events} == {
        TODAY + timedelta(days=1): "2 reviews due",
        TODAY + timedelta(days=5): "3 reviews due",
        TODAY + timedelta(days=29): "1 review due",
    }
    for event in events:
        assert event.errors == []
        assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert event["DTSTAMP"].dt == NOON
        assert (event["TRANSP"], event["CLASS"]) == ("TRANSPARENT", "PRIVATE")
    assert f"DTSTAMP:{NOON:%Y%m%dT%H%M%SZ}" in lines(content)


def test_a_days_uid_stays_and_is_its_own(make_learner) -> None:
    learner, classmate = make_learner(), make_learner()
    for each in (learner, classmate):
        due_on(each, {1: 1, 2: 1})
    feed = feed_of(learner)

    def uids(feed: CalendarFeed, now: datetime = NOON) -> dict[date, str]:
        events = Calendar.from_ical(calendars.written(feed, now=now)).walk("VEVENT")
        return {event["DTSTART"].dt: str(event["UID"]) for event in events}

    first = uids(feed)
    assert len(set(first.values())) == 2
    assert uids(feed, NOON + timedelta(hours=3)) == first
    assert uids(feed, NOON + timedelta(days=2))[TODAY + timedelta(days=2)] == first[TODAY + timedelta(days=2)]
    assert not set(first.values()) & set(uids(feed_of(classmate)).values())
    assert calendars.token_of(feed) not in " ".join(first.values())


def test_without_reviews_it_is_still_a_calendar(make_learner) -> None:
    for path, said in (("nursing", "No reviews due"), ("caregiver", "0 cards, if you like")):
        (event,) = Calendar.from_ical(calendars.written(feed_of(make_learner(path)), now=NOON)).walk("VEVENT")
        assert (event["DTSTART"].dt, str(event["SUMMARY"])) == (TODAY, said)


def test_the_daily_limit_is_kept_and_the_days_are_the_learners(make_learner) -> None:
    learner = make_learner(reviews_per_day=2, zone="Pacific/Kiritimati")
    due_on(learner, {1: 3})
    now = datetime(2026, 3, 2, 15, tzinfo=UTC)
    events = Calendar.from_ical(calendars.written(feed_of(learner), now=now)).walk("VEVENT")
    assert [(event["DTSTART"].dt.day, str(event["SUMMARY"])) for event in events] == [
        (3, "2 reviews due"),
        (4, "1 review due"),
    ]


def test_nothing_of_a_card_and_nobodys_name_is_in_it(make_learner, shipped_base) -> None:
    learner = make_learner("both", survival=True)
    due_on(learner, {0: 3, 1: 3})
    content = calendars.written(feed_of(learner), now=NOON).decode()
    assert SurvivalWatch(shipped_base).found_in(content.replace("\r\n", " ")) == []
    assert learner.username not in content
    for state in CardState.objects.select_related("card__fact"):
        assert state.card.fact.uid not in content
        assert not [face for face in state.card.faces.all() if face.front in content]


def test_a_program_reads_it_without_signing_in(learner: User) -> None:
    path = path_of(feed_of(learner))
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert not answer.cookies
    assert Calendar.from_ical(answer.content).walk("VEVENT")
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405


def test_unknown_revoked_and_gone_look_the_same(make_learner) -> None:
    revoked, inactive = feed_of(make_learner()), feed_of(make_learner())
    paths = ["/calendar/x.ics", f"/calendar/{'0' * 43}.ics", path_of(revoked), path_of(inactive)]
    actions.remove_calendar(learner=revoked.learner)
    User.objects.filter(pk=inactive.learner_id).update(is_active=False)
    answers = [Client().get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_who_reads_too_often_waits(learner: User, monkeypatch) -> None:
    cache.clear()
    monkeypatch.setattr(limits, "CALENDARS_PER_HOUR", 2)
    path = path_of(feed_of(learner))
    answers = [Client().get(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"]
    assert Client(REMOTE_ADDR="203.0.113.7").get(path).status_code == 200
