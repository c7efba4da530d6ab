"""A learner's calendar (RFC 5545): on each day to come that has reviews, one line that says how many."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from learn.accounts.models import Path, User
from learn.accounts.sealing import SealBrokenError, unseal
from learn.progress.forecast import forecast
from learn.reminders.actions import hashed
from learn.reminders.models import CalendarFeed

DAYS = 30
REFRESH = timedelta(hours=6)
_DAY = timedelta(days=1)


def feed_with(token: str) -> CalendarFeed | None:
    """The feed that this token opens, with its learner and their preferences."""
    feeds = CalendarFeed.objects.select_related("learner__preferences")
    return feeds.filter(token_hash=hashed(token), learner__is_active=True).first()


def token_of(feed: CalendarFeed) -> str | None:
    """The token, to show it to its owner; None where the site has another secret key since: it opens the feed still."""
    try:
        return unseal(feed.sealed_token)
    except SealBrokenError:
        return None


def written(feed: CalendarFeed, *, now: datetime) -> bytes:
    """The feed as a file: the reviews that the daily limit lets be asked on each of the next DAYS days."""
    learner = feed.learner
    calendar = Calendar()
    calendar.add("PRODID", "-//Osteon//Reviews due//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", "Osteon")
    calendar.add("X-WR-CALNAME", "Osteon")
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    ahead = forecast(learner=learner, now=now, days=DAYS)
    # A calendar must hold something: without any review it is the first day that says so.
    for day in [day for day in ahead if day.planned] or ahead[:1]:
        calendar.add_component(_event(feed, day.study_date, _said(learner, day.planned), now))
    content: bytes = calendar.to_ical()
    return content


def _event(feed: CalendarFeed, day: date, said: str, now: datetime) -> Event:
    event = Event()
    event.add("UID", f"{_uid(feed, day)}@osteon")
    event.add("DTSTAMP", now)
    event.add("DTSTART", day)
    event.add("DTEND", day + _DAY)
    event.add("SUMMARY", said)
    event.add("URL", settings.SITE_URL)
    # It takes no time that others would see as taken.
    event.add("TRANSP", "TRANSPARENT")
    event.add("CLASS", "PRIVATE")
    return event


def _uid(feed: CalendarFeed, day: date) -> str:
    """The same for a day at every reading, so that its event is changed and not doubled; tells nothing of the token."""
    return sha256(f"{feed.token_hash} {day.isoformat()}".encode()).hexdigest()[:32]


def _said(learner: User, planned: int) -> str:
    if learner.preferences.path == Path.CAREGIVER:
        return ngettext("%(n)d card, if you like", "%(n)d cards, if you like", planned) % {"n": planned}
    if not planned:
        return _("No reviews due")
    return ngettext("%(n)d review due", "%(n)d reviews due", planned) % {"n": planned}
