"""Every address of the site, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("learn.front.urls")),
    path("", include("learn.accounts.urls")),
    path("", include("learn.reviews.urls")),
    path("", include("cards.urls")),
]

handler400 = "learn.front.views.bad_request"
handler403 = "learn.front.views.forbidden"
handler404 = "learn.front.views.not_found"
handler500 = "learn.front.views.server_error"
