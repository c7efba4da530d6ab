"""manage.py audit_content: everything a base teaches, with what the checks find wrong with it."""

import json
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cards.facts.problems import BaseErrors
from cards.facts.reader import read_base
from cards.generation.audit import audit, audit_text, items_listing
from cards.shipped import shipped_bases


class Command(BaseCommand):
    help = "Lists every fact of the bases with its cards and quiz items, the care questions, and what the checks find."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "bases", nargs="*", type=Path, metavar="FILE", help="a base: a TOML file or a folder of them"
        )
        parser.add_argument("--items", action="store_true", help="lists the quiz items alone")
        parser.add_argument("--format", choices=["text", "json"], default="text", dest="output")

    def handle(self, *args: Any, bases: list[Path], output: str, items: bool = False, **options: Any) -> None:
        try:
            read = [read_base(path) for path in bases or shipped_bases()]
        except (BaseErrors, OSError) as error:
            raise CommandError(str(error)) from error
        if items:
            self.stdout.write("\n".join(items_listing(base) for base in read))
        elif output == "text":
            self.stdout.write("\n".join(audit_text(base) for base in read))
        else:
            audits = [audit(base) for base in read]
            data: dict[str, object] = {
                name: [entry for each in audits for entry in cast(list[object], each[name])]
                for name in ("facts", "items", "questions", "findings")
            }
            data["spreads"] = {each["source"]: each["spreads"] for each in audits}
            data["readability"] = {each["source"]: each["readability"] for each in audits}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
