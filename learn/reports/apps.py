from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from learn.libraries import tabs


class ReportsConfig(AppConfig):
    name = "learn.reports"

    def ready(self) -> None:
        from learn.reports import receivers  # noqa: F401  (connects them)

        tabs.add(tabs.Tab("reports", _("Reports"), "reports:library_inbox", place=78))
