"""An entry of the trail in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learn.classrooms.audit import Act
from learn.classrooms.models import AuditEntry, Role

_FIELDS: dict[str, Any] = {
    "name": gettext_lazy("name"),
    "term": gettext_lazy("term"),
    "zone": gettext_lazy("time zone"),
    "email": gettext_lazy("email"),
    "student_number": gettext_lazy("student number"),
    "section_id": gettext_lazy("section"),
    "section": gettext_lazy("section"),
    "role": gettext_lazy("role"),
    "time_percent": gettext_lazy("time in percent"),
    "accommodations": gettext_lazy("accommodations"),
    "students": gettext_lazy("students"),
    "days": gettext_lazy("days"),
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "not_taken": gettext_lazy("not taken"),
    "title": gettext_lazy("title"),
    "instructions": gettext_lazy("instructions"),
    "deck": gettext_lazy("deck"),
    "quiz": gettext_lazy("quiz"),
    "version": gettext_lazy("version"),
    "questions": gettext_lazy("questions"),
    "put_away": gettext_lazy("put away"),
    "topics": gettext_lazy("topics"),
    "goal": gettext_lazy("goal"),
    "goal_number": gettext_lazy("number"),
    "opens_at": gettext_lazy("opens"),
    "due_at": gettext_lazy("due"),
    "closes_at": gettext_lazy("closes"),
    "minutes": gettext_lazy("minutes"),
    "attempts": gettext_lazy("attempts"),
    "more_attempts": gettext_lazy("more attempts"),
    "is_exempt": gettext_lazy("exempt"),
    "counts": gettext_lazy("which attempt counts"),
    "shuffles": gettext_lazy("questions shuffled"),
    "is_one_page": gettext_lazy("all on one page"),
    "reveal": gettext_lazy("answers are shown"),
    "late_percent": gettext_lazy("percent off for each day late"),
    "pass_percent": gettext_lazy("percent to pass"),
    "grade": gettext_lazy("grade"),
    "question": gettext_lazy("question"),
    "scored_as": gettext_lazy("how it is scored"),
    "key": gettext_lazy("right"),
    "points_changed": gettext_lazy("students whose points changed"),
    "grades_fallen": gettext_lazy("grades that fell"),
    "reason": gettext_lazy("reason"),
    "mails": gettext_lazy("mails"),
    "overdue_days": gettext_lazy("days overdue"),
    "quiet_days": gettext_lazy("days without study"),
    "least_percent": gettext_lazy("percent remembered"),
    "least_answers": gettext_lazy("answers"),
}
_PLACES = {name: place for place, name in enumerate(_FIELDS)}
# Sorted by name, and numbered for the database only.
_UNTOLD = {"sort_name"}


@dataclass(frozen=True, slots=True)
class ToldAct:
    """what: the act; details: what was and what became, each in words."""

    what: str
    details: list[str]


def told(entry: AuditEntry) -> ToldAct:
    what = str(Act(entry.what).label) if entry.what in Act.values else entry.what
    details = entry.details if isinstance(entry.details, dict) else {}
    # PostgreSQL keeps the names of a JSON object in an order of its own.
    told_of = sorted(details.items(), key=lambda item: (_PLACES.get(item[0], len(_PLACES)), item[0]))
    # A deck is studied, not attempted.
    untold = _UNTOLD | {"attempts"} if "deck" in details else _UNTOLD
    return ToldAct(what, [_detail(name, value) for name, value in told_of if name not in untold])


_WORDS: dict[str, Any] = {
    "highest": gettext_lazy("the highest"),
    "first": gettext_lazy("the first"),
    "last": gettext_lazy("the last"),
    "average": gettext_lazy("the average of all"),
    "at_once": gettext_lazy("after each question"),
    "on_submission": gettext_lazy("when handed in"),
    "after_closing": gettext_lazy("after closing"),
    "drop": gettext_lazy("dropped"),
    "full": gettext_lazy("full marks for all"),
    "accept": gettext_lazy("another answer counts, too"),
    "replace": gettext_lazy("another key"),
    "days": gettext_lazy("days studied"),
    "seen": gettext_lazy("times seen"),
}
"""Values of those fields that are kept as names."""

_UNBOUND: dict[str, Any] = {
    "attempts": gettext_lazy("any number"),
    "minutes": gettext_lazy("no limit"),
    "opens_at": gettext_lazy("at once"),
    "due_at": gettext_lazy("no date"),
    "closes_at": gettext_lazy("never"),
}
"""What it means where one of these is not set."""

_NAMED = {"counts", "reveal", "goal", "scored_as"}


def _detail(name: str, value: Any) -> str:
    label = str(_FIELDS.get(name, name.replace("_", " ")))
    if name == "section_id" or value == []:
        # Its number says nothing, and what the accommodations are is told on the student's page alone.
        return _("%(what)s changed") % {"what": label}
    if isinstance(value, list) and len(value) == 2 and name != "topics":
        was, became = (_plain(name, each) for each in value)
        return _("%(what)s: from %(was)s to %(became)s") % {"what": label, "was": was, "became": became}
    return _("%(what)s: %(value)s") % {"what": label, "value": _plain(name, value)}


def _plain(name: str, value: Any) -> str:
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if name in _NAMED and value in _WORDS:
        return str(_WORDS[value])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_at") and isinstance(value, str) and value:
        # By the clock of the class, in which its pages are rendered.
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i")
    if value is None and name in _UNBOUND:
        return str(_UNBOUND[name])
    return _("nothing") if value in ("", None) else str(value)
