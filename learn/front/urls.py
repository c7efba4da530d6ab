from django.urls import path

from learn.front import app_views, views

app_name = "front"

urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("help/", views.help_page, name="help"),
    path("style/", views.style, name="style"),
    path("offline/", app_views.offline, name="offline"),
    path("manifest.webmanifest", app_views.manifest, name="manifest"),
    path("service-worker.js", app_views.service_worker, name="service_worker"),
]
