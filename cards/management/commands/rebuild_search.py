"""manage.py rebuild_search: makes the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from cards.searching.index import rebuild


class Command(BaseCommand):
    help = "Makes the search index anew. Every import keeps it in line; this mends one that is damaged."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} faces indexed.")
