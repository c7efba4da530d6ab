from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from learn import periodic


class ClassroomsConfig(AppConfig):
    name = "learn.classrooms"

    def ready(self) -> None:
        from learn.classrooms import receivers, rosters, tabs  # noqa: F401  (connects them)

        periodic.add("roster uploads", seconds=3600, run=rosters.forget_uploads)
        tabs.add(tabs.Tab("people", _("People"), "classrooms:people", place=50, roles=("instructor", "observer")))
        tabs.add(tabs.Tab("me", _("You and this class"), "classrooms:me", place=60, roles=("student", "observer")))
        tabs.add(tabs.Tab("settings", _("Settings"), "classrooms:settings", place=90, roles=("instructor",)))
        tabs.add(tabs.Tab("trail", _("History"), "classrooms:trail", place=95, roles=("instructor",)))
