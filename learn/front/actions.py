"""What the front door does for someone new: it touches accounts and reviews at once, so it stands above both."""

from datetime import datetime

from django.db import transaction

from cards.models import Deck
from learn.accounts.actions import change_preferences, create_guest
from learn.accounts.lens import lens_for
from learn.accounts.models import Path, User
from learn.reviews.subscribing import subscribe


@transaction.atomic
def start_as_guest(*, path: Path, zone: str, now: datetime) -> User:
    """A new guest who studies the decks of their path. An unknown zone is left at UTC."""
    guest = create_guest(path=path, zone=zone, now=now)
    _study_decks_of_path(guest, now)
    return guest


@transaction.atomic
def choose_path(*, learner: User, path: Path, now: datetime) -> None:
    """Puts a learner who has no path yet on one, with its decks."""
    change_preferences(learner=learner, changes={"path": path}, now=now)
    _study_decks_of_path(learner, now)


def _study_decks_of_path(learner: User, now: datetime) -> None:
    for deck in Deck.objects.through(lens_for(learner)):
        subscribe(learner=learner, deck=deck, now=now)
