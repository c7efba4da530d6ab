"""Every write to a learner's own marks on cards, a flag and a note, and reading one.

A page that writes a note says by a digest which note it was made of: one that has changed since is not written over.
"""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from cards.models import Card
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import bookkeeping
from learn.reviews.actions import NoSuchCardError
from learn.reviews.mark_models import LONGEST_NOTE, CardMark, Flag

_DIGITS = 16


class NoteTooLongError(Exception):
    """A note of more than LONGEST_NOTE characters; nothing was changed."""


class StaleNoteError(Exception):
    """The note is not the one that the page was made of; nothing was changed. kept: the note as it is."""

    def __init__(self, kept: str) -> None:
        super().__init__("changed")
        self.kept = kept


def mark_of(*, learner_id: int, card_id: int) -> CardMark:
    """The learner's mark on a card; an empty one where there is none."""
    mark = CardMark.objects.of(learner_id).filter(card_id=card_id).first()
    return mark or CardMark(learner_id=learner_id, card_id=card_id)


def digest_of(note: str) -> str:
    """What a page says of the note that it was made of; empty for none."""
    return sha256(note.encode()).hexdigest()[:_DIGITS] if note else ""


def both_notes(first: str, second: str) -> str:
    """Two notes as one, nothing lost and no paragraph twice."""
    if not first or not second or first == second:
        return first or second
    return first if f"\n\n{second}\n\n" in f"\n\n{first}\n\n" else f"{first}\n\n{second}"


@transaction.atomic
def set_flag(*, learner: User, card_id: int, flag: Flag, now: datetime) -> None:
    """Puts this flag on a card, or takes it off with Flag.NONE. Raises NoSuchCardError."""
    mark = _locked_mark(learner, card_id)
    if mark.flag != flag:
        _put(mark, flag, mark.note, now)


@transaction.atomic
def write_note(*, learner: User, card_id: int, note: str, seen: str, now: datetime) -> None:
    """Puts this note on a card; an empty one takes it off. The same note once more changes nothing.

    seen: digest_of the note that the page was made of. Raises NoSuchCardError, NoteTooLongError, and StaleNoteError if
    there is another note by now.
    """
    mark = _locked_mark(learner, card_id)
    if note == mark.note:
        return
    if seen != digest_of(mark.note):
        raise StaleNoteError(mark.note)
    if len(note) > LONGEST_NOTE:
        raise NoteTooLongError
    _put(mark, Flag(mark.flag), note, now)


def _locked_mark(learner: User, card_id: int) -> CardMark:
    bookkeeping.lock_learner(learner.pk)
    if not Card.objects.through(lens_for(learner)).filter(pk=card_id).exists():
        raise NoSuchCardError
    return mark_of(learner_id=learner.pk, card_id=card_id)


def _put(mark: CardMark, flag: Flag, note: str, now: datetime) -> None:
    rows = CardMark.objects.of(mark.learner_id).filter(card_id=mark.card_id)
    if flag == Flag.NONE and not note:
        rows.delete()
    elif not rows.update(flag=flag, note=note, updated_at=now):
        CardMark.objects.create(learner_id=mark.learner_id, card_id=mark.card_id, flag=flag, note=note, updated_at=now)
