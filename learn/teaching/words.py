"""Grades and reasons in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learn.teaching.behind import Reason, Why
from learn.teaching.grades import Cell, State

_STATES = {
    State.NOT_YET: gettext_lazy("not due"),
    State.MISSING: gettext_lazy("missing"),
    State.IN_TIME: gettext_lazy("in time"),
    State.LATE: gettext_lazy("late"),
    State.EXEMPT: gettext_lazy("exempt"),
    State.OVERRIDDEN: gettext_lazy("set by hand"),
}


def state_in_words(cell: Cell) -> str:
    """How the grade came about."""
    return str(_STATES[cell.state])


_KINDS = {
    Why.NOT_HANDED_IN: gettext_lazy("Not handed in"),
    Why.NOT_STUDIED: gettext_lazy("Not studying"),
    Why.OVERDUE: gettext_lazy("Cards overdue"),
    Why.FORGETS: gettext_lazy("Much of a topic forgotten"),
}


def kind_in_words(why: Why) -> str:
    """What reasons of this kind have in common."""
    return str(_KINDS[why])


def reason_in_words(reason: Reason) -> str:
    """Why a student is behind, with the numbers."""
    match reason.why:
        case Why.NOT_HANDED_IN if reason.of:
            return _("“%(title)s” is past due: %(n)d of %(of)d done.") % {
                "title": reason.about,
                "n": reason.n,
                "of": reason.of,
            }
        case Why.NOT_HANDED_IN:
            return _("“%(title)s” is past due and not handed in.") % {"title": reason.about}
        case Why.NOT_STUDIED if reason.days is None:
            return ngettext(
                "No assigned card was ever answered; there has been something to study for %(n)d day.",
                "No assigned card was ever answered; there has been something to study for %(n)d days.",
                reason.n,
            ) % {"n": reason.n}
        case Why.NOT_STUDIED:
            days = reason.days or 0
            return ngettext(
                "Last answered an assigned card %(n)d day ago.", "Last answered an assigned card %(n)d days ago.", days
            ) % {"n": days}
        case Why.OVERDUE:
            said = ngettext(
                "%(n)d assigned card is more than %(days)s overdue, the longest %(longest)s.",
                "%(n)d assigned cards are more than %(days)s overdue, the longest %(longest)s.",
                reason.n,
            )
            return said % {"n": reason.n, "days": days_in_words(reason.of), "longest": days_in_words(reason.days or 0)}
        case Why.FORGETS:
            return _("“%(topic)s”: %(n)d of %(of)d due reviews remembered (%(percent)d %%).") % {
                "topic": reason.about,
                "n": reason.n,
                "of": reason.of,
                "percent": 100 * reason.n // reason.of,
            }


def days_in_words(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
