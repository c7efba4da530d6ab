"""Where a learner's mail goes, and why there may be nowhere."""

from enum import Enum

from allauth.account.models import EmailAddress
from django.conf import settings

from learn.accounts.models import User


class Obstacle(Enum):
    """Why a learner can have no mail: the site sends none, they are a guest, have no address, have not proved it."""

    NO_MAIL_HERE = "no_mail_here"
    NO_ACCOUNT = "no_account"
    NO_ADDRESS = "no_address"
    NOT_PROVED = "not_proved"


def proved_address(learner: User) -> str | None:
    """The address that the learner has proved to be theirs, the primary one first."""
    mine = EmailAddress.objects.filter(user_id=learner.pk, verified=True).order_by("-primary", "pk")
    address: str | None = mine.values_list("email", flat=True).first()
    return address


def obstacle(learner: User) -> Obstacle | None:
    """What keeps this learner from having mail; None if nothing does."""
    if not settings.HAS_MAIL:
        return Obstacle.NO_MAIL_HERE
    if learner.is_guest:
        return Obstacle.NO_ACCOUNT
    if proved_address(learner) is not None:
        return None
    has_address = EmailAddress.objects.filter(user_id=learner.pk).exists() or bool(learner.email)
    return Obstacle.NOT_PROVED if has_address else Obstacle.NO_ADDRESS
