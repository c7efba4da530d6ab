from django.urls import path

from learn.quizzes import card_views, sheet_views, start_views, views

app_name = "quizzes"

urlpatterns = [
    path("", start_views.start, name="start"),
    path("begin/", start_views.begin, name="begin"),
    path("begin/at-once/", start_views.begin_at_once, name="begin_at_once"),
    path("cards/", card_views.on_cards, name="on_cards"),
    path("<uuid:attempt_id>/", views.attempt, name="attempt"),
    path("<uuid:attempt_id>/<int:place>/", views.question, name="question"),
    path("<uuid:attempt_id>/all/", sheet_views.sheet, name="sheet"),
    path("<uuid:attempt_id>/finish/", views.finish, name="finish"),
    path("<uuid:attempt_id>/results/", views.results, name="results"),
    path("<uuid:attempt_id>/again/", start_views.again, name="again"),
    path("<uuid:attempt_id>/put-away/", start_views.put_away, name="put_away"),
    path("<uuid:attempt_id>/take-back/", views.take_back, name="take_back"),
]
