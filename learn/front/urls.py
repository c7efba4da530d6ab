from django.urls import path

from learn.front import views

app_name = "front"

urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("help/", views.help_page, name="help"),
]
