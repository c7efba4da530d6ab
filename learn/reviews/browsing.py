"""The card browser: all cards a learner may see, looked for and narrowed down, each with where the learner stands.

Choice: what is looked for, a selection and its order. Page: some of the cards found. No more than MOST_HITS are listed,
whatever the choice: so a page costs what it shows, and who wants other cards than these is better served by one more
word or filter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery, TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cards.lens import Lens
from cards.models import Card, CardQuerySet, Face
from cards.search import MOST_HITS, find
from learn.accounts.models import Path, User
from learn.reviews.models import CardMark, CardState, CardStateQuerySet, Flag
from learn.reviews.queue import nearest_face
from learn.reviews.respelling import respelled
from learn.reviews.selections import Selection, among, in_study_order

PER_PAGE = 25


class Order(TextChoices):
    """BEST: best match first where a word is looked for, else as STUDY."""

    BEST = "", gettext_lazy("best match")
    STUDY = "study", gettext_lazy("order of study")
    DUE = "due", gettext_lazy("soonest due")


@dataclass(frozen=True, slots=True)
class Choice(Selection):
    """What is looked for. page counts from 1; one past the end is the last."""

    order: Order = Order.BEST
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A card as the browser shows it. standing: where the learner stands with it in words, empty before any answer.

    flag: what it is called, empty without one; note: the learner's own.
    """

    card: Card
    face: Face
    topic: str
    wording: str
    respellings: dict[str, str]
    standing: str
    is_set_aside: bool
    flag: str
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the cards found. found: how many there are, up to MOST_HITS; is_more: whether there are still more."""

    rows: list[Row] = field(default_factory=list)
    found: int = 0
    is_more: bool = False
    number: int = 1
    last: int = 1


def browse(*, learner: User, lens: Lens, choice: Choice, today: date) -> Page:
    """The page of this choice, in a number of queries that depends on nothing."""
    ids = _card_ids(learner.pk, lens, choice, today)
    found = min(len(ids), MOST_HITS)
    last = max(1, -(-found // PER_PAGE))
    number = min(max(choice.page, 1), last)
    shown = ids[(number - 1) * PER_PAGE : min(number * PER_PAGE, found)]
    return Page(_rows(learner, lens, shown, today), found, len(ids) > MOST_HITS, number, last)


def _card_ids(learner_id: int, lens: Lens, choice: Choice, today: date) -> list[int]:
    """The cards of this choice in its order, one more than MOST_HITS at most."""
    cards_meant = among(choice, learner_id=learner_id, lens=lens, today=today)
    if not choice.text:
        shown = cards_meant.through(lens)
        if choice.order == Order.DUE:
            return _soonest_due(learner_id, shown, choice)
        return _first(in_study_order(shown, choice))
    cards = find(choice.text, lens=lens, among=cards_meant)
    if choice.order == Order.STUDY:
        cards = in_study_order(cards if choice.deck is None else cards.filter(deckcard__deck=choice.deck), choice)
    elif choice.order == Order.DUE:
        due = _scheduled(learner_id).filter(card_id=OuterRef("pk")).values("due_date")[:1]
        ranked = cards.query.order_by
        cards = cards.annotate(due=Subquery(due)).order_by(F("due").asc(nulls_last=True), *ranked)
    return _first(cards)


def _first(cards: Any) -> list[int]:
    return list(cards.values_list("pk", flat=True)[: MOST_HITS + 1])


def _scheduled(learner_id: int) -> CardStateQuerySet:
    """The states of cards that have a date and are in study."""
    return CardState.objects.of(learner_id).filter(is_suspended=False, scheduled_date__isnull=False)


def _soonest_due(learner_id: int, shown: CardQuerySet, choice: Choice) -> list[int]:
    """Cards that have a date by their date, then the others in order of study: each read off its own index."""
    scheduled = _scheduled(learner_id)
    dated = scheduled.filter(Exists(shown.filter(pk=OuterRef("card_id")))).order_by("due_date", "card_id")
    ids = list(dated.values_list("card_id", flat=True)[: MOST_HITS + 1])
    undated = shown.filter(~Exists(scheduled.filter(card_id=OuterRef("pk"))))
    return [*ids, *_first(in_study_order(undated, choice))][: MOST_HITS + 1]


def _rows(learner: User, lens: Lens, ids: Sequence[int], today: date) -> list[Row]:
    cards = {
        card.pk: card
        for card in Card.objects.through(lens)
        .filter(pk__in=ids)
        .select_related("fact__topic")
        .defer("fact__payload")
        .prefetch_related("faces")
    }
    states = {state.card_id: state for state in CardState.objects.of(learner.pk).filter(card_id__in=ids)}
    marks = {mark.card_id: mark for mark in CardMark.objects.of(learner.pk).filter(card_id__in=ids)}
    is_examined = learner.preferences.path != Path.CAREGIVER
    return [_row(cards[pk], lens, states.get(pk), marks.get(pk), today, is_examined) for pk in ids if pk in cards]


def _row(card: Card, lens: Lens, state: CardState | None, mark: CardMark | None, today: date, is_examined: bool) -> Row:
    face = nearest_face(card.faces.all(), lens)
    wording = card.fact.wording_in(face.register)
    return Row(
        card=card,
        face=face,
        topic=card.fact.topic.title_in(face.register),
        wording=wording,
        respellings=respelled(card.fact.respell, face.front, face.back, face.note, wording),
        standing=standing(state, today, is_examined=is_examined) if state is not None else "",
        is_set_aside=state is not None and state.is_suspended,
        flag=str(Flag(mark.flag).label) if mark is not None and mark.flag else "",
        note=mark.note if mark is not None else "",
    )


def standing(state: CardState, today: date, *, is_examined: bool = True) -> str:
    """Where a learner stands with a card: "due on 3 March, interval 15 days, 2 lapses"; empty before any answer.

    Who is not being examined is told the date and no figures.
    """
    if state.scheduled_date is None or state.due_date is None:
        return ""
    parts = [_when(state, state.due_date, today)]
    if is_examined:
        days = state.interval_days
        parts.append(ngettext("interval %(n)d day", "interval %(n)d days", days) % {"n": days})
    if is_examined and state.lapses:
        parts.append(ngettext("%(n)d lapse", "%(n)d lapses", state.lapses) % {"n": state.lapses})
    return ", ".join(parts)


def _when(state: CardState, due_date: date, today: date) -> str:
    if state.buried_until is not None and state.buried_until > today:
        return _("put off until %(date)s") % {"date": _day(state.buried_until, today)}
    if due_date == today:
        return _("due today")
    if due_date < today:
        return _("due since %(date)s") % {"date": _day(due_date, today)}
    return _("due on %(date)s") % {"date": _day(due_date, today)}


def _day(day: date, today: date) -> str:
    return date_format(day, "j F" if day.year == today.year else "j F Y")
