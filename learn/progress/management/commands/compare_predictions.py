"""manage.py compare_predictions: how well each learner's recall could be predicted, worked out from the logs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learn.accounts.models import User
from learn.progress.actions import compare_predictions
from learn.progress.history import learners_with_a_log, stale_learners
from learn.progress.management.bars import bar


class Command(BaseCommand):
    help = "Predicts every answer from those before it by every method, and keeps how near each method came."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learner", type=int, metavar="ID", help="only for this learner")
        parser.add_argument(
            "--stale", action="store_true", help="only for those who answered since the last time, over a day ago"
        )

    def handle(self, *args: Any, learner: int | None, stale: bool, verbosity: int, **options: Any) -> None:
        ids = stale_learners(timezone.now()) if stale else learners_with_a_log()
        if learner is not None:
            if not User.objects.filter(pk=learner).exists():
                raise CommandError(f"There is no learner {learner}.")
            ids = [each for each in ids if each == learner]
        shows_progress = verbosity > 0 and self.stderr.isatty()
        for done, learner_id in enumerate(ids, start=1):
            # Whoever left since is passed over.
            for each in User.objects.filter(pk=learner_id):
                compare_predictions(learner=each, now=timezone.now())
            if shows_progress:
                self.stderr.write(f"\r{bar(done, len(ids))}", ending="" if done < len(ids) else "\n")
        if verbosity > 0:
            self.stdout.write(f"Compared for {len(ids)} learner{'' if len(ids) == 1 else 's'}.")
