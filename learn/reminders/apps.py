from datetime import datetime

from django.apps import AppConfig

from learn import periodic


class RemindersConfig(AppConfig):
    name = "learn.reminders"

    def ready(self) -> None:
        from learn.reminders import receivers, sending  # noqa: F401  (connects them)

        def send(now: datetime) -> None:
            sending.send_due(now=now)

        periodic.add("reminders", seconds=60, run=send)
