from django.urls import path

from learn.progress import ahead_views, card_views, views

app_name = "progress"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("cards/<int:card_id>/", card_views.card, name="card"),
    path("cost/", ahead_views.cost, name="cost"),
    path("exam/", ahead_views.exam, name="exam"),
    path("memory/", views.memory, name="memory"),
    path("predictions/", views.predictions, name="predictions"),
    path("<slug:kind>/", views.look_back, name="period"),
]
