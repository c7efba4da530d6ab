from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibrariesConfig(AppConfig):
    name = "learn.libraries"

    def ready(self) -> None:
        from learn.accounts import granting
        from learn.libraries import granted, receivers, tabs  # noqa: F401  (connects them)

        granting.tell_by(granted.codes)
        tabs.add(tabs.Tab("overview", _("Overview"), "libraries:library", place=0))
        tabs.add(tabs.Tab("classes", _("Classes"), "libraries:classes", place=75))
        tabs.add(tabs.Tab("authors", _("Authors"), "libraries:authors", place=80))
        tabs.add(tabs.Tab("settings", _("Settings"), "libraries:settings", place=90))
