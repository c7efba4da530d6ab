"""The address of a picture itself, by which questions show it (cards.items.markup)."""

from django.urls import path

from learn.authoring import picture_views

app_name = "pictures"

urlpatterns = [path("<uuid:picture_id>/", picture_views.picture, name="picture")]
