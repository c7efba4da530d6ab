from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from learn import periodic
from learn.classrooms.tabs import Tab, add

_SEES, _STUDENT = ("instructor", "observer"), ("student",)


class TeachingConfig(AppConfig):
    name = "learn.teaching"

    def ready(self) -> None:
        from learn.assignments import decisions, leads
        from learn.authoring import pictures
        from learn.teaching import item_analysing, receivers, results, sending, writing  # noqa: F401  (connects them)

        def send(now: datetime) -> None:
            sending.send_waiting(now=now)

        decisions.read_by(results.decided)
        pictures.add_attempts_seen(item_analysing.attempts_seen)
        leads.add(leads.Lead("results", _("Results"), "teaching:statistics", 10))
        leads.add(leads.Lead("questions", _("How the questions did"), "teaching:analysis", 20, of_quizzes=True))
        periodic.add("class_mails", seconds=5, run=send)
        add(Tab("overview", _("Overview"), "teaching:overview", 10, _SEES))
        add(Tab("own_standing", _("How you stand"), "teaching:own_standing", 45, _STUDENT))
        add(Tab("gradebook", _("Gradebook"), "teaching:gradebook", 40, _SEES))
        add(Tab("own_grades", _("Your grades"), "teaching:own_grades", 40, _STUDENT))
        add(Tab("messages", _("Messages"), "teaching:messages", 70, ("instructor", "student"), news=writing.unread))
