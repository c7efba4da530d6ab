"""The guest of a browser: who studies in it without an account, also while someone is signed in to one.

Signing in never ends a guest: the guest waits, named in the session of the account, until what they did is added to
the account, or until that session ends; then they are back. So a shared computer mixes nobody's answers, and a slip
loses none.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from learn.accounts.actions import merge_guest
from learn.accounts.models import User
from learn.accounts.signals import guest_locking

GUEST_BACKEND = "learn.accounts.backends.LearnerBackend"
WAITING_GUEST = "waiting_guest"
_SECOND_CLICK = timedelta(minutes=1)


def guest_asking(request: HttpRequest) -> User | None:
    """The guest who sends this request, also where a view is shown nobody in their place."""
    hidden = getattr(request, "hidden_guest", None)
    if isinstance(hidden, User):
        return hidden
    return request.user if isinstance(request.user, User) and request.user.is_guest else None


def sign_in_guest(request: HttpRequest, guest: User) -> None:
    """From now on this browser's learner is the guest."""
    login(request, guest, backend=GUEST_BACKEND)


def step_aside(request: HttpRequest, guest: User) -> None:
    """Gives the request a session of its own for the account about to be signed in; the guest's stays as it is.

    Django would end the guest's session. But a second click on “Sign in” still carries it: then it signs in the same
    guest's browser again, and without it the guest would be lost.
    """
    if request.session.modified:
        with suppress(UpdateError):  # ended meanwhile in another window
            request.session.save()
    request.session = _new_session()
    request.session[WAITING_GUEST] = guest.pk


def waiting_guest(request: HttpRequest) -> User | None:
    """The guest who waits behind this account, unless they are gone meanwhile."""
    guest_id = request.session.get(WAITING_GUEST)
    return None if guest_id is None else guest_with(guest_id)


def guest_with(guest_id: int) -> User | None:
    """The guest with this key, read with preferences; None if there is none, or it is an account by now."""
    return User.objects.with_preferences().filter(pk=guest_id, is_guest=True, is_active=True).first()


@transaction.atomic
def add_waiting_guest(*, guest_id: int, account: User, keep_preferences: bool, now: datetime) -> bool:
    """Adds what the guest did to the account. Says whether there was a guest: the second of two clicks finds none."""
    guest_locking.send(sender=User, guest_id=guest_id)
    guest = User.objects.select_for_update().filter(pk=guest_id, is_guest=True).first()
    if guest is None:
        return False
    merge_guest(guest=guest, account=account, keep_preferences=keep_preferences, now=now)
    return True


def sign_out(request: HttpRequest) -> None:
    """Ends the account's session; the guest who waited behind it is back."""
    guest = waiting_guest(request)
    ended = request.session.session_key
    logout(request)
    if guest is None:
        return
    sign_in_guest(request, guest)
    if ended:
        _leave_word(request.session, ended, guest)


def _leave_word(session: Any, ended: str, guest: User) -> None:
    """Leaves under the key of the session just ended, for a moment, who waits: a second click carries that key."""
    model = session.get_model_class()
    model.objects.update_or_create(
        session_key=ended,
        defaults={
            "session_data": session.encode({WAITING_GUEST: guest.pk}),
            "expire_date": timezone.now() + _SECOND_CLICK,
        },
    )


def _new_session() -> SessionStore:
    store: SessionStore = import_module(settings.SESSION_ENGINE).SessionStore()
    return store
