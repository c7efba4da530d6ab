"""Who may see which page of accounts: visitors and guests, account holders, and where the site sends mail."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache

from learn.accounts.browser_guests import guest_asking

View = Callable[..., HttpResponseBase]


def for_visitors(view: View) -> View:
    """A page that needs no account. allauth takes whoever is logged in for an account holder, and would send a guest
    away or mix up two logins: the view is shown nobody, and the page that is rendered after it the guest again.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        guest = guest_asking(request)
        if guest is None:
            return _telling_mistakes(request, view(request, *args, **kwargs))
        nobody = AnonymousUser()
        request.hidden_guest = guest  # type: ignore[attr-defined]
        request.user = nobody
        try:
            response = view(request, *args, **kwargs)
        finally:
            if request.user is nobody:
                request.user = guest
        return _telling_mistakes(request, response)

    return login_not_required(never_cache(shown))


def in_own_zone(view: View) -> View:
    """A page for learners, each of whom reads every time on it as their own clock shows it."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(request.user.preferences.zone):  # type: ignore[union-attr]
            return view(request, *args, **kwargs)

    return shown


def for_account_holders(view: View) -> View:
    """A page about one's own account: visitors are asked to sign in first, guests to make an account."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if guest_asking(request) is not None:
            return redirect_to_login(request.get_full_path(), reverse("account_signup"))
        return _telling_mistakes(request, view(request, *args, **kwargs))

    page = never_cache(shown)
    # The middleware that asks everyone to log in reads this.
    page.login_url = reverse_lazy("account_login")  # type: ignore[attr-defined]
    return page


def where_mail_is_sent(view: View) -> View:
    """A page that does not exist on a site without mail."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.HAS_MAIL:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def _telling_mistakes(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    # allauth shows a form again with 200; a page answers a POST of ours with itself only where something is wrong.
    is_shown_again = isinstance(response, TemplateResponse) and response.status_code == HTTPStatus.OK
    if request.method == "POST" and is_shown_again:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response
