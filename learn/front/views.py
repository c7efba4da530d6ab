"""The front door: home, start, help and the pages for what goes wrong."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods, require_safe

from cards.lens import Lens
from cards.models import Source
from learn.accounts.actions import change_preferences, create_guest
from learn.accounts.browser_guests import sign_in_guest
from learn.accounts.forms import StartForm
from learn.accounts.lens import lens_for
from learn.accounts.limits import may_make_guest, too_many_guests
from learn.accounts.models import Path, User
from learn.assignments.work import due_soon
from learn.classrooms.actions import everyone_may_open, may_open
from learn.classrooms.models import Role
from learn.classrooms.reading import current_classes
from learn.front.demo.accounts import accounts as demo_accounts
from learn.libraries.granted import written_by
from learn.quizzes.reading import unfinished
from learn.reports.reading import news_for
from learn.reviews import queue
from learn.reviews.decks import deck_rows
from learn.reviews.planning import plan_for
from learn.scheduling.study_day import DEFAULT_DAY_END_HOUR
from learn.teaching.writing import news_for as news_for_classes


@require_safe
@never_cache
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What now: the day at a glance, or for someone new the choice of a path."""
    now = timezone.now()
    learner = request.user
    lens = lens_for(learner) if isinstance(learner, User) else Lens()
    sources = Source.objects.filter(library__in=lens.libraries).only("uid", "title", "advice").order_by("pk")
    if not isinstance(learner, User) or not learner.preferences.path:
        is_known = learner.is_authenticated
        context = {"sources": sources, "has_left": "next" in request.GET and not is_known, "is_known": is_known}
        # Who was added to a class to see it need not study anything.
        own = current_classes(learner) if isinstance(learner, User) else []
        context["classes"] = [each.classroom for each in own]
        context["demo"] = demo_accounts() if settings.IS_DEMO and not is_known else None
        return render(request, "front/welcome.html", context)
    decks = deck_rows(learner=learner, lens=lens)
    plan = plan_for(learner=learner, now=now)
    classes = current_classes(learner)
    unread = news_for_classes(learner) if classes else {}
    has_libraries = any(each.role == Role.INSTRUCTOR for each in classes) or bool(written_by(learner))
    context = {
        "sources": sources,
        "decks": decks,
        "is_all_paused": bool(decks) and not any(row.is_studied for row in decks),
        "plan": plan,
        "ahead": queue.ahead(learner_id=learner.pk, today=plan.study_date),
        "is_caregiver": learner.preferences.path == Path.CAREGIVER,
        "is_rest_day": learner.preferences.rests_on(plan.study_date),
        "summary": queue.summary(learner=learner, now=now),
        "today": plan.study_date,
        "going": unfinished(learner, now=now),
        "due_soon": due_soon(learner=learner, now=now) if classes else [],
        "classes": [(each.classroom, unread.get(each.classroom_id, 0)) for each in classes],
        "has_libraries": has_libraries,
        # Whoever said that they teach, and has neither begun to nor studied yet.
        "teaches_first": learner.preferences.path == Path.BOTH
        and not classes
        and not has_libraries
        and not any(row.begun for row in decks),
        "may_open": may_open(learner) or everyone_may_open(),
        "news": news_for(learner=learner, lens=lens, now=now, answers=has_libraries),
    }
    return render(request, "front/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Makes a guest of someone new, who studies the decks of their path, and goes to the first card.

    Who may have come to teach goes to Today, from where a class is opened as well.
    """
    if request.method != "POST":
        return HttpResponseRedirect(reverse("front:home"))
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose one of the three."))
        return HttpResponseRedirect(reverse("front:home"))
    path = Path(form.cleaned_data["path"])
    zone = request.POST.get("zone", "")
    if not isinstance(request.user, User):
        now = timezone.now()
        if not may_make_guest(request, now=now):
            return too_many_guests(request, now=now)
        sign_in_guest(request, create_guest(path=path, zone=zone, now=now))
    elif not request.user.preferences.path:
        change_preferences(learner=request.user, changes={"path": path}, now=timezone.now())
    # Sent twice, or from an old page, it changes nothing: the learner there is goes on.
    return HttpResponseRedirect(reverse("front:home" if path == Path.BOTH else "reviews:study"))


@require_safe
@never_cache
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """How studying here works: which SM-2, what each button does, what early means, the keys."""
    hour = request.user.preferences.day_end_hour if isinstance(request.user, User) else DEFAULT_DAY_END_HOUR
    return render(request, "front/help.html", {"day_end": f"{hour:02}"})


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for who builds the site; for anyone else there is no such page."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "front/style.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Only what our own forms said: other reasons speak of settings, to someone who has no hand in them.
    match exception:
        case BadRequest():
            reason = str(exception)
        case RequestDataTooBig():
            reason = _("What was typed or pasted is too large to be sent at once. Part it, or send it as a file.")
        case TooManyFieldsSent() | TooManyFilesSent():
            reason = _("The form was sent with more fields than can be read at once. Part it into smaller ones.")
        case _:
            reason = ""
    return render(request, "front/400.html", {"reason": reason}, status=400)


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
