from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "learn.authoring"

    def ready(self) -> None:
        from learn.authoring import receivers  # noqa: F401  (connects them)
