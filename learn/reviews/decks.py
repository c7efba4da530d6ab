"""Reading decks: how far a learner is with one, topic by topic, and the cards set aside."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from cards.lens import Lens
from cards.models import Card, Deck, DeckCard, Face, Topic
from learn.accounts.models import User
from learn.reviews.models import CardState, Subscription
from learn.reviews.queue import nearest_face


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic of a deck: how many cards it holds, how many are begun, how many can still be asked today."""

    pk: int
    title: str
    cards: int
    begun: int
    askable: int


@dataclass(frozen=True, slots=True)
class DeckRow:
    """A deck as a learner sees it in a list. is_studied: subscribed and not paused."""

    deck: Deck
    cards: int
    begun: int
    is_studied: bool
    is_paused: bool


_AFTER_ALL = 2**31


def _begun(learner_id: int) -> Exists:
    return Exists(
        CardState.objects.filter(learner_id=learner_id, card_id=OuterRef("card_id"), scheduled_date__isnull=False)
    )


def _shown(lens: Lens) -> Exists:
    return Exists(Card.objects.through(lens).filter(pk=OuterRef("card_id")))


def deck_rows(*, learner: User, lens: Lens) -> list[DeckRow]:
    """Every deck with a card that this lens shows: those studied first, in the learner's order, then the others."""
    counts = {
        deck_id: (cards, begun)
        for deck_id, cards, begun in DeckCard.objects.filter(_shown(lens), deck__retired_at=None)
        .order_by()
        .values_list("deck_id")
        .annotate(cards=Count("card_id"), begun=Count("card_id", filter=Q(_begun(learner.pk))))
    }
    subscriptions = {row.deck_id: row for row in Subscription.objects.filter(learner_id=learner.pk)}
    rows = []
    for deck in Deck.objects.through(lens).filter(pk__in=counts):
        subscription = subscriptions.get(deck.pk)
        is_paused = subscription is not None and subscription.is_paused
        rows.append(DeckRow(deck, *counts[deck.pk], subscription is not None and not is_paused, is_paused))
    return sorted(rows, key=lambda row: subscriptions[row.deck.pk].position if row.is_studied else _AFTER_ALL)


def deck_page(*, learner: User, deck: Deck, lens: Lens, today: date) -> dict[str, Any]:
    """A deck with its topics: {"deck", "topics": [TopicRow], "can_study_ahead", "is_studied", "is_paused"}."""
    askable = ~Exists(
        CardState.objects.of(learner.pk).filter(
            Q(is_suspended=True) | Q(buried_until__gt=today) | Q(answered_date__gte=today),
            card_id=OuterRef("card_id"),
        )
    )
    counts = (
        DeckCard.objects.filter(_shown(lens), deck=deck)
        .order_by()
        .values_list(F("card__fact__topic_id"))
        .annotate(
            cards=Count("card_id"),
            begun=Count("card_id", filter=Q(_begun(learner.pk))),
            askable=Count("card_id", filter=Q(askable)),
        )
    )
    found = {topic_id: figures for topic_id, *figures in counts}
    topics = [
        TopicRow(topic.pk, topic.title_in(lens.register), *found[topic.pk])
        for topic in Topic.objects.filter(pk__in=found).order_by("source", "position")
    ]
    subscription = Subscription.objects.filter(learner_id=learner.pk, deck_id=deck.pk).first()
    return {
        "deck": deck,
        "topics": topics,
        "can_study_ahead": any(topic.askable for topic in topics),
        "is_studied": subscription is not None and not subscription.is_paused,
        "is_paused": subscription is not None and subscription.is_paused,
    }


def set_aside_cards(*, learner: User, lens: Lens) -> list[tuple[Card, Face]]:
    """The cards that the learner suspended, by uid."""
    suspended = CardState.objects.of(learner.pk).filter(is_suspended=True, card_id=OuterRef("pk"))
    cards = Card.objects.through(lens).filter(Exists(suspended)).order_by("uid").prefetch_related("faces")
    return [(card, nearest_face(card.faces.all(), lens)) for card in cards]
