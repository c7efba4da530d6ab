"""What every request passes: who may go on, and through which lens content is read."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cards.lens import Lens
from learn.accounts.lens import lens_for
from learn.accounts.models import User


class LearnersOnlyMiddleware(LoginRequiredMiddleware):
    """Django's own, but a fragment that nobody is logged in for sends the whole page to the front door."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        response = super().handle_no_permission(request, view_func)
        if getattr(request, "htmx", False):
            # htmx follows this by loading the page; a plain redirect would put the front door inside the card.
            response.headers["HX-Redirect"] = resolve_url(self.get_login_url(view_func))
            response.status_code = 200
        return response


class GoneLearnerMiddleware:
    """Leads to the front door whoever was deleted or merged, in another window, while their request was on its way.

    The database refuses what such a request would store; that is no error of the site.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        user = getattr(request, "user", None)
        if not isinstance(user, User) or User.objects.filter(pk=user.pk).exists():
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(headers={"HX-Redirect": resolve_url("front:home")})
        return HttpResponseRedirect(resolve_url("front:home"))


RENEW_AFTER = timedelta(days=30)


def keep_session_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Renews the session of whoever keeps coming: a guest has no other way back to what they learned."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Only where the session was read anyway: a page for everyone stays without cookies.
        if request.session.accessed and request.user.is_authenticated:
            today = timezone.now().date()
            renewed = request.session.get("renewed_on")
            if renewed is None or today - date.fromisoformat(renewed) >= RENEW_AFTER:
                request.session["renewed_on"] = today.isoformat()
        return response

    return middleware


def lens_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Gives each request its lens: the learner's, or the most careful one where nobody is logged in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.lens = SimpleLazyObject(lambda: lens_for(request.user) if isinstance(request.user, User) else Lens())  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
