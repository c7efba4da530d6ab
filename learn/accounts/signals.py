"""What other rooms may hear of, and what accounts itself listens to.

path_chosen: a learner is on another path now; sent inside the transaction, with `learner` and `now`.
"""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from learn.accounts.models import Preferences, User

path_chosen = Signal()


@receiver(post_save, sender=User, dispatch_uid="accounts.give_preferences")
def give_preferences(instance: User, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        instance.preferences = Preferences.objects.create(user=instance)
