"""What is to be mended before an answer can be taken, in words for the one who gave it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cards.items.kinds import Item
from learn.answers.numerals import NO_INEQUALITY, NO_RANGE
from learn.quizzes.forms import NotTakenError, check_takeable
from learn.quizzes.models import AttemptItem


def problem_with(
    here: AttemptItem, answers: Mapping[str, list[str]], to: str, *, is_check: bool, is_gentle: bool
) -> str:
    """What is to be mended before this answer can be taken; empty if nothing is. to: where the page goes from here."""
    item = here.version.typed
    try:
        # What is saved on the way may be half a word.
        check_takeable(item, answers, is_written=to != "save")
    except NotTakenError as error:
        return _told(item, error)
    if is_check and to != "unknown" and not any(answers.values()):
        return _("Pick one, or tap “Show me”.") if is_gentle else _("Choose or type an answer first.")
    return ""


def _told(item: Item, error: NotTakenError) -> str:
    if error.why == "twice":
        return _("“%(text)s” is chosen twice. Each can stand in one place only.") % {"text": error.text}
    if error.why == "unreadable":
        return _unreadable(error)
    said = ngettext(
        "Choose %(n)d. Take one away before you choose another.",
        "Choose %(n)d and no more. Take one away before you choose another.",
        error.choose,
    ) % {"n": error.choose}
    slot = item.slot(error.slot_id) if len(item.slots) > 1 else None
    label = slot.label if slot is not None else ""
    return f"{label}: {said}" if label else said


def _unreadable(error: NotTakenError) -> str:
    if error.notice == NO_RANGE:
        return _("“%(text)s” is a range: write one number.") % {"text": error.text}
    if error.notice == NO_INEQUALITY:
        return _("“%(text)s” says more or less than a number: write the number itself.") % {"text": error.text}
    return _("“%(text)s” cannot be read as one number: write it in digits, or leave the field empty.") % {
        "text": error.text
    }
