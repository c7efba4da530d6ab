"""Telling students what a publication changed about cards that they answered: a Correction for each such card.

Only who answered a card before is told of its correction (learn.reports.reading sees to that), and once. So nothing
about learners is read or written here, however many they are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cards.models import Face
from learn.reports.models import LONGEST_NOTICE, Correction
from learn.reports.reading import TOLD_FOR

_BATCH = 500

Words = tuple[str, str, str]
Faces = dict[str, tuple[int, Words]]
"""The nursing wording of cards by uid: the card's key; front, back and note."""


def faces_before(facts: Iterable[str]) -> Faces:
    """How the cards of these facts read now. To be asked before they are changed."""
    uids = list(facts)
    faces: Faces = {}
    for start in range(0, len(uids), _BATCH):
        faces |= _faces(uids[start : start + _BATCH])
    return faces


def tell_students(*, reworded: Iterable[str], before: Faces, note: str, now: datetime) -> int:
    """Corrections for the cards that read otherwise than before; says how many. note: the author's words for all.

    One for each card: what was told of it by a publication before is withdrawn, and the new one says what stands now,
    as learners differ in which wordings they met. Where the card is back at what it was before all of these, only those
    are told who met it otherwise (learn.reports.reading).
    """
    uids = [uid for uid in reworded if uid in before]
    after = faces_before(dict.fromkeys(uid.split("/")[0] for uid in uids))
    withdrawn = withdraw([before[uid][0] for uid in uids], now)
    corrections = []
    for uid in uids:
        if uid not in after:
            continue
        card_id, was = before[uid]
        first = withdrawn.get(card_id)
        origin = _words(first.before) if first is not None and first.before else was
        words = after[uid][1]
        text = note or (changed_words(was, words) if first is None else standing_words(origin, was, words))
        if text:
            began_at = first.began_at if first is not None else now
            back = words == origin
            corrections.append(
                Correction(
                    card_id=card_id, text=text, made_at=now, before=list(origin), began_at=began_at, is_back=back
                )
            )
    Correction.objects.bulk_create(corrections, batch_size=_BATCH)
    return len(corrections)


def withdraw(cards: Sequence[int], now: datetime) -> dict[int, Correction]:
    """Withdraws what publications told of these cards; gives, by card, what was still being told.

    A row that is withdrawn stays: a report may lead to it.
    """
    withdrawn: dict[int, Correction] = {}
    for start in range(0, len(cards), _BATCH):
        told = Correction.objects.standing().of_publications().filter(card_id__in=cards[start : start + _BATCH])
        withdrawn |= {each.card_id: each for each in told if each.made_at > now - TOLD_FOR}
        told.update(withdrawn_at=now)
    return withdrawn


def standing_words(origin: Words, was: Words, now: Words) -> str:
    """What a card says now that read otherwise at first, and otherwise again before; empty as changed_words."""
    if now[1] not in (origin[1], was[1]) or origin[1] != was[1]:
        return _fitted(_("It now says: “%(now)s”."), "", now[1])
    if now[0] not in (origin[0], was[0]) or origin[0] != was[0]:
        return _fitted(_("The question is now: “%(now)s”."), "", now[0])
    return changed_words(was, now)


def changed_words(was: Words, now: Words) -> str:
    """What changed about a card, in few words; empty for nothing that a student would notice."""
    if was[1] != now[1]:
        return _fitted(_("The answer was “%(was)s”; it is now “%(now)s”."), was[1], now[1])
    if was[0] != now[0]:
        return _fitted(_("The question was “%(was)s”; it is now “%(now)s”."), was[0], now[0])
    if was[2] != now[2]:
        said = _("What is said beside the answer changed. It is now: “%(now)s”.") if now[2] else ""
        return _fitted(said, "", now[2]) if said else _("What was said beside the answer is gone.")
    return ""


def _fitted(said: str, was: str, now: str) -> str:
    """The words with both texts in them, these cut where there is no room for them."""
    room = LONGEST_NOTICE - len(said % {"was": "", "now": ""})
    if len(was) + len(now) > room:
        half = room // 2
        was, now = _cut(was, max(half, room - len(now))), _cut(now, max(half, room - len(was)))
    return said % {"was": was, "now": now}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _faces(facts: list[str]) -> Faces:
    rows = Face.objects.filter(card__fact__uid__in=facts, card__retired_at=None, register="nursing", language="en")
    values = rows.values_list("card__uid", "card_id", "front", "back", "note")
    return {uid: (card_id, (front, back, note)) for uid, card_id, front, back, note in values}


def _words(kept: Sequence[str]) -> Words:
    """What a correction keeps of a card, as it was read."""
    front, back, note = kept
    return front, back, note
