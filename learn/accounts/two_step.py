"""Two-step sign-in: after the password a code from an app (TOTP) or a recovery code is asked for.

A passkey is another way to sign in, not a second step that is then demanded: who loses the one device that holds it
still has the password. Where the second step is on, a passkey serves as one.
"""

import logging

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from learn.accounts.models import User
from learn.accounts.sealing import SealBrokenError, unseal

_logger = logging.getLogger(__name__)


def is_on(user: User) -> bool:
    """Whether the person asked for a second step."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def turn_off(user: User) -> bool:
    """Removes the app's secret and the recovery codes; passkeys stay. Says whether there was anything to remove."""
    return _sealed(user).delete()[0] > 0


def drop_unreadable(user: User) -> bool:
    """Ends a two-step sign-in whose secrets cannot be read any more. Says whether there was one.

    They were sealed with another secret key of the site: no code would ever be right, and the person locked out.
    """
    if all(_is_readable(authenticator) for authenticator in _sealed(user)):
        return False
    turn_off(user)
    _logger.warning("Two-step sign-in of user %s ended: it was set up with another secret key.", user.pk)
    return True


def _sealed(user: User) -> QuerySet[Authenticator]:
    types = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    return Authenticator.objects.filter(user=user, type__in=types)


def _is_readable(authenticator: Authenticator) -> bool:
    try:
        unseal(authenticator.data.get("secret") or authenticator.data.get("seed") or "")
    except SealBrokenError:
        return False
    return True
