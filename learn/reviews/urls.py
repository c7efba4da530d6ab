from django.urls import path

from learn.reviews import browser_views, deck_views, mark_views, views

app_name = "reviews"

urlpatterns = [
    path("study/", views.study, name="study"),
    path("study/now/", views.study_now, name="study_now"),
    path("study/answer/", views.answer, name="answer"),
    path("study/undo/", views.undo, name="undo"),
    path("study/suspend/", views.suspend, name="suspend"),
    path("study/bury/", views.bury, name="bury"),
    path("study/flag/", mark_views.flag, name="flag"),
    path("study/cards/<int:card_id>/note/", mark_views.note, name="note"),
    path("study/resume/", views.resume, name="resume"),
    path("study/set-aside/", views.set_aside, name="set_aside"),
    path("cards/", browser_views.browser, name="browser"),
    path("decks/", deck_views.decks, name="decks"),
    path("decks/<slug:uid>/", deck_views.deck, name="deck"),
    path("decks/<slug:uid>/study/", deck_views.subscribe, name="subscribe"),
    path("decks/<slug:uid>/pause/", deck_views.pause, name="pause"),
    path("decks/<slug:uid>/move/", deck_views.move_deck, name="move_deck"),
]
