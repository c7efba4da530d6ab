"""manage.py edit_item: a quiz item as JSON to edit, and its new wording back."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cards.item_actions import ItemProblemsError, edit_item
from cards.items.payload import item_from_payload
from cards.models import Item


class Command(BaseCommand):
    help = "Prints a quiz item as JSON; with a file in that form, makes it the item's new version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("uid", help='the item, for instance "denosumab/mc:role"')
        parser.add_argument("file", nargs="?", help='a file with the edited JSON, or "-" to read it here')

    def handle(self, *args: Any, uid: str, file: str | None, **options: Any) -> None:
        row = Item.objects.select_related("current").filter(uid=uid).first()
        if row is None or row.current is None:
            raise CommandError(f'There is no item "{uid}". "audit_content --format json" lists every item.')
        if file is None:
            self.stdout.write(json.dumps(row.current.body, ensure_ascii=False, indent=2))
            return
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
            edited = item_from_payload(json.loads(text))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}. Nothing was stored.") from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            said = f"{file} is not an item as this command prints it: {error}. Nothing was stored."
            raise CommandError(said) from error
        try:
            version = edit_item(uid=uid, edited=edited, now=timezone.now())
        except ItemProblemsError as error:
            raise CommandError("\n".join([*error.problems, "Nothing was stored."])) from error
        if version.number == row.current.number:
            self.stdout.write(f"{uid} says this already; it stays at version {version.number}.")
        else:
            self.stdout.write(f"{uid} is now at version {version.number}; quizzes taken before keep theirs.")
