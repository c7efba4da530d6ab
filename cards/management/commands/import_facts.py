"""manage.py import_facts: brings the database in line with bases of facts."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cards.actions import ForeignUidError, ImportReport, import_facts, prepare
from cards.facts.kinds import Base
from cards.facts.problems import BaseErrors
from cards.facts.reader import read_base
from cards.shipped import shipped_bases

_HEADINGS = {
    "added": "facts added",
    "changed": "facts changed",
    "retired": "facts retired",
    "returned": "facts back",
    "cards_added": "cards added",
    "cards_reworded": "cards reworded",
    "cards_retired": "cards retired",
    "cards_returned": "cards back",
    "questions_added": "questions added",
    "questions_changed": "questions changed",
    "questions_retired": "questions retired",
    "questions_returned": "questions back",
    "items_added": "quiz items added",
    "items_changed": "quiz items changed",
    "items_retired": "quiz items retired",
    "items_returned": "quiz items back",
    "items_kept": "quiz items kept as edited by hand, though their facts changed",
    "other": "also changed",
}


class Command(BaseCommand):
    help = "Imports facts from TOML bases (files or folders; without any, the shipped ones). All of them or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "bases", nargs="*", type=Path, metavar="FILE", help="a base: a TOML file or a folder of them"
        )

    def handle(self, *args: Any, bases: list[Path], verbosity: int, **options: Any) -> None:
        read: list[tuple[Path, Base]] = []
        problems: list[str] = []
        for path in bases or shipped_bases():
            try:
                read.append((path, read_base(path)))
            except BaseErrors as error:
                problems.extend(str(problem) for problem in error.problems)
            except OSError as error:
                problems.append(f"{path}: cannot be read ({error.strerror or error})")
        if problems:
            raise CommandError("\n".join([*problems, "Nothing was imported."]))
        # Made before the transaction begins: meanwhile the site goes on writing.
        made = [(path, base, prepare(base=base)) for path, base in read]
        try:
            with transaction.atomic():
                reports = [
                    (path, import_facts(base=base, now=timezone.now(), made=prepared)) for path, base, prepared in made
                ]
        except ForeignUidError as error:
            raise CommandError(str(error)) from error
        for path, report in reports:
            self._tell(path, report, verbosity)

    def _tell(self, path: Path, report: ImportReport, verbosity: int) -> None:
        if verbosity == 0:
            return
        if report.is_empty:
            self.stdout.write(f"{path.name}: nothing changed.")
            return
        counts = ", ".join(
            f"{len(uids)} {heading}" for name, heading in _HEADINGS.items() if (uids := getattr(report, name))
        )
        self.stdout.write(f"{path.name}: {counts}.")
        for name, heading in _HEADINGS.items():
            # A first import adds everything: the list would say nothing.
            if verbosity > 1 or name not in ("added", "cards_added", "questions_added", "items_added"):
                for uid in getattr(report, name):
                    self.stdout.write(f"  {heading}: {uid}")
