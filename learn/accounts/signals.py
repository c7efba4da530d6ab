"""Every user has preferences from the first moment, however the user was made."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from learn.accounts.models import Preferences, User


@receiver(post_save, sender=User, dispatch_uid="accounts.give_preferences")
def give_preferences(instance: User, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        instance.preferences = Preferences.objects.create(user=instance)
