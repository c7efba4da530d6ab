"""manage.py remove_two_step NAME: lets someone in again who lost both their phone and their recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from learn.accounts import two_step
from learn.accounts.models import User


class Command(BaseCommand):
    help = "Turns two-step sign-in off for one account; its password and passkeys stay. First make sure who asks you."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the account's user name or email address")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        accounts = list(User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name), is_guest=False))
        if len(accounts) != 1:
            raise CommandError(f"There is no account, or more than one, with the name or address {name}.")
        if two_step.turn_off(accounts[0]):
            self.stdout.write(f"Two-step sign-in of {name} is off.")
        else:
            self.stdout.write(f"Two-step sign-in of {name} was off already.")
