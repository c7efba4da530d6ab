"""How often something may be tried: signing in (django-axes), becoming a guest, joining a class; and what a refusal
looks like.

All counters stand in the cache that the site's processes share.
"""

import math
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from allauth.account.signals import password_reset
from axes.handlers.cache import AxesCacheHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from learn.accounts.addresses import client_network
from learn.accounts.models import User

_HOUR, _QUARTER = timedelta(hours=1), timedelta(minutes=15)
# A class of sixty may mistype; who tries one password on many names gets not far.
WRONG_PASSWORDS_PER_NETWORK = 300
SIGN_UPS_PER_HOUR = 300
CALENDARS_PER_HOUR = 2000
WRONG_CODES_PER_NETWORK = 300
ADDED_ACCOUNTS_PER_HOUR = 60


class LockoutHandler(AxesCacheHandler):
    """axes' own; a guest who starts has given no password, and so has no count to clear."""

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        if not user.is_guest:
            super().user_logged_in(sender, request, user, **kwargs)  # type: ignore[no-untyped-call]


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that a count is kept for: what was typed to sign in, else the address or user name of who is asked."""
    given = credentials or {}
    name = request.POST.get("login") or given.get("email") or given.get("username") or ""
    return str(name).strip().lower()


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Too many wrong passwords: the same page whether or not there is such an account."""
    page = _too_many(request, "accounts/locked_out.html", wait=settings.AXES_COOLOFF_TIME)
    # axes' middleware gives it out as it is.
    return page.render()


@receiver(password_reset, dispatch_uid="accounts.unlock_after_reset")
def unlock_after_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who proved by mail that the account is theirs need not wait for their wrong guesses before."""
    for name in {user.email, user.username} - {""}:
        AxesProxyHandler.reset_attempts(username=name.lower(), ip_address=client_network(request))


def too_many(request: HttpRequest) -> TemplateResponse:
    """Too many requests of another kind (allauth asks for this page as handler429)."""
    return _too_many(request, "accounts/too_many.html", wait=timedelta(minutes=2))


def may_guess(request: HttpRequest, *, now: datetime) -> bool:
    """Whether this network has not sent too many wrong passwords lately, for whatever names."""
    return _counted("wrong passwords", request, _QUARTER, now) < WRONG_PASSWORDS_PER_NETWORK


def note_wrong_password(request: HttpRequest, *, now: datetime) -> None:
    _count("wrong passwords", request, _QUARTER, now)


def may_sign_up(request: HttpRequest, *, now: datetime) -> bool:
    """Counts one more try to make an account, and says whether that is within what an hour allows this network."""
    if _counted("sign-ups", request, _HOUR, now) >= SIGN_UPS_PER_HOUR:
        return False
    _count("sign-ups", request, _HOUR, now)
    return True


def may_try_code(request: HttpRequest, *, now: datetime) -> bool:
    """Whether this network has not sent too many wrong codes of classes lately."""
    return _counted("wrong codes", request, _QUARTER, now) < WRONG_CODES_PER_NETWORK


def note_wrong_code(request: HttpRequest, *, now: datetime) -> None:
    _count("wrong codes", request, _QUARTER, now)


def may_look_up_account(request: HttpRequest, *, now: datetime) -> bool:
    """Counts one more account that somebody here wants to add to a class, and says whether that is within an hour's.

    Who adds people by name learns which names there are.
    """
    if _counted("looked-up accounts", request, _HOUR, now) >= ADDED_ACCOUNTS_PER_HOUR:
        return False
    _count("looked-up accounts", request, _HOUR, now)
    return True


def may_make_guest(request: HttpRequest, *, now: datetime) -> bool:
    """Counts one more guest of this network, and says whether that is within what an hour allows."""
    if _counted("guests", request, _HOUR, now) >= settings.GUESTS_PER_HOUR:
        return False
    _count("guests", request, _HOUR, now)
    return True


def may_fetch_calendar(request: HttpRequest, *, now: datetime) -> bool:
    """Counts one more reading of a calendar, whoever's, and says whether it is within what an hour allows this network.

    Some calendar services fetch for all their users from one address.
    """
    if _counted("calendars", request, _HOUR, now) >= CALENDARS_PER_HOUR:
        return False
    _count("calendars", request, _HOUR, now)
    return True


def too_many_codes(request: HttpRequest, *, now: datetime) -> TemplateResponse:
    """Asks to wait for the next quarter of the hour."""
    passed = timedelta(seconds=now.timestamp() % _QUARTER.total_seconds())
    return _too_many(request, "accounts/too_many.html", wait=_QUARTER - passed)


def too_many_guests(request: HttpRequest, *, now: datetime) -> TemplateResponse:
    """Asks to wait for the next hour."""
    next_hour = now.replace(minute=0, second=0, microsecond=0) + _HOUR
    return _too_many(request, "accounts/too_many_guests.html", wait=next_hour - now)


def _too_many(request: HttpRequest, template: str, *, wait: timedelta) -> TemplateResponse:
    seconds = math.ceil(wait.total_seconds())
    context = {"minutes": math.ceil(seconds / 60)}
    # Rendered late, when a view that is shown nobody in place of a guest is through.
    response = TemplateResponse(request, template, context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(seconds)
    return response


# Two at the same moment may count as one. allauth's own limits are exact, but whoever does not get their lock within a
# second is refused, and a class that starts together shares one address.
def _counted(what: str, request: HttpRequest, window: timedelta, now: datetime) -> int:
    """How often it happened from this network in this window (the hour of the clock, its quarter ...)."""
    count: int = cache.get(_key(what, request, window, now), 0)
    return count


def _count(what: str, request: HttpRequest, window: timedelta, now: datetime) -> None:
    times = _counted(what, request, window, now) + 1
    cache.set(_key(what, request, window, now), times, window.total_seconds())


def _key(what: str, request: HttpRequest, window: timedelta, now: datetime) -> str:
    number = int(now.timestamp() // window.total_seconds())
    return f"{what.replace(' ', '-')}:{client_network(request)}:{number}"
