"""Taking a library's content away for good. Everything else about content is retired and never deleted."""

from django.db import models, transaction
from django.db.models import ManyToOneRel

from cards.lens import SHIPPED
from cards.models import Card, CareQuestion, Deck, DeckCard, Face, Fact, Item, ItemVersion, Source, Topic
from cards.rows import UNSEEN

_REFERRED_TO = (Deck, Item, ItemVersion, Card, CareQuestion, Fact, Topic)
"""What rows of learners and classes point at."""


def rows_pointing_at(library: str) -> list[models.QuerySet[models.Model]]:
    """The rows of other apps that point at a library's content, model by model."""
    return [
        relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": _of(model, library)})
        for model in _REFERRED_TO
        # Most have no name for the way back.
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel) and relation.related_model._meta.app_label != "cards"
    ]


@transaction.atomic
def remove_library(library: str) -> None:
    """Deletes all content of a library, and with it what points at it. Raises ValueError for the shipped one.

    Raises models.ProtectedError where a row that may not lose it points at it; nothing is deleted then.
    """
    if library == SHIPPED:
        raise ValueError("What the site came with is not removed")
    items = _of(Item, library)
    # An item and its versions point at each other.
    items.update(current=None)
    items.delete()
    DeckCard.objects.filter(deck__in=_of(Deck, library)).delete()
    Face.objects.filter(card__in=_of(Card, library)).delete()
    for model in (Deck, CareQuestion, Card, Fact, Topic):
        _of(model, library).delete()
    Source.objects.filter(library=library).delete()


@transaction.atomic
def remove_unseen(library: str) -> None:
    """Deletes what was laid down for a library and never shown. No row of a learner points at it."""
    items = _of(Item, library).filter(retired_at=UNSEEN)
    # An item and its versions point at each other.
    items.update(current=None)
    items.delete()
    Face.objects.filter(card__in=_of(Card, library).filter(retired_at=UNSEEN)).delete()
    for model in (Card, Fact):
        _of(model, library).filter(retired_at=UNSEEN).delete()


@transaction.atomic
def empty_library(library: str, now: object) -> None:
    """Retires all content of a library: nobody is shown it, and every log keeps what it points at."""
    for model in (Deck, Item, Card, CareQuestion, Fact):
        _of(model, library).filter(retired_at=None).update(retired_at=now)


def _of(model: type[models.Model], library: str) -> models.QuerySet[models.Model]:
    paths = {Card: "fact__source", ItemVersion: "item__source"}
    return model._default_manager.filter(**{f"{paths.get(model, 'source')}__library": library})
