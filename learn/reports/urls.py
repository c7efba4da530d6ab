from django.urls import path

from learn.reports import inbox_views, views

app_name = "reports"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("cards/<int:card_id>/", views.report, name="report"),
    path("thanks/", views.thanks, name="thanks"),
    path("corrections/<int:correction_id>/seen/", views.see_correction, name="see_correction"),
    path("inbox/", inbox_views.inbox, name="inbox"),
    path("inbox/libraries/<uuid:library_id>/", inbox_views.library_inbox, name="library_inbox"),
    path("inbox/<uuid:ticket>/", inbox_views.answer, name="answer"),
]
