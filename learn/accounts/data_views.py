"""A learner's own data: downloaded as a whole, or deleted for good. Both are there for guests, too."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learn.accounts import actions, browser_guests
from learn.accounts.downloading import zipped
from learn.accounts.models import User
from learn.accounts.requests import LearnerRequest


@require_safe
@never_cache
def download(request: LearnerRequest) -> StreamingHttpResponse:
    """Everything that is kept of the learner, as a zip written while it is sent."""
    now = timezone.now()
    filename = f"osteon-{request.user.preferences.study_date(now):%Y-%m-%d}.zip"
    return StreamingHttpResponse(
        zipped(request.user, now=now),
        content_type="application/zip",
        # It is compressed already.
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Content-Encoding": "identity"},
    )


def _must_prove_themselves(request: HttpRequest) -> bool:
    """A phone left open on a table is no reason to lose a year of study: who has a password gives it again."""
    has_account = isinstance(request.user, User) and not request.user.is_guest
    return has_account and is_reauthentication_required(request, app="account")


def _asks_to_read(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and _must_prove_themselves(request)


# Only for reading: a form that waits for a password would be sent whenever the password is next given, for whatever.
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@reauthentication_required(enabled=_asks_to_read)  # type: ignore[untyped-decorator]
def delete(request: LearnerRequest) -> HttpResponse:
    """Says what goes and what stays; on POST deletes the learner at once and signs out."""
    if request.method != "POST":
        return render(request, "accounts/delete.html")
    if _must_prove_themselves(request):
        return HttpResponseRedirect(reverse("accounts:delete"))
    if request.POST.get("sure") != "yes":
        context: dict[str, Any] = {"unsure": True}
        return render(request, "accounts/delete.html", context, status=422)
    actions.delete_learner(learner=request.user, now=timezone.now())
    # A guest who waits behind the account is back: their answers were not what was to be deleted.
    browser_guests.sign_out(request)
    messages.success(request, _("Everything was deleted."))
    return HttpResponseRedirect(reverse("front:home"))
