from django.urls import path

from learn.libraries import class_views, views, writer_views

app_name = "libraries"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("<uuid:library_id>/", views.library, name="library"),
    path("<uuid:library_id>/authors/", writer_views.authors, name="authors"),
    path("<uuid:library_id>/authors/<int:author_id>/role/", writer_views.change_role, name="change_role"),
    path("<uuid:library_id>/authors/<int:author_id>/remove/", writer_views.remove, name="remove_author"),
    path("<uuid:library_id>/leave/", writer_views.leave, name="leave"),
    path("<uuid:library_id>/classes/", class_views.classes, name="classes"),
    path("<uuid:library_id>/classes/<uuid:classroom_id>/close/", class_views.close, name="close"),
    path("<uuid:library_id>/settings/", views.settings, name="settings"),
    path("<uuid:library_id>/archive/", views.archive, name="archive"),
    path("<uuid:library_id>/reopen/", views.reopen, name="reopen"),
]
