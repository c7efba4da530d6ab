"""A learner's own settings."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from learn.accounts import actions
from learn.accounts.forms import PreferencesForm, ZoneForm
from learn.accounts.models import Preferences
from learn.accounts.requests import LearnerRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def settings(request: LearnerRequest) -> HttpResponse:
    """How the learner studies: shown, and changed."""
    # A copy: the form writes what was typed into its instance, valid or not.
    instance = Preferences.objects.get(pk=request.user.pk)
    form = PreferencesForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        if changes["zone"] != request.user.preferences.zone:
            changes["zone_is_chosen"] = True
        actions.change_preferences(learner=request.user, changes=changes, now=timezone.now())
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("accounts:settings"))
    return render(request, "accounts/settings.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def browser_zone(request: LearnerRequest) -> HttpResponse:
    """The zone a browser reports, taken unless the learner chose one. An unknown zone changes nothing."""
    form = ZoneForm(request.POST)
    if form.is_valid():
        actions.follow_browser_zone(learner=request.user, zone=form.cleaned_data["zone"], now=timezone.now())
    return HttpResponse(status=204)
