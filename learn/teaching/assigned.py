"""Which cards are assigned to a class. AssignedCard: one of them; Trait: what decides whether a student is shown it.

A card that a student's own settings leave out (survival figures, or a path it is not for) is not asked of that student:
it is neither unseen nor overdue with them. Nor is one of a library that is no longer open to the class, with anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from cards.lens import SHIPPED, SURVIVAL
from cards.models import DeckCard
from learn.accounts.models import Path, Preferences
from learn.assignments.models import Assignment
from learn.libraries.models import Share

Trait = tuple[bool, bool, bool]
"""Is about survival; is for nursing students; is for caregivers."""


@dataclass(frozen=True, slots=True)
class AssignedCard:
    card_id: int
    topic_id: int
    trait: Trait


def cards_of(assignments: Iterable[Assignment]) -> dict[UUID, tuple[AssignedCard, ...]]:
    """The cards of each of these assignments of one class's decks, those of its topics if it names any."""
    chosen = [each for each in assignments if each.deck_id is not None]
    opened = Share.objects.current().filter(classroom__in={each.classroom_id for each in chosen}).order_by()
    rows = DeckCard.objects.filter(
        Q(card__fact__library=SHIPPED) | Q(card__fact__library__in=opened.values("library__code")),
        deck_id__in={each.deck_id for each in chosen},
        card__retired_at=None,
        card__fact__retired_at=None,
        card__fact__is_held_out=False,
    ).values_list(
        "deck_id",
        "card_id",
        "card__fact__topic_id",
        "card__fact__sensitivity",
        "card__fact__for_nursing",
        "card__fact__for_caregivers",
    )
    by_deck: dict[int, list[AssignedCard]] = {}
    for deck_id, card_id, topic_id, sensitivity, for_nursing, for_caregivers in rows if chosen else ():
        trait = (sensitivity == SURVIVAL, for_nursing, for_caregivers)
        by_deck.setdefault(deck_id, []).append(AssignedCard(card_id, topic_id, trait))
    return {
        each.pk: tuple(
            card for card in by_deck.get(each.deck_id or 0, ()) if not each.topics or card.topic_id in each.topics
        )
        for each in chosen
    }


@dataclass(frozen=True, slots=True)
class Sight:
    """What a student is shown, as learn.accounts.lens has it."""

    survival: bool = True
    nursing: bool = True
    caregivers: bool = True

    def admits(self, trait: Trait) -> bool:
        is_survival, for_nursing, for_caregivers = trait
        return (self.survival or not is_survival) and (
            (self.nursing and for_nursing) or (self.caregivers and for_caregivers)
        )


def sights_of(learners: Iterable[int]) -> dict[int, Sight]:
    """What each of these learners is shown."""
    return {
        each.user_id: Sight(each.shows_survival, each.path != Path.CAREGIVER, each.path != Path.NURSING)
        for each in Preferences.objects.filter(user_id__in=list(learners))
    }
