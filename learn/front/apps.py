from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "learn.front"

    def ready(self) -> None:
        from learn.front import checks  # noqa: F401  (registers the checks)
