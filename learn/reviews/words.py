"""What the review screen and the card browser say of a selection and of the card at hand."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cards.lens import Lens
from cards.models import Topic
from learn.reviews.browsing import Choice
from learn.reviews.cramming import MOST_COUNTED, Cram
from learn.reviews.queue import Progress, Question
from learn.reviews.selections import MINE, Selection, State
from learn.scheduling.fold import Kind


def state_choices(*, is_caregiver: bool) -> list[tuple[str, str]]:
    """(value, name) of where one can stand with a card; who is not being examined is told no figures."""
    kind = {
        State.UNSEEN: _("new to you"),
        State.LEARNING: _("just begun"),
        State.YOUNG: _("coming along"),
        State.MATURE: _("known well"),
        State.LAPSED: _("slipped away last time"),
        State.LEECH: _("takes longer"),
    }
    return [(each.value, kind.get(each, str(each.label)) if is_caregiver else str(each.label)) for each in State]


def name_of(selection: Selection, lens: Lens, *, is_caregiver: bool) -> str:
    """The selection in a few words: "Outlook, lapsed (forgotten last time), “bone”"."""
    states = dict(state_choices(is_caregiver=is_caregiver))
    parts = [
        _several(selection, lens),
        selection.deck.title if selection.deck is not None else _("the decks you study") if selection.is_mine else "",
        states[selection.state.value] if selection.state != State.ANY else "",
        f"“{selection.text}”" if selection.text else "",
    ]
    return ", ".join(part for part in parts if part) or _("all cards")


def topic_choices(topics: Sequence[Topic], chosen: Selection, lens: Lens) -> list[tuple[str, str]]:
    """(value, name) of what can be chosen as a topic; several are one choice, where they are chosen."""
    several = [(chosen.topic_value, _several(chosen, lens))] if chosen.others else []
    return [*several, *((str(topic.pk), topic.title_in(lens.register)) for topic in topics)]


def _several(selection: Selection, lens: Lens) -> str:
    return ", ".join(topic.title_in(lens.register) for topic in selection.topics)


def deck_choices(decks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(value, name) of what can be chosen as a deck; decks: (uid, title)."""
    return [("", _("any")), (MINE, _("the decks I study")), *decks]


def line_of_day(question: Question, progress: Progress, *, is_caregiver: bool) -> str:
    """What the progress line says of the day."""
    if question.kind == Kind.EARLY and is_caregiver:
        return _("ahead of its day")
    if question.kind == Kind.EARLY:
        # The day’s plan asks a card before its date only where it was brought forward.
        return _("%(left)d left · brought forward: a pass keeps its date") % {"left": progress.left}
    if question.kind == Kind.DRILL:
        said = _("%(left)d once more") if is_caregiver else _("drill: %(left)d left")
        return said % {"left": progress.drill}
    return _("%(left)d left") % {"left": progress.left}


def line_of_cram(cram: Cram, *, is_caregiver: bool) -> str:
    """What it says of a cram: what the card is to the learner and, to who is examined, how many are left."""
    kind = cram.question.kind if cram.question is not None else Kind.REVIEW
    is_new = cram.question is not None and cram.question.state.scheduled_date is None
    if is_caregiver:
        if kind == Kind.DRILL:
            return _("once more")
        if kind == Kind.EARLY:
            return _("ahead of its day")
        return _("new to you") if is_new else _("its day has come")
    if kind == Kind.DRILL:
        return _("drill: %(left)d left") % {"left": cram.drill}
    left = _("%(left)s left") % {"left": _counted(cram.left)}
    if kind == Kind.EARLY:
        return f"{_('early: a pass keeps its date')} · {left}"
    return f"{_('new to you')} · {left}" if is_new else left


def _counted(number: int) -> str:
    return str(number) if number < MOST_COUNTED else f"{MOST_COUNTED}+"


def cards_left(number: int) -> str:
    """What is read out when a card appears."""
    return ngettext("%(left)d card left", "%(left)d cards left", number) % {"left": number}


def nothing_there(choice: Choice) -> str:
    """Why a choice without words lists no card, and what would put one there."""
    match choice.state:
        case State.UNSEEN:
            return _("None is new to you here: you have begun them all.")
        case State.DUE:
            return _("None of these is due today.")
        case State.WANTED:
            return _("None of these is due today, and none is new to you.")
        case State.ASIDE:
            return _("None is set aside here. “Set aside”, below a card’s answer, lets it rest until you take it back.")
        case State.LEARNING | State.YOUNG | State.MATURE:
            return _("None yet. Cards come here as you study them.")
        case State.LAPSED:
            return _("None here was forgotten when it was last asked.")
        case State.LEECH:
            return _("None here is forgotten again and again.")
        case State.NOTED:
            return _("You have no note on these. “Your note”, below a card’s answer, takes one.")
        case State.FLAGGED | State.FLAG_1 | State.FLAG_2 | State.FLAG_3 | State.FLAG_4:
            return _("None of these has such a flag. “Flag”, under “More” on a card, puts one on it.")
        case _:
            return _("No card is in both.")
