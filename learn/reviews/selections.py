"""Selections: which cards are meant, by topic, deck, words and where the learner stands with them.

The card browser lists a selection, a cram studies it, a quiz asks about it, and each reads it from the same address: so
what one of them counts the others mean, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from cards.lens import Lens
from cards.models import Card, CardQuerySet, Deck, Topic
from cards.search import MOST_HITS, find
from cards.searching.folding import typed
from learn.reviews.mark_models import CardMarkQuerySet
from learn.reviews.models import CardMark, CardState, CardStateQuerySet, Flag, Maturity
from learn.reviews.planning import studied_cards
from learn.scheduling.fold import LEECH_LAPSES

_MOST_TOPICS = 500

MINE = "~mine"
"""In the place of a deck's uid: the decks that the learner studies now. No uid is written so."""


class State(TextChoices):
    """Where a card stands with the learner: its maturity, as models.Maturity has it; or else what crosses that."""

    ANY = "", _("any")
    UNSEEN = Maturity.UNSEEN.value, _("unseen (new to you)")
    LEARNING = Maturity.LEARNING.value, _("learning (its first steps)")
    YOUNG = Maturity.YOUNG.value, _("young (interval under 21 days)")
    MATURE = Maturity.MATURE.value, _("mature (21 days or more)")
    LAPSED = Maturity.LAPSED.value, _("lapsed (forgotten last time)")
    DUE = "due", _("due today")
    WANTED = "wanted", _("due today or new to you")
    LEECH = "leech", _("often forgotten")
    FLAGGED = "flagged", _("any flag")
    FLAG_1 = "flag1", Flag.ONE.label
    FLAG_2 = "flag2", Flag.TWO.label
    FLAG_3 = "flag3", Flag.THREE.label
    FLAG_4 = "flag4", Flag.FOUR.label
    NOTED = "noted", _("with a note of yours")
    ASIDE = "aside", _("set aside")


_FLAGS = {State.FLAG_1: Flag.ONE, State.FLAG_2: Flag.TWO, State.FLAG_3: Flag.THREE, State.FLAG_4: Flag.FOUR}
_BY_MARK = frozenset({State.FLAGGED, State.NOTED, *_FLAGS})
_MATURITIES = {State(each.value): each for each in Maturity}


class NoSuchSelectionError(Exception):
    """An address that names a topic, deck or state that is not there for this learner."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Cards that are meant. is_mine: only those of the decks that the learner studies now, whichever they are.

    others: further topics; a card is of the topic or of one of these.
    """

    text: str = ""
    topic: Topic | None = None
    others: tuple[Topic, ...] = ()
    deck: Deck | None = None
    is_mine: bool = False
    state: State = State.ANY

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves cards out."""
        return self.topic is not None or self.deck is not None or self.is_mine or self.state != State.ANY

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics that narrow it; empty where none does."""
        return (self.topic, *self.others) if self.topic is not None else ()

    @property
    def topic_value(self) -> str:
        """The topics as an address names them: "3", or "3.7" for either."""
        return ".".join(str(topic.pk) for topic in self.topics)

    @property
    def deck_value(self) -> str:
        """The deck as an address names it."""
        return self.deck.uid if self.deck is not None else MINE if self.is_mine else ""

    @property
    def query(self) -> str:
        """The selection as the query of an address, with nothing in it that says no more than its absence."""
        return query_of(self)


def wanted_of(deck: Deck, topics: Sequence[Topic] = ()) -> Selection:
    """What is due or new of a deck, of these topics alone where there are any: what studying it means."""
    topic, others = (topics[0], tuple(topics[1:])) if topics else (None, ())
    return Selection(deck=deck, topic=topic, others=others, state=State.WANTED)


def query_of(selection: Selection, **others: object) -> str:
    """The query of an address with this selection and these values, those that are empty left out."""
    asked = {
        "q": selection.text,
        "topic": selection.topic_value,
        "deck": selection.deck_value,
        "state": selection.state.value,
    }
    return urlencode({name: value for name, value in (asked | others).items() if value}, safe="~")


def selection_asked(
    asked: Mapping[str, str],
    *,
    lens: Lens,
    topics: Iterable[Topic] | None = None,
    decks: Iterable[Deck] | None = None,
) -> Selection:
    """The selection that an address asks for. topics, decks: those that this lens shows, where they were read already.

    Raises NoSuchSelectionError: what is there for others only looks like what is not there.
    """
    pks, uid, state = asked.get("topic", ""), asked.get("deck", ""), asked.get("state", "")
    if state not in State.values:
        raise NoSuchSelectionError
    is_mine = uid == MINE
    meant = _topics(pks, lens, topics) if pks else ()
    return Selection(
        text=typed(asked.get("q", "")),
        topic=meant[0] if meant else None,
        others=meant[1:],
        deck=_deck(uid, lens, decks) if uid and not is_mine else None,
        is_mine=is_mine,
        state=State(state),
    )


def _topics(value: str, lens: Lens, topics: Iterable[Topic] | None) -> tuple[Topic, ...]:
    pks = value.split(".")
    if len(pks) > _MOST_TOPICS or not all(pk.isascii() and pk.isdigit() and len(pk) <= 18 for pk in pks):
        raise NoSuchSelectionError
    wanted = dict.fromkeys(int(pk) for pk in pks)
    if topics is None:
        topics = Topic.objects.through(lens).filter(pk__in=wanted)
    found = {topic.pk: topic for topic in topics}
    if not wanted.keys() <= found.keys():
        raise NoSuchSelectionError
    return tuple(found[pk] for pk in wanted)


def _deck(uid: str, lens: Lens, decks: Iterable[Deck] | None) -> Deck:
    if "\0" in uid:
        raise NoSuchSelectionError
    if decks is None:
        decks = Deck.objects.through(lens).filter(uid=uid)
    deck = next((deck for deck in decks if deck.uid == uid), None)
    if deck is None:
        raise NoSuchSelectionError
    return deck


def selected(selection: Selection, *, learner_id: int, lens: Lens, today: date) -> CardQuerySet:
    """The cards meant, as far as the lens shows them. Words are looked for at once, and find MOST_HITS at most."""
    cards = among(selection, learner_id=learner_id, lens=lens, today=today)
    if not selection.text:
        return cards.through(lens)
    found = find(selection.text, lens=lens, among=cards).values_list("pk", flat=True)
    # The deck once more: by it they may be put in order.
    shown = Card.objects.filter(pk__in=list(found[:MOST_HITS]))
    return shown if selection.deck is None else shown.filter(deckcard__deck=selection.deck)


def among(selection: Selection, *, learner_id: int, lens: Lens, today: date) -> CardQuerySet:
    """The cards that all of it but the words leaves; whether they are shown is not asked yet."""
    cards = studied_cards(learner_id, lens) if selection.is_mine else Card.objects.all()
    if selection.deck is not None:
        cards = cards.filter(deckcard__deck=selection.deck)
    if selection.topics:
        cards = cards.filter(fact__topic__in=selection.topics)
    return standing(cards, selection.state, learner_id=learner_id, today=today)


def standing(cards: CardQuerySet, state: State, *, learner_id: int, today: date) -> CardQuerySet:
    """Those of the cards that stand so with the learner."""
    states = CardState.objects.of(learner_id)
    match state:
        case State.ANY:
            return cards
        case State.UNSEEN:
            # Most have no state at all; so those are asked for that are no longer unseen.
            known = Q(scheduled_date__isnull=False) | Q(is_suspended=True)
            return cards.filter(~Exists(states.filter(known, card_id=OuterRef("pk"))))
        case State.WANTED:
            # Likewise: those are asked for that have a later day, or none.
            later = (
                Q(is_suspended=True) | Q(buried_until__gt=today) | Q(scheduled_date__isnull=False, due_date__gt=today)
            )
            return cards.filter(~Exists(states.filter(later, card_id=OuterRef("pk"))))
        case State.ASIDE:
            return cards.filter(pk__in=states.filter(is_suspended=True).values("card_id"))
        case marked if marked in _BY_MARK:
            return cards.filter(pk__in=_marked(state, learner_id).values("card_id"))
        case _:
            return cards.filter(pk__in=reviewed(state, learner_id=learner_id, today=today).values("card_id"))


def reviewed(state: State, *, learner_id: int, today: date) -> CardStateQuerySet:
    """The learner's states of the cards that stand so and were reviewed before."""
    states = CardState.objects.of(learner_id).filter(scheduled_date__isnull=False)
    match state:
        case State.DUE | State.WANTED:
            return states.due(today)
        case State.LEECH:
            return states.filter(lapses__gte=LEECH_LAPSES)
        case State.ASIDE:
            return states.filter(is_suspended=True)
        case maturity if maturity in _MATURITIES:
            return states.at(_MATURITIES[state])
        case marked if marked in _BY_MARK:
            return states.filter(card_id__in=_marked(state, learner_id).values("card_id"))
        case _:
            return states


def may_be_new(state: State) -> bool:
    """Whether a card that stands so may never have been reviewed."""
    return state in (State.ANY, State.UNSEEN, State.WANTED) or state in _BY_MARK


def _marked(state: State, learner_id: int) -> CardMarkQuerySet:
    marks = CardMark.objects.of(learner_id)
    if state == State.NOTED:
        return marks.exclude(note="")
    return marks.filter(flag=_FLAGS[state]) if state in _FLAGS else marks.filter(flag__gt=Flag.NONE)


def in_study_order(cards: CardQuerySet, selection: Selection) -> CardQuerySet:
    """As the chosen deck has them, or as their facts stand in their sources."""
    if selection.deck is not None:
        return cards.order_by("deckcard__position")
    return cards.order_by("fact__source", "fact__position", "position", "pk")
