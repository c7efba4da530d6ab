from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "learn.reviews"

    def ready(self) -> None:
        from learn.reviews import receivers  # noqa: F401  (connects them)
