"""Survival figures shown or left out, where a learner meets the question, without a way through the settings."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learn.accounts import actions
from learn.accounts.requests import LearnerRequest

_CHOICES = {"on": True, "off": False}


@require_POST
def survival(request: LearnerRequest) -> HttpResponse:
    """Shows survival figures from now on, or leaves them out again, and goes back to `next`."""
    chosen = request.POST.get("show", "")
    if chosen not in _CHOICES:
        raise BadRequest(_("Survival figures can be shown (on) or left out (off)."))
    actions.change_preferences(learner=request.user, changes={"survival": _CHOICES[chosen]}, now=timezone.now())
    wanted = request.POST.get("next", "")
    # A path of this site and nothing else: "//elsewhere" is another site.
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if is_ours else resolve_url("front:home"))
