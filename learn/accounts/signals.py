"""What other rooms may hear of, and what accounts itself listens to.

All are sent inside the transaction, so that what a room does about it is stored with the rest or not at all.

path_chosen: a learner is on another path now; with `learner` and `now`.
zone_changed: a learner's clock is that of another zone now; with `learner` and `now`.
guest_locking: a guest is about to be locked, to go to an account; with `guest_id`. A room takes the locks that are
taken before a learner's.
learner_merging: what a guest did goes to an account; with `guest`, `account` and `now`. A room moves its own rows.
learner_exporting: a learner downloads their data; with `learner`. A room returns its tables (learn.accounts.tables).
guest_described: an account may take in what a guest did, and is asked first; with `guest`. A room returns what it
knows of the guest (learn.accounts.traces).
learner_deleting: a learner leaves for good; with `learner` and `now`. A room deletes its own rows, or makes them
anonymous where others need them; what it leaves goes with the user by the database's own cascade.

A test makes a learner with a row in every table that has one, and fails for any that one of the three forgets.
"""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from learn.accounts.models import Preferences, User

path_chosen = Signal()
zone_changed = Signal()
guest_locking = Signal()
learner_merging = Signal()
learner_exporting = Signal()
guest_described = Signal()
learner_deleting = Signal()


@receiver(post_save, sender=User, dispatch_uid="accounts.give_preferences")
def give_preferences(instance: User, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        instance.preferences = Preferences.objects.create(user=instance)
