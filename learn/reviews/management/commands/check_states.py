"""manage.py check_states: proves that every card state and day tally is what its log folds to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learn.reviews.checking import check_everyone


class Command(BaseCommand):
    help = "Folds every learner's log and compares it with the states and tallies kept; exits with 1 if any differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write what differs anew from the log")

    def handle(self, *args: Any, repair: bool, verbosity: int, **options: Any) -> None:
        shows_progress = verbosity > 0 and self.stderr.isatty()

        def told(done: int, total: int) -> None:
            if shows_progress:
                self.stderr.write(f"\r{done} of {total} learners", ending="" if done < total else "\n")

        count = 0
        for difference in check_everyone(repair=repair, told=told):
            count += 1
            self.stdout.write(
                f"learner {difference.learner_id}, {difference.what}: "
                f"kept {difference.kept}, log says {difference.folded}"
            )
        if count and not repair:
            raise CommandError(f"{count} differ from the log. Run again with --repair to write them anew from it.")
        self.stdout.write(f"{count} repaired." if count else "Every state and tally equals the fold of its log.")
