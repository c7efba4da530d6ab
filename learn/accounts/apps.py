from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "learn.accounts"

    def ready(self) -> None:
        from learn.accounts import signals  # noqa: F401  (connects the receivers)
