from django.urls import path

from learn.reviews import browser_views, views

app_name = "reviews"

urlpatterns = [
    path("study/", views.study, name="study"),
    path("study/topics/<int:topic_id>/", views.study, name="study_topic"),
    path("study/answer/", views.answer, name="answer"),
    path("study/undo/", views.undo, name="undo"),
    path("study/suspend/", views.suspend, name="suspend"),
    path("study/bury/", views.bury, name="bury"),
    path("study/resume/", views.resume, name="resume"),
    path("study/set-aside/", views.set_aside, name="set_aside"),
    path("cards/", browser_views.browser, name="browser"),
    path("decks/", views.decks, name="decks"),
    path("decks/<slug:uid>/", views.deck, name="deck"),
    path("decks/<slug:uid>/study/", views.subscribe, name="subscribe"),
    path("decks/<slug:uid>/pause/", views.pause, name="pause"),
    path("decks/<slug:uid>/move/", views.move_deck, name="move_deck"),
]
