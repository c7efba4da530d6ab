from django.urls import path

from learn.reminders import views

app_name = "reminders"

urlpatterns = [
    path("reminders/", views.page, name="page"),
    path("reminders/digest/", views.digest, name="digest"),
    path("reminders/calendar/make/", views.make_calendar, name="make_calendar"),
    path("reminders/calendar/remove/", views.remove_calendar, name="remove_calendar"),
    path("reminders/stop/<slug:token>/", views.stop, name="stop"),
    path("calendar/<slug:token>.ics", views.calendar, name="calendar"),
]
