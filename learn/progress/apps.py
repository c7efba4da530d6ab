from datetime import datetime

from django.apps import AppConfig

from learn import periodic


class ProgressConfig(AppConfig):
    name = "learn.progress"

    def ready(self) -> None:
        from learn.progress import receivers, stale  # noqa: F401  (connects them)

        def compare(now: datetime) -> None:
            stale.compare_some(now=now)

        periodic.add("predictions", seconds=3600, run=compare)
