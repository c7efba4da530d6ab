from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "learn.reports"

    def ready(self) -> None:
        from learn.reports import receivers  # noqa: F401  (connects them)
