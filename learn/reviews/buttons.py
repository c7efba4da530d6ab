"""The grade buttons: which there are, and what each will truly do to the card at hand.

In this SM-2 every passing grade gives the same next interval; grades differ in the ease of later ones and in the drill.

Caregivers are not being examined: they say "Not yet" or "I know it". Only who asked for all six grades has those; the
usual four count as the two, so that the path alone brings them and leaving it gives the four back.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from learn.accounts.models import Buttons, Path, Preferences
from learn.scheduling import sm2
from learn.scheduling.fold import CardFold, Kind

AGAIN, HARD, GOOD, EASY = 1, 3, 4, 5
SETS: dict[int, tuple[int, ...]] = {2: (AGAIN, GOOD), 4: (AGAIN, HARD, GOOD, EASY), 6: (0, 1, 2, 3, 4, 5)}


@dataclass(frozen=True, slots=True)
class Button:
    """One grade button. key: the key that presses it; then: what happens to the card; is_default: Enter takes it."""

    grade: int
    name: str
    key: str
    then: str
    is_default: bool


def is_self_rating(preferences: Preferences) -> bool:
    """Whether this learner has the caregivers' two buttons."""
    return preferences.path == Path.CAREGIVER and preferences.buttons != Buttons.SIX


def buttons_for(preferences: Preferences, state: CardFold, kind: Kind) -> list[Button]:
    """The buttons of this learner, with what each would do to a card in this state."""
    if is_self_rating(preferences):
        return [
            Button(AGAIN, _("Not yet"), "1", _then_kindly(AGAIN, state, kind), is_default=False),
            Button(GOOD, _("I know it"), "2", _then_kindly(GOOD, state, kind), is_default=True),
        ]
    count = preferences.buttons
    grades = SETS[count]
    return [
        Button(
            grade=grade,
            name=_name(grade, count),
            key=str(grade) if count == 6 else str(place),
            then=_then(grade, state, kind),
            is_default=grade == GOOD,
        )
        for place, grade in enumerate(grades, start=1)
    ]


def _then_kindly(grade: int, state: CardFold, kind: Kind) -> str:
    """The same truth for whoever has never heard of drills and dates."""
    if kind != Kind.DRILL and not sm2.passes(grade):
        return _("again today and tomorrow")
    if kind == Kind.EARLY:
        return _("on its own day, as before")
    return _then(grade, state, kind)


def _name(grade: int, count: int) -> str:
    if count == 6:
        return {
            0: _("0 Blackout"),
            1: _("1 Wrong"),
            2: _("2 Nearly"),
            3: _("3 Hard"),
            4: _("4 Good"),
            5: _("5 Easy"),
        }[grade]
    return {AGAIN: _("Again"), HARD: _("Hard"), GOOD: _("Good"), EASY: _("Easy")}[grade]


def _then(grade: int, state: CardFold, kind: Kind) -> str:
    if kind == Kind.DRILL:
        return _("again today") if sm2.wants_drill(grade) else _("done for today")
    if not sm2.passes(grade):
        return _("again today, then tomorrow")
    if kind == Kind.EARLY:
        return _("again today, date stays") if sm2.wants_drill(grade) else _("date stays")
    days = sm2.next_interval_days(state.memory)
    interval = _("tomorrow") if days == 1 else _("in %(days)d days") % {"days": days}
    if sm2.wants_drill(grade):
        return _("again today, then %(interval)s") % {"interval": interval}
    if grade == EASY:
        return _("%(interval)s, later gaps grow faster") % {"interval": interval}
    return interval
