from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "learn.quizzes"

    def ready(self) -> None:
        from learn.quizzes import receivers  # noqa: F401  (connects them)
