"""Telling students what a publication changed about cards that they answered: a Correction for each such card.

Only who answered a card before is told of its correction (learn.reports.reading sees to that), and once. So nothing
about learners is read or written here, however many they are.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from cards.models import Face
from learn.reports.models import LONGEST_NOTICE, Correction

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
    """Corrections for the cards that read otherwise than before; says how many. note: the author's words for all."""
    uids = [uid for uid in reworded if uid in before]
    facts = list(dict.fromkeys(uid.split("/")[0] for uid in uids))
    after = faces_before(facts)
    corrections = [
        Correction(card_id=before[uid][0], text=text, made_at=now)
        for uid in uids
        if uid in after and (text := note or changed_words(before[uid][1], after[uid][1]))
    ]
    Correction.objects.bulk_create(corrections, batch_size=_BATCH)
    return len(corrections)


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
