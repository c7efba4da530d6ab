"""Addresses of a library's questions and pictures."""

from django.urls import path

from learn.authoring import bank_views, item_views, picture_views

urlpatterns = [
    path("<uuid:library_id>/bank/", bank_views.bank, name="bank"),
    path("<uuid:library_id>/bank/labels/", bank_views.label, name="label_items"),
    path("<uuid:library_id>/bank/alike/", bank_views.alike, name="alike"),
    path("<uuid:library_id>/items/new/", item_views.new, name="new_item"),
    path("<uuid:library_id>/items/<slug:uid>/edit/", item_views.item, name="item"),
    path("<uuid:library_id>/items/<slug:uid>/retire/", item_views.retire, name="retire_item"),
    path("<uuid:library_id>/items/<slug:uid>/return/", item_views.bring_back, name="return_item"),
    path("<uuid:library_id>/pictures/", picture_views.pictures, name="pictures"),
    path("<uuid:library_id>/pictures/<uuid:picture_id>/", picture_views.describe, name="describe_picture"),
    path("<uuid:library_id>/pictures/<uuid:picture_id>/delete/", picture_views.delete, name="delete_picture"),
]
