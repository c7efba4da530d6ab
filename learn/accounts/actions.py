"""Writes to users and their preferences."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from learn.accounts.models import Preferences, User
from learn.accounts.signals import learner_deleting, learner_merging, path_chosen, zone_changed
from learn.accounts.zones import is_zone

# A change to one of these changes what a study day holds.
_CONTENT_FIELDS = frozenset({"path", "survival", "new_per_day", "reviews_per_day", "rest_days", "exam_date"})


@transaction.atomic
def create_guest(*, path: str = "", zone: str = "", username: str = "", now: datetime) -> User:
    """A new learner without an account, on the given path; an unknown zone is left at UTC rather than refused.

    username: none but the site ever sees it; made up where none is given.
    """
    guest = User(username=username or f"guest-{secrets.token_hex(8)}", is_guest=True)
    guest.set_unusable_password()
    guest.save()
    changes: dict[str, Any] = {"path": path}
    if is_zone(zone):
        changes["zone"] = zone
    change_preferences(learner=guest, changes=changes, now=now)
    return guest


@transaction.atomic
def change_preferences(*, learner: User, changes: dict[str, Any], now: datetime) -> Preferences:
    """Stores the changed fields of a learner's preferences; with another path come its decks.

    Raises ValidationError, keyed by field, if a value is not valid; nothing is stored then.
    """
    preferences = learner.preferences
    was = {name: getattr(preferences, name) for name in changes}
    for name, value in changes.items():
        setattr(preferences, name, value)
    try:
        preferences.full_clean()
    except Exception:
        for name, value in was.items():
            setattr(preferences, name, value)
        raise
    changed = [name for name, value in changes.items() if was[name] != value]
    if _CONTENT_FIELDS.intersection(changed):
        preferences.content_changed_at = now
        changed.append("content_changed_at")
    if changed:
        preferences.save(update_fields=changed)
    if "path" in changed:
        path_chosen.send(sender=Preferences, learner=learner, now=now)
    if "zone" in changed:
        zone_changed.send(sender=Preferences, learner=learner, now=now)
    return preferences


def follow_browser_zone(*, learner: User, zone: str, now: datetime) -> bool:
    """Moves the learner to the zone their browser reports, unless they chose one by hand. Says whether it moved."""
    preferences = learner.preferences
    if preferences.zone_is_chosen or preferences.zone == zone or not is_zone(zone):
        return False
    change_preferences(learner=learner, changes={"zone": zone}, now=now)
    return True


class NotAGuestError(Exception):
    """Only what a guest did can be added to an account, and only to one that is no guest."""


@transaction.atomic
def merge_guest(*, guest: User, account: User, keep_preferences: bool, now: datetime) -> None:
    """Adds all that a guest did to an account; then the guest is gone.

    keep_preferences: the guest's settings become the account's, as for an account made a moment ago; else the
    account's own stay, and only a path that was never chosen is taken over. Raises NotAGuestError for anyone else, and
    does nothing then.
    """
    if not guest.is_guest or account.is_guest or guest.pk == account.pk:
        raise NotAGuestError
    if keep_preferences:
        theirs = guest.preferences
        taken = {field.attname: getattr(theirs, field.attname) for field in Preferences._meta.concrete_fields}
        del taken["user_id"]
        for name, value in taken.items():
            setattr(account.preferences, name, value)
        account.preferences.save()
    elif not account.preferences.path:
        # The one setting that the account has not made; the guest's decks come along with their log.
        account.preferences.path = guest.preferences.path
        account.preferences.save(update_fields=["path"])
    learner_merging.send(sender=User, guest=guest, account=account, now=now)
    guest.delete()


@transaction.atomic
def delete_learner(*, learner: User, now: datetime) -> None:
    """Deletes a learner with everything that is theirs, at once and for good."""
    learner_deleting.send(sender=User, learner=learner, now=now)
    learner.delete()
