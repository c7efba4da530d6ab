"""Letter: a digest as it is mailed. It holds figures and links, never what a card says nor who the learner is."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learn.accounts.models import Path
from learn.progress.forecast import forecast
from learn.reminders.addresses import proved_address
from learn.reminders.models import Digest, Rhythm
from learn.reviews import queue
from learn.reviews.planning import plan_for

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Letter:
    """to: the learner's proved address. stop_address: the page, and the one-click address, that ends the mails."""

    to: str
    subject: str
    text: str
    html: str
    stop_address: str

    def message(self) -> EmailMultiAlternatives:
        """The mail, with the headers of RFC 2369 and RFC 8058 for ending it."""
        headers = {"List-Unsubscribe": f"<{self.stop_address}>", "Auto-Submitted": "auto-generated"}
        if self.stop_address.startswith("https:"):
            # Mail programs take one-click addresses by https only.
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message = EmailMultiAlternatives(self.subject, self.text, to=[self.to], headers=headers)
        message.attach_alternative(self.html, "text/html")
        return message


def letter_for(digest: Digest, *, now: datetime) -> Letter | None:
    """The digest as it stands now; None where there is nothing to say, or nobody who wants or can have it."""
    learner = digest.learner
    to = proved_address(learner)
    if to is None or not (digest.is_on and learner.is_active):
        return None
    today = plan_for(learner=learner, now=now).study_date
    if digest.rhythm == Rhythm.DAILY and learner.preferences.rests_on(today):
        return None
    ahead = queue.ahead(learner_id=learner.pk, today=today)
    is_weekly = digest.rhythm == Rhythm.WEEKLY
    week = sum(day.planned for day in forecast(learner=learner, now=now, days=WEEK_DAYS)) if is_weekly else 0
    if not (ahead.left or week):
        return None
    is_caregiver = learner.preferences.path == Path.CAREGIVER
    subject = _subject(ahead, is_caregiver)
    stop_address = _address("reminders:stop", digest.token)
    context = {
        "subject": subject,
        "said": _said_kindly(ahead, week) if is_caregiver else _said(ahead, week),
        "rhythm": said_rhythm(digest),
        "study_address": _address("reviews:study"),
        "stop_address": stop_address,
    }
    text, html = (render_to_string(f"reminders/digest.{kind}", context) for kind in ("txt", "html"))
    return Letter(to, subject, text, html, stop_address)


def said_rhythm(digest: Digest) -> str:
    """“every day at 08:00”."""
    hour = f"{digest.hour:02}:00"
    if digest.rhythm == Rhythm.WEEKLY:
        return _("every %(weekday)s at %(hour)s") % {"weekday": WEEKDAYS[digest.weekday - 1], "hour": hour}
    return _("every day at %(hour)s") % {"hour": hour}


def _subject(ahead: queue.Ahead, is_caregiver: bool) -> str:
    if is_caregiver:
        return _("Osteon: a few cards, if you have a moment")
    if not ahead.left:
        return _("Osteon: the coming days")
    return _("Osteon: %(cards)s today, %(minutes)s") % {"cards": _cards(ahead.left), "minutes": _minutes(ahead)}


def _said(ahead: queue.Ahead, week: int) -> str:
    if ahead.left:
        parts = (
            (ahead.due, ngettext("%(n)d to review", "%(n)d to review", ahead.due)),
            (ahead.new, ngettext("%(n)d new", "%(n)d new", ahead.new)),
            (ahead.drill, ngettext("%(n)d once more", "%(n)d once more", ahead.drill)),
        )
        said = _("Today: %(cards)s (%(parts)s), %(minutes)s.") % {
            "cards": _cards(ahead.left),
            "parts": ", ".join(words % {"n": n} for n, words in parts if n),
            "minutes": _minutes(ahead),
        }
    else:
        said = _("Nothing is left for today.")
    if week:
        said += " " + ngettext(
            "In the coming seven days %(n)d review is due.", "In the coming seven days %(n)d reviews are due.", week
        ) % {"n": week}
    return said


def _said_kindly(ahead: queue.Ahead, week: int) -> str:
    """For caregivers: an offer, whose figures ask nothing of them."""
    if ahead.left:
        said = _("Here is what is waiting, if you have a moment: %(cards)s, %(minutes)s.") % {
            "cards": _cards(ahead.left),
            "minutes": _minutes(ahead),
        }
    else:
        said = _("Nothing is waiting today. In the coming days there is: %(cards)s.") % {"cards": _cards(week)}
    return said + " " + _("Take a look when it suits you. Nothing is lost if you skip.")


def _cards(n: int) -> str:
    return ngettext("%(n)d card", "%(n)d cards", n) % {"n": n}


def _minutes(ahead: queue.Ahead) -> str:
    return ngettext("about %(n)d minute", "about %(n)d minutes", ahead.minutes) % {"n": ahead.minutes}


def _address(view: str, *args: str) -> str:
    return settings.SITE_URL + reverse(view, args=args)
