from django.apps import AppConfig


class NotebookConfig(AppConfig):
    name = "learn.notebook"

    def ready(self) -> None:
        from learn.notebook import receivers  # noqa: F401  (connects them)
