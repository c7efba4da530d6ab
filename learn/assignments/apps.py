"""What a class is asked to do: decks to study, quizzes to take."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from learn import periodic
from learn.classrooms import tabs


class AssignmentsConfig(AppConfig):
    name = "learn.assignments"

    def ready(self) -> None:
        from learn.assignments import actions, receivers, telling  # noqa: F401  (connects them)
        from learn.quizzes import assigned

        def close(now: datetime) -> None:
            actions.close_overdue_everywhere(now)

        periodic.add("overdue assigned attempts", seconds=30, run=close)
        assigned.tell_by(telling.told_of)
        sees_students = ("instructor", "observer")
        tabs.add(tabs.Tab("work", _("Your work"), "assignments:work", place=10, roles=("student",)))
        tabs.add(tabs.Tab("assignments", _("Assignments"), "assignments:list", place=20, roles=sees_students))
        tabs.add(tabs.Tab("quizzes", _("Quizzes"), "assignments:quizzes", place=30, roles=sees_students))
