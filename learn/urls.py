"""Every address of the site, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("learn.front.urls")),
    path("", include("learn.accounts.urls")),
    path("account/", include("learn.accounts.sign_in_urls")),
    path("", include("learn.reviews.urls")),
    path("", include("learn.notebook.urls")),
    path("classes/", include("learn.classrooms.urls")),
    path("libraries/", include("learn.libraries.urls")),
    path("libraries/", include("learn.authoring.urls")),
    path("pictures/", include("learn.authoring.picture_urls")),
    path("quizzes/", include("learn.quizzes.urls")),
    path("classes/", include("learn.assignments.urls")),
    path("progress/", include("learn.progress.urls")),
    path("classes/", include("learn.teaching.urls")),
    path("reports/", include("learn.reports.urls")),
    path("", include("learn.reminders.urls")),
    path("", include("cards.urls")),
]

handler400 = "learn.front.views.bad_request"
handler403 = "learn.front.views.forbidden"
handler404 = "learn.front.views.not_found"
handler429 = "learn.accounts.limits.too_many"
handler500 = "learn.front.views.server_error"
