"""Addresses of a library's questions and pictures."""

from django.urls import path

from learn.authoring import picture_views

urlpatterns = [
    path("<uuid:library_id>/pictures/", picture_views.pictures, name="pictures"),
    path("<uuid:library_id>/pictures/<uuid:picture_id>/", picture_views.describe, name="describe_picture"),
    path("<uuid:library_id>/pictures/<uuid:picture_id>/delete/", picture_views.delete, name="delete_picture"),
]
