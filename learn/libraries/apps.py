from django.apps import AppConfig


class LibrariesConfig(AppConfig):
    name = "learn.libraries"

    def ready(self) -> None:
        from learn.accounts import granting
        from learn.libraries import granted

        granting.tell_by(granted.codes)
