"""manage.py clean_guests: forgets guests who came, looked and left nothing."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learn.accounts.cleaning import forget_idle_guests

USUAL_DAYS = 7


class Command(BaseCommand):
    help = "Deletes guests who came at least so many days ago and neither answered nor kept anything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=USUAL_DAYS, help=f"days since they came (default {USUAL_DAYS})")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days must be at least 1: someone may be choosing their first card right now.")
        gone = forget_idle_guests(before=timezone.now() - timedelta(days=days), now=timezone.now())
        self.stdout.write(f"Guests without answers forgotten: {gone}")
