"""What holds for a student, in sentences: the same that the instructor reads beside the form."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learn.assignments import clocks
from learn.assignments.actions import Terms
from learn.assignments.models import Counts, Goal, Reveal
from learn.assignments.windows import Window


def told(moment: datetime, zone: str) -> str:
    """An instant as the class's clock tells it: "Monday, 9 March 2026, 23:59"."""
    return date_format(clocks.shown(moment, zone), "l, j F Y, H:i")


def conditions(terms: Terms, window: Window, zone: str) -> list[str]:
    """All that holds for a student with this window, a sentence each."""
    said = [*_times(terms, window, zone)]
    said += [*_goal(terms)] if terms.deck is not None else [*_taking(terms, window)]
    return [*said, _("Times are by the class’s clock (%(zone)s).") % {"zone": zone.replace("_", " ")}]


def past(terms: Terms, zone: str, now: datetime) -> list[str]:
    """What an instructor may not have meant: dates that are past already, a sentence each."""
    said = []
    if terms.due_at is not None and terms.due_at <= now:
        late = _("Due %(when)s is past already: whatever is handed in is late.")
        over = _("Due %(when)s is past already.")
        is_open = terms.quiz is not None and (terms.closes_at is None or terms.closes_at > now)
        said.append((late if is_open else over) % {"when": told(terms.due_at, zone)})
    if terms.closes_at is not None and terms.closes_at <= now:
        said.append(_("It has closed already: nobody can hand in anything."))
    return said


def _times(terms: Terms, window: Window, zone: str) -> Iterator[str]:
    if window.opens_at is not None:
        yield _("Opens %(when)s.") % {"when": told(window.opens_at, zone)}
    if window.due_at is not None:
        yield _("Due %(when)s.") % {"when": told(window.due_at, zone)}
    if terms.quiz is not None and window.due_at is not None and window.due_at != window.closes_at:
        if terms.late_percent:
            said = _("For each day begun after that, %(n)d %% of the whole are taken off.")
            yield said % {"n": terms.late_percent}
        else:
            yield _("What is handed in later is marked late; nothing is taken off.")
    if window.closes_at is not None:
        yield _("Closes %(when)s; after that nothing is taken.") % {"when": told(window.closes_at, zone)}


def _goal(terms: Terms) -> Iterator[str]:
    number = terms.goal_number or 1
    if terms.goal == Goal.DAYS:
        said = ngettext("Study it on %(n)d day.", "Study it on %(n)d different days.", number)
    else:
        said = ngettext("See every card at least once.", "See every card on %(n)d different days.", number)
    yield said % {"n": number}
    yield _("Your own schedule stands; only days and cards are counted, not your answers.")


def _taking(terms: Terms, window: Window) -> Iterator[str]:
    yield minutes(window)
    if window.attempts is None:
        yield _("Any number of attempts.")
    else:
        yield ngettext("%(n)d attempt.", "%(n)d attempts.", window.attempts) % {"n": window.attempts}
    if window.attempts != 1:
        yield {
            Counts.HIGHEST.value: _("The highest counts."),
            Counts.FIRST.value: _("The first counts."),
            Counts.LAST.value: _("The last counts."),
            Counts.AVERAGE.value: _("The average of all counts."),
        }[terms.counts]
    yield {
        Reveal.AT_ONCE.value: _("You see the right answer after each question; with the last one it is handed in."),
        Reveal.ON_SUBMISSION.value: _("You see answers and points when you hand in."),
        Reveal.AFTER_CLOSING.value: _("You see answers and points when it has closed for everyone."),
    }[terms.reveal]
    if terms.is_one_page:
        yield _("All questions stand on one page.")
    if terms.pass_percent is not None:
        yield _("Passed from %(n)d %%.") % {"n": terms.pass_percent}


def minutes(window: Window) -> str:
    """The time limit: "60 minutes, extended from 30"."""
    if window.minutes is None:
        return _("No time limit.")
    if window.minutes_for_all is not None and window.minutes_for_all != window.minutes:
        if window.is_rounded:
            said = _("%(n)d minutes, extended from %(for_all)d; a begun minute counts whole.")
            said += " " + _("The clock runs from when you start.")
        else:
            said = _("%(n)d minutes, extended from %(for_all)d. The clock runs from when you start.")
        return said % {"n": window.minutes, "for_all": window.minutes_for_all}
    said = ngettext(
        "%(n)d minute. The clock runs from when you start.",
        "%(n)d minutes. The clock runs from when you start.",
        window.minutes,
    )
    return said % {"n": window.minutes}


def differences(found: Window, whole: Window, zone: str) -> list[str]:
    """What one window has that the window of all others has not, a phrase each."""
    said = []
    if found.is_exempt:
        said.append(_("exempt"))
    if found.opens_at != whole.opens_at and found.opens_at is not None:
        said.append(_("opens %(when)s") % {"when": told(found.opens_at, zone)})
    if found.due_at != whole.due_at and found.due_at is not None:
        said.append(_("due %(when)s") % {"when": told(found.due_at, zone)})
    if found.closes_at != whole.closes_at and found.closes_at is not None:
        said.append(_("closes %(when)s") % {"when": told(found.closes_at, zone)})
    if found.minutes != whole.minutes and found.minutes is not None:
        values = {"n": found.minutes, "for_all": whole.minutes}
        said.append(_("%(n)d min, extended from %(for_all)d") % values if whole.minutes else _("%(n)d min") % values)
    if found.attempts != whole.attempts and found.attempts is not None:
        said.append(ngettext("%(n)d attempt", "%(n)d attempts", found.attempts) % {"n": found.attempts})
    return said
