from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthoringConfig(AppConfig):
    name = "learn.authoring"

    def ready(self) -> None:
        from learn.authoring import receivers  # noqa: F401  (connects them)
        from learn.libraries import tabs

        tabs.add(tabs.Tab("facts", _("Facts"), "authoring:facts", place=10))
        tabs.add(tabs.Tab("items", _("Questions"), "authoring:bank", place=20))
        tabs.add(tabs.Tab("pictures", _("Pictures"), "authoring:pictures", place=40))
