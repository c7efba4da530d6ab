"""The front door: home, start, help and the pages for what goes wrong."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET, require_POST

from cards.models import Deck, Source
from learn.accounts.actions import change_preferences, create_guest
from learn.accounts.forms import StartForm
from learn.accounts.models import Path, User
from learn.reviews import queue
from learn.reviews.decks import deck_rows
from learn.reviews.planning import plan_for
from learn.reviews.subscribing import subscribe

_AUDIENCES = {
    Path.NURSING: ("nursing",),
    Path.CAREGIVER: ("caregivers",),
    Path.BOTH: ("nursing", "caregivers"),
}


@require_GET
@never_cache
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What now: the day at a glance, or for someone new the choice of a path."""
    now = timezone.now()
    sources = Source.objects.only("uid", "title", "advice")
    if not isinstance(request.user, User):
        context = {"sources": sources, "has_left": "next" in request.GET}
        return render(request, "front/welcome.html", context)
    learner = request.user
    decks = deck_rows(learner=learner, lens=request.lens)  # type: ignore[attr-defined]
    plan = plan_for(learner=learner, now=now)
    context = {
        "sources": sources,
        "decks": decks,
        "plan": plan,
        "progress": queue.progress(learner_id=learner.pk, today=plan.study_date),
        "summary": queue.summary(learner=learner, now=now),
        "today": plan.study_date,
    }
    return render(request, "front/home.html", context)


@require_POST
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Makes a guest of someone new, gives them the decks of their path and goes to the first card."""
    now = timezone.now()
    form = StartForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("front:home"))
    path = Path(form.cleaned_data["path"])
    with transaction.atomic():
        if isinstance(request.user, User):
            # Sent twice, or from a page opened before: the learner there is goes on.
            learner = request.user
            if not learner.preferences.path:
                change_preferences(learner=learner, changes={"path": path}, now=now)
        else:
            learner = create_guest(path=path, zone=form.cleaned_data["zone"], now=now)
            login(request, learner)
        for deck in Deck.objects.filter(audience__in=_AUDIENCES[path], retired_at=None):
            subscribe(learner=learner, deck=deck, now=now)
    return HttpResponseRedirect(reverse("reviews:study"))


@require_GET
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """How studying here works: which SM-2, what each button does, what early means, the keys."""
    return render(request, "front/help.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "front/400.html", {"reason": str(exception)}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "front/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "front/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # The database may be what failed: this page asks it nothing.
    return render(None, "front/500.html", status=500)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its secret: an old page, or cookies switched off."""
    return render(request, "front/csrf.html", status=403)
