"""What studying does when another room says something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from cards.models import Deck
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.accounts.signals import path_chosen
from learn.reviews.models import Subscription
from learn.reviews.subscribing import pause, subscribe


@receiver(path_chosen, dispatch_uid="reviews.study_decks_of_path")
def study_decks_of_path(learner: User, now: datetime, **kwargs: Any) -> None:
    """Studies the decks made for the path and pauses the others; their dates stay as they are."""
    if not learner.preferences.path:
        return
    decks = Deck.objects.through(lens_for(learner))
    for subscription in Subscription.objects.filter(learner_id=learner.pk, is_paused=False).select_related("deck"):
        if subscription.deck not in decks:
            pause(learner=learner, deck=subscription.deck, now=now)
    for deck in decks:
        subscribe(learner=learner, deck=deck, now=now)
