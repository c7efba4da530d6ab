"""Download my data: everything stored of one learner as a zip of JSON and CSV files, written while it is sent.

Each room hands out its own tables (the signal learner_exporting); accounts adds what it keeps itself.
"""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from learn.accounts.models import Preferences, User
from learn.accounts.signals import learner_exporting
from learn.accounts.tables import Table, csv_lines

_CHUNK = 64 * 1024


def tables_of(learner: User) -> list[Table]:
    """Every table that any room keeps of this learner, accounts' own first."""
    replies: list[tuple[Any, Any]] = learner_exporting.send(sender=User, learner=learner)
    told: list[Table] = [table for _receiver, tables in replies for table in tables]
    return [*_own_tables(learner), *sorted(told, key=lambda table: table.name)]


def zipped(learner: User, *, now: datetime) -> Iterator[bytes]:
    """The download, piece by piece: a table is never held in memory as a whole."""
    tables = tables_of(learner)
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, lines in _files(tables, now):
            with archive.open(name, "w") as file:
                for line in lines:
                    file.write(line.encode())
                    if sink.size >= _CHUNK:
                        yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """Takes what ZipFile writes and gives it away: it cannot seek, so the archive is written front to back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self.size += len(piece)
        return len(piece)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces, self.size = [], 0
        return taken


def _files(tables: list[Table], now: datetime) -> Iterator[tuple[str, Iterator[str]]]:
    yield "README.txt", _readme(tables, now)
    yield "osteon.json", _json(tables, now)
    for table in tables:
        yield f"{table.name}.csv", csv_lines(table.columns, table.rows())


def _readme(tables: list[Table], now: datetime) -> Iterator[str]:
    yield _("Everything that Osteon keeps of you, as of %(now)s.") % {"now": now.isoformat(timespec="seconds")} + "\n\n"
    yield _("osteon.json holds all tables in one file; each CSV file holds one. Times are UTC.") + "\n\n"
    for table in tables:
        yield f"{table.name}: {table.about}\n"


def _json(tables: list[Table], now: datetime) -> Iterator[str]:
    yield '{"made_at": ' + _dumped(now) + ', "tables": {'
    for number, table in enumerate(tables):
        yield ("," if number else "") + f"\n{_dumped(table.name)}: {{"
        yield f'"about": {_dumped(table.about)}, "rows": ['
        for place, row in enumerate(table.rows()):
            yield ("," if place else "") + "\n" + _dumped(dict(zip(table.columns, row, strict=True)))
        yield "]}"
    yield "\n}}\n"


class _Encoder(DjangoJSONEncoder):
    """Django's own, but to the microsecond: two answers in one millisecond keep their order."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _dumped(value: Any) -> str:
    return json.dumps(value, cls=_Encoder, ensure_ascii=False)


def _own_tables(learner: User) -> list[Table]:
    preferences = Preferences.objects.get(pk=learner.pk)
    names = tuple(field.name for field in Preferences._meta.concrete_fields if field.name != "user")
    person = ("username", "email", "first_name", "last_name", "is_guest", "date_joined", "last_login")
    return [
        Table("account", _("Who you are here."), person, lambda: [tuple(getattr(learner, name) for name in person)]),
        Table(
            "preferences",
            _("Your settings."),
            names,
            lambda: [tuple(getattr(preferences, name) for name in names)],
        ),
        Table(
            "email_addresses",
            _("Addresses of your account."),
            ("email", "verified", "primary"),
            lambda: (
                EmailAddress.objects.filter(user=learner).order_by("pk").values_list("email", "verified", "primary")
            ),
        ),
        Table(
            "sign_in_methods",
            _("Ways to sign in beside the password; their secrets are not given out."),
            ("type", "name", "created_at", "last_used_at"),
            lambda: (
                (each.type, str(each.data.get("name", "")), each.created_at, each.last_used_at)
                for each in Authenticator.objects.filter(user=learner).order_by("pk")
            ),
        ),
    ]
