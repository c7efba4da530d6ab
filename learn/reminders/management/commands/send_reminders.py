"""manage.py send_reminders: mails the digests that are due at this moment."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learn.reminders.sending import BATCH, send_due


class Command(BaseCommand):
    help = (
        "Sends the reminders that are due now and ends. Safe to run twice, at once and on several machines. "
        "`work` does the same every minute."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=BATCH, help=f"learners in one run (default {BATCH})")

    def handle(self, *args: Any, most: int, verbosity: int, **options: Any) -> None:
        if not settings.HAS_MAIL:
            raise CommandError("This site sends no mail. Set OSTEON_EMAIL_URL.")
        if most < 1:
            raise CommandError("--most must be at least 1.")
        shows_progress = verbosity > 0 and self.stderr.isatty()

        def told(done: int, total: int) -> None:
            if shows_progress:
                self.stderr.write(f"\r{done} of {total} learners", ending="" if done < total else "\n")

        outcome = send_due(now=timezone.now(), most=most, told=told)
        if verbosity > 0:
            self.stdout.write(
                f"Sent: {outcome.sent}. Refused: {outcome.refused}. Perhaps lost: {outcome.lost}. "
                f"Nothing to send: {outcome.nothing}."
            )
        if outcome.is_cut_off:
            raise CommandError("The mail server cannot be reached; the rest waits. See OSTEON_EMAIL_URL.")
        if outcome.failed:
            raise CommandError(f"{outcome.failed} could not be made; the log says more.")
