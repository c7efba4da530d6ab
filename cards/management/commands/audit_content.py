"""manage.py audit_content: everything a base teaches, with what the checks find wrong with it."""

import json
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cards.facts.problems import BaseErrors
from cards.facts.reader import read_base
from cards.generation.audit import audit, audit_text
from cards.shipped import shipped_bases


class Command(BaseCommand):
    help = "Lists every fact of the bases with its cards and the findings of the content checks."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "bases", nargs="*", type=Path, metavar="FILE", help="a base: a TOML file or a folder of them"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text", dest="output")

    def handle(self, *args: Any, bases: list[Path], output: str, **options: Any) -> None:
        try:
            read = [read_base(path) for path in bases or shipped_bases()]
        except (BaseErrors, OSError) as error:
            raise CommandError(str(error)) from error
        if output == "text":
            self.stdout.write("\n".join(audit_text(base) for base in read))
        else:
            facts = [fact for base in read for fact in cast(list[object], audit(base)["facts"])]
            self.stdout.write(json.dumps({"facts": facts}, ensure_ascii=False, indent=2))
