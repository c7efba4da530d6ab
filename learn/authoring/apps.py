from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from learn import periodic


class AuthoringConfig(AppConfig):
    name = "learn.authoring"

    def ready(self) -> None:
        from learn.authoring import importing, publishing, receivers  # noqa: F401  (connects them)
        from learn.authoring.editing import EDITING
        from learn.libraries import editing, tabs

        editing.tell_by(EDITING)
        periodic.add("publications", seconds=3, run=publishing.carry_out_waiting)
        periodic.add("imports", seconds=3, run=importing.carry_out_waiting)
        periodic.add("import uploads", seconds=3600, run=importing.forget_uploads)
        tabs.add(tabs.Tab("facts", _("Facts"), "authoring:facts", place=10))
        tabs.add(tabs.Tab("items", _("Questions"), "authoring:bank", place=20))
        tabs.add(tabs.Tab("pictures", _("Pictures"), "authoring:pictures", place=40))
        tabs.add(tabs.Tab("import", _("Import"), "authoring:import", place=50))
        tabs.add(tabs.Tab("publish", _("Publish"), "authoring:publish", place=60))
        tabs.add(tabs.Tab("history", _("History"), "authoring:history", place=70))
