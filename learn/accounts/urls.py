from django.urls import path

from learn.accounts import views

app_name = "accounts"

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/browser-zone/", views.browser_zone, name="browser_zone"),
]
