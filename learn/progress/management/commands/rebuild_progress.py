"""manage.py rebuild_progress: makes every day's tallies and details anew from the logs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from learn.progress.management.bars import bar
from learn.reviews.checking import learner_ids, learners_without_details, rebuild_tallies


class Command(BaseCommand):
    help = "Makes the tallies that progress pages read anew from the logs, with each card's topic as it is now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--missing", action="store_true", help="only for learners who have a log and no details yet"
        )

    def handle(self, *args: Any, missing: bool, verbosity: int, **options: Any) -> None:
        ids = learners_without_details() if missing else learner_ids()
        shows_progress = verbosity > 0 and self.stderr.isatty()
        for done, learner_id in enumerate(ids, start=1):
            rebuild_tallies(learner_id)
            if shows_progress:
                self.stderr.write(f"\r{bar(done, len(ids))}", ending="" if done < len(ids) else "\n")
        if verbosity > 0 and (ids or not missing):
            self.stdout.write(f"Made anew for {len(ids)} learner{'' if len(ids) == 1 else 's'}.")
