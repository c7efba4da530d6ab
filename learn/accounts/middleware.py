"""Who asks, where a guest waits behind an account whose session has ended."""

from collections.abc import Callable

from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject

from learn.accounts.browser_guests import WAITING_GUEST, guest_with, sign_in_guest


def guest_returns_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Where an account's session ended from elsewhere (its password was changed, it was deleted), the guest is back.

    A form that the account's page sent is not carried out on the guest, who may be another person: it is led to the
    front door, and nothing is stored.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _who_asks(request))  # type: ignore[assignment]
        if request.method not in ("GET", "HEAD") and request.session.get(WAITING_GUEST) is not None:
            waiting = request.session[WAITING_GUEST]
            if request.user.pk == waiting:
                return _to_the_door(request)
        return get_response(request)

    return middleware


def _to_the_door(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": "/"})
    return HttpResponseRedirect("/")


def _who_asks(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    # Read before the user is: Django empties a session that a new password has ended.
    guest_id = request.session.get(WAITING_GUEST)
    user = get_user(request)
    if guest_id is None or user.is_authenticated:
        return user
    guest = guest_with(guest_id)
    if guest is None:
        return user
    sign_in_guest(request, guest)
    return guest
