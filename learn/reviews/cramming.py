"""Cramming: a selection of cards is studied now, whatever their dates and the day's limits.

Due cards come first, then the soonest due, then those not yet seen, as new cards; each once a day. Cards of one fact
are kept apart, since each gives the others away: those of a fact answered today wait for the rest of their sort. What
was graded below 4 comes again at the end, as in the day's own final drill. A card that leaves the selection by its
answer leaves the cram; but of those due or new (State.WANTED) the drill is a part, or each answer would end them.
Suspended and buried cards never come.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q

from cards.lens import Lens
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import statements
from learn.reviews.models import CardState, CardStateQuerySet, PlannedCard, Stage
from learn.reviews.planning import studied_cards
from learn.reviews.queue import Question, question_of
from learn.reviews.selections import Selection, State, in_study_order, may_be_new, reviewed, selected, standing

_Row = TypeVar("_Row", bound=tuple[Any, ...])

MOST_COUNTED = 1000
"""How far the cards of each sort are counted, as far as the card browser lists them."""


@dataclass(frozen=True, slots=True)
class Cram:
    """What of a selection is left today, and the card that comes next, if any.

    due, early (before its date), new, drill: how many of each, counted up to MOST_COUNTED.
    """

    question: Question | None
    due: int = 0
    early: int = 0
    new: int = 0
    drill: int = 0

    @property
    def left(self) -> int:
        return self.due + self.early + self.new + self.drill


def cram(*, learner: User, now: datetime, selection: Selection) -> Cram:
    """The selection as it stands now, in a number of statements that depends on nothing but what is selected by."""
    today = learner.preferences.study_date(now)
    lens = lens_for(learner)
    meant = _Meant(learner.pk, lens, selection, today)
    known = meant.known()
    # As many as that are counted no further: those after them are read when they are next.
    is_told = len(known) < MOST_COUNTED
    new, drill = (meant.new(), meant.drill()) if is_told else ([], [])
    due = sum(due_date <= today for _, due_date in known)
    first = next(iter([*(card_id for card_id, _ in known[:1]), *new[:1], *drill[:1]]), None)
    question = _question(learner.pk, first, lens, today) if first is not None else None
    return Cram(question, due, len(known) - due, len(new), len(drill))


def has_strays(*, learner: User, now: datetime, selection: Selection) -> bool:
    """Whether a card of it is in no deck that the learner studies: no plan will bring it back."""
    if selection.is_mine:
        return False
    today = learner.preferences.study_date(now)
    lens = lens_for(learner)
    cards = selected(selection, learner_id=learner.pk, lens=lens, today=today)
    return cards.filter(~Exists(studied_cards(learner.pk, lens).filter(pk=OuterRef("pk")))).exists()


def _question(learner_id: int, card_id: int, lens: Lens, today: date) -> Question | None:
    shown = statements.shown(learner_id, card_id)
    return question_of(shown, lens, today) if shown is not None else None


class _Meant:
    """The cards of a selection by what they are to the learner today.

    Where a card stands is asked of states and not of cards, which would look up a state for each card and back.
    """

    def __init__(self, learner_id: int, lens: Lens, selection: Selection, today: date) -> None:
        self.learner_id, self.selection, self.today = learner_id, selection, today
        is_whole = selection.text and selection.state != State.WANTED
        wider = selection if is_whole else replace(selection, state=State.ANY)
        self.cards = selected(wider, learner_id=learner_id, lens=lens, today=today).order_by()

    def known(self) -> list[tuple[int, date]]:
        """(card, due date) of those reviewed before and not yet answered today, soonest due first."""
        if self.selection.state == State.UNSEEN:
            return []
        states = self._open(self.selection.state).filter(answered_date__lt=self.today)
        if self.selection.topic is not None or self.selection.text:
            # Few cards: their states are looked up. Of many, states are read by date until there are enough.
            states = states.filter(card_id__in=self.cards.values("pk"))
        else:
            states = states.filter(Exists(self.cards.filter(pk=OuterRef("card_id"))))
        rows = states.order_by("due_date", "card_id").values_list("card_id", "due_date", "card__fact_id")[:MOST_COUNTED]
        known = [(card_id, due_date, fact_id) for card_id, due_date, fact_id in rows if due_date is not None]
        due = [row for row in known if row[1] <= self.today]
        return [(card_id, due_date) for card_id, due_date, _ in (*self._apart(due), *known[len(due) :])]

    def new(self) -> list[int]:
        """Those never reviewed, in order of study."""
        if not may_be_new(self.selection.state):
            return []
        hidden = Q(scheduled_date__isnull=False) | Q(is_suspended=True) | Q(buried_until__gt=self.today)
        closed = CardState.objects.of(self.learner_id).filter(hidden, card_id=OuterRef("pk"))
        cards = self.cards.filter(~Exists(closed))
        if self.selection.state != State.UNSEEN:
            cards = standing(cards, self.selection.state, learner_id=self.learner_id, today=self.today)
        rows = in_study_order(cards, self.selection).values_list("pk", "fact_id")[:MOST_COUNTED]
        return [card_id for card_id, _ in self._apart(list(rows))]

    def drill(self) -> list[int]:
        """Those of today's final drill, in its order."""
        state = State.ANY if self.selection.state == State.WANTED else self.selection.state
        answered = self._open(state).filter(card_id=OuterRef("card_id"), answered_date__gte=self.today)
        planned = PlannedCard.objects.filter(
            Exists(answered),
            Exists(self.cards.filter(pk=OuterRef("card_id"))),
            learner_id=self.learner_id,
            study_date=self.today,
            stage=Stage.DRILL,
        )
        return list(planned.order_by("place").values_list("card_id", flat=True)[:MOST_COUNTED])

    def _apart(self, rows: list[_Row]) -> list[_Row]:
        """Rows that end with their fact, so that a fact's second card comes after every fact's first, and so on."""
        if len(rows) < 2:
            return rows
        times = Counter(self.answered_facts)
        ranks = []
        for row in rows:
            ranks.append(times[row[-1]])
            times[row[-1]] += 1
        return [row for _, row in sorted(zip(ranks, rows, strict=True), key=lambda pair: pair[0])]

    @cached_property
    def answered_facts(self) -> list[int]:
        """The facts of the cards that were answered today, one for each card."""
        answered = CardState.objects.of(self.learner_id).filter(answered_date=self.today)
        return list(answered.values_list("card__fact_id", flat=True)[:MOST_COUNTED])

    def _open(self, state: State) -> CardStateQuerySet:
        """The states of reviewed cards that stand so and are neither suspended nor buried."""
        states = reviewed(state, learner_id=self.learner_id, today=self.today)
        return states.filter(Q(buried_until=None) | Q(buried_until__lte=self.today), is_suspended=False)
