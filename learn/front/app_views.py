"""What makes the site an app on a phone: its manifest, and the page shown when there is no connection."""

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
@cache_control(max_age=86400, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """How the site is named and drawn once it stands on a home screen."""
    icons = [
        {"src": static("learn/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": static("learn/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": static("learn/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    told = {
        "name": "Osteon",
        "short_name": "Osteon",
        "description": _("Flashcards with spaced repetition, from sourced facts."),
        "start_url": reverse("front:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf7f0",
        "theme_color": "#fbf7f0",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@login_not_required
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the site while there is no connection."""
    addresses = [static("learn/osteon.css"), static("learn/offline.js"), static("learn/mark.svg")]
    context = {
        "offline": reverse("front:offline"),
        "addresses": addresses,
        # Their names change with what they hold, so the version does, too.
        "version": sha256(" ".join(addresses).encode()).hexdigest()[:12],
    }
    return render(request, "front/service_worker.js", context, content_type="text/javascript")


@require_safe
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown in place of a page that cannot be reached; the same for everyone."""
    return render(request, "front/offline.html")
