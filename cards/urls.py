from django.urls import path

from cards import views

app_name = "cards"

urlpatterns = [
    path("cards/<int:card_id>/source/", views.card_source, name="card_source"),
    path("sources/<slug:uid>/", views.source, name="source"),
    path("glossary/", views.glossary, name="glossary"),
]
