from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "learn.accounts"

    def ready(self) -> None:
        from learn.accounts import limits, signals  # noqa: F401  (connect the receivers)
