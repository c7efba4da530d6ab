"""LearnerBackend: who is asking, with their preferences, by one statement that is compiled once.

Every request asks this. Building and compiling the query anew took a fifth of the time of an answer.
"""

from functools import cache
from typing import Any, NamedTuple

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS, connection

from learn.accounts import granting
from learn.accounts.models import Preferences, User

_NO_KEY = -1


class _Statement(NamedTuple):
    """A compiled query and what turns its columns into a field's values: {column index: (converters, expression)}."""

    sql: str
    parameters: tuple[Any, ...]
    converters: dict[int, Any]
    granted: tuple[str, ...]


class LearnerBackend(AuthenticationBackend):
    """allauth's own, which signs in by address or user name, reading user and preferences together."""

    def get_user(self, user_id: int) -> User | None:
        statement = _statement(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, [user_id if each == _NO_KEY else each for each in statement.parameters])
            row = cursor.fetchone()
        if row is None:
            return None
        user = _learner(list(row), statement)
        return user if self.user_can_authenticate(user) else None


@cache
def _statement(vendor: str) -> _Statement:
    """The ORM's own statement for a user with preferences; the key's value is left open."""
    compiler = User.objects.with_preferences().filter(pk=_NO_KEY).query.get_compiler(DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    assert parameters.count(_NO_KEY) == 1, "the statement takes one key"
    converters = compiler.get_converters([column for column, *_ in compiler.select or ()])
    return _Statement(sql, tuple(parameters), converters, tuple(granting.annotations()))


def _learner(row: list[Any], statement: _Statement) -> User:
    for index, (converts, expression) in statement.converters.items():
        for convert in converts:
            row[index] = convert(row[index], expression, connection)
    names = [field.attname for field in User._meta.concrete_fields]
    user = User.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
    # As the ORM orders them: the user's columns, what is annotated, the preferences.
    theirs = len(names) + len(statement.granted)
    vars(user).update(zip(statement.granted, row[len(names) : theirs], strict=True))
    their_names = [field.attname for field in Preferences._meta.concrete_fields]
    user.preferences = Preferences.from_db(DEFAULT_DB_ALIAS, their_names, row[theirs:])
    return user
